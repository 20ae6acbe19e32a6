import CKernels
import Declarations

/// Regresses each column of a sparse X on all other columns, with penalties that make most weights 0:
/// ½ |x_j − X w|² + l1 |w|₁ + ½ l2 |w|².
public struct SparseRegression: Sendable {
    public var l1: Float
    public var l2: Float
    /// Whether weights are kept from falling below 0.
    public var positive: Bool
    /// Most sweeps over the active columns at a time.
    public var sweeps: Int
    /// Largest change of a weight in the last sweep.
    public var tolerance: Float

    public init(l1: Float, l2: Float, positive: Bool, sweeps: Int, tolerance: Float) {
        (self.l1, self.l2, self.positive) = (l1, l2, positive)
        (self.sweeps, self.tolerance) = (sweeps, tolerance)
    }

    /// For each column its weights other than 0, ascending by column. `x` has as many columns as `gram`, its XᵀX, of which
    /// the lower triangle is known and the upper is filled in.
    public func solve(
        gram: DenseRoom, columns n: Int, progress: (Double) throws -> Void
    ) throws -> [[(Int32, Float)]] {
        nonisolated(unsafe) let a = gram.start
        parallel(n, chunk: 64) { part in
            for i in part { for j in i + 1..<max(n, i + 1) { a[i * n + j] = a[j * n + i] } }
        }
        var found = [[(Int32, Float)]](repeating: [], count: n)
        let step = max(64, n / 32)
        for slab in stride(from: 0, to: n, by: step) {
            let items = slab..<min(n, slab + step)
            found.withUnsafeMutableBufferPointer { found in
                nonisolated(unsafe) let found = found
                parallel(items.count, chunk: 4) { part in
                    for item in part.lazy.map({ slab + $0 }) where !Interrupt.isRaised {
                        found[item] = solve(item, a, n)
                    }
                }
            }
            try progress(Double(items.upperBound) / Double(n))
        }
        return found
    }

    private func solve(_ item: Int, _ gram: UnsafeMutablePointer<Float>, _ n: Int) -> [(Int32, Float)] {
        var plan = reel_slim(
            gram: gram, items: n, l1: l1, l2: l2, positive: positive ? 1 : 0, sweeps: Int32(sweeps),
            tolerance: tolerance)
        let scratch = UnsafeMutableRawPointer.allocate(byteCount: reel_slim_scratch(n), alignment: 64)
        defer { scratch.deallocate() }
        var weights = [Float](repeating: 0, count: n)
        reel_slim_item(&plan, item, &weights, scratch)
        return weights.indices.compactMap { weights[$0] == 0 ? nil : (Int32($0), weights[$0]) }
    }
}
