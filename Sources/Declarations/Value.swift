/// What the language computes with, what a setting is given, and what a table's cell holds.
public enum Value: Sendable {
    case nothing
    case truth(Bool)
    case number(Double)
    /// Quoted text.
    case text(String)
    /// A bare word that names nothing in the session: a model, a metric, a column, a path.
    case word(String)
    case list([Value])
    /// Both ends included: `1..5`.
    case range(Double, Double)
    case measure(Measure)
    case table(Table)
    /// A data set, a split, a fitted model, a comparison: whatever a command made that has fields of its own.
    case thing(any Thing)
    /// An expression to be evaluated later, once for each row: `where ndcg@10 > 0.1`.
    case expression(any Deferred)
}

/// A session's object with fields: `als.factors`, `ml.users`.
public protocol Thing: Sendable {
    /// What it is, in the user's words: "data set", "model", "comparison".
    var kind: String { get }
    /// One line that says what is in it.
    var summary: String { get }
    /// Names and values of its fields, in the order in which they are shown.
    var fields: [(name: String, value: Value)] { get }
}

/// An expression kept for later.
public protocol Deferred: Sendable {
    /// The expression as it was written.
    var text: String { get }
    /// Evaluates with some names bound to values first, the session's names second.
    func value(with row: (String) -> Value?) throws -> Value
    /// The same; `columns` are the names that `row` knows, so that an error can offer the nearest.
    func value(with row: (String) -> Value?, columns: [String]) throws -> Value
}

extension Deferred {
    public func value(with row: (String) -> Value?, columns: [String]) throws -> Value {
        try value(with: row)
    }
}

/// A measured number with what is known of its spread and of where it came from.
public struct Measure: Sendable, Hashable {
    /// The mean, or the only value.
    public var mean: Double
    /// Standard deviation over seeds, folds or users, as the table's note says.
    public var sd: Double?
    /// Ends of a confidence interval.
    public var low: Double?
    public var high: Double?
    /// Marks of significance shown behind the number: "*", "†".
    public var mark: String?
    /// Runs behind the number.
    public var runs: [Int64]

    public init(
        _ mean: Double, sd: Double? = nil, low: Double? = nil, high: Double? = nil, mark: String? = nil,
        runs: [Int64] = []
    ) {
        (self.mean, self.sd, self.low, self.high) = (mean, sd, low, high)
        (self.mark, self.runs) = (mark, runs)
    }
}

extension Value {
    /// The number in it, if there is one; a measure counts as its mean.
    public var number: Double? {
        switch self {
        case .number(let x): x
        case .measure(let m): m.mean
        default: nil
        }
    }

    /// The text of a word or of a quoted text.
    public var text: String? {
        switch self {
        case .text(let s), .word(let s): s
        default: nil
        }
    }

    /// The elements of a list or the whole numbers of a range; a single value is a list of one.
    public var elements: [Value] {
        switch self {
        case .nothing: []
        case .list(let values): values
        case .range(let low, let high):
            low <= high ? stride(from: low, through: high, by: 1).map { .number($0) } : []
        default: [self]
        }
    }

    /// What it is, in the user's words, for errors.
    public var kind: String {
        switch self {
        case .nothing: "nothing"
        case .truth: "true or false"
        case .number, .measure: "a number"
        case .text: "a text"
        case .word: "a word"
        case .list: "a list"
        case .range: "a range"
        case .table: "a table"
        case .thing(let thing): "a \(thing.kind)"
        case .expression: "an expression"
        }
    }

    /// A field by its name: of a thing, of a measure (`mean sd low high`), a column of a table (as a list).
    public func field(_ name: String) -> Value? {
        switch self {
        case .thing(let thing): return thing.fields.first { $0.name == name }?.value
        case .measure(let m):
            switch name {
            case "mean": return .number(m.mean)
            case "sd": return m.sd.map { .number($0) } ?? .nothing
            case "low": return m.low.map { .number($0) } ?? .nothing
            case "high": return m.high.map { .number($0) } ?? .nothing
            default: return nil
            }
        case .table(let table):
            if let column = table.index(of: name) { return .list(table.rows.map { $0[column] }) }
            return name == "rows" ? .number(Double(table.rows.count)) : nil
        case .list(let values): return name == "count" ? .number(Double(values.count)) : nil
        default: return nil
        }
    }

    /// Names that `field` answers to, for errors and completion.
    public var fieldNames: [String] {
        switch self {
        case .thing(let thing): thing.fields.map(\.name)
        case .measure: ["mean", "sd", "low", "high"]
        case .table(let table): table.columns.map(\.name) + ["rows"]
        case .list: ["count"]
        default: []
        }
    }
}

extension Value: CustomStringConvertible {
    /// As it would be typed (numbers in the shortest form that reads back equal); a thing as its summary.
    public var description: String {
        switch self {
        case .nothing: "nothing"
        case .truth(let truth): truth ? "true" : "false"
        case .number(let x): shortest(x)
        case .text(let s), .word(let s): s
        case .list(let values): "[" + values.map(\.literal).joined(separator: " ") + "]"
        case .range(let low, let high): "\(shortest(low))..\(shortest(high))"
        case .measure(let m): shortest(m.mean) + (m.sd.map { " ± \(shortest($0))" } ?? "") + (m.mark ?? "")
        case .table(let table): "table of \(table.rows.count) × \(table.columns.count)"
        case .thing(let thing): thing.summary
        case .expression(let expression): expression.text
        }
    }

    /// As it must be typed to be read back: texts quoted and escaped.
    public var literal: String {
        switch self {
        case .text(let s):
            "\""
                + s.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("{", with: "\\{")
                .replacing("\n", with: "\\n").replacing("\t", with: "\\t") + "\""
        default: description
        }
    }
}

/// The shortest decimal that reads back equal; whole numbers without a point.
public func shortest(_ x: Double) -> String {
    if x == x.rounded(), abs(x) < 1e15 { return x == 0 ? "0" : String(Int64(x)) }
    return "\(x)"
}
