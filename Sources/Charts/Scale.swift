import Declarations
import Foundation

/// One axis as it is drawn: its ends and the numbers written along it.
struct Scale: Sendable {
    enum Zero { case always, near, never }
    struct Tick: Sendable, Hashable {
        var at: Double
        var label: String
    }
    var low, high: Double
    var isLog = false
    var ticks: [Tick] = []
    /// Ticks without a number, on logarithmic axes.
    var minor: [Double] = []

    /// Whether a value lies on the axis, give or take rounding.
    func holds(_ x: Double) -> Bool {
        let place = part(x)
        return place > -1e-6 && place < 1 + 1e-6
    }

    /// How far along the axis a value lies: 0 at `low`, 1 at `high`.
    func part(_ x: Double) -> Double {
        let part = isLog ? log(x / low) / log(high / low) : (x - low) / (high - low)
        return part.isNaN ? 0 : part
    }
}

/// Beyond this, numbers are left out: twice as much would overflow in the arithmetic of axes.
let largestDrawn = 1e290
/// Numbers below this count as 0.
let smallestDrawn = 1e-280

extension Scale {
    /// An axis for values, with about `count` ticks.
    ///
    /// - Parameters:
    ///   - extent: smallest and largest value drawn; positive on a logarithmic axis.
    ///   - zero: whether the axis reaches 0: `always` where bars stand on it, `near` where it would show
    ///     little else.
    ///   - pad: part of the span that is left free at either end.
    init(
        _ axis: Axis, extent: ClosedRange<Double>, count: Int, zero: Zero = .never, pad: Double = 0.04
    ) {
        (low, high) = (extent.lowerBound, extent.upperBound)
        isLog = axis.isLog
        if isLog { spreadLog() } else { spread(zero: zero, pad: pad) }
        if let range = axis.range, !isLog || range.lowerBound > 0, range.upperBound > range.lowerBound {
            (low, high) = (range.lowerBound, range.upperBound)
        }
        guard axis.names.isEmpty else {
            ticks = axis.names.enumerated().map { Tick(at: Double($0), label: oneLine($1)) }
            return
        }
        if isLog { tickLog(count) } else { tick(count, whole: axis.isWhole) }
    }

    /// An axis of names, at 0, 1, 2 and so on.
    init(categories: [String]) {
        (low, high) = (-0.5, Double(max(1, categories.count)) - 0.5)
        ticks = categories.enumerated().map { Tick(at: Double($0), label: $1) }
    }

    private mutating func spread(zero: Zero, pad: Double) {
        let least = low
        if zero == .always || (zero == .near && low > 0 && low < 0.3 * high) { low = min(low, 0) }
        if zero == .always || (zero == .near && high < 0 && high > 0.3 * low) { high = max(high, 0) }
        let size = max(abs(low), abs(high))
        if size < smallestDrawn { (low, high) = (0, 1) }
        // Values that agree to nine digits count as equal: gnuplot cannot tell them apart on an axis.
        if high - low <= 1e-9 * size || high == low {
            let room = size == 0 ? 1 : size * 0.1
            (low, high) = least >= 0 && least - room < 0 ? (0, high + room) : (low - room, high + room)
        } else {
            let room = (high - low) * pad
            if low != 0 { low -= room }
            if high != 0 { high += room }
            if least >= 0 { low = max(0, low) }
        }
    }

    private mutating func spreadLog() {
        if high <= low * 1.000001 { (low, high) = (low / 3, high * 3) }
        let room = pow(high / low, 0.03)
        (low, high) = (low / room, min(high * room, largestDrawn))
    }

