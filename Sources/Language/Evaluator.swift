import Declarations

/// A row of a table as a value: its cells are fields.
public struct Row: Thing {
    public let columns: [String]
    public let cells: [Value]
    public var kind: String { "row" }
    public var summary: String {
        zip(columns, cells).map { "\($0) \($1)" }.joined(separator: ", ")
    }
    public var fields: [(name: String, value: Value)] {
        Array(zip(columns, cells)).map { (name: $0, value: $1) }
    }

    public init(of table: Table, at index: Int) {
        (columns, cells) = (table.columns.map(\.name), table.rows[index])
    }
}

/// Works out expressions. It knows names through closures, so that it serves the session and the rows of a table alike.
struct Evaluator {
    /// The value of a name.
    let lookup: (String) -> Value?
    /// All names, for the nearest one in errors.
    let known: () -> [String]
    /// Runs commands in brackets.
    let run: (Pipeline) throws -> Value

    func value(of expression: Expression) throws -> Value {
        switch expression.form {
        case .number(let x): return .number(x)
        case .constant(let value): return value
        case .text(let parts): return .text(try text(parts, expression.span))
        case .word(let word, let mayStay):
            if let value = try named(word, expression.span) { return value }
            if mayStay { return .word(word) }
            throw unknown(word, expression.span)
        case .list(let elements):
            let list = Value.list(try elements.map(value))
            try checkSize(list, expression.span)
            return list
        case .range(let low, let high): return .range(try number(low, ".."), try number(high, ".."))
        case .negative(let inner):
            let operand = try value(of: inner)
            if case .nothing = operand { return .nothing }
            guard let x = operand.number else {
                throw inner.span.problem("- needs a number, but this is \(operand.kind)")
            }
            return .number(-x)
        case .not(let inner): return .truth(try !truth(inner, "not"))
        case .binary(let sign, let left, let right, let place):
            return try binary(sign, left, right, place)
        case .function(let function, let arguments):
            return try function.value(
                of: try arguments.map(value), at: arguments.map(\.span), whole: expression.span)
        case .field(let whole, let name, let place):
            return try field(name, of: try value(of: whole), whole.span.text, place)
        case .index(let whole, let index): return try element(whole, index)
        case .group(let inner): return try value(of: inner)
        case .pipeline(let pipeline): return try run(pipeline)
        }
    }

    /// The truth of a condition.
    func truth(_ expression: Expression, _ sign: String) throws -> Bool {
        let value = try value(of: expression)
        switch value {
        case .truth(let truth): return truth
        case .nothing: return false
        default: throw expression.span.problem("\(sign) needs true or false, but this is \(value.kind)")
        }
    }

    private func binary(_ sign: Operator, _ left: Expression, _ right: Expression, _ place: Span) throws
        -> Value
    {
        switch sign {
        case .and: return .truth(try truth(left, "and") && truth(right, "and"))
        case .or: return .truth(try truth(left, "or") || truth(right, "or"))
        default: break
        }
        let operation = Operation(sign: sign, place: place, leftPlace: left.span, rightPlace: right.span)
        return try operation.value(try value(of: left), try value(of: right))
    }

    private func number(_ expression: Expression, _ sign: String) throws -> Double {
        let value = try value(of: expression)
        guard let x = value.number else {
            throw expression.span.problem("\(sign) needs a number, but this is \(value.kind)")
        }
        return x
    }

    private func text(_ parts: [TextPart], _ place: Span) throws -> String {
        var whole = ""
        for part in parts {
            switch part {
            case .plain(let text): whole += text
            case .insertion(let inner): whole += try value(of: inner).description
            }
            guard whole.utf8.count <= Limits.textSize else {
                throw place.problem("this text becomes too long")
            }
        }
        return whole
    }

    // MARK: Names, fields, elements

    /// The value of a name, or of a field by its path: `als.factors`. `nil` where no part names anything.
    func named(_ word: String, _ place: Span) throws -> Value? {
        switch word {
        case "true": return .truth(true)
        case "false": return .truth(false)
        case "nothing": return .nothing
        default: break
        }
        if let value = lookup(word) { return value }
        guard let dot = word.lastIndex(of: ".") else { return nil }
        var end = dot
        while true {
            let name = String(word[..<end])
            if let value = lookup(name) {
                let path = String(word[word.index(after: end)...])
                return try field(path, of: value, name, place.part(name.count + 1, path.count))
            }
            guard let next = word[..<end].lastIndex(of: ".") else { return nil }
            end = next
        }
    }

