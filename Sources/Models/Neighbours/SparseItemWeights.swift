import Datasets
import Declarations
import Kernels

/// A fitted item-to-item model with few weights: s_u = Σ_{i ∈ history of u} v_ui · w_i, the history times a sparse W.
public struct SparseItemWeights: ItemLikeness, WeightedScorer {
    /// Row i holds what having i adds to other items, [V, V].
    let matrix: SparseRows
    /// What an entry of a history counts.
    let profile: Profile

    public func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        let n = matrix.columns
        fillRows(of: scores, count: users.count, width: n, chunk: 8) { t, row in
            row.update(repeating: 0, count: n)
            profile.withHistory(Int(users[t]), of: histories) { items, weights in
                matrix.add(rows: items, weights: weights, to: row)
            }
        }
    }

    public func likeness(ofItem item: ItemIndex) throws -> [Float] {
        var row = [Float](repeating: 0, count: matrix.columns)
        for k in matrix.range(Int(item)) { row[Int(matrix.indices[k])] = matrix.values?[k] ?? 1 }
        return row
    }

    public func weights() throws -> Weights {
        var weights = Weights()
        try weights.set(
            "weights",
            SparseMatrix(
                rows: matrix.rows, columns: matrix.columns, offsets: matrix.offsets, indices: matrix.indices,
                values: matrix.values ?? [Float](repeating: 1, count: matrix.indices.count)))
        if let scale = profile.items { try weights.set("items", scale) }
        if let mean = profile.meanLength { try weights.set("mean-length", [mean]) }
        return weights
    }
}

extension Weights {
    /// The matrix that `SparseItemWeights` has written.
    func itemWeights() throws -> SparseRows {
        let matrix = try sparse("weights")
        guard matrix.rows == matrix.columns else {
            throw Problem(
                "the weights are \(matrix.rows) by \(matrix.columns), but must be square",
                remedy: "read a file that this model has written")
        }
        return matrix.rows(counting: .ratings)
    }
}

/// Rows of (column, value) found in any order, as a sparse matrix.
func gathered(_ rows: [[(Int32, Float)]], columns: Int) -> SparseRows {
    var offsets = [0]
    offsets.reserveCapacity(rows.count + 1)
    for row in rows { offsets.append((offsets.last ?? 0) + row.count) }
    return SparseRows(
        rows: rows.count, columns: columns, offsets: offsets, indices: rows.flatMap { $0.map(\.0) },
        values: rows.flatMap { $0.map(\.1) })
}

extension SparseRows {
    /// Keeps of each row the `k` entries with the largest magnitude, of equals the earlier ones.
    func keeping(_ k: Int) -> SparseRows {
        guard let values else { return self }
        let rows = (0..<rows).map { row -> [(Int32, Float)] in
            let range = range(row)
            guard range.count > k else { return range.map { (indices[$0], values[$0]) } }
            let best = range.sorted { (values[$1].magnitude, $0) < (values[$0].magnitude, $1) }.prefix(k)
            return best.sorted().map { (indices[$0], values[$0]) }
        }
        return gathered(rows, columns: columns)
    }
}
