import Datasets
import Declarations
import Foundation
import Kernels

/// Predicts from how much better or worse items fared with those who rated both.
///
/// With dev_ij the mean of r_vi − r_vj over the n_ij users v who rated i and j, μ_u the user's mean and R the items that
/// u rated, other than i, with n_ij > 0 (Lemire & Maclachlan 2005, §3.2.1; Surprise's SlopeOne):
///
///     r̂_ui = μ_u + Σ_{j ∈ R} dev_ij / |R|.
///
/// `weighted=true` is their §3.2.2: Σ_{j ∈ R} (r_uj + dev_ij) n_ij / Σ_{j ∈ R} n_ij. Where R is empty r̂_ui is μ_u, or the
/// mean of all ratings for a user who rated nothing (Surprise gives that mean to all items that nobody rated).
public struct SlopeOne: Recommender {
    public static let name = "slope-one"
    public static let summary = "Predicts ratings from mean differences between pairs of items."
    public static let example = "train slope-one"
    public static let source =
        "Lemire & Maclachlan, Slope One Predictors for Online Rating-Based Collaborative Filtering, SDM 2005"

    @Setting("Whether a difference counts as often as users rated both items.") var weighted = false

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> Slopes {
        let n = train.itemCount
        let (need, have) = (UInt64(n) * UInt64(n) * 8, ProcessInfo.processInfo.physicalMemory)
        guard need < have else {
            throw Problem(
                "slope-one over \(n) items needs \(need >> 30) GB of memory, but this machine has \(have >> 30)",
                remedy: "filter rare items (filter k-core), or train svd")
        }
        let ratings = train.matrix.rows(counting: .ratings)
        let differences = try ratings.differences {
            try watching.progress("comparing pairs of items", $0)
        }
        let means = RatingMeans(train)
        return Slopes(
            differences: differences, ratings: ratings, mean: means.mean, scale: means.scale,
            weighted: weighted)
    }
}

/// Fitted differences between items.
///
/// Scores come from the history given when asked, so users unknown to training are served, too; predicted ratings from
/// the ratings of training, kept within `scale`.
public struct Slopes: Scorer, RatingPredictor {
    /// dev and n, [V, V].
    public let differences: ItemDifferences
    /// Users by items, as trained on.
    let ratings: SparseRows
    /// Of all ratings.
    let mean: Float
    let scale: ClosedRange<Float>
    let weighted: Bool

    public func ratings(_ users: [UserIndex], _ items: [ItemIndex]) throws -> [Float] {
        var found = [Float](repeating: 0, count: users.count)
        found.withUnsafeMutableBufferPointer { found in
            nonisolated(unsafe) let found = found
            parallel(users.count, chunk: 512) { part in
                for k in part {
                    ratings.withRow(Int(users[k])) { rated, values in
                        guard let values else { return }
                        let guess = differences.prediction(
                            of: Int(items[k]), rated, values, start: start(values), weighted: weighted)
                        found[k] = clamp(guess, to: scale)
                    }
                }
            }
        }
        try Interrupt.check()
        return found
    }

    public func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        fillRows(of: scores, count: users.count, width: differences.count, chunk: 4) { t, row in
            histories.withRow(Int(users[t]), values: true) { rated, values in
                guard let values else { return }
                differences.predictions(rated, values, start: start(values), weighted: weighted, into: row)
            }
        }
        try Interrupt.check()
    }

    /// μ_u, or μ.
    private func start(_ values: UnsafeBufferPointer<Float>) -> Float {
        values.isEmpty ? mean : Float(values.sum / Double(values.count))
    }
}

extension Slopes: ExplainingScorer {
    /// μ_u and dev_ij / |R| for each j ∈ R; or, weighted, (r_uj + dev_ij) n_ij / Σ n_ij.
    public func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) -> Explanation {
        histories.withRow(Int(user), values: true) { rated, values in
            guard let values else { return Explanation([]) }
            let row = Int(item) * differences.count
            let both = rated.indices.filter { differences.counts[row + Int(rated[$0])] > 0 }
            let what = values.isEmpty ? "mean of all ratings" : "the user's mean"
            let first = Explanation.Part(.term(what), start(values))
            if both.isEmpty { return Explanation([first]) }
            let all = both.reduce(Float(0)) { $0 + differences.counts[row + Int(rated[$1])] }
            return Explanation(
                (weighted ? [] : [first])
                    + both.map { t in
                        let at = row + Int(rated[t])
                        let (difference, count) = (differences.means[at], differences.counts[at])
                        return weighted
                            ? .init(.item(rated[t]), weight: count, (values[t] + difference) * count / all)
                            : .init(.item(rated[t]), weight: difference, difference / Float(both.count))
                    })
        }
    }
}
