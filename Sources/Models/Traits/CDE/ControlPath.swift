import Datasets
import Declarations
import Kernels
import Tensors

/// What becomes of a series between its observations.
public enum PathKind: String, Choice {
    /// Two derivatives without a jump; each piece depends on the whole series (Kidger et al. 2020, §3.1).
    case naturalCubic = "natural-cubic"
    /// Cubic pieces whose slope at an observation is that of the line that led to it: one derivative without a jump, and
    /// no look ahead beyond the next observation (Morrill et al. 2021, §3.3).
    case backwardHermite = "backward-hermite"
    case linear
    /// Time moves on alone, then the values jump: never looks ahead (Morrill et al. 2021, §3.2).
    case rectilinear
}

/// Where the knots of a path stand.
public enum KnotPlaces: String, Choice {
    /// One apart, whatever the time between them; the time itself is a channel.
    case steps
    /// At the times of the observations.
    case times
}

/// How paths X are made of series: what a controlled differential equation is driven by.
///
/// Channels of X are the time (if wanted), the values, and how often each was observed so far (if wanted). Even time and
/// counts are divided by √T of the longest training series, as sums of noise grow. Time told by gaps is two channels: a clock
/// that goes by the logarithm of each gap, as fast as the values move, and that logarithm itself (of the gap that the path is
/// about to cross; with rectilinear paths, which do not look ahead, of the one behind). A field can then turn one way in quick
/// stretches and another in slow ones: the equation is linear in each step of X, and could not tell them by the step alone.
/// What is missing is interpolated between the observations around it, and constant before the first and after the last;
/// rectilinear paths hold the last observation instead.
public struct ControlPath: Sendable, Hashable {
    public var kind: PathKind
    public var knots: KnotPlaces
    /// Whether time, and the counts of observations, are channels.
    public var time: Bool, intensity: Bool
    /// How time is told, and how fast the training series go.
    public var clock: Timekeeping, pace: SeriesPace
    /// Depth of the log-signature, 1 or 2, that stands for each `window` of steps (Morrill et al. 2021, "Neural rough
    /// differential equations", §3); 0 for none.
    public var logsig: Int
    public var window: Int
    /// C of the series, and T of the longest training series.
    public var channels: Int, longest: Int

    public init(
        _ kind: PathKind, knots: KnotPlaces = .steps, time: Bool = true, clock: Timekeeping = .even,
        intensity: Bool = false, logsig: Int = 0, window: Int = 8, channels: Int, longest: Int,
        pace: SeriesPace = SeriesPace()
    ) {
        (self.kind, self.knots, self.time, self.intensity) = (kind, knots, time, intensity)
        (self.logsig, self.window) = (logsig, max(1, window))
        (self.channels, self.longest) = (channels, max(1, longest))
        (self.clock, self.pace) = (clock, pace)
    }

    /// Channels that tell the time: the first of X.
    var timeChannels: Int { time ? (clock == .gaps ? 2 : 1) : 0 }
    /// Channels of X.
    public var width: Int { timeChannels + channels * (intensity ? 2 : 1) }
    /// Channels of what drives the equation: those of X, or of its log-signature.
    public var driven: Int { logsig > 1 ? width + width * (width - 1) / 2 : width }
    /// Numbers that make a derivative in an interval.
    var parts: Int { logsig > 0 || kind == .linear || kind == .rectilinear ? 1 : 3 }

    /// Points of a series of so many rows.
    func points(_ rows: Int) -> Int { kind == .rectilinear ? max(0, 2 * rows - 1) : rows }
    /// Intervals of a series of so many rows.
    func intervals(_ rows: Int) -> Int {
        let steps = max(0, points(rows) - 1)
        return logsig > 0 ? (steps + window - 1) / window : steps
    }
}

/// Paths of a batch.
public struct ControlPaths: Sendable {
    /// How the control lies in memory.
    public let layout: CDEPaths
    /// The derivative in each interval: [B, K, parts, driven].
    public let control: Tensor
    /// X at the beginning: [B, width].
    public let start: Tensor
}

