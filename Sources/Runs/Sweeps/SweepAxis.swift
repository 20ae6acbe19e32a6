import Declarations
import Foundation

/// One setting that a sweep varies, and the values that it may take. Values are literals, as they would be typed.
public struct SweepAxis: Sendable, Hashable, Codable {
    public enum Values: Sendable, Hashable, Codable {
        case choices([String])
        /// Both ends included; `isWhole` for whole numbers alone, `isLog` for an even spread of the logarithm.
        case range(low: Double, high: Double, isWhole: Bool, isLog: Bool)
    }

    public let name: String
    public let values: Values

    public init(_ name: String, _ values: Values) { (self.name, self.values) = (name, values) }

    /// How many different values there are; `nil` for real numbers.
    public var count: Int? {
        switch values {
        case .choices(let choices): choices.count
        case .range(let low, let high, let isWhole, _):
            isWhole ? Int(min(high - low, 1e9)) + 1 : low == high ? 1 : nil
        }
    }

    /// The value at a place from 0 to 1. Real numbers keep six digits, so that they can be typed.
    public func literal(at place: Double) -> String {
        let place = min(max(place, 0), 1)
        switch values {
        case .choices(let choices): return choices[min(choices.count - 1, Int(place * Double(choices.count)))]
        case .range(let low, let high, let isWhole, let isLog):
            // A whole number owns the half unit on either side of it.
            let (from, to) = isWhole ? (low - 0.5, high + 0.5) : (low, high)
            let x =
                isLog
                ? exp(log(max(from, 0.5 * low)) + place * (log(to) - log(max(from, 0.5 * low))))
                : from + place * (to - from)
            return shortest(min(max(isWhole ? x.rounded() : rounded(x), low), high))
        }
    }

    /// Where a value lies between 0 and 1: the middle of what leads to it; `nil` for what is none of its values.
    public func place(of literal: String) -> Double? {
        switch values {
        case .choices(let choices):
            return choices.firstIndex(of: literal).map { (Double($0) + 0.5) / Double(choices.count) }
        case .range(let low, let high, let isWhole, let isLog):
            guard let x = Double(literal), low <= x, x <= high else { return nil }
            if low == high { return 0.5 }
            let (from, to) = isWhole ? (low - 0.5, high + 0.5) : (low, high)
            let start = isLog ? max(from, 0.5 * low) : from
            let place = isLog ? log(x / start) / log(to / start) : (x - from) / (to - from)
            return min(max(place, 0), 1)
        }
    }

    /// All choices, or so many values of a range from end to end, evenly spread.
    public func grid(levels: Int) -> [String] {
        switch values {
        case .choices(let choices): return choices
        case .range(let low, let high, let isWhole, let isLog):
            let levels = max(1, min(levels, count ?? levels))
            guard levels > 1 else { return [shortest(low)] }
            var found: [String] = []
            for k in 0..<levels {
                let part = Double(k) / Double(levels - 1)
                let x = isLog ? low * pow(high / low, part) : low + part * (high - low)
                let literal = shortest(min(max(isWhole ? x.rounded() : rounded(x), low), high))
                if !found.contains(literal) { found.append(literal) }
            }
            return found
        }
    }

    /// In words: "factors 16 to 128", "loss bpr, warp".
    public var text: String {
        switch values {
        case .choices(let choices): "\(name) \(choices.joined(separator: ", "))"
        case .range(let low, let high, _, let isLog):
            "\(name) \(shortest(low)) to \(shortest(high))\(isLog ? " (log)" : "")"
        }
    }

    private func rounded(_ x: Double) -> Double {
        guard x != 0, x.isFinite else { return x }
        return Double(String(format: "%.6g", x)) ?? x
    }
}

/// The values of one trial: a literal for each dimension, in their order.
public typealias Candidate = [String]

/// A candidate that has been tried. `loss` is lower where it is better; infinite where the trial failed.
public struct Tried: Sendable {
    public let candidate: Candidate
    public let loss: Double
    public init(_ candidate: Candidate, loss: Double) { (self.candidate, self.loss) = (candidate, loss) }
}

extension [SweepAxis] {
    /// How many different candidates there are; `nil` where one dimension is a range of real numbers.
    public var candidateCount: Int? {
        var product = 1
        for dimension in self {
            guard let count = dimension.count else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: count)
            product = overflow ? Int.max : next
        }
        return product
    }

    /// Places from 0 to 1, one for each dimension; `nil` where a literal is none of a dimension's values.
    public func places(of candidate: Candidate) -> [Double]? {
        guard candidate.count == count else { return nil }
        let places = zip(self, candidate).compactMap { $0.place(of: $1) }
        return places.count == count ? places : nil
    }
}
