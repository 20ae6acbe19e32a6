import Declarations

/// What is written where a value can stand.
struct Expression: Sendable {
    indirect enum Form: Sendable {
        case number(Double)
        case text([TextPart])
        /// A name, a path to a field, or a bare word. `mayStay` says that it stays a word where it names nothing.
        case word(String, mayStay: Bool)
        case list([Expression])
        case range(Expression, Expression)
        case negative(Expression)
        case not(Expression)
        case binary(Operator, Expression, Expression, Span)
        case function(Function, [Expression])
        case field(Expression, String, Span)
        case index(Expression, Expression)
        /// `( … )` around an expression.
        case group(Expression)
        /// `( … )` around commands.
        case pipeline(Pipeline)
        /// A value known beforehand.
        case constant(Value)
    }

    let form: Form
    let span: Span
    /// Height of the tree.
    let height: Int

    init(_ form: Form, _ span: Span, over parts: [Expression] = []) {
        (self.form, self.span) = (form, span)
        height = 1 + parts.reduce(0) { max($0, $1.height) }
    }
}

/// A piece of a quoted text: as it is, or `{expression}`.
enum TextPart: Sendable {
    case plain(String)
    case insertion(Expression)
}

/// The signs and words that stand between two values, weakest first.
enum Operator: String, Sendable, CaseIterable {
    case or, and
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case `in`
    case notIn = "not in"
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divide = "/"
    case modulo = "%"
    case power = "^"

    /// How tightly it binds.
    var strength: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual, .in, .notIn: 4
        case .plus, .minus: 5
        case .times, .divide, .modulo: 6
        case .power: 8
        }
    }
    /// Strength of `not`, between `and` and the comparisons.
    static let notStrength = 3
    var isComparison: Bool { strength == 4 }
}

/// Commands whose values flow from left to right.
struct Pipeline: Sendable {
    enum Stage: Sendable {
        case expression(Expression)
        case call(CallForm)

        var span: Span {
            switch self {
            case .expression(let expression): expression.span
            case .call(let call): call.span
            }
        }
    }
    let stages: [Stage]
    var span: Span { stages[0].span.through(stages[stages.count - 1].span) }
}

/// A command as it is written.
struct CallForm: Sendable {
    struct Argument: Sendable {
        /// Name and its place, where it is `name=value`.
        let name: (String, Span)?
        let value: Expression
        /// Kept unevaluated.
        let isDeferred: Bool

        /// Offset of its end.
        var end: Int { value.span.range.upperBound }
    }

    let name: String
    let nameSpan: Span
    let arguments: [Argument]
    let span: Span
    /// A word alone: a command, a definition, or a value.
    var isBare: Bool { arguments.isEmpty }
}

/// One line of a program.
struct Statement: Sendable {
    enum Form: Sendable {
        case run(Pipeline)
        case assign(String, Span, Pipeline)
        case given(String, Span, Pipeline)
        case loop(String, Span, Expression, [Statement])
        case branch([(condition: Expression, block: [Statement])], otherwise: [Statement])
        case define(Definition)
    }
    let form: Form
    let span: Span
}

/// A command made by the user.
struct Definition: Sendable {
    struct Parameter: Sendable {
        let name: String
        let span: Span
        let standard: Expression?
    }
    let name: String
    let nameSpan: Span
    let parameters: [Parameter]
    let body: [Statement]

    /// "best table count=5"
    var usage: String {
        ([name] + parameters.map { p in p.standard.map { "\(p.name)=\($0.span.text)" } ?? p.name })
            .joined(separator: " ")
    }
}

/// Words that begin a statement or stand for a value, and therefore name nothing else.
enum Reserved {
    static let statements = ["for", "if", "else", "define", "given"]
    static let operators = ["and", "or", "not", "in"]
    static let values = ["true", "false", "nothing"]
    static let all = Set(statements + operators + values)
}
