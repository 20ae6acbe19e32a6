import Declarations
import Foundation
import Tensors

/// How a network is told of time.
public enum Timekeeping: String, Choice {
    /// The time itself.
    case even
    /// The logarithm of the gap between one observation and the next, and a clock that adds these up. A short gap then
    /// counts beside a long one, as in "GRU-Δt", whose inputs are logarithms of gaps: on an even clock hours of silence
    /// leave nothing of the minutes that a quick session takes. Nothing is lost, since every gap can be had back. Where
    /// all gaps of the training series are alike they say nothing, and the time is told as it is.
    case gaps
}

/// How fast series of the training users go.
public struct SeriesPace: Sendable, Hashable, Codable {
    /// Median time between two observations, in the unit that a network's times have.
    public var typicalGap = 1.0
    /// Root mean square of a standardised channel's change from one observation to the next.
    public var movement = 1.0
    /// Whether all gaps are alike, to a thousandth.
    public var isEven = false

    public init(typicalGap: Double = 1, movement: Double = 1) {
        (self.typicalGap, self.movement) = (typicalGap, movement)
    }

    /// How time is told to series that go like this.
    func timekeeping(_ wanted: Timekeeping) -> Timekeeping { isEven ? .even : wanted }

    /// log₂(1 + gap / typical gap): 1 for the typical gap, so that an even series keeps an even clock.
    func step(_ gap: Float) -> Float { log2(1 + max(0, gap) / Float(typicalGap)) }

    /// Of rows as a network reads them; a channel that was not observed moves evenly from its last value to its next.
    init(_ rows: SeriesRows, width: Int) {
        var (gaps, squares, steps) = ([Float](), 0.0, 0)
        var last = [Int?](repeating: nil, count: width)
        var start = 0
        for length in rows.lengths {
            for c in 0..<width { last[c] = nil }
            for row in start..<start + length {
                if row > start, rows.times[row] > rows.times[row - 1] {
                    gaps.append(rows.times[row] - rows.times[row - 1])
                }
                for c in 0..<width where rows.observed[row * width + c] > 0 {
                    if let before = last[c] {
                        let change = Double(rows.values[row * width + c] - rows.values[before * width + c])
                        squares += change * change / Double(row - before)
                        steps += row - before
                    }
                    last[c] = row
                }
            }
            start += length
        }
        gaps.sort()
        if let shortest = gaps.first, let longest = gaps.last {
            typicalGap = Double(gaps[gaps.count / 2])
            isEven = longest < 1.001 * shortest
        } else {
            isEven = true
        }
        if squares > 0 { movement = (squares / Double(steps)).squareRoot() }
    }
}

extension SeriesBatch {
    /// What the clock of gaps shows at each row, and how far it moves to the next (1 behind the last): [B, T] each.
    func clockOfGaps(_ pace: SeriesPace) throws -> (clock: Tensor, ahead: Tensor) {
        let rows = times.shape[1], numbers = try times.floats()
        var (clock, ahead) = ([Float](repeating: 0, count: numbers.count), numbers)
        for b in 0..<count {
            for t in 0..<rows {
                let at = b * rows + t
                if t > 0 { clock[at] = clock[at - 1] + (t < lengths[b] ? ahead[at - 1] : 0) }
                ahead[at] = t + 1 < lengths[b] ? pace.step(numbers[at + 1] - numbers[at]) : 1
            }
        }
        return (
            Tensor(clock, [count, rows], on: times.device), Tensor(ahead, [count, rows], on: times.device)
        )
    }
}
