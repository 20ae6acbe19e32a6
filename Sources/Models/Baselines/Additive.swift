import Datasets
import Kernels

/// A rating as a sum: r̂_ui = mean + user_u + item_i. What every rating baseline fits.
///
/// Scores are the sums; predicted ratings are the sums within `scale`. Ranked by them, all users get the same list (the
/// user's part moves all items alike), so these models never personalise.
public struct Additive: Scorer, RatingPredictor {
    /// μ, in stars.
    public let mean: Float
    /// One offset for each user, [U], and for each item, [V].
    public let users: [Float]
    public let items: [Float]
    /// Lowest and highest rating seen in training.
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

/// What the ratings of a training set are like, one by one.
struct RatingMeans {
    let matrix: SparseMatrix
    let mean: Float
    let scale: ClosedRange<Float>

    init(_ matrix: SparseMatrix) {
        self.matrix = matrix
        mean = matrix.values.isEmpty ? 0 : Float(matrix.values.sum / Double(matrix.count))
        scale = (matrix.values.min() ?? 0)...(matrix.values.max() ?? 0)
    }

    /// Mean of each row, the global mean where a row is empty.
    func means(ofRowsOf matrix: SparseMatrix) -> [Float] {
        (0..<matrix.rows).map { row in
            let range = matrix.range(row)
            return range.isEmpty ? mean : Float(matrix.values[range].sum / Double(range.count))
        }
    }
    var ofUsers: [Float] { means(ofRowsOf: matrix) }
    var ofItems: [Float] { means(ofRowsOf: matrix.transposed()) }
}

extension Sequence<Float> {
    /// The sum in double precision, in order.
    var sum: Double { reduce(0) { $0 + Double($1) } }
}

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
