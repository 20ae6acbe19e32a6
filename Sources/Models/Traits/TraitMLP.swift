import Declarations
import Tensors

/// The ultra-simple net: a feed-forward network on four summaries of each channel.
///
///     x = [last, mean, deviation, count] of each channel's observed values, and what is known apart from time
///     y = W₂ relu(W₁ x + b₁) + b₂, with as many hidden layers as asked for
///
/// For a snapshot the summaries are the values themselves. Order and timing of the observations are lost: what a model
/// that reads them must beat.
public struct TraitMLP: NeuralTraits {
    public static let name = "mlp-traits"
    public static let summary = "Infers traits from summaries of each channel with a feed-forward network."
    public static let example = "reel> train mlp-traits hidden=64 epochs=20"
    public static let source =
        "Rumelhart, Hinton & Williams, Learning representations by back-propagating errors, Nature 323, 1986"

    @Setting("Width of every hidden layer.", 1...65536) public var hidden = 64
    @Setting("Hidden layers.", 0...64) public var layers = 2
    @Setting("Part of the hidden units dropped while training.", 0...0.95) public var dropout = 0.0
    public var reading = SeriesReading()
    public var training = Training()

    public init() {}

    public func net(for shape: SeriesShape, using chance: Tensors.Generator) throws -> SummaryNet {
        let inputs = SeriesBatch.summaryWidth(shape) + shape.statics
        let widths = [inputs] + Array(repeating: hidden, count: layers)
        return SummaryNet(
            body: MLP(widths, dropout: dropout, using: chance),
            output: Linear(widths.last ?? inputs, shape.outputs, using: chance), dropout: dropout,
            isSnapshot: shape.longest <= 1)
    }
}

/// An MLP over summaries of series.
public struct SummaryNet: TraitNet {
    let body: MLP
    let output: Linear
    let dropout: Double
    let isSnapshot: Bool

    public func callAsFunction(_ x: SeriesBatch, _ phase: Phase) throws -> TraitOutputs {
        let features = x.summaries(isSnapshot: isSnapshot)  // [B, F]
        let all = x.statics.map { .concatenate([features, $0], 1) } ?? features
        guard !body.layers.isEmpty else { return TraitOutputs(output(all), representation: all) }
        let h = phase.dropout(body(all, phase).relu(), dropout)  // [B, H]
        return TraitOutputs(output(h), representation: h)
    }
}
