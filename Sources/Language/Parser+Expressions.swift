import Declarations

extension Parser {
    /// An expression whose operators bind at least as tightly as `strength`.
    mutating func expression(_ strength: Int = 0) throws -> Expression {
        try nested { parser in
            var left = try parser.operand(strength)
            while let (sign, place) = try parser.operatorAhead(), sign.strength >= strength {
                parser.position = place.range.upperBound
                parser.skipBlanks()
                // A power groups to the right, all others to the left.
                let right = try parser.expression(sign == .power ? sign.strength : sign.strength + 1)
                let parts = [left, right]
                let start = left.span.range.lowerBound
                let whole = Expression.Form.binary(sign, left, right, place)
                left = try parser.finished(whole, from: start, to: right.span.range.upperBound, over: parts)
                try parser.refuseChain(after: sign)
            }
            return left
        }
    }

    /// `a < b < c` means nothing that one would want.
    private mutating func refuseChain(after sign: Operator) throws {
        guard sign.isComparison, let (next, place) = try operatorAhead(), next.isComparison else { return }
        throw place.problem("comparisons do not follow one another", remedy: "write a < b and b < c")
    }

    private mutating func operand(_ strength: Int) throws -> Expression {
        skipBlanks()
        let start = position
        if isAt("not") {
            position += "not".count
            let value = try expression(Operator.notStrength)
            return try finished(.not(value), from: start, to: value.span.range.upperBound, over: [value])
        }
        if current == "-" {
            let end = endOfWord(from: position + 1, .expression)
            position += 1
            if let range = try range(span(from: start, to: end), .command) {
                position = max(position, range.span.range.upperBound)
                return range
            }
            // -2^2 is -(2^2), as in mathematics.
            let value = try expression(Operator.power.strength)
            return try finished(.negative(value), from: start, to: value.span.range.upperBound, over: [value])
        }
        return try postfix(try primary(), .expression)
    }

    /// Builds an expression from the characters since `start`; refuses one that is too high.
    func finished(_ form: Expression.Form, from start: Int, to end: Int? = nil, over parts: [Expression])
        throws
        -> Expression
    {
        let whole = Expression(form, span(from: start, to: end), over: parts)
        guard whole.height <= Limits.height else {
            throw spot.problem("this expression is too long", remedy: "give its parts names")
        }
        return whole
    }

    /// The operator at the position, which is left where it is but for blanks.
    private mutating func operatorAhead() throws -> (Operator, Span)? {
        skipBlanks()
        guard !atEnd else { return nil }
        for sign in [Operator.equal, .unequal, .lessOrEqual, .greaterOrEqual] where isAtSigns(sign.rawValue) {
            return (sign, span(from: position, to: position + 2))
        }
        if current == "=" {
            throw spot.problem("= gives a name, at the start of a line", remedy: "to compare, write ==")
        }
        if current == "&" { throw unexpected("an operator") }
        if current.isLetter {
            for sign in [Operator.or, .and, .in] where isAt(sign.rawValue) {
                return (sign, span(from: position, to: position + sign.rawValue.count))
            }
            return isAt("not") ? notIn : nil
        }
        guard let sign = Operator(rawValue: String(current)), current.isASCII else { return nil }
        return (sign, spot)
    }

    private func isAtSigns(_ signs: String) -> Bool {
        var ahead = self
        return ahead.take(signs)
    }

    private var notIn: (Operator, Span)? {
        var ahead = self
        ahead.position += "not".count
        ahead.skipBlanks()
        return ahead.isAt("in") ? (.notIn, span(from: position, to: ahead.position + "in".count)) : nil
    }

    // MARK: Single values

    mutating func primary() throws -> Expression {
        skipBlanks()
        if atEnd, openBrackets > 0 { throw Unfinished(problem: unexpected("a value")) }
        switch current {
        case "\"": return try text()
        case "[": return try list()
        case "(": return try round()
        default: break
        }
        let start = position
        position = endOfWord(from: start, .expression)
        guard position > start else { throw unexpected("a value") }
        let word = span(from: start)
        if let range = try range(word, .expression) { return range }
        if let number = try number(word) { return number }
        if current == "(" { return try function(word) }
        if Reserved.operators.contains(word.text) || Reserved.statements.contains(word.text) {
            throw word.problem("a value was expected here, not \(word.text)")
        }
        return Expression(.word(word.text, mayStay: false), word)
    }

    /// A word that is a number.
    func number(_ word: Span) throws -> Expression? {
        guard let number = numeral(word.text) else { return nil }
        guard number.isFinite else { throw word.problem("\(word.text) is too large a number") }
        return Expression(.number(number), word)
    }

    /// `1..5`, `1e-3..1`, `1..n`, `1..(n + 1)`: a number, two dots and a number, a name or brackets.
    mutating func range(_ word: Span, _ reading: Reading) throws -> Expression? {
        guard let dots = word.text.firstRange(of: "..") else { return nil }
        let left = word.text[..<dots.lowerBound]
        let right = word.text[dots.upperBound...]
        let isBound = numeral(left) != nil || (reading == .expression && isName(left))
        guard isBound else { return nil }
        let count = left.count
        let low = word.part(0, count)
        let start = word.range.lowerBound
        let first = try number(low) ?? Expression(.word(low.text, mayStay: false), low)
        let last: Expression
        position = word.range.upperBound
        if right.isEmpty {
            guard current == "(" else {
                throw spot.problem("the end of the range is missing", remedy: "write 1..5")
            }
            last = try round()
        } else {
            let high = word.part(count + 2, right.count)
            last = try number(high) ?? Expression(.word(high.text, mayStay: false), high)
        }
        return try finished(.range(first, last), from: start, over: [first, last])
    }

