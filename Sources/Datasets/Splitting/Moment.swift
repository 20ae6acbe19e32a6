import Declarations

/// A point in time in unix seconds, typed as a date (`2001-12-31`), a date with a time of day
/// (`2001-12-31T20:15`, `2001-12-31 20:15:30`; UTC) or as the seconds themselves.
public struct Moment: SettingValue, Hashable, Comparable {
    public var seconds: Int64
    public init(seconds: Int64) { self.seconds = seconds }

    public static var expected: String { "a date such as 2001-12-31, or unix seconds" }
    public static var syntax: Syntax { .word }

    public init(_ value: Value) throws(Mismatch) {
        if let x = value.number, let whole = Int64(exactly: x.rounded(.down)) {
            seconds = whole
        } else if let text = value.text, let seconds = Self.parse(text) {
            self.seconds = seconds
        } else {
            throw Mismatch(Self.expected, value)
        }
    }

    /// The date where it is the beginning of a day, else date and time of day.
    public var value: Value { .word(description) }

    public static func < (a: Moment, b: Moment) -> Bool { a.seconds < b.seconds }

    /// The date alone: "2001-12-31".
    public var date: String {
        let (year, month, day) = civil(floorDiv(seconds, 86_400))
        return "\(year)-\(two(month))-\(two(day))"
    }

    private static func parse(_ text: String) -> Int64? {
        if let seconds = Int64(text) { return seconds }
        var halves = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == " " }
        if halves.count == 2, halves[1].hasSuffix("Z") { halves[1].removeLast() }
        let date = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { whole($0) }
        guard date.count == 3, let year = date[0], let month = date[1], let day = date[2],
            (1...12).contains(month), (1...31).contains(day), year <= 9999
        else { return nil }
        let days = daysSinceEpoch(year, month, day)
        guard civil(days).day == day else { return nil }
        guard halves.count == 2 else { return Int64(days) * 86_400 }
        let clock = halves[1].split(separator: ":", omittingEmptySubsequences: false).map { whole($0) }
        guard (2...3).contains(clock.count), let hour = clock[0], let minute = clock[1], hour < 24,
            minute < 60,
            let second = clock.count == 3 ? clock[2] : 0, second < 60
        else { return nil }
        return Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    }

    private static func whole(_ digits: Substring) -> Int? {
        digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(digits) : nil
    }
}

extension Moment: CustomStringConvertible {
    public var description: String {
        let second = Int(seconds - floorDiv(seconds, 86_400) * 86_400)
        guard second != 0 else { return date }
        return "\(date)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = Int(floorDiv(Int64(y), 400))
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

/// The date that lies `days` after 1970-01-01; the inverse of `daysSinceEpoch`.
func civil(_ days: some BinaryInteger) -> (year: Int, month: Int, day: Int) {
    let z = Int(days) + 719_468
    let era = Int(floorDiv(Int64(z), 146_097))
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    let month = m < 10 ? m + 3 : m - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * m + 2) / 5 + 1)
}

/// Division that rounds down, for times before 1970.
func floorDiv(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((-a + b - 1) / b) }

private func two(_ x: Int) -> String { x < 10 ? "0\(x)" : "\(x)" }
