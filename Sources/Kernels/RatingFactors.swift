import CKernels
import Declarations

/// Factors and offsets of users and items, as plain arrays: r̂_ui = mean + b_u + b_i + ⟨p_u, q_i⟩.
public struct FactorTables: Sendable {
    /// Factors of a row.
    public let width: Int
    /// Floats from one row to the next: the width, padded with zeros.
    public let stride: Int
    /// p, [U, stride], and q, [V, stride].
    public var users: [Float]
    public var items: [Float]
    /// b_u, [U], and b_i, [V].
    public var userOffsets: [Float]
    public var itemOffsets: [Float]
    public var mean: Float

    /// Draws each factor from `draw`, user by user and then item by item; offsets are 0.
    public init(users: Int, items: Int, width: Int, mean: Float, _ draw: () -> Float) {
        let lanes = Int(REEL_LANES)
        let stride = (width + lanes - 1) / lanes * lanes
        func rows(_ count: Int) -> [Float] {
            var rows = [Float](repeating: 0, count: count * stride)
            for row in 0..<count {
                for f in 0..<width { rows[row * stride + f] = draw() }
            }
            return rows
        }
        (self.width, self.stride, self.mean) = (width, stride, mean)
        self.users = rows(users)
        self.items = rows(items)
        userOffsets = Array(repeating: 0, count: users)
        itemOffsets = Array(repeating: 0, count: items)
    }

    /// p_u, without the padding.
    public func user(_ u: Int) -> ArraySlice<Float> { users[u * stride..<u * stride + width] }
    /// q_i, without the padding.
    public func item(_ i: Int) -> ArraySlice<Float> { items[i * stride..<i * stride + width] }

    /// ⟨p_a, q_b⟩ for each pair of a user and an item.
    public func products(_ a: [Int32], _ b: [Int32]) -> [Float] {
        var found = [Float](repeating: 0, count: a.count)
        found.withUnsafeMutableBufferPointer { found in
            nonisolated(unsafe) let found = found
            parallel(a.count, chunk: 4096) { part in
                guard let out = found.baseAddress else { return }
                a.withUnsafeBufferPointer { a in
                    b.withUnsafeBufferPointer { b in
                        let (a, b) = (
                            UnsafeBufferPointer(rebasing: a[part]), UnsafeBufferPointer(rebasing: b[part])
                        )
                        reel_pair_products(
                            users, items, stride, a.baseAddress, b.baseAddress, part.count,
                            out + part.lowerBound)
                    }
                }
            }
        }
        return found
    }

    /// ⟨p, q_i⟩ for each item, [V]; the same numbers as `products` gives pair by pair.
    public func products(of p: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>) {
        reel_row_products(p, items, stride, itemOffsets.count, out)
    }

    /// Calls `body` with the arrays pinned down for writing.
    private mutating func pinned<Result>(_ body: (reel_factors) throws -> Result) rethrows -> Result {
        let (stride, mean) = (stride, mean)
        return try users.withUnsafeMutableBufferPointer { p in
            try items.withUnsafeMutableBufferPointer { q in
                try userOffsets.withUnsafeMutableBufferPointer { bu in
                    try itemOffsets.withUnsafeMutableBufferPointer { bi in
                        try body(
                            reel_factors(
                                users: p.baseAddress, items: q.baseAddress, user_offsets: bu.baseAddress,
                                item_offsets: bi.baseAddress, stride: stride, mean: mean))
                    }
                }
            }
        }
    }
}

/// How far one step of gradient descent goes: x += rate · (error · gradient − penalty · x).
public struct DescentStep: Sendable {
    public var rate: Float
    public var penalty: Float
    /// Whether offsets move, too.
    public var biased: Bool

    public init(rate: Float, penalty: Float, biased: Bool) {
        (self.rate, self.penalty, self.biased) = (rate, penalty, biased)
    }

    fileprivate var kernel: reel_step { reel_step(rate: rate, penalty: penalty, biased: biased ? 1 : 0) }
}

extension FactorTables {
    /// One pass of stochastic gradient descent over all ratings, stratum after stratum in the order given, the blocks of
    /// a stratum on all cores. Returns the sum of the squared errors met on the way.
    public mutating func descend(_ strata: Strata, order: [Int], step: DescentStep) -> Double {
        let n = strata.count
        var squares = [Double](repeating: 0, count: n * n)
        pinned { tables in
            nonisolated(unsafe) let tables = tables
            squares.withUnsafeMutableBufferPointer { squares in
                nonisolated(unsafe) let squares = squares
                for stratum in order {
                    parallel(n, chunk: 1) { blocks in
                        for block in blocks.lazy.map({ stratum * n + $0 }) {
                            strata.withBlock(block) {
                                squares[block] = reel_descend(tables, step.kernel, $0.baseAddress, $0.count)
                            }
                        }
                    }
                }
            }
        }
        return squares.reduce(0, +)
    }

    /// The same with implicit parts, |N_u|^−½ Σ_{j ∈ N_u} y_j beside p_u, `implicit` being y, [V, stride]: one user of
    /// `ratings` after the other, each user's entries in their order, on one core.
    public mutating func descend(
        _ ratings: SparseRows, implicit: inout [Float], step: DescentStep
    ) -> Double {
        var room = [Float](repeating: 0, count: 2 * stride)
        return pinned { tables in
            ratings.pinned {
                reel_descend_implicit(
                    tables, step.kernel, &implicit, $0, ratings.rows, &room)
            }
        }
    }

    /// |N|^−½ Σ_{j ∈ N} y_j of some items, [stride].
    public func implicitPart(_ implicit: [Float], of items: UnsafeBufferPointer<Int32>) -> [Float] {
        var sum = [Float](repeating: 0, count: stride)
        reel_implicit_part(implicit, stride, items.baseAddress, items.count, &sum)
        return sum
    }
}

/// One multiplicative update of the rows of `own` for the ratings in `x`'s rows, given the factors of its columns; returns
/// the new rows and the sum of squared errors before them. Rows without ratings become 0.
public func multiplicativeUpdate(
    _ x: SparseRows, own: [Float], other: [Float], stride: Int, penalty: Float
) -> (rows: [Float], squares: Double) {
    let chunk = 64
    var next = [Float](repeating: 0, count: own.count)
    var squares = [Double](repeating: 0, count: x.rows / chunk + 1)
    x.pinned { x in
        nonisolated(unsafe) let x = x
        next.withUnsafeMutableBufferPointer { next in
            squares.withUnsafeMutableBufferPointer { squares in
                nonisolated(unsafe) let (next, squares) = (next, squares)
                parallel(next.count / max(1, stride), chunk: chunk) { part in
                    squares[part.lowerBound / chunk] = reel_multiply_rows(
                        x, own, other, next.baseAddress, stride, penalty, part.lowerBound, part.upperBound)
                }
            }
        }
    }
    return (next, squares.reduce(0, +))
}
