import Declarations

/// How a sweep chooses what to try.
public enum SearchMethod: String, Choice, Codable {
    /// Every combination; ranges at evenly spread levels.
    case grid
    /// Evenly at random (Bergstra & Bengio, JMLR 2012).
    case random
    /// Tree-structured Parzen estimators (Bergstra et al., NeurIPS 2011).
    case tpe
    /// Random candidates, many for few epochs, the best of them for more (Li et al., JMLR 2018).
    case hyperband
}

extension RandomNumberGenerator {
    /// Uniform in [0, 1), 53 bits.
    mutating func place() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// Every combination of the dimensions' values, the last dimension changing fastest.
public struct GridSearch: Sendable {
    private let axes: [[String]]

    public init(_ space: [SweepAxis], levels: Int) { axes = space.map { $0.grid(levels: levels) } }

    public var count: Int { axes.reduce(1) { $0.multipliedReportingOverflow(by: $1.count).partialValue } }

    /// The combination with this number, counted from 0; `nil` beyond the last.
    public subscript(number: Int) -> Candidate? {
        guard number >= 0, number < count else { return nil }
        var rest = number
        var candidate: Candidate = []
        for axis in axes.reversed() {
            candidate.append(axis[rest % axis.count])
            rest /= axis.count
        }
        return candidate.reversed()
    }
}

/// Candidates drawn evenly from the space.
public struct RandomSearch: Sendable {
    public let space: [SweepAxis]
    public init(_ space: [SweepAxis]) { self.space = space }

    /// A candidate that is not among those taken, if 200 draws find one; else `nil`: the space is (nearly) used up.
    public func propose(
        without taken: Set<Candidate>, using chance: inout some RandomNumberGenerator
    ) -> Candidate? {
        for _ in 0..<200 {
            let candidate = space.map { $0.literal(at: chance.place()) }
            if !taken.contains(candidate) { return candidate }
        }
        return nil
    }
}
