import Datasets
import Kernels

/// The likeness of one row to every row of a matrix, for rankings.
struct Likeness: Sendable {
    /// The matrix by columns: walking the entries of a row finds every row that shares one.
    let columns: SparseRows
    /// ‖row‖ of each row, for the cosine.
    private let norms: [Float]
    /// Entries of each row, for jaccard.
    private let counts: [Int]
    private let settings: Neighbourhood
    /// Whether plain products are enough.
    private let simple: Bool
    /// What is taken from the ratings before they are compared.
    private let adjustment: ColumnMeans?

    init(of matrix: SparseRows, byColumns columns: SparseRows, _ settings: Neighbourhood) {
        adjustment = settings.similarity == .adjustedCosine ? ColumnMeans(columns) : nil
        (self.columns, self.settings) = (adjustment?.centred ?? columns, settings)
        simple = settings.similarity == .cosine && (matrix.values == nil || settings.minSupport <= 1)
        counts = (0..<matrix.rows).map { matrix.range($0).count }
        norms = (0..<matrix.rows).map { row in
            let range = matrix.range(row)
            guard let values = matrix.values else { return Float(range.count).squareRoot() }
            return norm(values[range])
        }
    }

    /// Fills the search's similarities with the likeness of a row, given by its entries, to each row; itself excluded.
    func fill(
        _ search: NeighbourSearch, entries: UnsafeBufferPointer<Int32>, weights: UnsafeBufferPointer<Float>?,
        own: Int
    ) {
        let shrink = settings.shrink
        let least = Float(settings.minSupport)
        let length = weights.map { norm($0) } ?? Float(entries.count).squareRoot()
        let cosine = { (row: Int, product: Float) -> Float in
            let scale = norms[row] * length + shrink
            return scale > 0 ? product / scale : 0
        }
        if simple {
            search.products(columns, entries: entries, weights: weights)
            // A product of ones is a count; with ratings this way is taken only where one in common is enough.
            search.cosines(
                norms: norms, length: length, shrink: shrink,
                least: weights == nil ? least : .leastNonzeroMagnitude)
        } else if let weights {
            adjusted(adjustment, entries, weights) {
                search.compare(columns, entries: entries, weights: $0) { row, common in
                    if common.n < least { return 0 }
                    if settings.similarity == .cosine { return cosine(row, common.xy) }
                    return settings.similarity.value(
                        common, counts: (counts[row], entries.count), shrink: shrink)
                }
            }
        }
        if own < norms.count { search.similarities[own] = 0 }
    }
}

/// Means of the columns of a matrix, taken from its entries where rows are compared by the adjusted cosine.
struct ColumnMeans: Sendable {
    /// The matrix by columns, each entry less its column's mean.
    let centred: SparseRows
    private let means: [Float]

    /// From a matrix by columns: each of its rows is a column.
    init(_ columns: SparseRows) {
        var values = columns.values ?? [Float](repeating: 1, count: columns.indices.count)
        means = (0..<columns.rows).map { column in
            let range = columns.range(column)
            let mean = range.isEmpty ? 0 : Float(values[range].sum / Double(range.count))
            for k in range { values[k] -= mean }
            return mean
        }
        centred = SparseRows(
            rows: columns.rows, columns: columns.columns, offsets: columns.offsets, indices: columns.indices,
            values: values)
    }

    /// One row's values less the means of the columns that they stand in.
    func centred(_ entries: UnsafeBufferPointer<Int32>, _ values: UnsafeBufferPointer<Float>) -> [Float] {
        zip(entries, values).map { $1 - means[Int($0)] }
    }
}

/// Calls `body` with a row's values, less the columns' means where there is an adjustment.
func adjusted(
    _ adjustment: ColumnMeans?, _ entries: UnsafeBufferPointer<Int32>, _ values: UnsafeBufferPointer<Float>,
    _ body: (UnsafeBufferPointer<Float>) -> Void
) {
    guard let adjustment else { return body(values) }
    adjustment.centred(entries, values).withUnsafeBufferPointer(body)
}

/// Euclidean length, summed in double precision.
private func norm(_ values: some Sequence<Float>) -> Float {
    Float(values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
}

extension Neighbourhood {
    /// Whether similarities read the ratings: only a cosine can do without.
    var readsRatings: Bool { similarity != .cosine || values == .ratings }
}

extension SparseMatrix {
    /// Calls `body` with a row's columns, and with its values where they are asked for.
    func withRow<Result>(
        _ row: Int, values asked: Bool,
        _ body: (UnsafeBufferPointer<Int32>, UnsafeBufferPointer<Float>?) throws -> Result
    ) rethrows -> Result {
        let range = range(row)
        return try indices.withUnsafeBufferPointer { indices in
            let columns = UnsafeBufferPointer(rebasing: indices[range])
            guard asked else { return try body(columns, nil) }
            return try values.withUnsafeBufferPointer {
                try body(columns, UnsafeBufferPointer(rebasing: $0[range]))
            }
        }
    }
}
