import CKernels

/// Rows that one part of a sum covers: part of the definition of the result, so that it does not depend on the threads.
private let part = 16_384
/// Rows that are read once from memory and looked at in several ways.
private let block = 128

/// How the numbers of a matrix of outputs count: (x - origin) / scale, column by column; 0 where x is NaN.
public struct ColumnScaling: Sendable {
    public let origins: [Double]
    /// 1 / scale; columns without scale are only centred.
    public let factors: [Double]

    public init(origins: [Double], scales: [Double]) {
        self.origins = origins
        factors = scales.map { $0 > 0 ? 1 / $0 : 1 }
    }

    public func callAsFunction(_ x: Float, _ column: Int) -> Double {
        let distance = Double(x) - origins[column]
        return distance.isNaN ? 0 : distance * factors[column]
    }

    /// Inner products of scaled columns from those of columns that are only centred: [columns, columns].
    public func scaled(_ products: [Double]) -> [Double] {
        let n = factors.count
        return products.indices.map { products[$0] * factors[$0 / n] * factors[$0 % n] }
    }
}

/// Inner products of all pairs of columns of a tall row-major matrix [rows, columns], in double precision:
/// [columns, columns].
public func columnGram(_ matrix: [Float], rows: Int, columns: Int) -> [Double] {
    ColumnReading(matrix, rows: rows, columns: columns, moments: false).products
}

/// Sum of the rows of a matrix [rows, columns], each scaled to length 1, and how many rows are all zeros.
public func unitRows(_ matrix: [Float], rows: Int, columns: Int, as scaling: ColumnScaling? = nil)
    -> (sum: [Double], zeros: Int)
{
    let parts = max(1, (rows + part - 1) / part)
    let sums = inParts(parts, width: columns + 1) { piece, sum in
        let zeros = observatory_unit_rows(
            matrix, scaling?.origins, scaling?.factors, Int32(columns), Int64(piece * part),
            Int64(min(rows, (piece + 1) * part)), sum)
        sum[columns] = Double(zeros)
    }
    var total = [Double](repeating: 0, count: columns + 1)
    for piece in 0..<parts {
        for c in 0...columns { total[c] += sums[piece * (columns + 1) + c] }
    }
    return (Array(total[..<columns]), Int(total[columns]))
}

/// What tall matrices of outputs [rows, columns] say when they are read once, on all cores.
public struct ColumnReading: Sendable {
    /// Inner products of all pairs of columns, in double precision: [columns, columns].
    public private(set) var products: [Double] = []
    /// The same of the targets, where there are any.
    public private(set) var targetProducts: [Double] = []
    public private(set) var moments: ColumnMoments?

    /// Reads outputs and, where there are any, targets.
    /// - Parameters:
    ///   - origins: [columns], taken away before products are formed, NaN counting 0; numbers count as they are without
    ///   - moments: whether to find means and spread too: of outputs alone, as if they were their own targets
    public init(
        _ outputs: [Float], targets: [Float]? = nil, rows: Int, columns: Int, origins: [Double]? = nil,
        moments wanted: Bool = true
    ) {
        let tiles = Tiles(columns: columns)
        let parts = max(1, (rows + part - 1) / part)
        let matrices = [outputs] + (targets.map { [$0] } ?? [])
        let (area, kept) = (Tiles.wide * Tiles.wide, Int(OBSERVATORY_MOMENTS) * columns)
        // Each piece of work is a tile of columns and a part of the rows; the moments ride along with the first tile.
        let width = area * matrices.count
        let extra = wanted ? 2 * kept : 0
        let sums = inParts(tiles.all.count * parts, width: width + extra) { number, sum in
            let (tile, piece) = (tiles.all[number / parts], number % parts)
            let rowsOfPart = piece * part..<min(rows, (piece + 1) * part)
            for first in stride(from: rowsOfPart.lowerBound, to: rowsOfPart.upperBound, by: block) {
                let last = Int64(min(rowsOfPart.upperBound, first + block))
                if wanted, number < parts {
                    observatory_moments(
                        outputs, targets ?? outputs, origins, Int32(columns), Int64(first), last,
                        sum + width + kept, sum + width)
                }
                for (k, matrix) in matrices.enumerated() {
                    observatory_column_products(
                        matrix, origins, Int32(columns), Int64(first), last, Int32(tile.0 * Tiles.wide),
                        Int32(tile.1 * Tiles.wide), sum + k * area)
                }
            }
        }
        products = tiles.assembled(sums, parts: parts, width: width + extra, from: 0)
        if targets != nil {
            targetProducts = tiles.assembled(sums, parts: parts, width: width + extra, from: area)
        }
        guard wanted else { return }
        var merged = [Double](repeating: 0, count: kept)
        for piece in 0..<parts {
            let start = piece * (width + extra) + width
            observatory_merge_moments(&merged, Array(sums[start..<start + kept]), Int32(columns))
        }
        moments = ColumnMoments(merged, columns: columns, hasConstants: origins != nil)
    }
}

/// Pairs of groups of 64 columns, of which one is not after the other.
private struct Tiles {
    static let wide = Int(OBSERVATORY_TILE)
    let columns: Int
    let all: [(Int, Int)]

    init(columns: Int) {
        self.columns = columns
        let across = (columns + Self.wide - 1) / Self.wide
        all = (0..<across).flatMap { i in (i..<across).map { (i, $0) } }
    }

    /// Sums over the parts in order, as one symmetric matrix [columns, columns].
    func assembled(_ sums: [Double], parts: Int, width: Int, from offset: Int) -> [Double] {
        let wide = Self.wide
        var gram = [Double](repeating: 0, count: columns * columns)
        for (number, (i, j)) in all.enumerated() {
            for piece in 0..<parts {
                let start = (number * parts + piece) * width + offset
                for a in 0..<min(wide, columns - i * wide) {
                    for b in 0..<min(wide, columns - j * wide) where i < j || a <= b {
                        gram[(i * wide + a) * columns + j * wide + b] += sums[start + a * wide + b]
                    }
                }
            }
        }
        for a in 0..<columns { for b in 0..<a { gram[a * columns + b] = gram[b * columns + a] } }
        return gram
    }
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

    fileprivate init(_ moments: [Double], columns: Int, hasConstants: Bool) {
        func row(_ k: Int) -> [Double] { Array(moments[k * columns..<(k + 1) * columns]) }
        (counts, means, targetMeans, squares) = (row(0), row(1), row(2), row(3))
        (targetSquares, errors) = (row(4), row(5))
        constantErrors = row(hasConstants ? 6 : 4)
    }

    /// - Parameter constants: one for each column; the targets' means where left out
    public init(
        _ predictions: [Float], targets: [Float], rows: Int, columns: Int, constants: [Double]? = nil
    ) {
        let kept = Int(OBSERVATORY_MOMENTS) * columns
        let parts = max(1, (rows + part - 1) / part)
        let sums = inParts(parts, width: 2 * kept) { piece, sum in
            observatory_moments(
                predictions, targets, constants, Int32(columns), Int64(piece * part),
                Int64(min(rows, (piece + 1) * part)), sum + kept, sum)
        }
        var merged = [Double](repeating: 0, count: kept)
        for piece in 0..<parts {
            observatory_merge_moments(
                &merged, Array(sums[2 * piece * kept..<(2 * piece + 1) * kept]), Int32(columns))
        }
        self.init(merged, columns: columns, hasConstants: constants != nil)
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
