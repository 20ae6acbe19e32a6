import Declarations
import Foundation

extension Interpreter {
    /// Runs a statement; its value is that of its last command, for a loop the list of its rounds' values.
    @discardableResult
    func perform(_ statement: Statement) throws -> Value {
        try Interrupt.check()
        switch statement.form {
        case .run(let pipeline):
            let report = try report(of: pipeline, name: nil)
            show(report, name: nil)
            return report.value
        case .assign(let name, _, let pipeline): return try assign(pipeline, to: name)
        case .given(let name, _, let pipeline):
            guard let value = given[name] else { return try assign(pipeline, to: name) }
            assign(name, value)
            return value
        case .loop(let name, _, let values, let block): return try loop(name, over: values, block)
        case .branch(let branches, let otherwise):
            for (condition, block) in branches where try condition.isTrue(self, "if") {
                return try perform(block)
            }
            return try perform(otherwise)
        case .define(let definition):
            try define(definition)
            return .nothing
        }
    }

    func perform(_ block: [Statement]) throws -> Value {
        var value = Value.nothing
        for statement in block { value = try perform(statement) }
        return value
    }

    private func assign(_ pipeline: Pipeline, to name: String) throws -> Value {
        var report = try report(of: pipeline, name: name)
        // A value that is only looked up or worked out needs no picture once it has a name.
        if pipeline.stages.count == 1, isExpression(pipeline.stages[0]) { report.blocks = [] }
        assign(name, report.value)
        show(report, name: name)
        return report.value
    }

    private func isExpression(_ stage: Pipeline.Stage) -> Bool {
        switch stage {
        case .expression: true
        case .call(let call): call.isBare && command(call.name) == nil && definitions[call.name] == nil
        }
    }

    /// Shows a report, with the warnings of the commands that led to it.
    func show(_ report: Report, name: String?) {
        guard isShowing else { return keepWarnings(of: report) }
        var report = report
        report.blocks = warnings + report.blocks
        warnings = []
        host.show(report, name: name)
    }

    func keepWarnings(of report: Report) {
        warnings += report.blocks.filter { if case .warning = $0 { true } else { false } }
    }

    private func define(_ definition: Definition) throws {
        let place = definition.nameSpan
        if command(definition.name) != nil {
            throw place.problem("\(definition.name) is a command already", remedy: "choose another name")
        }
        if let value = lookup(definition.name) {
            throw place.problem(
                "\(definition.name) names \(value.kind) already", remedy: "choose another name")
        }
        definitions[definition.name] = definition
    }

    // MARK: Loops

    private func loop(_ name: String, over expression: Expression, _ block: [Statement]) throws -> Value {
        let values = try evaluate(expression)
        let count = try rounds(of: values, expression.span)
        var results = [Value]()
        frames.append(Frame(values: [:], isCall: false))
        defer { frames.removeLast() }
        let frame = frames.count - 1
        try deeper(by: 5, at: expression.span) {
            for index in 0..<count {
                frames[frame].values = [name: element(index, of: values)]
                let result = try perform(block)
                if results.count < Limits.listSize { results.append(result) }
                try Interrupt.check()
            }
        }
        return .list(results)
    }

    private func rounds(of values: Value, _ place: Span) throws -> Int {
        switch values {
        case .nothing: return 0
        case .list(let list): return list.count
        case .table(let table): return table.rows.count
        case .range(let low, let high):
            guard high - low < 1e15 else { throw place.problem("this range has too many elements") }
            return low <= high ? Int(high - low) + 1 : 0
        case .thing, .expression:
            throw place.problem("for goes through a list, a range or a table, but this is \(values.kind)")
        default: return 1
        }
    }

    private func element(_ index: Int, of values: Value) -> Value {
        switch values {
        case .list(let list): list[index]
        case .table(let table): .thing(Row(of: table, at: index))
        case .range(let low, _): .number(low + Double(index))
        default: values
        }
    }

    // MARK: Definitions

