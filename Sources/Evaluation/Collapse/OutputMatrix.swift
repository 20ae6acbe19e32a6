import Foundation

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
        var centred = values
        for r in 0..<rows {
            let mean = row(r).reduce(0.0) { $0 + Double($1) } / Double(max(1, columns))
            for k in r * columns..<(r + 1) * columns { centred[k] = Float(Double(values[k]) - mean) }
        }
        return OutputMatrix(rows: rows, columns: columns, values: centred)
    }

    /// One column, of the rows in which another matrix's column is a number.
    func column(_ c: Int, whereKnown other: OutputMatrix) -> [Double] {
        (0..<rows).compactMap {
            other.values[$0 * columns + c].isNaN ? nil : Double(values[$0 * columns + c])
        }
    }

    /// Standard deviation of each column, NaN left out.
    var deviations: [Double] { (0..<columns).map { deviation(column($0, whereKnown: self)) } }

    /// (x - mean) / scale, column by column; 0 where x is NaN; columns without scale are only centred.
    func standardised(_ means: [Double], _ scales: [Double]) -> OutputMatrix {
        let new = values.enumerated().map { k, x -> Float in
            if x.isNaN { return 0 }
            let scale = scales[k % columns]
            return Float((Double(x) - means[k % columns]) / (scale > 0 ? scale : 1))
        }
        return OutputMatrix(rows: rows, columns: columns, values: new)
    }

    /// At most so many rows, evenly taken.
    func thinned(to most: Int) -> OutputMatrix {
        guard rows > most else { return self }
        return OutputMatrix(
            rows: most, columns: columns, values: (0..<most).flatMap { row($0 * rows / most) })
    }
}
