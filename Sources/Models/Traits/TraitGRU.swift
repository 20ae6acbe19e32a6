import Declarations
import Tensors

/// A gated recurrent network over the observations in their order.
///
///     h(t) = GRU([x(t), m(t)], h(t - 1)), m(t) telling what of x(t) was observed
///     y = W h(T) + b
///
/// It sees the order of observations, but not the time between them.
public struct TraitGRU: NeuralTraits {
    public static let name = "gru-traits"
    public static let summary = "Infers traits from the last state of a recurrent network."
    public static let example = "reel> train gru-traits hidden=64 epochs=20"
    public static let source =
        "Cho et al., Learning Phrase Representations using RNN Encoder-Decoder, EMNLP 2014"

    @Setting("Width of the state.", 1...65536) public var hidden = 64
    @Setting("Layers, one on top of the other.", 1...64) public var layers = 1
    @Setting("Part of the units dropped between layers and before the read-out while training.", 0...0.95)
    public var dropout = 0.0
    public var reading = SeriesReading()
    public var training = Training()

    public init() {}

    public func net(for shape: SeriesShape, using chance: Tensors.Generator) throws -> RecurrentNet {
        RecurrentNet(
            walk: GRU(2 * shape.channels, hidden, layers: layers, dropout: dropout, using: chance),
            output: Linear(hidden + shape.statics, shape.outputs, using: chance), dropout: dropout)
    }
}

/// A recurrent network whose last state is read out.
public struct RecurrentNet: TraitNet {
    let walk: GRU
    let output: Linear
    let dropout: Double

    public func callAsFunction(_ x: SeriesBatch, _ phase: Phase) throws -> TraitOutputs {
        let steps = Tensor.concatenate([x.values, x.observed], 2)  // [B, T, 2 C]
        let h = phase.dropout(x.atEnd(of: walk(steps, phase)), dropout)  // [B, H]
        let all = x.statics.map { .concatenate([h, $0], 1) } ?? h
        return TraitOutputs(output(all), representation: h)
    }
}
