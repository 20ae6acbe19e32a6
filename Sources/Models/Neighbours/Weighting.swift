import Datasets
import Declarations
import Foundation
import Kernels

/// How much an entry of a history says: what text retrieval knows of words in documents, with items as documents and
/// users as their words (Ferrari Dacrema et al., TOIS 2021, §4.2). For item i with n_i users of U and the value v,
///
///     tf-idf  √v · ln(V / (1 + n_u))
///     bm25    v (k₁ + 1) / (k₁ (1 − b + b n_i / n̄) + v) · ln(V / (1 + n_u)),   k₁ = 1.2, b = .75
///
/// where n_u counts what user u has had, n_i (for values: sums) who had the item, n̄ the mean of these sums, V the items.
/// A user who has had nearly everything counts nothing (never less).
public enum Weighting: String, Choice {
    case none, tfIdf = "tf-idf", bm25
}

/// What an entry of a history counts, in training and when scores are asked for.
struct Profile: Sendable {
    let values: Counting
    let weighting: Weighting
    /// Σ of values of each item in training (BM25).
    let items: [Float]?
    /// Their mean.
    let meanLength: Float?

    init(_ values: Counting, _ weighting: Weighting = .none, items: [Float]? = nil, meanLength: Float? = nil)
    {
        (self.values, self.weighting, self.items, self.meanLength) = (values, weighting, items, meanLength)
    }

    /// Counts in the training matrix what a weighting needs.
    init(_ values: Counting, _ weighting: Weighting, of matrix: SparseMatrix) {
        guard weighting == .bm25 else {
            self.init(values, weighting)
            return
        }
        var sums = [Float](repeating: 0, count: matrix.columns)
        for k in matrix.indices.indices {
            sums[Int(matrix.indices[k])] += values == .ratings ? matrix.values[k] : 1
        }
        let mean = sums.isEmpty ? 0 : Float(sums.sum / Double(sums.count))
        self.init(values, weighting, items: sums, meanLength: mean)
    }

    /// The weight of one entry of a history with `count` entries.
    func weight(item: Int, value: Float, count: Int, items total: Int) -> Float {
        guard weighting != .none else { return value }
        let rarity = max(0, logf(Float(total) / Float(1 + count)))
        guard weighting == .bm25, let items, let meanLength else {
            return value.magnitude.squareRoot() * rarity
        }
        let (k1, b) = (Float(1.2), Float(0.75))
        let length = 1 - b + b * (meanLength > 0 ? items[item] / meanLength : 1)
        return value * (k1 + 1) / (k1 * length + value) * rarity
    }

    /// Calls `body` with a history's items and what each counts; without weights each counts 1.
    func withHistory<Result>(
        _ user: Int, of histories: SparseMatrix,
        _ body: (UnsafeBufferPointer<Int32>, UnsafeBufferPointer<Float>?) -> Result
    ) -> Result {
        histories.withRow(user, values: values == .ratings) { items, weights in
            guard weighting != .none else { return body(items, weights) }
            let weighted = items.indices.map {
                weight(
                    item: Int(items[$0]), value: weights?[$0] ?? 1, count: items.count,
                    items: histories.columns)
            }
            return weighted.withUnsafeBufferPointer { body(items, $0) }
        }
    }

    /// The whole matrix as it counts.
    func weighted(_ matrix: SparseMatrix) -> SparseRows {
        let plain = matrix.rows(counting: values)
        guard weighting != .none else { return plain }
        var weighted = [Float](repeating: 0, count: matrix.count)
        for user in 0..<matrix.rows {
            let range = matrix.range(user)
            for k in range {
                weighted[k] = weight(
                    item: Int(matrix.indices[k]), value: plain.values?[k] ?? 1, count: range.count,
                    items: matrix.columns)
            }
        }
        return SparseRows(
            rows: plain.rows, columns: plain.columns, offsets: plain.offsets, indices: plain.indices,
            values: weighted)
    }
}
