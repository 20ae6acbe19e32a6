import Datasets
import Kernels

/// A rating as a sum: r̂_ui = mean + user_u + item_i. What every rating baseline fits.
///
/// Scores are the sums; predicted ratings are the sums, kept within `scale`. Ranked by them, all users get the same list (the
/// user's part moves all items alike), so these models never personalise.
public struct Additive: Scorer, RatingPredictor {
    /// μ, in stars.
    public let mean: Float
    /// One offset for each user, [U], and for each item, [V].
    public let users: [Float]
    public let items: [Float]
    /// What predictions are kept within: the lowest and highest rating seen in training, or everything.
    public let scale: ClosedRange<Float>

    public func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        fillRows(of: scores, count: users.count, width: items.count) { t, row in
            let offset = mean + self.users[Int(users[t])]
            for i in items.indices { row[i] = offset + items[i] }
        }
    }

    public func ratings(_ users: [UserIndex], _ items: [ItemIndex]) throws -> [Float] {
        zip(users, items).map { clamp(self[$0, $1], to: scale) }
    }

    /// r̂_ui, not yet within the scale.
    public subscript(user: UserIndex, item: ItemIndex) -> Float { mean + users[Int(user)] + items[Int(item)] }
}

/// Means of a training set's ratings. Every row counts: a pair rated twice counts twice.
struct RatingMeans {
    private let train: TrainingSet
    /// μ; 1 where the data has no ratings, 0 where it has no rows.
    let mean: Float
    let scale: ClosedRange<Float>

    init(_ train: TrainingSet) {
        self.train = train
        let rows = train.interactions
        if rows.hasRatings {
            mean = Float(rows.ratings.sum / Double(rows.count))
            scale = (rows.ratings.min() ?? 0)...(rows.ratings.max() ?? 0)
        } else {
            mean = rows.isEmpty ? 0 : 1
            scale = mean...mean
        }
    }

    var ofUsers: [Float] { means(by: train.interactions.users, count: train.userCount) }
    var ofItems: [Float] { means(by: train.interactions.items, count: train.itemCount) }

    /// Mean rating of each owner, μ where it has none.
    private func means(by owners: [Int32], count: Int) -> [Float] {
        let rows = train.interactions
        var sums = [Double](repeating: 0, count: count)
        var counts = sums
        for (row, owner) in owners.enumerated() {
            sums[Int(owner)] += rows.hasRatings ? Double(rows.ratings[row]) : 1
            counts[Int(owner)] += 1
        }
        return zip(sums, counts).map { $1 == 0 ? mean : Float($0 / $1) }
    }
}

extension Sequence<Float> {
    /// The sum in double precision, in order.
    var sum: Double { reduce(0) { $0 + Double($1) } }
}

/// Every number there is.
let unbounded = -Float.greatestFiniteMagnitude...Float.greatestFiniteMagnitude

func clamp(_ x: Float, to scale: ClosedRange<Float>) -> Float {
    min(max(x, scale.lowerBound), scale.upperBound)
}

/// Calls `fill` for each of `count` rows of a [count, width] buffer, on all cores.
func fillRows(
    of scores: UnsafeMutableBufferPointer<Float>, count: Int, width: Int, chunk: Int = 32,
    _ fill: @Sendable (Int, UnsafeMutablePointer<Float>) -> Void
) {
    nonisolated(unsafe) let start = scores.baseAddress
    parallel(count, chunk: chunk) { part in
        guard let start else { return }
        for t in part { fill(t, start + t * width) }
    }
}
