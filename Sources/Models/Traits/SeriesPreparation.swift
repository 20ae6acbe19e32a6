import Datasets
import Foundation

/// What makes a behaviour's numbers comparable: moments of the training users.
struct SeriesPreparation: Sendable, Hashable, Codable {
    var channels: [String]
    var statics: [String]
    var targets: [String]
    var isClassification: Bool
    var channelScales: [ColumnScale]
    var staticScales: [ColumnScale]
    var targetScales: [ColumnScale]
    /// Rows within so much time are merged into one; 0 for none.
    var every: Float
    /// Mean gap between two observations, in the data's unit of time; 1 where there are none.
    var gap: Double
    /// What the training users' series are like, in units of that gap.
    var pace = SeriesPace()

    init(_ train: BehaviourTrainingSet, _ reading: SeriesReading) {
        let behaviour = train.behaviour
        channels = behaviour.channels
        statics = behaviour.statics.names
        targets = behaviour.targets.names
        isClassification = behaviour.targets.kind == .classes
        every = Float(reading.every)
        let rows = train.users.map { behaviour.range(Int($0)) }
        channelScales = ColumnScale.columns(
            behaviour.values, width: behaviour.channels.count, rows, reading.scaling)
        let people = train.users.map { Int($0)..<Int($0) + 1 }
        staticScales = ColumnScale.columns(
            behaviour.statics.values, width: behaviour.statics.width, people, reading.scaling)
        targetScales = ColumnScale.columns(
            behaviour.targets.columns.values, width: behaviour.targets.width, people, .standard)
        gap = 1
        var (span, gaps) = (0.0, 0)
        for range in rows where range.count > 1 {
            span += Double(behaviour.times[range.upperBound - 1] - behaviour.times[range.lowerBound])
            gaps += merged(range, behaviour.times).count - 1
        }
        if span > 0, gaps > 0 { gap = span / Double(gaps) }
        let some = stride(from: 0, to: train.users.count, by: 1 + train.users.count / Self.paced)
        pace = SeriesPace(
            SeriesRows(behaviour, some.map { train.users[$0] }, self), width: behaviour.channels.count)
    }

    /// Users whose series tell the pace, about; more would only cost time.
    static let paced = 2000

    /// Rows of a user that are one row to a network, in their order.
    func merged(_ range: Range<Int>, _ times: [Float]) -> [Range<Int>] {
        guard every > 0, let first = range.first else { return range.map { $0..<$0 + 1 } }
        var (parts, start) = ([Range<Int>](), first)
        for row in range.dropFirst() where window(row) != window(start) {
            parts.append(start..<row)
            start = row
        }
        return parts + [start..<range.upperBound]

        func window(_ row: Int) -> Float { ((times[row] - times[first]) / every).rounded(.down) }
    }

    /// Most rows that a network sees of any of these users; 1 where it sees none.
    func longest(_ behaviour: Behaviour, _ users: [UserIndex]) -> Int {
        max(1, users.map { merged(behaviour.range(Int($0)), behaviour.times).count }.max() ?? 1)
    }
}
