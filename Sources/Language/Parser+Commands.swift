import Declarations

extension Parser {
    /// Commands, or one expression, up to the end of the statement or the closing bracket.
    mutating func pipeline() throws -> Pipeline {
        var stages = [try firstStage()]
        skipBlanks()
        while !atEnd, current == "|" {
            let bar = spot
            position += 1
            if current == "|" {
                throw spot.problem("a command was expected after |", remedy: "between conditions, write or")
            }
            skipLines()
            guard !atEnd else { throw Unfinished(problem: bar.problem("a command must follow this |")) }
            stages.append(.call(try call(isPiped: true)))
            skipBlanks()
        }
        return Pipeline(stages: stages)
    }

    /// A command if the first word is one, or if it is followed by values; else an expression.
    private mutating func firstStage() throws -> Pipeline.Stage {
        skipBlanks()
        let start = position
        let end = endOfWord(from: start, .command)
        guard end > start else { return .expression(try expression()) }
        let word = String(characters[start..<end])
        let next = character(at: end)
        if next == "(" || next == "[" && shape(word) == nil { return .expression(try expression()) }
        if shape(word) != nil { return .call(try call(isPiped: false)) }
        guard isName(word), !Reserved.all.contains(word) else { return .expression(try expression()) }
        return followedByOperator(end) ? .expression(try expression()) : .call(try call(isPiped: false))
    }

    /// Whether what comes after a word that is no known command makes it a part of an expression.
    private func followedByOperator(_ end: Int) -> Bool {
        var ahead = self
        ahead.position = end
        ahead.skipBlanks()
        switch ahead.current {
        case "=", "!": return ahead.character(at: ahead.position + 1) == "="
        case "<", ">", "+", "*", "/", "%", "^": return true
        case "-": return ahead.character(at: ahead.position + 1).isWhitespace
        default: return ["and", "or", "in", "not"].contains { ahead.isAt($0) }
        }
    }

    /// One command with its values and settings.
    private mutating func call(isPiped: Bool) throws -> CallForm {
        skipBlanks()
        let start = position
        position = endOfWord(from: start, .command)
        guard position > start else { throw unexpected("a command") }
        let name = span(from: start)
        guard isName(name.text) else { throw name.problem("a command was expected here, not \(name.text)") }
        if Reserved.all.contains(name.text) {
            throw name.problem("\(name.text) is a word of the language, not a command")
        }
        let arguments = try self.arguments(of: name.text, isPiped: isPiped)
        let end = arguments.last?.end ?? name.range.upperBound
        return CallForm(
            name: name.text, nameSpan: name, arguments: arguments, span: span(from: start, to: end))
    }

    private mutating func arguments(of command: String, isPiped: Bool) throws -> [CallForm.Argument] {
        let known = shape(command) ?? []
        let deferred = known.firstIndex { $0.about.syntax == .expression }
        var arguments = [CallForm.Argument]()
        var places = isPiped ? 1 : 0
        skipBlanks()
        while !endsCommand {
            if places == deferred, settingAhead == nil {
                if "=<>!+*/^".contains(current), places > 0, !isPiped {
                    throw span(from: position).problem(
                        "\(command) needs \(known[0].name) in front of its \(known[places].name)",
                        remedy: "write \(known[0].name) | \(command) …")
                }
                arguments.append(.init(name: nil, value: try expression(), isDeferred: true))
                places += 1
            } else {
                arguments.append(try argument(of: command))
                if arguments[arguments.count - 1].name == nil { places += 1 }
            }
            try requireBlank(in: command)
        }
        return arguments
    }

    /// After a value comes a blank or the end of the command.
    private mutating func requireBlank(in command: String) throws {
        let end = position
        skipBlanks()
        if position > end || endsCommand || current.isNewline { return }
        if "=<>".contains(current) { throw strayOperator(in: command) }
        throw current == "]"
            ? unexpected("the next value") : spot.problem("a blank is missing before this \(current)")
    }

