import Declarations
import Tensors

/// A GRU that is told what was observed, and how long ago.
///
///     uᵢ = [xᵢ, mᵢ, log(1 + δᵢ), log(1 + tᵢ − tᵢ₋₁)],  h = GRU(u),  y = ℓ(h_T, statics)
///
/// with x the values, m the mask, and δ the time since each channel was last observed: "GRU-simple" of Che et al. 2018,
/// §2.3, "GRU-Δt" in Kidger et al. 2020. A missing value is the channel's last one ("GRU-forward"), or 0, its mean
/// ("GRU-mean").
public struct GRUDT: NeuralTraits {
    public static let name = "gru-dt"
    public static let summary =
        "Infers traits with a recurrent network that reads time gaps and what is missing."
    public static let example = "reel> train gru-dt hidden=32 epochs=20"
    public static let source =
        "Che, Purushotham, Cho, Sontag & Liu, Recurrent Neural Networks for Multivariate Time Series with Missing "
        + "Values, Scientific Reports 8, 2018"

    /// What stands where a channel was not observed.
    public enum Fill: String, Choice { case last, mean }

    @Setting("Size of the hidden state.", 1...4096) public var hidden = 64
    @Setting("Recurrent layers.", 1...16) public var layers = 1
    @Setting("What stands where a channel was not observed: its last value, or its mean.") public var fill =
        Fill.last
    @Setting("Part of the final state dropped while training.", 0...0.95) public var dropout = 0.0
    public var reading = SeriesReading()
    public var training = Training()

    public init() {}

    public func net(for shape: SeriesShape, using chance: Tensors.Generator) throws -> GRUDTNet {
        GRUDTNet(
            recurrence: GRU(3 * shape.channels + 1, hidden, layers: layers, using: chance),
            output: Linear(hidden + shape.statics, shape.outputs, using: chance), fill: fill,
            dropout: dropout)
    }
}

/// A GRU over values, masks and gaps.
public struct GRUDTNet: TraitNet {
    let recurrence: GRU
    let output: Linear
    let fill: GRUDT.Fill
    let dropout: Double

    public func callAsFunction(_ x: SeriesBatch, _ phase: Phase) throws -> TraitOutputs {
        let gaps = try x.gaps()
        let values = fill == .last ? try x.filled() : x.values  // [B, T, C]
        let inputs = Tensor.concatenate([values, x.observed, gaps.ofChannels, gaps.ofRows], 2)
        let last = phase.dropout(x.atEnd(of: recurrence(inputs, phase)), dropout)  // [B, H]
        let all = x.statics.map { .concatenate([last, $0], 1) } ?? last
        return TraitOutputs(output(all), representation: all)
    }
}

extension SeriesBatch {
    /// The values, with each channel's last one where it was not observed and 0 before its first: [B, T, C].
    func filled() throws -> Tensor {
        let shape = values.shape, (rows, channels) = (shape[1], shape[2])
        let observed = try self.observed.floats()
        guard observed.contains(0) else { return values }
        var sources = [Int](repeating: 0, count: observed.count)
        for b in 0..<count {
            for t in 0..<rows {
                for c in 0..<channels {
                    let at = (b * rows + t) * channels + c
                    sources[at] = observed[at] > 0 || t == 0 ? t : sources[at - channels]
                }
            }
        }
        return values.gathered(Tensor(sources, shape.sizes, on: values.device), 1)
    }

    /// log(1 + time) since each channel was last observed before a row (since the first row, where it never was), and
    /// since the row before: [B, T, C] and [B, T, 1].
    func gaps() throws -> (ofChannels: Tensor, ofRows: Tensor) {
        let shape = values.shape, (rows, channels) = (shape[1], shape[2])
        let times = try self.times.floats(), observed = try self.observed.floats()
        var since = [Float](repeating: 0, count: count * rows * channels)
        var steps = [Float](repeating: 0, count: count * rows)
        for b in 0..<count {
            for t in 1..<max(1, min(rows, lengths[b])) {
                let row = b * rows + t
                let gap = max(0, times[row] - times[row - 1])
                steps[row] = gap
                for c in 0..<channels {
                    let before = (row - 1) * channels + c
                    since[row * channels + c] = gap + (observed[before] > 0 ? 0 : since[before])
                }
            }
        }
        let device = values.device
        return (
            Tensor(since, shape.sizes, on: device).log1p(),
            Tensor(steps, [count, rows, 1], on: device).log1p()
        )
    }
}
