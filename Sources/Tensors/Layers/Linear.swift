/// y = x Wᵀ + b: [..., in] -> [..., out].
public struct Linear: Layer, Sendable {
    public let weight: Tensor  // [out, in]
    public let bias: Tensor?  // [out]

    public init(
        _ inputs: Int, _ outputs: Int, bias: Bool = true, initialiser: Initialiser = .linear,
        using chance: Generator
    ) {
        weight = initialiser([outputs, inputs], using: chance)
        self.bias = bias ? Initialiser.linear([outputs], fanIn: inputs, using: chance) : nil
    }

    /// From weights at hand, perhaps shared with another layer.
    public init(weight: Tensor, bias: Tensor? = nil) {
        self.weight = weight
        self.bias = bias
    }

    public func callAsFunction(_ x: Tensor, _ phase: Phase = .inference) -> Tensor { x.linear(weight, bias) }
}

/// Rows of a table by their numbers: ids [...] -> [..., D].
public struct Embedding: Layer, Sendable {
    public let weight: Tensor  // [V, D]
    /// The row that stays as it is, for padding; -1 for none.
    public let padding: Int
    /// Whether the gradient holds only the rows that were looked up: the step is then as large as the batch, not as
    /// the table.
    public let sparse: Bool

    public init(
        _ count: Int, _ width: Int, padding: Int? = nil, sparse: Bool = false,
        initialiser: Initialiser = .normal(deviation: 1), using chance: Generator
    ) {
        weight = initialiser([count, width], using: chance)
        self.padding = padding ?? -1
        self.sparse = sparse
        if let padding, (0..<count).contains(padding) { try? weight.detached()[padding].assign(0) }
    }

    /// Over a table at hand, perhaps shared with another layer.
    public init(weight: Tensor, padding: Int? = nil, sparse: Bool = false) {
        self.weight = weight
        self.padding = padding ?? -1
        self.sparse = sparse
    }

    public func callAsFunction(_ ids: Tensor, _ phase: Phase = .inference) -> Tensor {
        made("embedding", weight, ids) { $0.pointee.embedding($1, $2, Int64(padding), sparse, $3) }
    }
}

/// (x - mean) / √(variance + ε) · weight + bias over the innermost axis (Ba, Kiros & Hinton 2016).
public struct LayerNorm: Layer, Sendable {
    public let weight: Tensor  // [D]
    public let bias: Tensor  // [D]
    public let epsilon: Double

    public init(_ width: Int, epsilon: Double = 1e-5) {
        weight = Tensor.ones([width]).requireGradient()
        bias = Tensor.zeros([width]).requireGradient()
        self.epsilon = epsilon
    }

    public func callAsFunction(_ x: Tensor, _ phase: Phase = .inference) -> Tensor {
        let width = Int64(weight.shape[0])
        return made("layerNorm", x, weight, bias) { $0.pointee.layer_norm($1, width, $2, $3, epsilon, $4) }
    }
}

/// Linear layers with an activation, and dropout, between them.
public struct MLP: Layer, Sendable {
    public let layers: [Linear]
    public let activation: Activation
    public let dropout: Double

    /// Widths from the input to the output: `MLP([128, 64, 1])` has two layers.
    public init(
        _ widths: [Int], activation: Activation = .relu, dropout: Double = 0,
        initialiser: Initialiser = .linear,
        using chance: Generator
    ) {
        layers = zip(widths, widths.dropFirst()).map {
            Linear($0, $1, initialiser: initialiser, using: chance)
        }
        self.activation = activation
        self.dropout = dropout
    }

    public func callAsFunction(_ x: Tensor, _ phase: Phase = .inference) -> Tensor {
        var x = x
        for (i, layer) in layers.enumerated() {
            x = layer(x)
            if i + 1 < layers.count { x = phase.dropout(activation(x), dropout) }
        }
        return x
    }
}
