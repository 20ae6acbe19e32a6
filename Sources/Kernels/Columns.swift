import CKernels

/// Rows that one part of a sum covers: part of the definition of the result, so that it does not depend on the threads.
private let part = 16_384

/// Inner products of all pairs of columns of a tall row-major matrix [rows, columns], in double precision:
/// [columns, columns].
public func columnGram(_ matrix: [Float], rows: Int, columns: Int) -> [Double] {
    let wide = Int(OBSERVATORY_TILE)
    let across = (columns + wide - 1) / wide
    let tiles = (0..<across).flatMap { i in (i..<across).map { (i, $0) } }
    let parts = max(1, (rows + part - 1) / part)
    let sums = inParts(tiles.count * parts, width: wide * wide) { number, sum in
        let (tile, piece) = (tiles[number / parts], number % parts)
        observatory_column_products(
            matrix, Int32(columns), Int64(piece * part), Int64(min(rows, (piece + 1) * part)),
            Int32(tile.0 * wide), Int32(tile.1 * wide), sum)
    }
    var gram = [Double](repeating: 0, count: columns * columns)
    for (number, (i, j)) in tiles.enumerated() {
        for piece in 0..<parts {
            let sum = sums[
                (number * parts + piece) * wide * wide..<(number * parts + piece + 1) * wide * wide]
            for a in 0..<min(wide, columns - i * wide) {
                for b in 0..<min(wide, columns - j * wide) where i < j || a <= b {
                    gram[(i * wide + a) * columns + j * wide + b] += sum[sum.startIndex + a * wide + b]
                }
            }
        }
    }
    for a in 0..<columns { for b in 0..<a { gram[a * columns + b] = gram[b * columns + a] } }
    return gram
}

/// Sum of the rows of a matrix [rows, columns], each scaled to length 1, and how many rows are all zeros.
public func unitRows(_ matrix: [Float], rows: Int, columns: Int) -> (sum: [Double], zeros: Int) {
    let parts = max(1, (rows + part - 1) / part)
    let sums = inParts(parts, width: columns + 1) { piece, sum in
        let zeros = observatory_unit_rows(
            matrix, Int32(columns), Int64(piece * part), Int64(min(rows, (piece + 1) * part)), sum)
        sum[columns] = Double(zeros)
    }
    let total = added(sums, width: columns + 1)
    return (Array(total[..<columns]), Int(total[columns]))
}

/// Moments of predictions and targets, column by column, over the rows in which the target is a number.
public struct ColumnMoments: Sendable {
    /// Rows whose target is known.
    public let counts: [Double]
    /// Means of predictions and of targets; 0 where nothing is known.
    public let means: [Double]
    public let targetMeans: [Double]
    /// Sums of squared distances: of predictions from their mean, of targets from theirs, of predictions from targets, of
    /// a constant from the targets.
    public let squares: [Double]
    public let targetSquares: [Double]
    public let errors: [Double]
    public let constantErrors: [Double]

    /// - Parameter constants: one for each column; the targets' means where left out
    public init(
        _ predictions: [Float], targets: [Float], rows: Int, columns: Int, constants: [Double]? = nil
    ) {
        let parts = max(1, (rows + part - 1) / part)
        @Sendable func end(_ piece: Int) -> Int64 { Int64(min(rows, (piece + 1) * part)) }
        let first = added(
            inParts(parts, width: 3 * columns) { piece, sums in
                observatory_sums(predictions, targets, Int32(columns), Int64(piece * part), end(piece), sums)
            }, width: 3 * columns)
        let counts = Array(first[..<columns])
        func mean(_ from: Int) -> [Double] {
            (0..<columns).map { counts[$0] > 0 ? first[from * columns + $0] / counts[$0] : 0 }
        }
        let (own, truth) = (mean(1), mean(2))
        let second = added(
            inParts(parts, width: 4 * columns) { piece, squares in
                observatory_squares(
                    predictions, targets, Int32(columns), Int64(piece * part), end(piece), own, truth,
                    constants ?? truth, squares)
            }, width: 4 * columns)
        (self.counts, means, targetMeans) = (counts, own, truth)
        squares = Array(second[..<columns])
        targetSquares = Array(second[columns..<2 * columns])
        errors = Array(second[2 * columns..<3 * columns])
        constantErrors = Array(second[3 * columns..<4 * columns])
    }
}

/// Fills one row of sums for each part, on all cores: [parts, width].
private func inParts(
    _ parts: Int, width: Int, _ fill: @Sendable (Int, UnsafeMutablePointer<Double>) -> Void
) -> [Double] {
    var sums = [Double](repeating: 0, count: max(1, parts * width))
    sums.withUnsafeMutableBufferPointer { buffer in
        nonisolated(unsafe) let out = buffer.baseAddress
        parallel(parts, chunk: 1) { range in
            guard let out else { return }
            for piece in range { fill(piece, out + piece * width) }
        }
    }
    return sums
}

/// The parts' rows added up in order: [width].
private func added(_ sums: [Double], width: Int) -> [Double] {
    var total = [Double](repeating: 0, count: width)
    for (k, x) in sums.enumerated() where width > 0 { total[k % width] += x }
    return total
}
