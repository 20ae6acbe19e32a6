import CKernels
import Foundation

/// Alternating least squares for implicit feedback, one side at a time: see `reel_als` for what is minimised.
public struct LeastSquares: Sendable {
    public enum Solver: Int32, Sendable { case conjugateGradient, cholesky, blocks }

    public var solver = Solver.conjugateGradient
    /// Steps of conjugate gradient, or sweeps over the blocks.
    public var steps = 3
    /// Factors of a block.
    public var block = 32
    /// What an entry weighs, times its value where the matrix has values.
    public var weight: Float = 1
    /// What every pair weighs with target 0.
    public var base: Float = 1
    /// Whether an entry's target of 1 also has the weight of `base` (Hu et al. 2008), or only its own (Rendle et al. 2022).
    public var baseInTarget = true
    /// λ and ν: a row with n entries beside m others is penalised by λ (n + base · m)^ν |x|².
    public var penalty: Float = 0.01
    public var exponent: Float = 0

    public init() {}

    /// Penalty of a row with `entries` beside `others` rows.
    public func penalty(entries: Int, others: Int) -> Float {
        exponent == 0 ? penalty : penalty * powf(Float(entries) + base * Float(others), exponent)
    }

    /// base · YᵀY, [stride, stride]: summed in pieces of fixed size, so that it does not depend on the number of cores.
    public func gram(of y: Factors) -> Factors {
        let piece = 8192
        let pieces = max(1, (y.rows + piece - 1) / piece)
        let sums = (0..<pieces).map { _ in Factors(rows: y.stride, width: y.stride) }
        parallel(pieces, chunk: 1) { part in
            for p in part {
                let rows = p * piece..<min(y.rows, (p + 1) * piece)
                reel_als_gram(y[rows.lowerBound], rows.count, y.stride, base, sums[p].start)
            }
        }
        for other in sums.dropFirst() {
            for k in 0..<y.stride * y.stride { sums[0].start[k] += other.start[k] }
        }
        return sums[0]
    }

    /// Solves for each row x of `matrix` beside fixed rows y, on all cores, and returns Σ over rows of their part of the
    /// loss: everything but the penalty of y. Rows without entries become 0.
    @discardableResult
    public func solve(_ x: Factors, _ matrix: SparseRows, beside y: Factors) -> Double {
        let gram = gram(of: y)
        let panels = solver == .conjugateGradient ? Self.panels(of: gram) : nil
        let chunk = 16
        let longest = (0..<matrix.rows).reduce(0) { max($0, matrix.range($1).count) }
        var losses = [Double](repeating: 0, count: (matrix.rows + chunk - 1) / chunk)
        losses.withUnsafeMutableBufferPointer { losses in
            nonisolated(unsafe) let losses = losses
            matrix.pinned { rows in
                nonisolated(unsafe) let rows = rows
                parallel(matrix.rows, chunk: chunk) { part in
                    let work = LeastSquaresWork(self, y, gram, panels: panels, longest: longest)
                    losses[part.lowerBound / chunk] = work.solve(
                        x[part.lowerBound], rows: part.count, offsets: rows.offsets + part.lowerBound,
                        entries: rows.indices, values: rows.values)
                }
            }
        }
        return losses.reduce(0, +)
    }

    /// A square matrix [stride, stride] in panels of 16 columns, each [stride, 16].
    private static func panels(of gram: Factors) -> Factors {
        let panels = Factors(rows: gram.rows, width: gram.stride)
        let count = gram.rows / Int(REEL_FACTOR_STEP)
        reel_factor_panels(gram.start, gram.rows, gram.stride, panels.start, 0, count)
        return panels
    }
}

/// Scratch of one core that solves rows beside fixed ones.
public final class LeastSquaresWork {
    private let squares: LeastSquares
    private let y: Factors
    private let gram: Factors
    private let panels: Factors?
    private let scratch: UnsafeMutableRawPointer
    private var plan: reel_als

    /// For rows of at most `longest` entries. Conjugate gradient wants the panels of `gram`, too.
    public init(_ squares: LeastSquares, _ y: Factors, _ gram: Factors, panels: Factors? = nil, longest: Int)
    {
        (self.squares, self.y, self.gram, self.panels) = (squares, y, gram, panels)
        scratch = .allocate(byteCount: 4 * reel_als_scratch(y.stride, longest), alignment: 64)
        let step = Int(REEL_FACTOR_STEP)
        plan = reel_als(
            others: y.start, gram: gram.start, panels: panels?.start, width: y.stride, weight: squares.weight,
            base_target: squares.baseInTarget ? squares.base : 0, solver: squares.solver.rawValue,
            steps: Int32(squares.steps), block: (squares.block + step - 1) / step * step)
    }

    deinit { scratch.deallocate() }

    /// Solves for rows that lie one after the other, in place, and returns their part of the loss; row r has the entries
    /// from offsets[r] up to offsets[r + 1], and becomes 0 without any.
    public func solve(
        _ x: UnsafeMutablePointer<Float>, rows: Int, offsets: UnsafePointer<Int>,
        entries: UnsafePointer<Int32>?,
        values: UnsafePointer<Float>?
    ) -> Double {
        let penalties = (0..<rows).map {
            squares.penalty(entries: offsets[$0 + 1] - offsets[$0], others: y.rows)
        }
        return reel_als_rows(
            &plan, offsets, entries, values, penalties, rows, x, scratch.assumingMemoryBound(to: Float.self))
    }

    /// The same for one row.
    public func solve(
        _ x: UnsafeMutablePointer<Float>, entries: UnsafePointer<Int32>?, values: UnsafePointer<Float>?,
        count: Int
    ) -> Double {
        solve(x, rows: 1, offsets: [0, count], entries: entries, values: values)
    }
}
