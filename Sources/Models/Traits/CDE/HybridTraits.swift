import Declarations
import Foundation
import Kernels
import Tensors

/// A neural CDE and a Transformer over the same series, joined to the trait vector.
///
///     z = state of dz = f(z) dX at the end,  a = mean over time of Transformer([x, m, t]),  y = ℓ(norm(z), a, statics)
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
    @Setting("Whether time is told as it is, or by the logarithms of gaps.") public var clock = Timekeeping
        .gaps
    public var solving = SolverSettings()
    @Setting("Width of the Transformer; rounded up to a multiple of its heads.", 1...4096) public var dim = 32
    @Setting("Layers of the Transformer.", 1...64) public var layers = 1
    @Setting("Attention heads.", 1...64) public var heads = 2
    @Setting("Part of the Transformer's units dropped while training.", 0...0.95) public var dropout = 0.1
    public var reading = SeriesReading()
    public var training = Training()

    public init() {}

    public func net(for shape: SeriesShape, using chance: Tensors.Generator) throws -> HybridNet {
        let path = ControlPath(
            path, clock: shape.pace.timekeeping(clock), intensity: intensity, channels: shape.channels,
            longest: shape.longest,
            pace: shape.pace)
        let field = CDEField(
            hidden: hidden, channels: path.driven, width: width, depth: 1, activation: .softplus, norm: true)
        let equation = CDEEquation(
            path, FieldNet(field, using: chance), shape, solving.chosen, solving.gradients, startLayers: 1,
            using: chance)
        let dim = (dim + heads - 1) / heads * heads
        return HybridNet(
            equation: equation, inward: Linear(2 * shape.channels + path.timeChannels, dim, using: chance),
            blocks: (0..<layers).map { _ in
                EncoderBlock(dim, heads: heads, inner: 2 * dim, dropout: dropout, using: chance)
            },
            norm: LayerNorm(dim), endNorm: LayerNorm(hidden),
            joined: Linear(hidden + dim + shape.statics, hidden + dim, using: chance),
            output: Linear(hidden + dim, shape.outputs, using: chance), longest: max(1, shape.longest))
    }
}

/// The two networks, and what joins them.
public struct HybridNet: TraitNet {
    let equation: CDEEquation
    let inward: Linear
    let blocks: [EncoderBlock]
    let norm: LayerNorm
    let endNorm: LayerNorm
    let joined: Linear
    let output: Linear
    let longest: Int

    public func callAsFunction(_ x: SeriesBatch, _ phase: Phase) throws -> TraitOutputs {
        let z = endNorm(try equation(x))  // [B, H]
        let keys = x.valid .> 0.5  // [B, T]
        var a = inward(.concatenate([x.values, x.observed] + (try times(of: x)), 2))  // [B, T, D]
        for block in blocks { a = block(a, keys, phase) }
        let there = x.valid.expanded(2)  // [B, T, 1]
        let pooled = (norm(a) * there).sum(1) / there.sum(1).clamped(from: 1)  // [B, D]
        let both = Tensor.concatenate([z, pooled] + (x.statics.map { [$0] } ?? []), 1)
        let h = joined(both).gelu()  // [B, H + D]
        return TraitOutputs(output(h), representation: h)
    }

    /// The time in parts of the longest series; by gaps also how far the clock moves to the next row: [B, T, 1] each.
    private func times(of x: SeriesBatch) throws -> [Tensor] {
        guard equation.path.clock == .gaps else { return [x.times.expanded(2) / Double(longest)] }
        let (clock, ahead) = try x.clockOfGaps(equation.path.pace)
        return [clock.expanded(2) / Double(longest), ahead.expanded(2)]
    }
}
