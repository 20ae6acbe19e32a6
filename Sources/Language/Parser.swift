import Declarations

/// Reads a text into statements; every problem names its place.
///
///     program   := { statement (newline | ";") }
///     statement := [ name "=" ] pipeline
///                | "given" name "=" pipeline
///                | "for" name "in" expression block
///                | "if" expression block { "else" "if" expression block } [ "else" block ]
///                | "define" name { parameter | parameter "=" value } block
///     pipeline  := (command | expression) { "|" command }
///     command   := name { value | setting "=" value }
///     value     := number | "text" | [list] | 1..5 | word | ( expression | pipeline )
///     block     := "{" { statement } "}"
struct Parser {
    /// The text ends where more must follow: within brackets, or after `|`.
    struct Unfinished: Error {
        let problem: Problem
    }

    let source: Source
    let characters: [Character]
    private let knownShape: (String) -> [NamedSetting]?
    /// Definitions read so far.
    private var defined: Set<String> = []
    var position = 0
    /// Round and square brackets that are open: within them a line's end is a blank.
    var openBrackets = 0
    private var depth = 0

    init(_ source: Source, shape: @escaping (String) -> [NamedSetting]?) {
        (self.source, knownShape) = (source, shape)
        characters = source.characters
    }

    /// Arguments of a known command; none for a definition; `nil` for other words.
    func shape(_ name: String) -> [NamedSetting]? { defined.contains(name) ? [] : knownShape(name) }

    /// Reads the whole text.
    mutating func program() throws -> [Statement] {
        var statements = [Statement]()
        skipSeparators()
        while !atEnd {
            statements.append(try statement())
            try endStatement()
        }
        return statements
    }

    /// Reads a single value, as after `name=` on the command line of `reel`.
    mutating func onlyValue() throws -> Expression {
        skipBlanks()
        let value = try commandValue()
        skipBlanks()
        guard atEnd else {
            throw span(from: position, to: characters.count).problem("one value was expected")
        }
        return value
    }

    /// Runs a part of the grammar that can contain itself.
    mutating func nested<Part>(_ read: (inout Parser) throws -> Part) throws -> Part {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Limits.nesting else {
            throw spot.problem(
                "more than \(Limits.nesting) brackets, blocks or signs inside one another",
                remedy: "give the inner parts names")
        }
        return try read(&self)
    }

    // MARK: Statements

    private mutating func endStatement() throws {
        skipBlanks()
        if atEnd || current.isNewline || current == ";" { return skipSeparators() }
        switch current {
        case "}": throw spot.problem("there is no { that this } closes")
        case ")", "]": throw spot.problem("there is no bracket that this \(current) closes")
        default: throw unexpected("the end of the statement")
        }
    }

    func unexpected(_ wanted: String) -> Problem {
        if atEnd || current.isNewline { return spot.problem("\(wanted) is missing here") }
        let remedy: String? =
            switch current {
            case "'", "“", "”", "‘", "’", "„": "texts stand in straight double quotes: \"text\""
            case ",": "values are separated by blanks; a list is [a b c]"
            case "\\": "a \\ is only used within texts; a line goes on after an open bracket or a |"
            case "&": "write and between two conditions"
            case "!": "write not before a condition"
            default: nil
            }
        return spot.problem("\(wanted) was expected here, not \(current)", remedy: remedy)
    }

    private mutating func statement() throws -> Statement {
        try nested { parser in
            let start = parser.position
            let form = try parser.statementForm()
            return Statement(form: form, span: parser.span(from: start))
        }
    }

    private mutating func statementForm() throws -> Statement.Form {
        let start = position
        let end = endOfWord(from: position, .command)
        let word = String(characters[start..<end])
        let begins = character(at: end).isWhitespace || character(at: end) == "{"
        switch word {
        case "for" where begins: return try loop()
        case "if" where begins: return try branch()
        case "define" where begins: return try define()
        case "given" where begins:
            position = end
            let (name, place) = try newName("the name of a given value")
            try expectAssignment(of: name)
            return .given(name, place, try assigned())
        case "else": throw span(from: start, to: end).problem("there is no if before this else")
        default: break
        }
        if let name = try assignment(word, start, end) {
            return .assign(word, name, try assigned())
        }
        return .run(try pipeline())
    }

