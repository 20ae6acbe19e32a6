import Tensors

/// What keeps a batch's outputs apart (Bardes, Ponce & LeCun, VICReg, ICLR 2022).
package enum SpreadPenalties {
    /// Keeps the root differentiable where a column has no spread at all.
    static let epsilon = 1e-4

    /// Mean over columns of max(0, γ - √(Var(z) + ε)) (eqs. 1 and 2), for a batch z [B, D]; 0 for a batch of one.
    package static func variance(_ z: Tensor, wanted: Double = 1) -> Tensor {
        let z = z.converted(to: .float32)
        guard z.shape[0] > 1 else { return (z * 0).sum() }
        let spread = (z.sampleVariance(0) + epsilon).squareRoot()  // [D]
        return (wanted - spread).relu().mean()
    }

    /// 1/D Σ over i ≠ j of C(z)ᵢⱼ² (eqs. 3 and 4), with C the covariance matrix of the columns of z [B, D]; 0 for a batch
    /// of one.
    package static func covariance(_ z: Tensor) -> Tensor {
        let z = z.converted(to: .float32)
        let (rows, columns) = (z.shape[0], z.shape[1])
        guard rows > 1 else { return (z * 0).sum() }
        let centred = z - z.mean(0, keep: true)
        let c = centred.transposed().matmul(centred) / Double(rows - 1)  // [D, D]
        return (c.squared().sum() - c.diagonal().squared().sum()) / Double(columns)
    }
}
