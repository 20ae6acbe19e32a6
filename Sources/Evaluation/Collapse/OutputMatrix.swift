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

    /// Cosine of two rows; two rows of zeros point the same way.
    func cosine(_ a: Int, _ b: Int) -> Double {
        var (product, own, other) = (0.0, 0.0, 0.0)
        for (x, y) in zip(row(a), row(b)) {
            product += Double(x) * Double(y)
            own += Double(x) * Double(x)
            other += Double(y) * Double(y)
        }
        let lengths = (own * other).squareRoot()
        return lengths > 0 ? min(1, max(-1, product / lengths)) : own == other ? 1 : 0
    }

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

    /// Standard deviation of each column (n - 1), NaN left out.
    var deviations: [Double] {
        let moments = ColumnMoments(values, targets: values, rows: rows, columns: columns)
        return zip(moments.squares, moments.counts).map { $1 > 1 ? ($0 / ($1 - 1)).squareRoot() : 0 }
    }

    /// (x - mean) / scale, column by column; 0 where x is NaN; columns without scale are only centred.
    func standardised(_ means: [Double], _ scales: [Double]) -> OutputMatrix {
        let factors = scales.map { $0 > 0 ? 1 / $0 : 1 }
        return mapped { row, out in
            for k in row.indices {
                out[k] = row[k].isNaN ? 0 : Float((Double(row[k]) - means[k]) * factors[k])
            }
        }
    }

    /// At most so many rows, evenly taken.
    func thinned(to most: Int) -> OutputMatrix {
        guard rows > most else { return self }
        return OutputMatrix(
            rows: most, columns: columns, values: (0..<most).flatMap { row($0 * rows / most) })
    }
}
