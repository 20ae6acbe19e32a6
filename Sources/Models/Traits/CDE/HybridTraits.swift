import Declarations
import Foundation
import Kernels
import Tensors

/// A neural CDE and a Transformer over the same series, joined to the trait vector.
///
///     z = state of dz = f(z) dX at the end,  a = mean over time of Transformer([x, m, t]),  y = ℓ(z, a, statics)
///
/// The equation reads order and timing of what was observed, the Transformer what was observed together with what.
public struct HybridTraits: NeuralTraits {
    public static let name = "hybrid-traits"
    public static let summary = "Infers traits with a neural CDE and a Transformer together."
    public static let example = "reel> train hybrid-traits hidden=16 dim=32 epochs=20"
    public static let source =
        "Kidger et al., Neural Controlled Differential Equations, NeurIPS 2020; Vaswani et al., Attention Is All You "
        + "Need, NIPS 2017"

    @Setting("Size of the equation's hidden state.", 1...4096) public var hidden = 32
    @Setting("Width of the vector field's hidden layer.", 1...4096) public var width = 64
    @Setting("How the path goes from one observation to the next.") public var path = PathKind.backwardHermite
    @Setting("Whether the counts of each channel's observations are channels of the path.")
    public var intensity = false
    public var solving = SolverSettings()
    @Setting("Width of the Transformer; rounded up to a multiple of its heads.", 1...4096) public var dim = 32
    @Setting("Layers of the Transformer.", 1...64) public var layers = 1
    @Setting("Attention heads.", 1...64) public var heads = 2
    @Setting("Part of the Transformer's units dropped while training.", 0...0.95) public var dropout = 0.1
    public var training = Training()

    public init() {}

    public func net(for shape: SeriesShape, using chance: Tensors.Generator) throws -> HybridNet {
        let path = ControlPath(
            path, intensity: intensity, channels: shape.channels, longest: shape.longest)
        let field = CDEField(
            hidden: hidden, channels: path.driven, width: width, depth: 1, activation: .softplus, norm: true)
        let equation = CDEEquation(
            path, FieldNet(field, using: chance), shape, solving.chosen, solving.gradients, startLayers: 1,
            using: chance)
        let dim = (dim + heads - 1) / heads * heads
        return HybridNet(
            equation: equation, inward: Linear(2 * shape.channels + 1, dim, using: chance),
            blocks: (0..<layers).map { _ in HybridBlock(dim, heads, dropout, using: chance) },
            norm: LayerNorm(dim), joined: Linear(hidden + dim + shape.statics, hidden + dim, using: chance),
            output: Linear(hidden + dim, shape.outputs, using: chance), longest: shape.longest)
    }
}

/// One layer of attention and one feed-forward, each with a norm before it.
struct HybridBlock: Module, Sendable {
    let norm1: LayerNorm, norm2: LayerNorm
    let attention: MultiHeadAttention
    let feedForward: MLP
    let dropout: Double

    init(_ dim: Int, _ heads: Int, _ dropout: Double, using chance: Tensors.Generator) {
        (norm1, norm2) = (LayerNorm(dim), LayerNorm(dim))
        attention = MultiHeadAttention(dim, heads: heads, dropout: dropout, using: chance)
        feedForward = MLP([dim, 2 * dim, dim], activation: .gelu, dropout: dropout, using: chance)
        self.dropout = dropout
    }

    func callAsFunction(_ x: Tensor, keys: Tensor, _ phase: Phase) -> Tensor {
        let y = x + phase.dropout(attention(norm1(x), keys: keys, phase), dropout)  // [B, T, D]
        return y + phase.dropout(feedForward(norm2(y), phase), dropout)  // [B, T, D]
    }
}

/// The two networks, and what joins them.
public struct HybridNet: TraitNet {
    let equation: CDEEquation
    let inward: Linear
    let blocks: [HybridBlock]
    let norm: LayerNorm
    let joined: Linear
    let output: Linear
    let longest: Int

    public func callAsFunction(_ x: SeriesBatch, _ phase: Phase) throws -> TraitOutputs {
        let z = try equation(x)  // [B, H]
        let clock = x.times.expanded(2) / Double(longest)  // [B, T, 1]
        var a = inward(.concatenate([x.values, x.observed, clock], 2))  // [B, T, D]
        for block in blocks { a = block(a, keys: x.valid .> 0, phase) }
        let there = x.valid.expanded(2)  // [B, T, 1]
        let pooled = (norm(a) * there).sum(1) / there.sum(1).clamped(from: 1)  // [B, D]
        let both = Tensor.concatenate([z, pooled] + (x.statics.map { [$0] } ?? []), 1)
        let h = joined(both).gelu()  // [B, H + D]
        return TraitOutputs(output(h), representation: h)
    }
}