    /// Where a command ends: at the end of the line, `;`, `|` or a closing bracket.
    private var endsCommand: Bool {
        if atEnd { return true }
        if current.isNewline { return openBrackets == 0 }
        return current == ";" || current == "|" || current == ")" || current == "}"
    }

    /// The end of `name` where `name=` stands at the position.
    private var settingAhead: Int? {
        let end = endOfWord(from: position, .command)
        guard end > position, character(at: end) == "=", character(at: end + 1) != "=" else { return nil }
        return isName(String(characters[position..<end])) ? end : nil
    }

    private mutating func argument(of command: String) throws -> CallForm.Argument {
        guard let end = settingAhead else {
            if current == "=" || current == "<" || current == ">" { throw strayOperator(in: command) }
            return .init(name: nil, value: try commandValue(), isDeferred: false)
        }
        let name = span(from: position, to: end)
        position = end + 1
        if atEnd || current.isWhitespace || current == ";" || current == "|" || current == ")" {
            throw name.problem(
                "\(name.text)= has no value", remedy: "write it without a blank: \(name.text)=value")
        }
        return .init(name: (name.text, name), value: try commandValue(), isDeferred: false)
    }

    private func strayOperator(in command: String) -> Problem {
        let next = character(at: position + 1)
        if current == "=" && next != "=" {
            return spot.problem(
                "a setting of \(command) has no blank around its =", remedy: "write name=value")
        }
        return spot.problem(
            "a comparison beside a command stands in brackets", remedy: "write (a \(current) b)")
    }

    // MARK: Values beside a command

    /// One value in a command or a list: bare words stay words where they name nothing.
    mutating func commandValue(inList: Bool = false) throws -> Expression {
        try nested { parser in
            switch parser.current {
            case "\"": return try parser.text()
            case "[": return try parser.afterBracket(try parser.list())
            case "(": return try parser.afterBracket(try parser.round())
            default: return try parser.bareValue(inList: inList)
            }
        }
    }

    private mutating func bareValue(inList: Bool) throws -> Expression {
        let start = position
        if !atEnd, "'“”‘’„".contains(current) { throw unexpected("a value") }
        position = endOfWord(from: start, .command)
        guard position > start else { throw unexpected("a value") }
        // What is no setting may contain = : an address such as http://x/?a=1 is one word, and so is [user=viewer].
        while current == "=", character(at: position + 1) != "=",
            inList || !isName(String(characters[start..<position]))
        {
            position = endOfWord(from: position + 1, .command)
        }
        let word = span(from: start)
        if current == "{" {
            throw spot.problem(
                "a { within a bare word", remedy: "put the whole in quotes: \"\(word.text){…}\"")
        }
        if current == "(", Function(rawValue: word.text) != nil {
            position = start
            return try afterBracket(try primary())
        }
        if let range = try range(word, .command) { return range }
        if let number = try number(word) { return number }
        let value = Expression(.word(word.text, mayStay: true), word)
        return current == "[" || current == "(" ? try afterBracket(value) : value
    }

    /// `[0]` and `.field` directly behind a value.
    private mutating func afterBracket(_ value: Expression) throws -> Expression {
        let whole = try postfix(value, .command)
        if current == "(" || current == "\"" {
            throw spot.problem("a blank is missing before this \(current)")
        }
        return whole
    }

    /// `[a b c]`: values as beside a command, separated by blanks, line ends or commas.
    mutating func list() throws -> Expression {
        let start = position
        let open = spot
        position += 1
        openBrackets += 1
        defer { openBrackets -= 1 }
        var elements = [Expression]()
        while true {
            skipBlanks()
            while current == ",", !elements.isEmpty {
                position += 1
                skipBlanks()
            }
            if atEnd { throw Unfinished(problem: open.problem("this [ is not closed", remedy: "add a ]")) }
            if take("]") { break }
            if current == "=" || current == "<" || current == ">" {
                throw spot.problem(
                    "an expression within a list stands in brackets", remedy: "write [(a + b) c]")
            }
            elements.append(try commandValue(inList: true))
        }
        return try finished(.list(elements), from: start, over: elements)
    }
}