extension ControlPath {
    /// Makes the paths of a batch; gradients flow to its values.
    public func callAsFunction(_ x: SeriesBatch) throws -> ControlPaths {
        let series = try PathSeries(x)
        let room = max(1, x.lengths.map(intervals).max() ?? 0)
        let layout = CDEPaths(
            parts: parts, channels: driven, intervals: x.lengths.map { Int32(intervals($0)) }, room: room)
        var control = [Float](repeating: 0, count: layout.count)
        var start = [Float](repeating: 0, count: x.count * width)
        let linkedValues = x.values.on(.cpu).converted(to: .float32), values = linkedValues.detached()
        try values.withElements(of: Float.self) { values in
            nonisolated(unsafe) let values = values
            control.withUnsafeMutableBufferPointer { control in
                start.withUnsafeMutableBufferPointer { start in
                    nonisolated(unsafe) let (control, start) = (control, start)
                    parallel(x.count, chunk: 4) { range in
                        for i in range {
                            let one = series.one(i, of: self)
                            let points = one.points(from: values)
                            for c in 0..<width where !points.isEmpty { start[i * width + c] = points[c] }
                            one.control(of: points, into: control, at: i * room * parts * driven)
                        }
                    }
                }
            }
        }
        let outputs = [
            Tensor(control, [x.count, room, parts, driven]), Tensor(start, [x.count, width]),
        ]
        guard x.values.requiresGradient else {
            return ControlPaths(layout: layout, control: outputs[0], start: outputs[1])
        }
        let linked = Tensor.custom(outputs, of: [linkedValues], saving: [values]) { back in
            [
                try back.saved[0].withElements(of: Float.self) {
                    try self.valueGradient(series, room: room, $0, back.gradients[0], back.gradients[1])
                }
            ]
        }
        return ControlPaths(layout: layout, control: linked[0], start: linked[1])
    }

    /// The gradient of the values, [B, T, C], from those of control and start.
    private func valueGradient(
        _ series: PathSeries, room: Int, _ values: UnsafeBufferPointer<Float>, _ control: Tensor?,
        _ start: Tensor?
    ) throws -> Tensor {
        var gradient = [Float](repeating: 0, count: values.count)
        let count = series.lengths.count
        let above = try control?.floats() ?? [Float](repeating: 0, count: count * room * parts * driven)
        let first = try start?.floats() ?? [Float](repeating: 0, count: count * width)
        nonisolated(unsafe) let values = values
        gradient.withUnsafeMutableBufferPointer { gradient in
            above.withUnsafeBufferPointer { above in
                nonisolated(unsafe) let (gradient, above) = (gradient, above)
                parallel(count, chunk: 4) { range in
                    for i in range {
                        let one = series.one(i, of: self)
                        let points = one.points(from: values)
                        var back = one.controlBack(
                            of: points, above: above, at: i * room * parts * driven)
                        for c in 0..<width where !points.isEmpty { back[c] += first[i * width + c] }
                        one.pointsBack(back, into: gradient)
                        one.splineBack(above, at: i * room * parts * driven, into: gradient)
                    }
                }
            }
        }
        return Tensor(gradient, [count, series.rows, channels])
    }
}

/// What a batch's paths are made of besides its values.
struct PathSeries: Sendable {
    let lengths: [Int]
    /// T and C of the batch.
    let rows: Int, channels: Int
    /// [B, T, C], [B, T]
    let observed: [Float], times: [Float]

    init(_ x: SeriesBatch) throws {
        lengths = x.lengths
        (rows, channels) = (x.values.shape[1], x.values.shape[2])
        observed = try x.observed.floats()
        times = try x.times.floats()
    }

    func one(_ i: Int, of path: ControlPath) -> OneSeries { OneSeries(path: path, series: self, number: i) }
}