    /// Steps of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph labels", Graphics Gems
    /// 1990).
    private mutating func tick(_ count: Int, whole: Bool) {
        let raw = (high - low) / Double(max(1, count))
        let power = pow(10, floor(log10(raw)))
        guard power > 0, power.isFinite else { return }
        let lead = raw / power
        var step = power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10)
        if whole { step = max(1, step) }
        let first = Int((low / step - 1e-6).rounded(.up)), last = Int((high / step + 1e-6).rounded(.down))
        guard last - first < 100, first <= last else { return }
        let values = (first...last).map { Double($0) * step }
        ticks = zip(values, labels(for: values, step: step)).map { Tick(at: $0, label: $1) }
    }

    /// Powers of ten, thinned to `count`; with less than two powers in sight, 1, 2 and 5 of each.
    private mutating func tickLog(_ count: Int) {
        let first = Int((log10(low) - 1e-9).rounded(.up)), last = Int((log10(high) + 1e-9).rounded(.down))
        let powers = last - first + 1
        if powers >= 2 {
            let every = max(1, (powers + count) / max(1, count + 1))
            let shown = (first...last).filter { $0 % every == 0 }
            let plain = first >= -4 && last <= 4
            ticks = shown.map {
                Tick(at: power10($0), label: plain ? decimal(power10($0)) : "10" + raised($0))
            }
            minor =
                every > 1 ? (first...last).filter { $0 % every != 0 }.map { power10($0) } : inner(first, last)
            return
        }
        let candidates = (Int(floor(log10(low)))...Int(ceil(log10(high)))).flatMap { p in
            ["1", "2", "3", "5"].map { Double("\($0)e\(p)") ?? .nan }
        }
        // Read from digits: 3 × 0.1 is not 0.3.
        let inside = candidates.filter { $0 >= low * (1 - 1e-9) && $0 <= high * (1 + 1e-9) }
        if inside.count >= 2 {
            ticks = inside.map { Tick(at: $0, label: $0 >= 1e-4 && $0 < 1e4 ? decimal($0) : number($0)) }
        } else {
            tick(count, whole: false)
        }
    }

    private func inner(_ first: Int, _ last: Int) -> [Double] {
        (first - 1...last).flatMap { p in (2...9).map { Double($0) * power10(p) } }
            .filter { $0 > low && $0 < high }
    }
}

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// 10 to a whole power, as exact as the literal (`pow` may miss the last digit).
private func power10(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? pow(10, Double(exponent)) }

/// Digits above the line: 10⁻³.
func raised(_ exponent: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return String(String(exponent).map { $0 == "-" ? "⁻" : digits[$0.wholeNumberValue ?? 0] })
}

/// Labels of evenly spaced ticks, all with the same number of digits: "0.0 0.5 1.0", "0 20k 40k", "0 2×10⁻⁷".
private func labels(for values: [Double], step: Double) -> [String] {
    let size = values.map(abs).max() ?? 0
    if size >= 1e15 || (size > 0 && size < 1e-4) {
        let exponent = Int(floor(log10(size)))
        let unit = power10(exponent)
        guard unit > 0 else { return values.map { decimal($0) } }
        let digits = max(0, Int((-log10(step / unit) - 1e-9).rounded(.up)))
        return values.map { $0 == 0 ? "0" : "\(fixed($0 / unit, digits))×10\(raised(exponent))" }
    }
    for (unit, letter) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
    where size >= (unit == 1e3 ? 2e4 : unit) {
        let digits = max(0, Int((-log10(step / unit) - 1e-9).rounded(.up)))
        guard digits <= 3 else { break }
        return values.map { $0 == 0 ? "0" : fixed($0 / unit, digits) + letter }
    }
    let digits = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    return values.map { fixed($0, digits) }
}

/// A number with a fixed count of digits behind the point, and a true minus sign.
func fixed(_ x: Double, _ digits: Int) -> String {
    let text = String(format: "%.*f", digits, x == 0 ? 0 : x)
    return text.replacing("-", with: "−")
}

private func decimal(_ x: Double) -> String { shortest(x).replacing("-", with: "−") }

/// Numbers that stand beside each other, all with the digits that the largest needs.
func numbers(_ values: [Double]) -> [String] {
    let size = values.filter(\.isFinite).map(abs).max() ?? 0
    guard size >= 0.001, size < 1e6 else { return values.map(number) }
    let isWhole = values.allSatisfy { !$0.isFinite || $0 == $0.rounded() }
    let digits =
        isWhole || size >= 1000
        ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.1 ? 3 : size >= 0.01 ? 4 : 5
    var texts = values.map { $0.isFinite ? fixed($0, digits) : "–" }
    // Zeros that all of them end in say nothing.
    while texts.contains(where: { $0.contains(".") }),
        texts.allSatisfy({ $0.hasSuffix("0") || $0 == "–" })
    {
        texts = texts.map { $0 == "–" ? $0 : String($0.dropLast($0.hasSuffix(".0") ? 2 : 1)) }
    }
    return texts
}

/// A single number, short enough to stand beside a bar: four digits that count.
func number(_ x: Double) -> String {
    guard x.isFinite else { return "–" }
    let size = abs(x)
    if x == 0 { return "0" }
    if size >= 1e6 || size < 1e-4 {
        let exponent = Int(floor(log10(size) + 1e-12))
        let lead = String(format: "%.3g", x / power10(exponent)).replacing("-", with: "−")
        return lead == "1" ? "10\(raised(exponent))" : "\(lead)×10\(raised(exponent))"
    }
    if x == x.rounded() { return fixed(x, 0) }
    let digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.1 ? 3 : 4
    return fixed(x, digits)
}