    /// A field; its name may be a path, and may itself contain dots.
    private func field(_ path: String, of value: Value, _ owner: String, _ place: Span) throws -> Value {
        if let field = value.field(path) { return field }
        var search = path[...]
        while let dot = search.lastIndex(of: ".") {
            let name = String(path[..<dot])
            if let inner = value.field(name) {
                let rest = String(path[path.index(after: dot)...])
                return try field(rest, of: inner, "\(owner).\(name)", place.part(name.count + 1, rest.count))
            }
            search = path[..<dot]
        }
        let first = path.prefix { $0 != "." }
        guard !value.fieldNames.isEmpty else {
            throw place.problem("\(owner) has no fields: it is \(value.kind)")
        }
        let near = Problem.unknown("field of \(owner)", String(first), known: value.fieldNames)
        throw near.at(place.part(0, first.count).place)
    }

    /// A row of a table, an element of a list, a column by its quoted name.
    private func element(_ whole: Expression, _ index: Expression) throws -> Value {
        let owner = try value(of: whole)
        let key = try value(of: index)
        if let name = key.text { return try field(name, of: owner, whole.span.text, index.span) }
        guard let x = key.number, let offset = Int(exactly: x) else {
            throw index.span.problem(
                "an index is a whole number, counted from 0, or a column's name in quotes")
        }
        switch owner {
        case .table(let table):
            return .thing(Row(of: table, at: try position(offset, table.rows.count, "row", index)))
        case .list, .range:
            let values = try elements(owner, at: whole.span)
            return values[try position(offset, values.count, "element", index)]
        default: throw index.span.problem("\(whole.span.text) has no elements: it is \(owner.kind)")
        }
    }

    /// Negative indices count from the end.
    private func position(_ offset: Int, _ count: Int, _ kind: String, _ index: Expression) throws -> Int {
        let position = offset < 0 ? count + offset : offset
        guard (0..<count).contains(position) else {
            let remedy = count == 0 ? "it is empty" : "known: 0 to \(count - 1), or -1 for the last"
            throw index.span.problem("there is no \(kind) \(offset)", remedy: remedy)
        }
        return position
    }

    private func unknown(_ word: String, _ place: Span) -> Problem {
        let known = self.known()
        // a-b is one name; what was meant may have been a subtraction.
        if let minus = word.firstIndex(of: "-"), minus != word.startIndex {
            let (left, right) = (String(word[..<minus]), String(word[word.index(after: minus)...]))
            func isValue(_ part: String) -> Bool { numeral(part) != nil || lookup(part) != nil }
            if isValue(left), isValue(right) {
                return place.problem(
                    "there is no value named \(word)",
                    remedy: "to subtract, put blanks around the sign: \(left) - \(right)")
            }
        }
        let near = Problem.unknown("value", word, known: known)
        if near.remedy?.hasPrefix("did you mean") == true { return near.at(place.place) }
        return place.problem(near.what, remedy: "a text stands in quotes: \"\(word)\"")
    }

    private func checkSize(_ list: Value, _ place: Span) throws {
        var budget = Limits.listSize
        func count(_ value: Value, _ depth: Int) throws {
            budget -= 1
            guard budget >= 0 else { throw place.problem("this list becomes too long") }
            guard depth <= Limits.listDepth else {
                throw place.problem("more than \(Limits.listDepth) lists inside one another")
            }
            if case .list(let inner) = value { for element in inner { try count(element, depth + 1) } }
        }
        try count(list, 0)
    }
}

/// An expression with the session's names as they were when it was written.
struct Closure: Deferred {
    let expression: Expression
    let names: [String: Value]
    var text: String { expression.span.text.replacing("\n", with: " ") }

    func value(with row: (String) -> Value?) throws -> Value { try value(with: row, columns: []) }

    func value(with row: (String) -> Value?, columns: [String]) throws -> Value {
        try withoutActuallyEscaping(row) { row in
            let evaluator = Evaluator(
                lookup: { row($0) ?? names[$0] }, known: { columns + names.keys },
                run: { throw $0.span.problem("commands cannot run for each row") })
            return try evaluator.value(of: expression)
        }
    }
}