    /// Calls a definition: values by their place or by their name, the one from the pipe first.
    func call(_ definition: Definition, _ form: CallForm, piped: Value?) throws -> Report {
        guard frames.count(where: \.isCall) < Limits.calls else {
            throw form.nameSpan.problem(
                "more than \(Limits.calls) calls inside one another",
                remedy: "does \(definition.name) call itself without end?")
        }
        let values = try bind(definition, form, piped)
        let (shown, kept) = (isShowing, frames)
        frames.append(Frame(values: values, isCall: true))
        isShowing = false
        defer { (frames, isShowing) = (kept, shown) }
        return try deeper(by: 10, at: form.span) { try lastReport(of: definition.body) }
    }

    /// Runs a body; the report of its last statement is that of the call.
    private func lastReport(of body: [Statement]) throws -> Report {
        guard let last = body.last else { return Report() }
        for statement in body.dropLast() { try perform(statement) }
        if case .run(let pipeline) = last.form { return try report(of: pipeline, name: nil) }
        let value = try perform(last)
        return Report(value, blocks(of: value))
    }

    private func bind(_ definition: Definition, _ form: CallForm, _ piped: Value?) throws -> [String: Value] {
        var values: [String: Value] = [:]
        var open = definition.parameters.map(\.name)
        for argument in form.arguments {
            guard let (name, place) = argument.name else { continue }
            guard definition.parameters.contains(where: { $0.name == name }) else {
                throw Problem.unknown(
                    "parameter of \(definition.name)", name, known: definition.parameters.map(\.name)
                ).at(place.place)
            }
            if values[name] != nil { throw place.problem("\(name) is given twice") }
            values[name] = try evaluate(argument.value)
            open.removeAll { $0 == name }
        }
        let unnamed = form.arguments.filter { $0.name == nil }
        let places = (piped == nil ? [] : [form.nameSpan]) + unnamed.map(\.value.span)
        let given = try (piped.map { [$0] } ?? []) + unnamed.map { try evaluate($0.value) }
        for (value, place) in zip(given, places) {
            guard !open.isEmpty else {
                throw place.problem(
                    "\(definition.name) takes no more values", remedy: "write \(definition.usage)")
            }
            values[open.removeFirst()] = value
        }
        for parameter in definition.parameters where values[parameter.name] == nil {
            guard let standard = parameter.standard else {
                throw form.nameSpan.problem(
                    "\(definition.name) needs \(parameter.name)", remedy: "write \(definition.usage)")
            }
            values[parameter.name] = try evaluate(standard)
        }
        return values
    }

    // MARK: Files

    /// Runs another file in place of the `source` command.
    func runFile(_ typed: String, from place: Span) throws -> Report {
        let path = resolve(typed, from: place.source.file)
        let full = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
        let above = [place.source.file].filter { $0 != "prompt" }.map {
            URL(fileURLWithPath: $0).standardizedFileURL.resolvingSymlinksInPath().path
        }
        if (sources + above).contains(full) {
            throw place.problem("\(typed) is being run already: the files source one another in a circle")
        }
        let text = try readSource(path, typed: typed, at: place)
        sources.append(full)
        defer { sources.removeLast() }
        let value = try deeper(by: 20, at: place) { try perform(try parse(Source(text, file: path))) }
        return Report(value)
    }

    /// A path relative to the folder of the file that names it; `~` is the home folder.
    func resolve(_ typed: String, from file: String) -> String {
        if typed == "~" || typed.hasPrefix("~/") {
            return FileManager.default.homeDirectoryForCurrentUser.path + typed.dropFirst()
        }
        guard !typed.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return typed }
        return String(file[...slash]) + typed
    }

    private func readSource(_ path: String, typed: String, at place: Span) throws -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw place.problem("there is no file \(typed)")
        }
        if isFolder.boolValue { throw place.problem("\(typed) is a folder, not a file") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw place.problem("\(typed) cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw place.problem("\(typed) is not UTF-8 text")
        }
        return text
    }
}

extension Expression {
    /// Evaluates a condition.
    func isTrue(_ interpreter: Interpreter, _ sign: String) throws -> Bool {
        try interpreter.deeper(by: height, at: span) { try interpreter.evaluator.truth(self, sign) }
    }
}
