import Declarations

/// Gives the values of a command line to the settings of a command and of the recipes it names.
final class Filling {
    let command: any Declared
    private let form: CallForm
    private let interpreter: Interpreter
    private var given: Set<String> = []
    /// The arguments as canonical text, by their index.
    private var texts: [Int: String] = [:]

    init(_ command: any Declared, _ form: CallForm, _ interpreter: Interpreter) {
        (self.command, self.form, self.interpreter) = (command, form, interpreter)
    }

    /// The command as it would be typed, with the values of names and insertions filled in.
    var text: String {
        ([form.name] + form.arguments.indices.compactMap { texts[$0] }).joined(separator: " ")
    }

    /// A value without a name: from the pipe (no expression), or typed.
    private struct Place {
        let index: Int?
        let expression: Expression?
        let value: Value?
    }

    func fill(_ piped: Value?) throws {
        var places = piped.map { [Place(index: nil, expression: nil, value: $0)] } ?? []
        for (index, argument) in form.arguments.enumerated() where argument.name == nil {
            places.append(Place(index: index, expression: argument.value, value: nil))
        }
        let own = command.declarations
        for (index, argument) in form.arguments.enumerated() {
            guard let (name, span) = argument.name, let setting = own.first(where: { $0.name == name }) else {
                continue
            }
            try assign(setting, argument, index, span)
        }
        try fill(command, &places)
        for recipe in recipes(of: command) { try fill(recipe, &places) }
        try refuse(places.first)
        for (index, argument) in form.arguments.enumerated() {
            guard let (name, span) = argument.name, !own.contains(where: { $0.name == name }) else {
                continue
            }
            try forward(name, argument, index, span)
        }
        try requireAll(of: command)
        for recipe in recipes(of: command) { try requireAll(of: recipe) }
    }

    // MARK: By place

    private func fill(_ declared: any Declared, _ places: inout [Place]) throws {
        for argument in declared.arguments where !given.contains(argument.name) && !places.isEmpty {
            if argument.about.isVariadic {
                try assignAll(argument, places)
                places = []
            } else {
                let place = places.removeFirst()
                try assign(argument, try value(of: place, for: argument), at: place.expression)
            }
            given.insert(argument.name)
        }
    }

    private func value(of place: Place, for setting: NamedSetting) throws -> Value {
        guard let expression = place.expression, let index = place.index else {
            return place.value ?? .nothing
        }
        if form.arguments[index].isDeferred {
            let closure = try interpreter.closure(expression)
            texts[index] = closure.text
            return .expression(closure)
        }
        let value = try self.value(of: expression, for: setting.about)
        texts[index] = canonical(value, expression)
        return value
    }

    /// Gives all that are left to a list.
    private func assignAll(_ setting: NamedSetting, _ places: [Place]) throws {
        let values = try places.map { try value(of: $0, for: setting) }
        for (value, place) in zip(values, places) { try refuseLongRange(value, at: place.expression) }
        // `compare [a b] c` means `compare a b c`, unless an element may itself be a list.
        let flat = values.flatMap { value -> [Value] in
            switch value {
            case .list, .range: value.elements
            default: [value]
            }
        }
        do throws(Mismatch) { try setting.setting.assign(.list(values)) } catch {
            do throws(Mismatch) { try setting.setting.assign(.list(flat)) } catch {
                for (value, place) in zip(values, places) { try assign(setting, value, at: place.expression) }
                throw error.problem(for: setting.name).at(form.span.place)
            }
        }
    }

    private func refuse(_ place: Place?) throws {
        guard let place else { return }
        guard let expression = place.expression else {
            throw form.nameSpan.problem("\(form.name) takes no value from a pipe", remedy: "write \(usage)")
        }
        let names = settings.map(\.name)
        let near = nearest(to: expression.span.text, in: names)
        throw expression.span.problem(
            "\(title) takes no more values", remedy: near.map { "did you mean \($0)=…?" } ?? "write \(usage)")
    }

    // MARK: By name

    private func assign(_ setting: NamedSetting, _ argument: CallForm.Argument, _ index: Int, _ span: Span)
        throws
    {
        guard given.insert(setting.name).inserted else {
            throw span.problem("\(setting.name) is given twice")
        }
        let value: Value
        if setting.about.syntax == .expression {
            let closure = try interpreter.closure(argument.value)
            (value, texts[index]) = (.expression(closure), "\(setting.name)=\(closure.text)")
        } else {
            value = try self.value(of: argument.value, for: setting.about)
            texts[index] = "\(setting.name)=\(canonical(value, argument.value))"
        }
        try assign(setting, value, at: argument.value)
    }

    private func forward(_ name: String, _ argument: CallForm.Argument, _ index: Int, _ span: Span) throws {
        for recipe in recipes(of: command) {
            guard let setting = recipe.declarations.first(where: { $0.name == name }) else { continue }
            return try assign(setting, argument, index, span)
        }
        let problem = Problem.unknown("setting of \(title)", name, known: settings.map(\.name))
        throw Problem(problem.what, remedy: problem.remedy ?? "help \(title) lists them", at: span.place)
    }

