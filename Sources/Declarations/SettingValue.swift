/// A type that a setting can have.
public protocol SettingValue: Sendable {
    /// What would do, for errors and help: "a whole number".
    static var expected: String { get }
    /// All words allowed, where only some are.
    static var choices: [String] { get }
    static var completion: Completion { get }
    static var syntax: Syntax { get }
    /// Whether it holds any number of values.
    static var isMany: Bool { get }
    init(_ value: Value) throws(Mismatch)
    /// Back into the language: what is recorded and compared.
    var value: Value { get }
}

extension SettingValue {
    public static var choices: [String] { [] }
    public static var completion: Completion { choices.isEmpty ? .nothing : .choices }
    public static var syntax: Syntax { .value }
    public static var isMany: Bool { false }
}

extension Int: SettingValue {
    public static var expected: String { "a whole number" }
    public init(_ value: Value) throws(Mismatch) {
        guard let x = value.number, let whole = Int(exactly: x) else { throw Mismatch(Self.expected, value) }
        self = whole
    }
    public var value: Value { .number(Double(self)) }
}

extension Double: SettingValue {
    public static var expected: String { "a number" }
    public init(_ value: Value) throws(Mismatch) {
        guard let x = value.number else { throw Mismatch(Self.expected, value) }
        self = x
    }
    public var value: Value { .number(self) }
}

extension Bool: SettingValue {
    public static var expected: String { "true or false" }
    public static var choices: [String] { ["true", "false"] }
    public init(_ value: Value) throws(Mismatch) {
        guard case .truth(let truth) = value else { throw Mismatch(Self.expected, value) }
        self = truth
    }
    public var value: Value { .truth(self) }
}

extension String: SettingValue {
    public static var expected: String { "a text" }
    public static var syntax: Syntax { .word }
    public init(_ value: Value) throws(Mismatch) {
        switch value {
        case .text(let s), .word(let s): self = s
        case .number, .truth, .range: self = value.description
        default: throw Mismatch(Self.expected, value)
        }
    }
    public var value: Value { .text(self) }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    public static var expected: String { Wrapped.expected }
    public static var choices: [String] { Wrapped.choices }
    public static var completion: Completion { Wrapped.completion }
    public static var syntax: Syntax { Wrapped.syntax }
    public static var isMany: Bool { Wrapped.isMany }
    public init(_ value: Value) throws(Mismatch) {
        if case .nothing = value { self = nil } else { self = try Wrapped(value) }
    }
    public var value: Value { map(\.value) ?? .nothing }
}

extension Array: SettingValue where Element: SettingValue {
    public static var expected: String { "a list, each \(Element.expected)" }
    public static var choices: [String] { Element.choices }
    public static var completion: Completion { Element.completion }
    public static var syntax: Syntax { Element.syntax }
    public static var isMany: Bool { true }
    public init(_ value: Value) throws(Mismatch) {
        self = []
        for element in value.elements { append(try Element(element)) }
    }
    public var value: Value { .list(map(\.value)) }
}

/// An enum whose cases are words of the language.
public protocol Choice: SettingValue, RawRepresentable, CaseIterable, Hashable where RawValue == String {}

extension Choice {
    public static var expected: String { "one of \(choices.joined(separator: ", "))" }
    public static var choices: [String] { allCases.map(\.rawValue) }
    public static var syntax: Syntax { .word }
    public init(_ value: Value) throws(Mismatch) {
        guard let word = value.text, let choice = Self(rawValue: word) else {
            let near = nearest(to: value.description, in: Self.choices)
            throw Mismatch(Self.expected, value, remedy: near.map { "did you mean \($0)?" })
        }
        self = choice
    }
    public var value: Value { .word(rawValue) }
}

/// A path as the user typed it; `~` is the home folder.
public struct FilePath: SettingValue, Hashable, CustomStringConvertible {
    public var typed: String
    public init(_ typed: String) { self.typed = typed }

    public static var expected: String { "a path" }
    public static var completion: Completion { .files }
    public static var syntax: Syntax { .word }
    public init(_ value: Value) throws(Mismatch) {
        guard let path = value.text, !path.isEmpty else { throw Mismatch(Self.expected, value) }
        typed = path
    }
    public var value: Value { .text(typed) }
    public var description: String { typed }
}

/// Any value as it is; for commands that look at it themselves.
public struct Anything: SettingValue {
    public var value: Value
    public static var expected: String { "a value" }
    public init(_ value: Value) { self.value = value }
}

extension Table: SettingValue {
    public static var expected: String { "a table" }
    public static var completion: Completion { .names("table") }
    public init(_ value: Value) throws(Mismatch) {
        guard case .table(let table) = value else { throw Mismatch(Self.expected, value) }
        self = table
    }
    public var value: Value { .table(self) }
}

/// An expression evaluated later, row by row.
public struct Condition: SettingValue {
    public var expression: any Deferred
    public static var expected: String { "an expression" }
    public static var syntax: Syntax { .expression }
    public init(_ value: Value) throws(Mismatch) {
        guard case .expression(let expression) = value else { throw Mismatch(Self.expected, value) }
        self.expression = expression
    }
    public var value: Value { .expression(expression) }
}

/// A value that brings settings of its own: `train als factors=64`, `split leave-last-out`, `generate firetv users=10`.
/// Words that the command does not know are forwarded to it.
public protocol Recipe: SettingValue {
    var declared: any Declared { get }
}

/// Finds a declared type by the word that names it; a mismatch carries the nearest name or all of them.
public func lookUp<Kind>(
    _ value: Value, in kinds: [Kind], _ expected: String, named name: (Kind) -> String
) throws(Mismatch) -> Kind {
    let names = kinds.map(name)
    if let word = value.text, let k = names.firstIndex(of: word) { return kinds[k] }
    let near = value.text.flatMap { nearest(to: $0, in: names) }
    throw Mismatch(
        expected, value,
        remedy: near.map { "did you mean \($0)?" } ?? "known: \(names.joined(separator: ", "))")
}
