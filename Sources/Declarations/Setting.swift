/// A setting declared once: this line is its storage, parser, range, help, completion, manual entry and record.
///
///     @Setting("Latent factors per user and item.", 1...4096) var factors = 64
///
/// The word users type is the property's name in kebab case (`onCollapse` is `on-collapse`). Copies of a struct share
/// nothing: writing through one leaves the others as they were.
@propertyWrapper
public struct Setting<Content: SettingValue>: DeclaredSetting {
    let cell: Cell<Content>
    public let about: About

    public var wrappedValue: Content {
        get { cell.content }
        set { self = Setting(Cell(newValue, cell.default), about) }
    }

    init(_ cell: Cell<Content>, _ about: About) { (self.cell, self.about) = (cell, about) }

    public init(wrappedValue: Content, _ summary: String, unit: String? = nil) {
        self.init(Cell(wrappedValue), About(summary, Content.self, unit: unit))
    }
    public init(wrappedValue: Content, _ summary: String, _ range: ClosedRange<Double>, unit: String? = nil) {
        self.init(Cell(wrappedValue), About(summary, Content.self, bounds: Bounds(range), unit: unit))
    }
    public init(
        wrappedValue: Content, _ summary: String, _ range: PartialRangeFrom<Double>, unit: String? = nil
    ) {
        let bounds = Bounds(low: range.lowerBound)
        self.init(Cell(wrappedValue), About(summary, Content.self, bounds: bounds, unit: unit))
    }
    /// For numbers that must be above a bound, without reaching it.
    public init(wrappedValue: Content, _ summary: String, above bound: Double, unit: String? = nil) {
        let bounds = Bounds(low: bound, lowOpen: true)
        self.init(Cell(wrappedValue), About(summary, Content.self, bounds: bounds, unit: unit))
    }

    public var value: Value { cell.content.value }
    public var defaultValue: Value? { cell.default?.value }
    public var content: any SettingValue { cell.content }
    public var isGiven: Bool { cell.isGiven }
    public func assign(_ value: Value) throws(Mismatch) { cell.content = try about.read(value) }
    public func reset() { cell.reset() }
}

/// A value given by its place, without a name: `diff 12 14`, `export t first.tex`.
///
/// Required unless it has a default. The value that comes down a pipe is the first one. A list takes all that are left.
@propertyWrapper
public struct Argument<Content: SettingValue>: DeclaredSetting {
    let cell: Cell<Content>
    public let about: About

    /// The value given. The language fills every required argument before it runs a command.
    public var wrappedValue: Content {
        get { cell.content }
        set { self = Argument(Cell(newValue, cell.default), about) }
    }

    init(_ cell: Cell<Content>, _ about: About) { (self.cell, self.about) = (cell, about) }

    public init(_ summary: String) {
        self.init(Cell(), About(summary, Content.self, isArgument: true, isRequired: true))
    }
    public init(wrappedValue: Content, _ summary: String) {
        self.init(Cell(wrappedValue), About(summary, Content.self, isArgument: true))
    }

    public var value: Value { cell.isSet ? cell.content.value : .nothing }
    public var defaultValue: Value? { cell.default?.value }
    public var content: any SettingValue { cell.content }
    public var isGiven: Bool { cell.isGiven }
    public func assign(_ value: Value) throws(Mismatch) { cell.content = try about.read(value) }
    public func reset() { cell.reset() }
}

/// What is known of a setting apart from its content.
public struct About: Sendable {
    public let summary: String
    public let bounds: Bounds?
    public let unit: String?
    /// Given by its place, not by its name.
    public let isArgument: Bool
    public let isRequired: Bool
    /// What would do: "a whole number from 1 to 4096".
    public let expected: String
    /// The words that are allowed, where only some are.
    public let choices: [String]
    public let completion: Completion
    public let syntax: Syntax
    /// Takes every positional value that is left.
    public let isVariadic: Bool
    /// Holds a `Recipe`: a word that brings settings of its own.
    public let isRecipe: Bool