    // MARK: Values

    /// Evaluates; a word stays one where the setting takes words.
    private func value(of expression: Expression, for about: About) throws -> Value {
        guard about.syntax == .word else { return try interpreter.evaluate(expression) }
        switch expression.form {
        case .word("nothing", _): return .nothing
        case .word(let word, true): return stays(word, expression.span, about) ?? .word(word)
        case .number(let x):
            let raw = expression.span.text
            return shortest(x) == raw ? .number(x) : .word(raw)
        case .range(_, _) where expression.span.text.allSatisfy({ !$0.isWhitespace && $0 != "(" }):
            return .word(expression.span.text)
        case .list(let elements):
            return .list(try elements.map { try value(of: $0, for: about) })
        default: return try interpreter.evaluate(expression)
        }
    }

    /// The session's value of a word that is none of the setting's own words.
    private func stays(_ word: String, _ span: Span, _ about: About) -> Value? {
        guard about.isRecipe || !about.choices.isEmpty, !about.choices.contains(word) else { return nil }
        if about.isRecipe, case .list(let list) = about.completion,
            interpreter.host.words(list).contains(word)
        {
            return nil
        }
        guard let value = try? interpreter.evaluator.named(word, span) else { return nil }
        return value.text == nil && about.isRecipe ? nil : value
    }

    private func assign(_ setting: NamedSetting, _ value: Value, at expression: Expression?) throws {
        try refuseLongRange(value, at: expression)
        do throws(Mismatch) { try setting.setting.assign(value) } catch {
            var problem = error.problem(for: setting.name)
            guard let expression else { throw problem.at(form.nameSpan.place) }
            if case .list(let parts) = expression.form, case .list(let values) = value {
                for (part, value) in zip(parts, values) { try assign(setting, value, at: part) }
            }
            if case .word(let word, _) = expression.form, case .word = value, problem.remedy == nil {
                let near = nearest(to: word, in: interpreter.knownNames)
                problem.remedy = near.map { "did you mean \($0)?" }
            }
            throw problem.at(expression.span.place)
        }
    }

    private func refuseLongRange(_ value: Value, at expression: Expression?) throws {
        let span = expression?.span ?? form.nameSpan
        _ = try elements(value, at: span)
    }

    private func requireAll(of declared: any Declared) throws {
        for argument in declared.arguments where argument.about.isRequired && !given.contains(argument.name) {
            let meaning =
                argument.about.summary.hasSuffix(".")
                ? String(argument.about.summary.dropLast()) : argument.about.summary
            throw form.nameSpan.problem(
                "\(title) needs \(argument.name) (\(meaning.prefix(1).lowercased() + meaning.dropFirst()))",
                remedy: "write \(usage)")
        }
    }

    // MARK: Names for errors

    private var settings: [NamedSetting] {
        command.declarations + recipes(of: command).flatMap(\.declarations)
    }
    /// "train als": the command and its recipes.
    private var title: String {
        ([form.name] + recipes(of: command).map { type(of: $0).name }).joined(separator: " ")
    }
    private var usage: String { Language.usage(of: command) }

    /// A value as it would be typed: simple ones by their content, others by what was written.
    private func canonical(_ value: Value, _ expression: Expression) -> String {
        simple(value) ?? expression.span.text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

/// The text that reads back as a value; `nil` for tables and things.
func simple(_ value: Value) -> String? {
    switch value {
    case .nothing, .truth, .number, .range: return value.description
    case .measure(let measure): return shortest(measure.mean)
    case .text: return value.literal
    case .word(let word): return isWritable(word) ? word : Value.text(word).literal
    case .list(let values):
        let parts = values.compactMap(simple)
        return parts.count == values.count ? "[" + parts.joined(separator: " ") + "]" : nil
    case .table, .thing, .expression: return nil
    }
}

/// Whether a word can be typed without quotes.
private func isWritable(_ word: String) -> Bool {
    let parser = Parser(Source(word, file: ""), shape: { _ in nil })
    return !word.isEmpty && parser.endOfWord(from: 0, .command) == word.count
}

/// The recipes that a command's settings hold, and theirs.
func recipes(of declared: any Declared) -> [any Declared] {
    declared.declarations.filter(\.about.isRecipe).flatMap { setting -> [any Declared] in
        // A required argument that is not there yet has no content.
        if case .nothing = setting.setting.value { return [] }
        guard let recipe = setting.setting.content as? any Recipe else { return [] }
        return [recipe.declared] + recipes(of: recipe.declared)
    }
}

/// How a command is written: "train model [setting=…]".
func usage(of declared: any Declared) -> String {
    var parts = [type(of: declared).name]
    for argument in declared.arguments {
        let name = argument.about.isVariadic ? "\(argument.name) …" : argument.name
        parts.append(argument.about.isRequired ? name : "[\(name)]")
    }
    if !declared.settings.isEmpty || declared.arguments.contains(where: \.about.isRecipe) {
        parts.append("[setting=value …]")
    }
    return parts.joined(separator: " ")
}
