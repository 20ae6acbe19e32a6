import Declarations

/// A share of something (below 1) or a whole number of it: `users=0.1`, `users=500`.
public enum Amount: SettingValue, Hashable {
    case share(Double)
    case count(Int)

    public static var expected: String { "a share below 1 or a whole number" }
    public init(_ value: Value) throws(Mismatch) {
        guard let x = value.number, x >= 0 else { throw Mismatch(Self.expected, value) }
        if x > 0, x < 1 {
            self = .share(x)
        } else if let whole = Int(exactly: x) {
            self = .count(whole)
        } else {
            throw Mismatch(Self.expected, value)
        }
    }
    public var value: Value {
        switch self {
        case .share(let share): .number(share)
        case .count(let count): .number(Double(count))
        }
    }

    /// How many of `total` that is: at least one for a share, never more than there are.
    public func of(_ total: Int) -> Int {
        switch self {
        case .share(let share): min(total, max(1, Int((share * Double(total)).rounded())))
        case .count(let count): min(total, count)
        }
    }
}

/// Where a split in time cuts: before the last share of the rows, or at a moment.
public enum Cut: SettingValue, Hashable {
    case share(Double)
    case moment(Moment)

    public static var expected: String { "a share below 1 or a date such as 2001-12-31" }
    public static var syntax: Syntax { .word }
    public init(_ value: Value) throws(Mismatch) {
        if let x = value.number, x >= 0, x < 1 {
            self = .share(x)
        } else {
            guard let moment = try? Moment(value) else { throw Mismatch(Self.expected, value) }
            self = .moment(moment)
        }
    }
    public var value: Value {
        switch self {
        case .share(let share): .number(share)
        case .moment(let moment): moment.value
        }
    }
}

/// How much of a held-out user's history a model may look at: a share, or all but the last row.
public enum Given: SettingValue, Hashable {
    case share(Double)
    case allButLast

    public static var expected: String { "a share between 0 and 1, or leave-last" }
    public static var choices: [String] { ["leave-last"] }
    public static var syntax: Syntax { .word }
    public init(_ value: Value) throws(Mismatch) {
        if value.text == "leave-last" {
            self = .allButLast
        } else if let x = value.number, x > 0, x < 1 {
            self = .share(x)
        } else {
            throw Mismatch(Self.expected, value)
        }
    }
    public var value: Value {
        switch self {
        case .share(let share): .number(share)
        case .allButLast: .word("leave-last")
        }
    }
}

/// In which order a user's rows are taken.
public enum RowOrder: String, Choice { case random, time }
