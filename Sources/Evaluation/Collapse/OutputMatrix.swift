import Foundation
import Kernels

/// A row-major matrix [rows, columns].
public struct OutputMatrix: Sendable, Hashable {
    public let rows: Int
    public let columns: Int
    public let values: [Float]

    public init(rows: Int, columns: Int, values: [Float]) {
        precondition(values.count == rows * columns, "a matrix of \(rows) × \(columns) needs as many values")
        (self.rows, self.columns, self.values) = (rows, columns, values)
    }

    public func row(_ r: Int) -> ArraySlice<Float> { values[r * columns..<(r + 1) * columns] }

    /// Every row minus its own mean.
    func rowCentred() -> OutputMatrix {
        let width = columns
        return mapped { row, out in
            let mean = row.reduce(0.0) { $0 + Double($1) } / Double(max(1, width))
            for k in 0..<width { out[k] = Float(Double(row[k]) - mean) }
        }
    }

    /// Another matrix of the same size, row by row on all cores.
    private func mapped(
        _ fill: @Sendable (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void
    ) -> OutputMatrix {
        var new = [Float](repeating: 0, count: values.count)
        let (rows, width) = (rows, columns)
        values.withUnsafeBufferPointer { from in
            new.withUnsafeMutableBufferPointer { to in
                nonisolated(unsafe) let (from, to) = (from, to)
                parallel(rows, chunk: 4096) { range in
                    for r in range {
                        let place = r * width..<(r + 1) * width
                        fill(UnsafeBufferPointer(rebasing: from[place]), .init(rebasing: to[place]))
                    }
                }
            }
        }
        return OutputMatrix(rows: rows, columns: columns, values: new)
    }

    /// One column, of the rows in which another matrix's column is a number.
    func column(_ c: Int, whereKnown other: OutputMatrix) -> [Double] {
        (0..<rows).compactMap {
            other.values[$0 * columns + c].isNaN ? nil : Double(values[$0 * columns + c])
        }
    }

    /// Variance of each column (n - 1), NaN left out.
    var variances: [Double] {
        ColumnMoments(values, targets: values, rows: rows, columns: columns).targetVariances
    }

    /// Every number as it counts.
    func read(as scaling: ColumnScaling) -> OutputMatrix {
        mapped { row, out in
            for k in row.indices { out[k] = Float(scaling(row[k], k)) }
        }
    }

    /// Cosine of two rows; two rows of zeros point the same way.
    func cosine(_ a: Int, _ b: Int, as scaling: ColumnScaling? = nil) -> Double {
        let width = columns
        return values.withUnsafeBufferPointer { values in
            var (product, own, other) = (0.0, 0.0, 0.0)
            for c in 0..<width {
                let (p, q) = (values[a * width + c], values[b * width + c])
                let x = scaling?(p, c) ?? Double(p)
                let y = scaling?(q, c) ?? Double(q)
                product += x * y
                own += x * x
                other += y * y
            }
            return normalisedProduct(product, own, other)
        }
    }

    /// At most so many rows, evenly taken.
    func thinned(to most: Int) -> OutputMatrix {
        guard rows > most else { return self }
        return OutputMatrix(
            rows: most, columns: columns, values: (0..<most).flatMap { row($0 * rows / most) })
    }
}

/// Cosine of two rows from their inner product and their squared lengths; two rows of zeros point the same way.
func normalisedProduct(_ product: Double, _ own: Double, _ other: Double) -> Double {
    let lengths = (own * other).squareRoot()
    return lengths > 0 ? min(1, max(-1, product / lengths)) : own == other ? 1 : 0
}

extension ColumnMoments {
    /// Variance of each target (n - 1).
    var targetVariances: [Double] { zip(targetSquares, counts).map { $1 > 1 ? $0 / ($1 - 1) : 0 } }
    var targetDeviations: [Double] { targetVariances.map { $0.squareRoot() } }
    /// var(Y_j) / var(T_j) for every column; NaN where the target does not vary.
    var varianceRatios: [Double] { zip(squares, targetSquares).map { $1 > 0 ? $0 / $1 : .nan } }
    /// The mean of those that are numbers; `nil` where none is.
    var meanVarianceRatio: Double? {
        let ratios = varianceRatios.filter { !$0.isNaN }
        return ratios.isEmpty ? nil : ratios.reduce(0, +) / Double(ratios.count)
    }
    /// 1 − MSE(Y) / MSE(constants); `nil` where the constants make no error.
    var skill: Double? {
        let constant = constantErrors.reduce(0, +)
        return constant > 0 ? 1 - errors.reduce(0, +) / constant : nil
    }
}
