import TorchABI

// Products, factorisations and solutions; the axes before the two innermost are batches.

extension Tensor {
    /// Matrix product, batches broadcast; a sparse left side must be a matrix.
    public func matmul(_ other: Tensor) -> Tensor { binary(.matmul, other) }
    /// [B, n, k] [B, k, m] -> [B, n, m].
    public func batchMatmul(_ other: Tensor) -> Tensor { binary(.batchMatmul, other) }
    /// [n] [m] -> [n, m].
    public func outer(_ other: Tensor) -> Tensor { binary(.outer, other) }
    /// self + a b, for matrices.
    public func adding(_ a: Tensor, times b: Tensor) -> Tensor {
        made("adding", self, a, b) { $0.pointee.ternary(.addMatmul, $1, $2, $3, $4) }
    }
    /// x Wᵀ + bias: [..., in], [out, in], [out] -> [..., out].
    public func linear(_ weight: Tensor, _ bias: Tensor? = nil) -> Tensor {
        made("linear", self, weight, bias) { $0.pointee.ternary(.linear, $1, $2, $3, $4) }
    }
    /// Sums of products by Einstein's convention: `einsum("btd,bsd->bts", q, k)`.
    public static func einsum(_ equation: String, _ a: Tensor...) -> Tensor {
        made("einsum", a) { $0.pointee.einsum(equation, $1, $2, $3) }
    }
    /// Euclidean distances between rows: [n, d] [m, d] -> [n, m].
    public func distances(to other: Tensor) -> Tensor { binary(.distances, other) }

    /// L with L Lᵀ = self, for symmetric positive definite matrices.
    public func cholesky() -> Tensor { unary(.cholesky) }
    /// X with self Lᵀ… that is (L Lᵀ) X = b, self being L.
    public func choleskySolve(_ b: Tensor) -> Tensor { binary(.choleskySolve, b) }
    /// X with self X = b.
    public func solve(_ b: Tensor) -> Tensor { binary(.solve, b) }
    /// X with self X = b, self being a lower triangle.
    public func solveLower(_ b: Tensor) -> Tensor { binary(.solveLower, b) }
    /// X with self X = b, self being an upper triangle.
    public func solveUpper(_ b: Tensor) -> Tensor { binary(.solveUpper, b) }
    /// X that makes |self X - b| smallest.
    public func leastSquares(_ b: Tensor) -> Tensor { binary(.leastSquares, b) }
    public func inverse() -> Tensor { unary(.inverse) }
    /// log |det|.
    public func logDeterminant() -> Tensor { unary(.logDeterminant) }
    public func matrixExp() -> Tensor { unary(.matrixExp) }

    private func factored(_ op: TorchFactoring, _ count: Int, _ name: StaticString = #function) -> [Tensor] {
        several(name, [self], count: count) { table, inputs, out in
            var parts: (OpaquePointer?, OpaquePointer?, OpaquePointer?) = (nil, nil, nil)
            let text = withUnsafeMutablePointer(to: &parts) {
                $0.withMemoryRebound(to: OpaquePointer?.self, capacity: 3) {
                    table.pointee.factor(op, inputs[0], $0)
                }
            }
            out[0] = parts.0
            out[1] = parts.1
            if count > 2 { out[2] = parts.2 }
            return text
        }
    }

    /// U, singular values (largest first) and Vᵀ, reduced.
    public func svd() -> (u: Tensor, s: Tensor, vt: Tensor) {
        let parts = factored(.SVD, 3)
        return (parts[0], parts[1], parts[2])
    }
    public func qr() -> (q: Tensor, r: Tensor) {
        let parts = factored(.QR, 2)
        return (parts[0], parts[1])
    }
    /// Eigenvalues (smallest first) and eigenvectors (columns) of symmetric matrices.
    public func symmetricEigen() -> (values: Tensor, vectors: Tensor) {
        let parts = factored(.symmetricEigen, 2)
        return (parts[0], parts[1])
    }
    /// The different elements in order, where each element went, and how often each occurs.
    public func unique() -> (values: Tensor, inverse: Tensor, counts: Tensor) {
        let parts = factored(.unique, 3)
        return (parts[0], parts[1], parts[2])
    }
}