    /// `.field`, `[index]` and `..` directly behind a value.
    mutating func postfix(_ value: Expression, _ reading: Reading) throws -> Expression {
        var whole = value
        let start = value.span.range.lowerBound
        while true {
            if current == "[" {
                position += 1
                openBrackets += 1
                defer { openBrackets -= 1 }
                let open = span(from: position - 1, to: position)
                let index = try expression()
                skipBlanks()
                if atEnd {
                    throw Unfinished(problem: open.problem("this [ is not closed", remedy: "add a ]"))
                }
                guard take("]") else { throw unexpected("]") }
                whole = try finished(.index(whole, index), from: start, over: [whole, index])
            } else if current == ".", character(at: position + 1) == "." {
                position += 2
                let last = current == "-" ? try operand(Operator.power.strength) : try primary()
                whole = try finished(.range(whole, last), from: start, over: [whole, last])
            } else if current == ".", endOfWord(from: position + 1, .expression) > position + 1 {
                let field = position + 1
                position = endOfWord(from: field, .expression)
                let name = span(from: field)
                whole = try finished(.field(whole, name.text, name), from: start, over: [whole])
            } else {
                return whole
            }
        }
    }

    /// `( expression )` or `( commands )`.
    mutating func round() throws -> Expression {
        let start = position
        let open = spot
        position += 1
        openBrackets += 1
        defer { openBrackets -= 1 }
        skipBlanks()
        if atEnd { throw Unfinished(problem: open.problem("this ( is not closed", remedy: "add a )")) }
        let inner = try pipeline()
        skipBlanks()
        if atEnd { throw Unfinished(problem: open.problem("this ( is not closed", remedy: "add a )")) }
        guard take(")") else { throw unexpected(")") }
        return try wrapped(inner, from: start)
    }

    private func wrapped(_ inner: Pipeline, from start: Int) throws -> Expression {
        if inner.stages.count == 1, case .expression(let value) = inner.stages[0] {
            return try finished(.group(value), from: start, over: [value])
        }
        return try finished(.pipeline(inner), from: start, over: [])
    }

    private mutating func function(_ word: Span) throws -> Expression {
        guard let function = Function(rawValue: word.text) else {
            if shape(word.text) != nil { throw spot.problem("a blank is missing before this (") }
            throw Problem.unknown("function", word.text, known: Function.allCases.map(\.rawValue)).at(
                word.place)
        }
        let open = spot
        position += 1
        openBrackets += 1
        defer { openBrackets -= 1 }
        var values = [Expression]()
        skipBlanks()
        while !take(")") {
            if !values.isEmpty { guard take(",") else { throw unexpected(", or )") } }
            if atEnd { throw Unfinished(problem: open.problem("this ( is not closed", remedy: "add a )")) }
            values.append(try argument())
            skipBlanks()
            if atEnd { throw Unfinished(problem: open.problem("this ( is not closed", remedy: "add a )")) }
        }
        let call = try finished(.function(function, values), from: word.range.lowerBound, over: values)
        guard function.arity.contains(values.count) else {
            throw call.span.problem(
                "\(function.rawValue) takes \(function.arityText), not \(values.count)",
                remedy: "write \(function.usage)")
        }
        return call
    }

    /// A value of a function: an expression, or commands (`count(runs)`).
    private mutating func argument() throws -> Expression {
        let start = position
        let inner = try pipeline()
        if inner.stages.count == 1, case .expression(let value) = inner.stages[0] { return value }
        return try finished(.pipeline(inner), from: start, over: [])
    }

    // MARK: Texts

    /// `"…"` with escapes and insertions; it ends on its own line.
    mutating func text() throws -> Expression {
        let start = position
        position += 1
        var parts = [TextPart]()
        var plain = ""
        var inner = [Expression]()
        while true {
            if atEnd || current.isNewline {
                throw span(from: start).problem("this text is not closed", remedy: "add a \"")
            }
            let character = current
            position += 1
            switch character {
            case "\"":
                if !plain.isEmpty || parts.isEmpty { parts.append(.plain(plain)) }
                return try finished(.text(parts), from: start, over: inner)
            case "\\": plain.append(try escape())
            case "{":
                if !plain.isEmpty { parts.append(.plain(plain)) }
                plain = ""
                let value = try insertion()
                inner.append(value)
                parts.append(.insertion(value))
            default: plain.append(character)
            }
        }
    }

    private mutating func escape() throws -> Character {
        let letter = current
        let place = span(from: position - 1, to: min(position + 1, characters.count))
        position += 1
        switch letter {
        case "n": return "\n"
        case "t": return "\t"
        case "\"", "\\", "{", "}": return letter
        default:
            throw place.problem(
                "there is no escape \\\(letter.isNewline ? "" : String(letter))",
                remedy: "known: \\n, \\t, \\\", \\\\, \\{ and \\}")
        }
    }

    private mutating func insertion() throws -> Expression {
        let start = position - 1
        let outer = openBrackets
        openBrackets = 0
        defer { openBrackets = outer }
        skipBlanks()
        if current == "}" {
            throw span(from: start, to: position + 1).problem(
                "nothing to insert between { and }", remedy: "for a brace as such, write \\{")
        }
        let inner = try pipeline()
        skipBlanks()
        guard take("}") else { throw unexpected("} of the insertion") }
        return try wrapped(inner, from: start)
    }
}
