import Datasets
import Kernels

extension SparseMatrix {
    /// The same arrays as the kernels walk them; nothing is copied.
    func rows(counting: Counting) -> SparseRows {
        SparseRows(
            rows: rows, columns: columns, offsets: offsets, indices: indices,
            values: counting == .ratings ? values : nil)
    }
}