    /// Consumes `name =` if it stands here; `name == …` is a comparison.
    private mutating func assignment(_ word: String, _ start: Int, _ end: Int) throws -> Span? {
        let place = span(from: start, to: end)
        guard end > start else { return nil }
        position = end
        skipBlanks()
        guard current == "=", character(at: position + 1) != "=" else {
            position = start
            return nil
        }
        position += 1
        try check(word, at: place, "a value")
        return place
    }

    private mutating func assigned() throws -> Pipeline {
        skipBlanks()
        return try pipeline()
    }

    private mutating func expectAssignment(of name: String) throws {
        skipBlanks()
        guard take("=") else { throw unexpected("= after given \(name)") }
    }

    private func check(_ name: String, at place: Span, _ kind: String) throws {
        guard isName(name) else {
            throw place.problem(
                "\(name) cannot name \(kind)",
                remedy: "a name is made of letters, digits, _ and -, a letter first")
        }
        if Reserved.all.contains(name) {
            throw place.problem("\(name) is a word of the language and cannot name \(kind)")
        }
        if shape(name) != nil {
            throw place.problem("\(name) is a command and cannot name \(kind)", remedy: "choose another name")
        }
    }

    private mutating func newName(_ wanted: String) throws -> (String, Span) {
        skipBlanks()
        let start = position
        position = endOfWord(from: start, .command)
        guard position > start else { throw unexpected(wanted) }
        let place = span(from: start)
        try check(place.text, at: place, "a value")
        return (place.text, place)
    }

    private mutating func loop() throws -> Statement.Form {
        position += "for".count
        let (name, place) = try newName("the name of the loop's value")
        skipBlanks()
        guard isAt("in") else { throw unexpected("in after for \(name)") }
        position += "in".count
        let values = try expression()
        return .loop(name, place, values, try block())
    }

    private mutating func branch() throws -> Statement.Form {
        var branches = [(condition: Expression, block: [Statement])]()
        while true {
            position += "if".count
            let condition = try expression()
            branches.append((condition, try block()))
            guard skipToElse() else { return .branch(branches, otherwise: []) }
            skipBlanks()
            guard isAt("if") else { return .branch(branches, otherwise: try block()) }
        }
    }

    /// Consumes an `else`, on the same line or on one that follows.
    private mutating func skipToElse() -> Bool {
        let end = position
        skipLines()
        if isAt("else") {
            position += "else".count
            return true
        }
        position = end
        return false
    }

    private mutating func block() throws -> [Statement] {
        skipBlanks()
        let open = spot
        guard take("{") else { throw unexpected("{") }
        let outer = openBrackets
        openBrackets = 0
        defer { openBrackets = outer }
        var statements = [Statement]()
        skipSeparators()
        while !take("}") {
            guard !atEnd else {
                throw Unfinished(problem: open.problem("this { is not closed", remedy: "add a }"))
            }
            statements.append(try statement())
            skipBlanks()
            if current != "}" { try endStatement() }
        }
        return statements
    }

    private mutating func define() throws -> Statement.Form {
        position += "define".count
        skipBlanks()
        let start = position
        position = endOfWord(from: start, .command)
        guard position > start else { throw unexpected("the name of the definition") }
        let name = span(from: start)
        guard isName(name.text), !Reserved.all.contains(name.text) else {
            throw name.problem(
                "\(name.text) cannot name a definition",
                remedy: "a name is made of letters, digits, _ and -, a letter first")
        }
        var parameters = [Definition.Parameter]()
        skipBlanks()
        while current != "{" {
            let (parameter, place) = try newName("a parameter or {")
            if parameters.contains(where: { $0.name == parameter }) {
                throw place.problem("there are two parameters named \(parameter)")
            }
            let standard = take("=") ? try commandValue() : nil
            if standard == nil, parameters.last?.standard != nil {
                throw place.problem(
                    "\(parameter) has no default but follows a parameter that has one",
                    remedy: "put it before \(parameters[parameters.count - 1].name)")
            }
            parameters.append(.init(name: parameter, span: place, standard: standard))
            skipBlanks()
        }
        defined.insert(name.text)
        let body = try block()
        return .define(Definition(name: name.text, nameSpan: name, parameters: parameters, body: body))
    }
}
