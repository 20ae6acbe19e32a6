import Declarations
import Foundation

/// Functions of expressions. Those of many values take a list, or several values, and pass over what is `nothing`.
enum Function: String, Sendable, CaseIterable {
    case abs, sqrt, log, log2, log10, exp, floor, ceil
    case round
    case min, max, mean, median, sd, sum
    case count

    /// How many values may be given.
    var arity: ClosedRange<Int> {
        switch self {
        case .abs, .sqrt, .log, .log2, .log10, .exp, .floor, .ceil, .count: 1...1
        case .round: 1...2
        case .min, .max, .mean, .median, .sd, .sum: 1...1000
        }
    }

    var arityText: String {
        switch arity {
        case 1...1: "one value"
        case 1...2: "one or two values"
        default: "a list or at least one value"
        }
    }

    var usage: String {
        switch self {
        case .count: "count(list)"
        case .round: "round(x, digits)"
        case .min, .max, .mean, .median, .sd, .sum: "\(rawValue)(list)"
        default: "\(rawValue)(x)"
        }
    }

    /// What it gives, for the manual.
    var summary: String {
        switch self {
        case .abs: "Size without the sign."
        case .sqrt: "Square root."
        case .log:
            "Natural logarithm; of a range, the range whose values a sweep draws evenly in the logarithm."
        case .log2: "Logarithm to the base 2."
        case .log10: "Logarithm to the base 10."
        case .exp: "e raised to the power x."
        case .floor: "Next whole number at or below."
        case .ceil: "Next whole number at or above."
        case .round: "Nearest whole number, or nearest decimal with so many digits; halves away from zero."
        case .min: "Smallest value."
        case .max: "Largest value."
        case .mean: "Arithmetic mean."
        case .median: "Middle value; the mean of the two middle ones where their number is even."
        case .sd: "Standard deviation of a sample (divisor n - 1)."
        case .sum: "Sum."
        case .count: "Number of elements of a list, rows of a table or characters of a text."
        }
    }

    /// Applies it; `spans` are the places of the values, `whole` that of the call.
    func value(of values: [Value], at spans: [Span], whole: Span) throws -> Value {
        switch self {
        case .log where isRange(values[0]):
            guard case .range(let low, let high) = values[0], let range = LogRange(low, high) else {
                throw spans[0].problem("a logarithmic range begins above 0", remedy: "write log(1e-3..1)")
            }
            return .thing(range)
        case .abs, .sqrt, .log, .log2, .log10, .exp, .floor, .ceil:
            return try each(values[0], at: spans[0]) { try single($0, whole) }
        case .round:
            let digits = try values.count == 1 ? 0 : number(values[1], at: spans[1])
            guard digits == digits.rounded(), (-15...15).contains(digits) else {
                throw spans[1].problem("digits must be a whole number from -15 to 15")
            }
            return try each(values[0], at: spans[0]) { rounded($0, Int(digits)) }
        case .count:
            return .number(Double(try count(values[0], at: spans[0])))
        case .min, .max, .mean, .median, .sd, .sum:
            let numbers = try zip(values, spans).flatMap { try self.numbers($0, at: $1) }
            return .number(try many(numbers, at: whole))
        }
    }

    private func isRange(_ value: Value) -> Bool { if case .range = value { true } else { false } }

    private func single(_ x: Double, _ place: Span) throws -> Double {
        switch self {
        case .abs: return Swift.abs(x)
        case .floor: return x.rounded(.down)
        case .ceil: return x.rounded(.up)
        case .exp: return Foundation.exp(x)
        case .sqrt:
            if x < 0 { throw place.problem("\(shortest(x)) has no square root") }
            return x.squareRoot()
        default:
            if x <= 0 { throw place.problem("\(shortest(x)) has no logarithm", remedy: "it must be above 0") }
            return self == .log2
                ? Foundation.log2(x) : self == .log10 ? Foundation.log10(x) : Foundation.log(x)
        }
    }

    private func rounded(_ x: Double, _ digits: Int) -> Double {
        let scale = pow(10, Double(Swift.abs(digits)))
        let result = digits < 0 ? (x / scale).rounded() * scale : (x * scale).rounded() / scale
        return result.isFinite ? result : x
    }

    /// Applies to a number, or to every number of a list; `nothing` stays.
    private func each(_ value: Value, at span: Span, _ body: (Double) throws -> Double) throws -> Value {
        switch value {
        case .nothing: return .nothing
        case .list, .range: return .list(try elements(value, at: span).map { try each($0, at: span, body) })
        default:
            let x = try number(value, at: span)
            let result = try body(x)
            guard result.isFinite || !x.isFinite else {
                throw span.problem("\(rawValue) of \(shortest(x)) is too large")
            }
            return .number(result)
        }
    }

    private func many(_ numbers: [Double], at place: Span) throws -> Double {
        let n = Double(numbers.count)
        let sum = numbers.reduce(0, +)
        switch self {
        case .sum: return sum
        case .sd:
            guard n >= 2 else {
                throw place.problem(
                    "sd needs at least two numbers, but there \(n == 0 ? "are none" : "is one")")
            }
            let mean = sum / n
            return (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
        default:
            guard n > 0 else {
                throw place.problem("\(rawValue) needs at least one number, but there are none")
            }
        }
        switch self {
        case .min: return numbers.min() ?? sum
        case .max: return numbers.max() ?? sum
        case .median:
            let sorted = numbers.sorted()
            let middle = sorted.count / 2
            return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        default: return sum / n
        }
    }

    private func count(_ value: Value, at span: Span) throws -> Int {
        switch value {
        case .text(let s), .word(let s): return s.count
        case .table(let table): return table.rows.count
        case .nothing: return 0
        case .list(let values): return values.count
        case .range(let low, let high): return low <= high ? Int(Swift.min(high - low, 1e15)) + 1 : 0
        default: throw span.problem("count needs a list, a table or a text, but this is \(value.kind)")
        }
    }

    private func number(_ value: Value, at span: Span) throws -> Double {
        guard let x = value.number else {
            throw span.problem("\(rawValue) needs a number, but this is \(value.kind)")
        }
        return x
    }

    private func numbers(_ value: Value, at span: Span) throws -> [Double] {
        try elements(value, at: span).flatMap { element -> [Double] in
            switch element {
            case .nothing: return []
            case .list, .range: return try numbers(element, at: span)
            default: return [try number(element, at: span)]
            }
        }
    }
}

/// The elements of a value; a range that is too long for a list is a problem.
func elements(_ value: Value, at span: Span) throws -> [Value] {
    if case .range(let low, let high) = value, high - low >= Double(Limits.listSize) {
        throw span.problem("this range has more than \(Limits.listSize) elements")
    }
    return value.elements
}
