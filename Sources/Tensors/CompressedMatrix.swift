import TorchABI

/// A constant sparse matrix [m, n] in compressed rows, for products with dense ones: a graph's normalised adjacency.
///
/// Its transpose is kept too, so that gradients flow back at the same speed. Results do not depend on the number of
/// threads.
public struct CompressedMatrix: Sendable {
    public let rows: Int, columns: Int
    private let forwards: [Tensor]
    private let backwards: [Tensor]

    /// From compressed rows: `starts` [m + 1] into `places` (column numbers) and `values`.
    public init(rows starts: [Int], columns: Int, places: [Int], values: [Float]) throws {
        let count = places.count
        let inOrder = zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }
        guard starts.first == 0, starts.last == count, values.count == count, inOrder,
            places.allSatisfy({ (0..<columns).contains($0) })
        else { throw TensorError("the compressed rows of a sparse matrix contradict each other") }
        rows = starts.count - 1
        self.columns = columns
        var counts = [Int](repeating: 0, count: columns + 1)
        for place in places { counts[place + 1] += 1 }
        for j in 0..<columns { counts[j + 1] += counts[j] }
        var next = counts, turned = [Int](repeating: 0, count: count),
            weights = [Float](repeating: 0, count: count)
        for row in 0..<rows {
            for entry in starts[row]..<starts[row + 1] {
                let at = next[places[entry]]
                next[places[entry]] += 1
                turned[at] = row
                weights[at] = values[entry]
            }
        }
        forwards = [Tensor(starts), Tensor(places), Tensor(values)]
        backwards = [Tensor(counts), Tensor(turned), Tensor(weights)]
        for tensor in forwards + backwards { try tensor.checked() }
    }

    /// The product with a dense matrix [n, D] -> [m, D], 32-bit floats on the host.
    public func matmul(_ dense: Tensor) -> Tensor {
        let ahead = forwards.map(\.handle), back = backwards.map(\.handle)
        return made("CompressedMatrix.matmul", dense) { $0.pointee.compressed_product(ahead, back, $1, $2) }
    }
}
