import Foundation

/// How well a viewer matches a trait or an archetype, by percentile among all viewers: the upper fifth matches
/// excellently, the lower fifth poorly. For a normal trait each band holds a fifth of the people, so that a model which
/// knows nothing can be 20 % sure of any.
public enum ScoreBand: String, Sendable, CaseIterable, Codable {
    case poor, weak, fair, good, excellent

    /// From which percentile on.
    public var from: Double { Double(Self.allCases.firstIndex(of: self) ?? 0) / 5 }
    public var range: Range<Double> { from..<from + 0.2 }
    /// "excellent match"
    public var title: String { rawValue + " match" }

    /// The band of a percentile, 0 to 1.
    public init(percentile: Double) {
        self = Self.allCases.last { percentile >= $0.from } ?? .poor
    }

    /// The band of a distance from the mean in standard deviations.
    public init(level: Double) { self.init(percentile: normalShare(below: level)) }

    /// Where the band begins and ends, in standard deviations; the outer ones are open.
    public var levels: (from: Double, to: Double) {
        let borders = [
            -Double.infinity, -0.841_621_233_572_914_3, -0.253_347_103_135_799_7,
            0.253_347_103_135_799_7, 0.841_621_233_572_914_3, .infinity,
        ]
        let k = Self.allCases.firstIndex(of: self) ?? 0
        return (borders[k], borders[k + 1])
    }

    /// How probable it is that the truth lies in this band, where it is normal about `level` with standard deviation
    /// `uncertainty`, both in standard deviations of the trait.
    public func confidence(level: Double, uncertainty: Double) -> Double {
        let (from, to) = levels
        guard uncertainty > 0 else { return level >= from && level < to ? 1 : 0 }
        return normalShare(below: (to - level) / uncertainty)
            - normalShare(below: (from - level) / uncertainty)
    }
}

/// The share of a standard normal distribution that lies below x.
public func normalShare(below x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
