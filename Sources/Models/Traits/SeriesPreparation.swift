import Datasets
import Foundation

/// What makes a behaviour's numbers comparable: moments of the training users.
struct SeriesPreparation: Sendable, Hashable, Codable {
    /// A column's mean and standard deviation; the deviation of a constant column is 1.
    struct Moments: Sendable, Hashable, Codable {
        var mean = 0.0
        var deviation = 1.0
    }
    var channels: [String]
    var statics: [String]
    var targets: [String]
    var isClassification: Bool
    var channelMoments: [Moments]
    var staticMoments: [Moments]
    var targetMoments: [Moments]
    /// Mean gap between two observations, in the data's unit of time; 1 where there are none.
    var gap: Double

    init(_ train: BehaviourTrainingSet) {
        let behaviour = train.behaviour
        channels = behaviour.channels
        statics = behaviour.statics.names
        targets = behaviour.targets.names
        isClassification = behaviour.targets.kind == .classes
        let rows = train.users.map { behaviour.range(Int($0)) }
        channelMoments = Self.moments(behaviour.values, width: behaviour.channels.count, rows)
        let people = train.users.map { Int($0)..<Int($0) + 1 }
        staticMoments = Self.moments(behaviour.statics.values, width: behaviour.statics.width, people)
        targetMoments = Self.moments(
            behaviour.targets.columns.values, width: behaviour.targets.width, people)
        if isClassification { targetMoments = targetMoments.map { Moments(mean: $0.mean) } }
        var (span, gaps) = (0.0, 0)
        for range in rows where range.count > 1 {
            span += Double(behaviour.times[range.upperBound - 1] - behaviour.times[range.lowerBound])
            gaps += range.count - 1
        }
        gap = span > 0 ? span / Double(gaps) : 1
    }

    /// Means and deviations of each column over some rows of a row-major matrix; NaN is left out.
    private static func moments(_ values: [Float], width: Int, _ rows: [Range<Int>]) -> [Moments] {
        guard width > 0 else { return [] }
        var (count, sum) = ([Double](repeating: 0, count: width), [Double](repeating: 0, count: width))
        var squares = sum
        values.withUnsafeBufferPointer { values in
            for range in rows {
                for row in range {
                    for c in 0..<width {
                        let x = Double(values[row * width + c])
                        guard !x.isNaN else { continue }
                        count[c] += 1
                        // Welford's update: exact enough where the mean is large.
                        let distance = x - sum[c]
                        sum[c] += distance / count[c]
                        squares[c] += distance * (x - sum[c])
                    }
                }
            }
        }
        return (0..<width).map { c in
            let variance = squares[c] / max(1, count[c])
            let isConstant = variance.squareRoot() <= 1e-7 * abs(sum[c]) || variance == 0
            return Moments(mean: sum[c], deviation: isConstant ? 1 : variance.squareRoot())
        }
    }

    /// A column of numbers in its standardised form; NaN becomes 0.
    static func standardised(_ x: Float, _ moments: Moments) -> Float {
        x.isNaN ? 0 : Float((Double(x) - moments.mean) / moments.deviation)
    }
}
