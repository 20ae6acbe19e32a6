import Declarations

extension Interpreter {
    /// Runs the commands of a pipeline; the report is the last one's, with the warnings of all.
    func report(of pipeline: Pipeline, name: String?) throws -> Report {
        try deeper(by: 3, at: pipeline.span) {
            var report = Report()
            for (index, stage) in pipeline.stages.enumerated() {
                let isLast = index == pipeline.stages.count - 1
                switch stage {
                case .expression(let expression):
                    let value = try evaluate(expression)
                    report = Report(value, isLast ? blocks(of: value) : [])
                case .call(let form):
                    let piped = index == 0 ? nil : report.value
                    if let piped, case .nothing = piped {
                        throw pipeline.stages[index - 1].span.problem("this gives no value to pass on")
                    }
                    report = try call(form, piped: piped, name: isLast ? name : nil)
                }
                if !isLast { keepWarnings(of: report) }
            }
            return report
        }
    }

    /// Runs a command or a definition, or looks up a value that stands alone.
    private func call(_ form: CallForm, piped: Value?, name: String?) throws -> Report {
        if let definition = definitions[form.name] { return try call(definition, form, piped: piped) }
        if let type = command(form.name) { return try run(type, form, piped: piped, name: name) }
        if form.isBare, piped == nil, let value = lookup(form.name) {
            return Report(value, blocks(of: value))
        }
        throw notACommand(form, piped)
    }

    private func notACommand(_ form: CallForm, _ piped: Value?) -> Problem {
        if let value = lookup(form.name) {
            let minus = form.arguments.first.map { $0.value.span.text.hasPrefix("-") } ?? false
            return form.nameSpan.problem(
                "\(form.name) is \(value.kind), not a command",
                remedy: minus ? "to subtract, put blanks around the sign" : nil)
        }
        let isBare = form.isBare && piped == nil
        if isBare {
            // Perhaps a subtraction without blanks, or a misspelt name.
            do {
                _ = try evaluator.value(of: Expression(.word(form.name, mayStay: false), form.nameSpan))
            } catch {
                if let problem = error as? Problem, problem.remedy?.hasPrefix("to subtract") == true {
                    return problem
                }
            }
        }
        let known = commandNames + (isBare ? knownNames : []) + Reserved.statements
        let kind = isBare ? "command or value" : "command"
        let problem = Problem.unknown(kind, form.name, known: known)
        return Problem(
            problem.what, remedy: problem.remedy ?? "help lists the commands", at: form.nameSpan.place)
    }

    private func run(_ type: any Declared.Type, _ form: CallForm, piped: Value?, name: String?) throws
        -> Report
    {
        if type == Builtins.Assert.self { return try check(form, piped) }
        let filling = Filling(type.init(), form, self)
        try filling.fill(piped)
        switch filling.command {
        case let help as Builtins.Help: return try self.help(help.topics, at: form)
        case let source as Builtins.Source:
            return try runFile(source.file.typed, from: form.arguments.first?.value.span ?? form.span)
        default: break
        }
        let call = Call(text: filling.text, place: form.span.place, name: name)
        do { return try host.run(filling.command, as: call) } catch {
            throw placed(error, at: form.span)
        }
    }

    /// An error of a command as a problem at the command's place.
    private func placed(_ error: any Error, at span: Span) -> any Error {
        switch error {
        case let problem as Problem: problem.at(span.place)
        case is Interrupted, is any Leaving: error
        default: span.problem("\(error)")
        }
    }

    /// The `assert` command: a condition that does not hold is a problem that shows what it is made of.
    private func check(_ form: CallForm, _ piped: Value?) throws -> Report {
        guard let condition = form.arguments.first, form.arguments.count == 1, condition.isDeferred else {
            throw form.span.problem("assert needs a condition", remedy: "write assert t[0].ndcg@10 > 0.1")
        }
        if try condition.value.isTrue(self, "assert") { return Report(.truth(true)) }
        var seen = Set<String>()
        let parts = condition.value.leaves.filter { seen.insert($0.span.text).inserted }.compactMap { leaf in
            (try? evaluate(leaf)).map { "\(leaf.span.text) is \($0.literal)" }
        }
        throw condition.value.span.problem(
            "this does not hold", remedy: parts.isEmpty ? nil : parts.joined(separator: ", "))
    }

    /// How a value is shown when it is asked for by its name.
    func blocks(of value: Value) -> [Block] {
        switch value {
        case .nothing: return []
        case .table(let table): return [.table(table)]
        case .thing(let thing):
            let rows = thing.fields.map { [Value.word($0.name), $0.value] }
            if rows.isEmpty { return [.text(thing.summary)] }
            let columns = [Table.Column("field"), Table.Column("value")]
            return [.text(thing.summary), .table(Table(columns: columns, rows: rows))]
        default: return [.text(value.description)]
        }
    }
}
