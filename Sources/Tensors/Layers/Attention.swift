import TorchABI

extension Tensor {
    /// softmax(q kᵀ / √D + mask) v (Vaswani et al. 2017, eq. 1).
    ///
    /// - Parameters: q [..., T, D], k [..., S, D], v [..., S, E].
    ///   - mask: Bool, true where looking is allowed, or numbers that are added; broadcast to [..., T, S].
    ///   - causal: position t of T sees the first t + S - T + 1 of S.
    ///   - dropout: of the weights, while training.
    /// - Returns: [..., T, E]; a row that may look nowhere gets an average.
    public static func attention(
        _ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor? = nil, causal: Bool = false, dropout: Double = 0,
        _ phase: Phase = .inference
    ) -> Tensor {
        if let failed = [v, mask].compactMap(\.self).first(where: { $0.failure != nil }) { return failed }
        let scale = 1 / Double(Swift.max(1, q.shape[-1])).squareRoot()
        var chance: Generator?
        if case .training(let generator) = phase, dropout > 0 { chance = generator }
        return made("attention", q, k, v) {
            $0.pointee.attention($1, $2, $3, mask?.handle, causal, scale, dropout, chance?.handle, $4, nil)
        }
    }
}

/// Attention by several heads, each in its own part of the width (Vaswani et al. 2017, §3.2.2).
public struct MultiHeadAttention: Module, Sendable {
    public let inWeight: Tensor  // [3 D, D]: queries, keys, values
    public let inBias: Tensor?  // [3 D]
    public let output: Linear  // D -> D
    public let heads: Int
    public let dropout: Double

    /// `width` must be a multiple of `heads`.
    public init(_ width: Int, heads: Int, dropout: Double = 0, bias: Bool = true, using chance: Generator) {
        inWeight = Initialiser.xavierUniform([3 * width, width], using: chance)
        inBias = bias ? Tensor.zeros([3 * width]).requireGradient() : nil
        output = Linear(width, width, bias: bias, initialiser: .linear, using: chance)
        self.heads = heads
        self.dropout = dropout
    }

    /// Each position of x looks at all of x: [B, T, D] -> [B, T, D].
    ///
    /// - Parameters:
    ///   - mask: which may see which, [T, T] or [B, 1, T, T]: see `Tensor.attention`.
    ///   - keys: Bool [B, T], true for what is there and false for padding.
    public func callAsFunction(
        _ x: Tensor, mask: Tensor? = nil, keys: Tensor? = nil, causal: Bool = false,
        _ phase: Phase = .inference
    ) -> Tensor {
        let parts = x.linear(inWeight, inBias).split(into: 3)
        return attend(parts[0], parts[1], parts[2], mask, keys, causal, phase)
    }

    /// Each position of `queries` [B, T, D] looks at all of `others` [B, S, D] -> [B, T, D].
    public func callAsFunction(
        _ queries: Tensor, over others: Tensor, mask: Tensor? = nil, keys: Tensor? = nil,
        causal: Bool = false,
        _ phase: Phase = .inference
    ) -> Tensor {
        let weights = inWeight.split(into: 3, 0), biases = inBias?.split(into: 3, 0)
        let q = queries.linear(weights[0], biases?[0])
        let k = others.linear(weights[1], biases?[1])
        let v = others.linear(weights[2], biases?[2])
        return attend(q, k, v, mask, keys, causal, phase)
    }

    private func attend(
        _ q: Tensor, _ k: Tensor, _ v: Tensor, _ mask: Tensor?, _ keys: Tensor?, _ causal: Bool,
        _ phase: Phase
    ) -> Tensor {
        let seen = keys.map { $0.expanded(1).expanded(1) }  // [B, 1, 1, S]
        let allowed = combined(mask, seen)
        let y = Tensor.attention(  // [B, H, T, D/H]
            apart(q), apart(k), apart(v), mask: allowed, causal: causal, dropout: dropout, phase)
        return output(y.transposed(1, 2).flattened(2))  // [B, T, D]
    }

    /// [B, T, D] -> [B, H, T, D/H].
    private func apart(_ x: Tensor) -> Tensor {
        let shape = x.shape
        let width = heads > 0 ? shape[-1] / heads : 0
        return x.reshaped([shape[0], shape[1], heads, width]).transposed(1, 2)
    }

    private func combined(_ mask: Tensor?, _ seen: Tensor?) -> Tensor? {
        guard let mask, let seen else { return mask ?? seen }
        if mask.type == .bool { return mask .& seen }
        return mask.filled(with: -1e30, where: .!seen)
    }
}
