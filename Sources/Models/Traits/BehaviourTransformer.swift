import Declarations
import Foundation
import Tensors

/// A Transformer encoder over the observations, each seeing all others.
///
///     x = W [values, observed, gap ahead] + positions
///     x = x + attention(norm(x)); x = x + feedForward(norm(x)), so many times
///     y = W mean(norm(x)) + b
///
/// Layers are normalised before each part (Xiong et al. 2020), which needs no warm-up. Positions are learned by number, or
/// computed from the time of the observation, so that gaps count; told by gaps, the logarithm of the one ahead is an input too.
public struct BehaviourTransformer: NeuralTraits {
    public static let name = "behaviour-transformer"
    public static let summary = "Infers traits by attention between all of a user's observations."
    public static let example = "reel> train behaviour-transformer dim=32 epochs=20"
    public static let source = "Vaswani et al., Attention Is All You Need, NIPS 2017"

    public enum Positions: String, Choice {
        /// Sines and cosines of the time (§3.5, with the time in place of the number).
        case time
        /// A vector for each number; those beyond the longest training series share the last.
        case learned
    }

    @Setting("Width of every layer.", 1...65536) public var dim = 64
    @Setting("Heads of attention; the width must be a multiple.", 1...1024) public var heads = 4
    @Setting("Layers.", 1...128) public var layers = 2
    @Setting("Width inside the feed-forward parts, in widths.", 1...64) public var widening = 4
    @Setting("Part of the units dropped while training.", 0...0.95) public var dropout = 0.1
    @Setting("How the order of observations is told.") public var positions = Positions.time
    @Setting("Whether time is told as it is, or by the logarithms of gaps.") public var clock = Timekeeping
        .gaps
    public var reading = SeriesReading()
    public var training = Training()

    public init() {}

    public func net(for shape: SeriesShape, using chance: Tensors.Generator) throws -> TransformerNet {
        guard dim % heads == 0 else {
            throw Problem(
                "dim must be a multiple of heads, but \(dim) is none of \(heads)", remedy: "heads=1")
        }
        let clock = shape.pace.timekeeping(clock)
        return TransformerNet(
            entry: Linear(2 * shape.channels + (clock == .gaps ? 1 : 0), dim, using: chance),
            places: positions == .learned
                ? Embedding(
                    max(1, shape.longest), dim, initialiser: .normal(deviation: 0.02), using: chance) : nil,
            blocks: (0..<layers).map { _ in
                EncoderBlock(dim, heads: heads, inner: dim * widening, dropout: dropout, using: chance)
            },
            norm: LayerNorm(dim), output: Linear(dim + shape.statics, shape.outputs, using: chance),
            dropout: dropout, clock: clock, pace: shape.pace)
    }
}

/// An encoder whose mean is read out.
public struct TransformerNet: TraitNet {
    let entry: Linear
    let places: Embedding?
    let blocks: [EncoderBlock]
    let norm: LayerNorm
    let output: Linear
    let dropout: Double
    let clock: Timekeeping
    let pace: SeriesPace

    public func callAsFunction(_ x: SeriesBatch, _ phase: Phase) throws -> TraitOutputs {
        let keys = x.valid .> 0.5  // [B, T]
        let told = clock == .gaps ? try x.clockOfGaps(pace) : nil
        let inputs = [x.values, x.observed] + (told.map { [$0.ahead.expanded(2)] } ?? [])
        var h = entry(.concatenate(inputs, 2)) + positions(x, at: told?.clock ?? x.times)  // [B, T, D]
        h = phase.dropout(h, dropout)
        for block in blocks { h = block(h, keys, phase) }
        let pooled = x.mean(of: norm(h))  // [B, D]
        let all = x.statics.map { .concatenate([pooled, $0], 1) } ?? pooled
        return TraitOutputs(output(all), representation: pooled)
    }

    private func positions(_ x: SeriesBatch, at times: Tensor) -> Tensor {
        guard let places else { return waves(times, width: norm.weight.shape[0]) }
        let last = places.weight.shape[0] - 1
        let numbers = (0..<x.times.shape[1]).map { min($0, last) }
        return places(Tensor(numbers, on: x.times.device))  // [T, D]
    }

    /// sin(t / 10000^(2i/D)) and cos(t / 10000^(2i/D)) (§3.5): [B, T] -> [B, T, D].
    private func waves(_ times: Tensor, width: Int) -> Tensor {
        let half = (width + 1) / 2
        let speeds = (0..<half).map { Float(pow(10000, -2 * Double($0) / Double(max(1, width)))) }
        let angles = times.expanded(2) * Tensor(speeds, on: times.device)  // [B, T, D/2]
        return Tensor.concatenate([angles.sin(), angles.cos()], 2).sliced(2, to: width)
    }
}

/// x + attention(norm(x)), then x + feedForward(norm(x)).
struct EncoderBlock: Module, Sendable {
    let attention: MultiHeadAttention
    let norms: [LayerNorm]
    let feedForward: MLP
    let dropout: Double

    init(_ width: Int, heads: Int, inner: Int, dropout: Double, using chance: Tensors.Generator) {
        attention = MultiHeadAttention(width, heads: heads, dropout: dropout, using: chance)
        norms = [LayerNorm(width), LayerNorm(width)]
        feedForward = MLP([width, inner, width], activation: .gelu, dropout: dropout, using: chance)
        self.dropout = dropout
    }

    /// - Parameters: x [B, T, D], keys [B, T]: true for rows that are there.
    func callAsFunction(_ x: Tensor, _ keys: Tensor, _ phase: Phase) -> Tensor {
        let y = x + phase.dropout(attention(norms[0](x), keys: keys, phase), dropout)  // [B, T, D]
        return y + phase.dropout(feedForward(norms[1](y), phase), dropout)
    }
}
