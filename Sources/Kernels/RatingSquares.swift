import CKernels

/// Alternating least squares for ratings, one side at a time: each row x of n ratings exactly to the minimum of
/// Σ (r − mean − offset_j − x · y_j)² + λ n |x|².
public struct RatingSquares: Sendable {
    /// λ.
    public var penalty: Float
    /// What is taken from every rating.
    public var mean: Float

    public init(penalty: Float, mean: Float) { (self.penalty, self.mean) = (penalty, mean) }

    /// Solves for each row x of `matrix`, which has values, beside fixed rows y with fixed offsets (`nil`: all 0), on all
    /// cores, and returns the sum of squared errors. Rows without entries become 0.
    public func solve(_ x: Factors, _ matrix: SparseRows, beside y: Factors, offsets: [Float]?) -> Double {
        let chunk = 16
        var sums = [Double](repeating: 0, count: (matrix.rows + chunk - 1) / chunk)
        (offsets ?? []).withUnsafeBufferPointer { offsets in
            nonisolated(unsafe) let plan = reel_als_ratings(
                others: y.start, offsets: offsets.isEmpty ? nil : offsets.baseAddress, width: y.stride,
                mean: mean)
            sums.withUnsafeMutableBufferPointer { sums in
                nonisolated(unsafe) let sums = sums
                matrix.pinned { rows in
                    guard let values = rows.values else { return }
                    nonisolated(unsafe) let (rows, ratings) = (rows, values)
                    parallel(matrix.rows, chunk: chunk) { part in
                        var plan = plan
                        let scratch = DenseRoom(reel_als_rating_scratch(y.stride))
                        sums[part.lowerBound / chunk] = part.reduce(0) { sum, row in
                            let (first, count) = (rows.offsets[row], matrix.range(row).count)
                            guard count > 0 else {
                                x[row].update(repeating: 0, count: x.stride)
                                return sum
                            }
                            return sum
                                + reel_als_rating_row(
                                    &plan, rows.indices + first, ratings + first, count,
                                    penalty * Float(count), x[row], scratch.start)
                        }
                    }
                }
            }
        }
        return sums.reduce(0, +)
    }
}
