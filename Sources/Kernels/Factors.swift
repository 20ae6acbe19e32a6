import CKernels

/// Rows of factors as the kernels walk them: `stride` floats apart, a multiple of 16, on a border of 64 bytes, with zeros
/// behind the last factor.
public final class Factors: @unchecked Sendable {
    public let rows: Int
    public let width: Int
    public let stride: Int
    public let start: UnsafeMutablePointer<Float>
    private let room: DenseRoom

    /// Zeros.
    public init(rows: Int, width: Int) {
        (self.rows, self.width) = (rows, width)
        let step = Int(REEL_FACTOR_STEP)
        stride = (width + step - 1) / step * step
        room = DenseRoom(max(1, rows) * stride)
        start = room.start
        start.update(repeating: 0, count: rows * stride)
    }

    /// From rows that lie close, [rows, width].
    public convenience init(rows: Int, width: Int, values: [Float]) {
        self.init(rows: rows, width: width)
        values.withUnsafeBufferPointer { values in
            guard let from = values.baseAddress else { return }
            for row in 0..<rows { self[row].update(from: from + row * width, count: width) }
        }
    }

    /// A copy of its own.
    public convenience init(_ other: Factors) {
        self.init(rows: other.rows, width: other.width)
        start.update(from: other.start, count: rows * stride)
    }

    public subscript(row: Int) -> UnsafeMutablePointer<Float> { start + row * stride }

    /// Rows that lie close, [rows, width].
    public var values: [Float] {
        [Float](unsafeUninitializedCapacity: rows * width) { buffer, filled in
            for row in 0..<rows {
                (buffer.baseAddress.unsafelyUnwrapped + row * width).update(from: self[row], count: width)
            }
            filled = rows * width
        }
    }

    /// Whether a row is all zeros.
    public func isZero(_ row: Int) -> Bool { (0..<width).allSatisfy { self[row][$0] == 0 } }
}

/// Factors of items laid out for scoring, with an offset for each item: panels of 16 items.
public final class FactorPanels: @unchecked Sendable {
    public let items: Int
    private let stride: Int
    private let count: Int
    private let room: DenseRoom
    private let offsets: [Float]

    /// Without offsets they are 0.
    public init(_ factors: Factors, offsets: [Float]? = nil) {
        (items, stride) = (factors.rows, factors.stride)
        count = (items + 15) / 16
        let offsets = offsets ?? [Float](repeating: 0, count: items)
        self.offsets = offsets + [Float](repeating: 0, count: count * 16 - items)
        room = DenseRoom(max(1, count) * 16 * stride)
        nonisolated(unsafe) let panels = room.start
        parallel(count, chunk: 64) {
            reel_factor_panels(
                factors.start, factors.rows, factors.stride, panels, $0.lowerBound, $0.upperBound)
        }
    }

    /// scores[t, v] = x[t] · y[v] + offset[v] on the calling thread; a row's scores do not depend on the rows beside it.
    public func scores(of x: [UnsafePointer<Float>], into scores: UnsafeMutablePointer<Float>) {
        let rows = x.map { Optional($0) }
        // A few panels at a time stay in the second cache while all rows walk over them.
        let step = max(1, (1 << 16) / (16 * stride))
        for first in Swift.stride(from: 0, to: count, by: step) {
            reel_factor_scores(
                rows, rows.count, room.start, offsets, stride, items, first, min(count, first + step), scores,
                items)
        }
    }
}

extension SparseRows {
    /// out = self · z, on all cores: [rows, stride] from [columns, stride].
    public func multiply(_ z: Factors, into out: Factors) {
        pinned { x in
            nonisolated(unsafe) let x = x
            parallel(rows, chunk: 64) {
                reel_sparse_product(
                    x.offsets, x.indices, x.values, $0.lowerBound, $0.upperBound, z.start, z.stride, out.start
                )
            }
        }
    }
}

extension Factors {
    /// Makes the columns orthonormal; one that depends on those before it becomes 0.
    public func orthonormalise() {
        var scratch = [Float](repeating: 0, count: stride + 16)
        scratch.withUnsafeMutableBytes { bytes in
            // A border of 64 bytes within the scratch.
            guard let start = bytes.baseAddress else { return }
            let aligned = start.alignedUp(toMultipleOf: 64).assumingMemoryBound(to: Float.self)
            reel_orthonormalise(self.start, rows, stride, width, aligned)
        }
    }
}
