import Datasets
import Declarations

/// Offsets of users and items, regularised: r̂_ui = μ + b_u + b_i.
///
/// Minimises Σ (r_ui − μ − b_u − b_i)² + λ_i Σ b_i² + λ_u Σ b_u² (Koren 2010, §2.1) by alternating least squares, items
/// first, both from 0:
///
///     b_i = Σ_u (r_ui − μ − b_u) / (λ_i + n_i),   b_u = Σ_i (r_ui − μ − b_i) / (λ_u + n_u).
///
/// A user or item without ratings has offset 0. Ranks items by b_i, whoever asks.
public struct Bias: Recommender {
    public static let name = "bias"
    public static let summary =
        "Predicts ratings from offsets of users and items, fitted by least squares in turns."
    public static let example = "train bias epochs=10 reg-u=15 reg-i=10"
    public static let source = "Koren, Factor in the Neighbors, TKDD 2010, §2.1"

    @Setting("Times that items and users are fitted in turn.", 1...1e6) var epochs = 10
    @Setting("Penalty on the squared offsets of users.", 0...1e9) var regU = 15.0
    @Setting("Penalty on the squared offsets of items.", 0...1e9) var regI = 10.0
    @Setting("Whether predictions are kept within the range of the ratings seen.") var clip = true

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> Additive {
        let (byUser, byItem) = (train.matrix, train.matrix.transposed())
        let ratings = RatingMeans(train)
        var users = [Double](repeating: 0, count: byUser.rows)
        var items = [Double](repeating: 0, count: byUser.columns)
        for epoch in 1...epochs {
            offsets(&items, of: byItem, beside: users, mean: Double(ratings.mean), penalty: regI)
            let error = offsets(&users, of: byUser, beside: items, mean: Double(ratings.mean), penalty: regU)
            let rmse = (error / Double(max(1, byUser.count))).squareRoot()
            if try watching.epoch(epoch, of: epochs, ["rmse": rmse]) == .stop { break }
        }
        return Additive(
            mean: ratings.mean, users: users.map { Float($0) }, items: items.map { Float($0) },
            scale: clip ? ratings.scale : unbounded)
    }

    /// One half of an epoch: the best offsets of the rows of `matrix` for given offsets of its columns. Returns the sum
    /// of squared errors that is left.
    @discardableResult
    private func offsets(
        _ rows: inout [Double], of matrix: SparseMatrix, beside columns: [Double], mean: Double,
        penalty: Double
    ) -> Double {
        var error = 0.0
        for row in 0..<matrix.rows {
            let range = matrix.range(row)
            guard !range.isEmpty else { continue }
            var (sum, squares) = (0.0, 0.0)
            for k in range {
                let rest = Double(matrix.values[k]) - mean - columns[Int(matrix.indices[k])]
                sum += rest
                squares += rest * rest
            }
            let offset = sum / (penalty + Double(range.count))
            rows[row] = offset
            error += squares - 2 * offset * sum + Double(range.count) * offset * offset
        }
        return error
    }
}
