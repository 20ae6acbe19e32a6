import Datasets
import Declarations
import Tensors

/// A model of traits that is a network trained by gradient descent: it says what the network is, the one loop does the
/// rest (`Training`): batches, validation, early stopping, cures, checkpoints, the collapse meter.
public protocol NeuralTraits: TraitModel where Fitted == FittedTraits {
    associatedtype Net: TraitNet
    /// Settings that every neural model has.
    var training: Training { get }
    /// How series are read before the network sees them.
    var reading: SeriesReading { get }
    /// A fresh network for data of this shape; all random numbers come from `chance`.
    func net(for shape: SeriesShape, using chance: Tensors.Generator) throws -> Net
}

/// A network from a batch of series to standardised traits, or logits of classes.
public protocol TraitNet: Module, Sendable {
    func callAsFunction(_ x: SeriesBatch, _ phase: Phase) throws -> TraitOutputs
}

/// What a network gives for a batch.
public struct TraitOutputs: Sendable {
    /// Standardised traits, or logits: [B, D].
    public let outputs: Tensor
    /// What the read-out layer sees: [B, H]; contrastive terms look at it.
    public let representation: Tensor

    public init(_ outputs: Tensor, representation: Tensor) {
        (self.outputs, self.representation) = (outputs, representation)
    }
}

/// What a network must know of the data to be made.
public struct SeriesShape: Sendable, Hashable {
    /// C
    public var channels: Int
    /// S, numbers known apart from time; 0 where there are none.
    public var statics: Int
    /// D, traits or classes.
    public var outputs: Int
    /// T of the longest training series; 1 where none has a row.
    public var longest: Int
    public var isClassification: Bool
    /// How fast the training series go.
    public var pace: SeriesPace

    public init(
        channels: Int, statics: Int, outputs: Int, longest: Int, isClassification: Bool,
        pace: SeriesPace = SeriesPace()
    ) {
        (self.channels, self.statics, self.outputs) = (channels, statics, outputs)
        (self.longest, self.isClassification, self.pace) = (longest, isClassification, pace)
    }
}

/// Some users' series, padded at their ends to the longest of them: what a network reads.
public struct SeriesBatch: Sendable {
    /// As `ColumnScale` makes them comparable; 0 where not observed or padded: [B, T, C].
    public var values: Tensor
    /// 1 where observed, else 0: [B, T, C].
    public var observed: Tensor
    /// In units of the mean gap between observations of the training users, 0 at a series' first row, padded with the last
    /// time: [B, T].
    public var times: Tensor
    /// 1 for rows that are there, 0 for padding: [B, T].
    public var valid: Tensor
    /// Rows of each series.
    public var lengths: [Int]
    /// Standardised, unknown ones 0: [B, S], or nil where there are none.
    public var statics: Tensor?

    public init(
        values: Tensor, observed: Tensor, times: Tensor, valid: Tensor, lengths: [Int], statics: Tensor? = nil
    ) {
        (self.values, self.observed, self.times, self.valid) = (values, observed, times, valid)
        (self.lengths, self.statics) = (lengths, statics)
    }

    /// B
    public var count: Int { lengths.count }
}
