import CKernels
import Declarations

/// A sparse matrix in compressed rows as the kernels walk it: row r holds the entries offsets[r] ..< offsets[r + 1],
/// columns ascending. Without `values` every entry counts 1.
public struct SparseRows: Sendable {
    public let rows: Int
    public let columns: Int
    public let offsets: [Int]
    public let indices: [Int32]
    public let values: [Float]?

    public init(rows: Int, columns: Int, offsets: [Int], indices: [Int32], values: [Float]?) {
        (self.rows, self.columns, self.offsets) = (rows, columns, offsets)
        (self.indices, self.values) = (indices, values)
    }

    public func range(_ row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }

    /// Calls `body` with the arrays pinned down.
    func pinned<Result>(_ body: (reel_rows) throws -> Result) rethrows -> Result {
        try offsets.withUnsafeBufferPointer { offsets in
            try indices.withUnsafeBufferPointer { indices in
                guard let values else {
                    return try body(
                        reel_rows(offsets: offsets.baseAddress, indices: indices.baseAddress, values: nil))
                }
                return try values.withUnsafeBufferPointer {
                    // An empty array has no address; a matrix without entries reads no value.
                    try body(
                        reel_rows(
                            offsets: offsets.baseAddress, indices: indices.baseAddress,
                            values: $0.baseAddress))
                }
            }
        }
    }
}

/// A sparse matrix by columns: what `SparseRows.transposed` makes.
public struct SparseColumns: Sendable {
    /// Columns of the matrix as rows.
    public let matrix: SparseRows
    /// For each of its entries, where it stands among the entries of the matrix it was made from.
    public let positions: [Int32]
}

extension SparseRows {
    /// The transpose in one counting pass, with the way back.
    public func transposed() -> SparseColumns {
        let count = indices.count
        var offsets = [Int](repeating: 0, count: columns + 1)
        var positions = [Int32](repeating: 0, count: count)
        var turned = [Int32](repeating: 0, count: count)
        var turnedValues = [Float](repeating: 0, count: values == nil ? 0 : count)
        pinned { x in
            turnedValues.withUnsafeMutableBufferPointer { to in
                reel_transpose(
                    x, rows, columns, &offsets, &turned, values == nil ? nil : to.baseAddress, &positions)
            }
        }
        return SparseColumns(
            matrix: SparseRows(
                rows: columns, columns: rows, offsets: offsets, indices: turned,
                values: values == nil ? nil : turnedValues),
            positions: positions)
    }

    /// XᵀX as a dense lower triangle on all cores: a[i, j] for j ≤ i, [columns, columns]. What stands above the
    /// diagonal block of 256 is left as it was, what stands above it inside the block is scratch.
    ///
    /// Row by row: for item i, walk the histories of its users up to i and count. That is one addition for every pair of
    /// items in a history, into a row that stays in the nearest cache. Throws `Interrupted` on Ctrl-C.
    public func gram(
        into a: UnsafeMutablePointer<Float>, progress: (Double) throws -> Void = { _ in }
    ) throws {
        let turned = transposed()
        nonisolated(unsafe) let a = a
        let (n, step) = (columns, max(512, columns / 32))
        try pinned { rows in
            nonisolated(unsafe) let rows = rows
            try turned.matrix.pinned { columns in
                nonisolated(unsafe) let columns = columns
                try turned.positions.withUnsafeBufferPointer { positions in
                    nonisolated(unsafe) let positions = positions.baseAddress
                    // Last rows first: they are the longest.
                    for slab in stride(from: 0, to: n, by: step) {
                        parallel(min(step, n - slab), chunk: 8) { part in
                            for i in part.lazy.map({ n - 1 - slab - $0 }) {
                                let row = a + i * n
                                row.update(repeating: 0, count: min(n, (i / 256 + 1) * 256))
                                let (first, end) = (columns.offsets[i], columns.offsets[i + 1])
                                let weights = columns.values.map { $0 + first }
                                reel_gram_row(
                                    row, rows, columns.indices + first, weights, positions.map { $0 + first },
                                    end - first)
                                row[i] =
                                    weights.map { w in (0..<end - first).reduce(0) { $0 + w[$1] * w[$1] } }
                                    ?? Float(end - first)
                            }
                        }
                        try progress(Double(min(n, slab + step)) / Double(n))
                        try Interrupt.check()
                    }
                }
            }
        }
    }
}

/// Weights w[n, n] in panels of 64 columns, so that scoring reads each panel from the nearest cache.
public final class Panels: @unchecked Sendable {
    public let n: Int
    private let room: DenseRoom
    private var panels: UnsafeMutablePointer<Float> { room.start }
    public let count: Int
    static let width = Int(REEL_PANEL)

    /// From the lower triangle of a symmetric s[n, n]: w[r, c] = s[r, c] · scale[c] off the diagonal, 0 on it.
    public init(lower s: UnsafePointer<Float>, n: Int, scale: [Float]) {
        self.n = n
        count = (n + Self.width - 1) / Self.width
        room = DenseRoom(count * n * Self.width)
        nonisolated(unsafe) let (s, panels) = (s, panels)
        parallel(count, chunk: 1) {
            reel_panels_from_lower(s, n, scale, panels, $0.lowerBound, $0.upperBound)
        }
    }

    /// From all of w, row-major.
    public init(_ w: [Float], n: Int) {
        self.n = n
        count = (n + Self.width - 1) / Self.width
        room = DenseRoom(count * n * Self.width)
        for row in 0..<n {
            for column in 0..<count * Self.width {
                panels[(column / Self.width * n + row) * Self.width + column % Self.width] =
                    column < n ? w[row * n + column] : 0
            }
        }
    }

    /// w[row, column].
    public subscript(row: Int, column: Int) -> Float {
        panels[(column / Self.width * n + row) * Self.width + column % Self.width]
    }

    /// scores[t, :] = x[users[t], :] · w for each t, on all cores; each sum runs over the row in its order, so that a
    /// user's scores do not depend on who else is asked for.
    public func scores(_ x: SparseRows, users: [Int32], into scores: UnsafeMutablePointer<Float>) {
        nonisolated(unsafe) let (scores, panels) = (scores, panels)
        let n = n
        x.pinned { rows in
            nonisolated(unsafe) let rows = rows
            // Blocks of users, too, so that a block's part of `scores` stays near.
            let blocks = (users.count + 255) / 256
            parallel(count * blocks, chunk: 1) { tasks in
                for task in tasks {
                    let (panel, first) = (task / blocks, task % blocks * 256)
                    users.withUnsafeBufferPointer { users in
                        guard let start = users.baseAddress else { return }
                        reel_panel_scores(
                            rows, start + first, min(256, users.count - first), panels, panel, n,
                            scores + first * n, n)
                    }
                }
            }
        }
    }
}