    init<Content: SettingValue>(
        _ summary: String, _ content: Content.Type, bounds: Bounds? = nil, unit: String? = nil,
        isArgument: Bool = false, isRequired: Bool = false
    ) {
        (self.summary, self.bounds, self.unit) = (summary, bounds, unit)
        (self.isArgument, self.isRequired) = (isArgument, isRequired)
        expected = Content.expected + (bounds.map { " " + $0.description } ?? "")
        (choices, completion) = (Content.choices, Content.completion)
        isVariadic = isArgument && Content.isMany
        isRecipe = Content.self is any Recipe.Type
        syntax = isRecipe ? .word : Content.syntax
    }

    func read<Content: SettingValue>(_ value: Value) throws(Mismatch) -> Content {
        let content: Content
        do throws(Mismatch) { content = try Content(value) } catch {
            // Keep the type's own words where it has some, else say what would do with the bounds.
            throw error.expected == Content.expected
                ? Mismatch(expected, value, remedy: error.remedy) : error
        }
        if let bounds {
            for element in content.value.elements {
                if let x = element.number, !bounds.contains(x) { throw Mismatch(expected, element) }
            }
        }
        return content
    }
}

/// The range that a number must lie in.
public struct Bounds: Sendable, Hashable, CustomStringConvertible {
    public var low: Double?
    public var high: Double?
    public var lowOpen = false

    public init(low: Double? = nil, high: Double? = nil, lowOpen: Bool = false) {
        (self.low, self.high, self.lowOpen) = (low, high, lowOpen)
    }
    public init(_ range: ClosedRange<Double>) { self.init(low: range.lowerBound, high: range.upperBound) }

    /// NaN lies in no range.
    public func contains(_ x: Double) -> Bool {
        guard !x.isNaN else { return false }
        if let low, lowOpen ? x <= low : x < low { return false }
        if let high, x > high { return false }
        return true
    }

    public var description: String {
        switch (low, high) {
        case (let low?, let high?): "from \(shortest(low)) to \(shortest(high))"
        case (let low?, nil): lowOpen ? "above \(shortest(low))" : "of \(shortest(low)) or more"
        case (nil, let high?): "of at most \(shortest(high))"
        case (nil, nil): ""
        }
    }
}

/// A value that a setting cannot take. The language adds the setting's name and the place.
public struct Mismatch: Error, Sendable {
    /// What would do: "a whole number above 0".
    public var expected: String
    /// What came instead, as it was written.
    public var got: String
    public var remedy: String?

    public init(_ expected: String, _ got: Value, remedy: String? = nil) {
        (self.expected, self.got, self.remedy) = (expected, got.literal, remedy)
    }

    /// "epochs must be a whole number above 0, but is many"
    public func problem(for name: String) -> Problem {
        Problem("\(name) must be \(expected), but is \(got)", remedy: remedy)
    }
}

/// Where completion finds words for a value.
public enum Completion: Sendable, Hashable {
    case nothing
    case choices
    case files
    /// Session names that hold a thing of this kind: "model", "data set", "table".
    case names(String)
    /// A list that the workbench provides under this word: "models", "metrics", "commands", "data sets", "runs".
    case list(String)
}

/// How the parser reads a value.
public enum Syntax: Sendable, Hashable {
    case value
    /// All that follows up to the end of the command is one expression: `where`, `assert`.
    case expression
    /// Bare words stay words even if they name something in the session: `export t out.csv`, `tag 3 best`.
    case word
}

/// A setting seen without its type.
public protocol DeclaredSetting: Sendable {
    var about: About { get }
    /// The present value, as the run records it.
    var value: Value { get }
    var defaultValue: Value? { get }
    var content: any SettingValue { get }
    /// Whether a value was given by name or place since it was made or reset.
    var isGiven: Bool { get }
    func assign(_ value: Value) throws(Mismatch)
    func reset()
}

/// The shared home of a setting's content, so that it can be set by name while the struct is looked at from outside.
/// It is written only while a command line is being read, before anything runs.
final class Cell<Content: SettingValue>: @unchecked Sendable {
    private var held: Content?
    let `default`: Content?

    init(_ content: Content) { (held, self.default) = (content, content) }
    init(_ content: Content, _ default: Content?) { (held, self.default) = (content, `default`) }
    init() { (held, self.default) = (nil, nil) }

    var isSet: Bool { held != nil }
    var content: Content {
        get {
            guard let held else { preconditionFailure("a required argument is read before it was given") }
            return held
        }
        set { (held, isGiven) = (newValue, true) }
    }
    private(set) var isGiven = false
    func reset() { (held, isGiven) = (self.default, false) }
}
