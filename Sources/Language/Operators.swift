import Declarations
import Foundation

/// Arithmetic and comparison of values. `nothing` (a cell without a value) goes through arithmetic as it is, and is
/// neither less nor greater than anything.
struct Operation {
    let sign: Operator
    /// Places of the sign and of both sides.
    let place: Span
    let leftPlace: Span
    let rightPlace: Span

    func value(_ left: Value, _ right: Value) throws -> Value {
        switch sign {
        case .equal: .truth(try equal(left, right))
        case .unequal: .truth(try !equal(left, right))
        case .less, .lessOrEqual, .greater, .greaterOrEqual: .truth(try ordered(left, right))
        case .in: .truth(try contains(left, right))
        case .notIn: .truth(try !contains(left, right))
        default: try arithmetic(left, right)
        }
    }

    // MARK: Arithmetic

    private func arithmetic(_ left: Value, _ right: Value) throws -> Value {
        if case .nothing = left { return .nothing }
        if case .nothing = right { return .nothing }
        if sign == .plus {
            if let a = left.text, let b = right.text { return .text(try joined(a, b)) }
            if case .list(let a) = left, case .list(let b) = right {
                guard a.count + b.count <= Limits.listSize else {
                    throw place.problem("this list becomes too long")
                }
                return .list(a + b)
            }
        }
        let a = try number(left, at: leftPlace)
        let b = try number(right, at: rightPlace)
        let result = try number(a, b)
        guard result.isFinite || !a.isFinite || !b.isFinite else { throw failure(a, b) }
        return .number(result)
    }

    private func joined(_ a: String, _ b: String) throws -> String {
        guard a.utf8.count + b.utf8.count <= Limits.textSize else {
            throw place.problem("this text becomes too long")
        }
        return a + b
    }

    private func number(_ a: Double, _ b: Double) throws -> Double {
        switch sign {
        case .plus: return a + b
        case .minus: return a - b
        case .times: return a * b
        case .power: return pow(a, b)
        default: break
        }
        guard b != 0 else { throw rightPlace.problem("division by zero") }
        if sign == .divide { return a / b }
        // The remainder has the sign of the divisor: -1 % 3 is 2.
        let rest = a.truncatingRemainder(dividingBy: b)
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
    }

    private func failure(_ a: Double, _ b: Double) -> Problem {
        if sign == .power, a < 0, b != b.rounded() {
            return place.problem("\(shortest(a)) cannot be raised to \(shortest(b))")
        }
        return place.problem("the result is too large a number")
    }

    private func number(_ value: Value, at place: Span) throws -> Double {
        if let x = value.number { return x }
        let remedy =
            value.text != nil && sign == .plus ? "to join texts, both must be texts: \"{a}{b}\"" : nil
        throw place.problem("\(sign.rawValue) needs a number, but this is \(value.kind)", remedy: remedy)
    }

    // MARK: Comparison

    private func equal(_ left: Value, _ right: Value) throws -> Bool {
        if let same = same(left, right) { return same }
        if case .thing = left, right.text != nil { throw thing(left, at: leftPlace, other: rightPlace) }
        if case .thing = right, left.text != nil { throw thing(right, at: rightPlace, other: leftPlace) }
        throw place.problem("\(left.kind) and \(right.kind) cannot be compared")
    }

    private func thing(_ value: Value, at place: Span, other: Span) -> Problem {
        place.problem(
            "this is \(value.kind), not a text", remedy: "to mean the word itself, write \"\(place.text)\"")
    }

    /// Equality; `nil` for values of kinds that do not compare.
    private func same(_ left: Value, _ right: Value) -> Bool? {
        switch (left, right) {
        case (.nothing, .nothing): return true
        case (.nothing, _), (_, .nothing): return false
        case (.truth(let a), .truth(let b)): return a == b
        case (.list, .list), (.list, .range), (.range, .list): break
        case (.range(let a, let b), .range(let c, let d)): return a == c && b == d
        default:
            if let a = left.number, let b = right.number { return a == b }
            if let a = left.text, let b = right.text { return a == b }
            return nil
        }
        for case .range(let low, let high) in [left, right] where high - low >= Double(Limits.listSize) {
            return false
        }
        let (a, b) = (left.elements, right.elements)
        return a.count == b.count && zip(a, b).allSatisfy { same($0, $1) == true }
    }

    private func ordered(_ left: Value, _ right: Value) throws -> Bool {
        if case .nothing = left { return false }
        if case .nothing = right { return false }
        if let a = left.number, let b = right.number { return holds(a, b) }
        if let a = left.text, let b = right.text { return holds(a, b) }
        let culprit = left.number == nil && left.text == nil ? (left, leftPlace) : (right, rightPlace)
        if left.number == nil, left.text == nil || right.number == nil, right.text == nil {
            throw culprit.1.problem(
                "\(sign.rawValue) compares numbers or texts, but this is \(culprit.0.kind)")
        }
        throw place.problem("\(left.kind) and \(right.kind) cannot be compared")
    }

    private func holds<Content: Comparable>(_ a: Content, _ b: Content) -> Bool {
        switch sign {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        default: a >= b
        }
    }

    private func contains(_ left: Value, _ right: Value) throws -> Bool {
        switch right {
        case .list(let values): return values.contains { same(left, $0) == true }
        case .range(let low, let high):
            guard let x = left.number else {
                throw leftPlace.problem("a range holds numbers, but this is \(left.kind)")
            }
            return low <= x && x <= high
        case .text(let whole), .word(let whole):
            guard let part = left.text else {
                throw leftPlace.problem("a text holds texts, but this is \(left.kind)")
            }
            return whole.contains(part)
        default:
            throw rightPlace.problem(
                "\(sign.rawValue) looks into a list, a range or a text, but this is \(right.kind)")
        }
    }
}
