import Datasets
import Declarations
import Foundation
import Kernels

/// How much an entry says when items are compared: what text retrieval knows of words in documents, with items as documents
/// and users as their words (Ferrari Dacrema et al., TOIS 2021, §4.2). For item i, user u and the value v,
///
///     tf-idf  √v · ln(V / (1 + n_u))
///     bm25    v (k₁ + 1) / (k₁ (1 − b + b n_i / n̄) + v) · ln(V / (1 + n_u)),   k₁ = 1.2, b = .75
///
/// where n_u counts what user u has had, n_i is the sum of the item's values, n̄ the mean of these sums, V counts the items. A user
/// who has had nearly everything counts nothing (never less). Histories are added up without weights.
public enum Weighting: String, Choice {
    case none, tfIdf = "tf-idf", bm25

    /// The entries of a matrix of histories as they count.
    func weighted(_ matrix: SparseMatrix, _ counting: Counting) -> SparseRows {
        let plain = matrix.rows(counting: counting)
        guard self != .none else { return plain }
        let sums = itemSums(plain)
        let mean = sums.isEmpty ? 0 : Float(sums.sum / Double(sums.count))
        var weighted = [Float](repeating: 0, count: matrix.count)
        for user in 0..<matrix.rows {
            let range = matrix.range(user)
            let rarity = max(0, logf(Float(matrix.columns) / Float(1 + range.count)))
            for k in range {
                let value = plain.values?[k] ?? 1
                let item = Int(matrix.indices[k])
                let length = mean > 0 ? sums[item] / mean : 1
                weighted[k] =
                    rarity * (self == .bm25 ? Self.bm25(value, length) : value.magnitude.squareRoot())
            }
        }
        return SparseRows(
            rows: plain.rows, columns: plain.columns, offsets: plain.offsets, indices: plain.indices,
            values: weighted)
    }

    /// The value's part of BM25 in an item of this length, relative to the mean.
    private static func bm25(_ value: Float, _ length: Float) -> Float {
        let (k1, b) = (Float(1.2), Float(0.75))
        return value * (k1 + 1) / (k1 * (1 - b + b * length) + value)
    }

    private func itemSums(_ matrix: SparseRows) -> [Float] {
        var sums = [Float](repeating: 0, count: matrix.columns)
        for k in matrix.indices.indices { sums[Int(matrix.indices[k])] += matrix.values?[k] ?? 1 }
        return sums
    }
}
