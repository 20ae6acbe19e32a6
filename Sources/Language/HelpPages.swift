import Declarations

extension Interpreter {
    /// What `help` answers: a list of all commands, or the page of a command, a topic, a function or the language.
    public func help(_ topics: [String]) throws -> Report {
        guard let first = topics.first else { return overview() }
        if let page = try page(topics) { return page }
        throw Problem.unknown(
            topics.count == 1 ? "help topic" : "help topic \(first)", topics[topics.count - 1],
            known: topics.count == 1 ? helpTopics : helpTopics(below: first))
    }

    /// The same, with errors at the topic's place.
    func help(_ topics: [String], at form: CallForm) throws -> Report {
        do { return try help(topics) } catch let problem as Problem {
            let index = min(topics.count, form.arguments.count) - 1
            throw problem.at(index < 0 ? form.span.place : form.arguments[index].value.span.place)
        }
    }

    /// Everything that `help` can be asked about with one word.
    var helpTopics: [String] {
        let kinds = host.topicKinds.filter { !host.topics($0).isEmpty }
        let names = kinds.flatMap { host.topics($0).map { $0.name } }
        return commandNames + ["language"] + kinds + names + Reserved.statements
            + Function.allCases.map(\.rawValue)
    }

    /// Second words of `help <first>`.
    func helpTopics(below first: String) -> [String] {
        if let type = command(first) { return recipeWords(of: type.init()) }
        return kind(first).map { host.topics($0).map { $0.name } } ?? []
    }

    /// "metrics" and "metric" alike.
    private func kind(_ word: String) -> String? {
        host.topicKinds.first { word == $0 || word == $0 + "s" }.flatMap {
            host.topics($0).isEmpty ? nil : $0
        }
    }

    /// Words that a command's recipe setting takes.
    func recipeWords(of declared: any Declared) -> [String] {
        for setting in declared.declarations where setting.about.isRecipe {
            if case .list(let list) = setting.about.completion { return host.words(list) }
            return setting.about.choices
        }
        return []
    }

    /// A command's recipe by its word: the `als` of `train als`.
    func recipe(_ word: String, of type: any Declared.Type) -> (any Declared)? {
        let declared = type.init()
        guard let setting = declared.declarations.first(where: \.about.isRecipe) else { return nil }
        do { try setting.setting.assign(.word(word)) } catch { return nil }
        return recipes(of: declared).first
    }

    // MARK: Pages

    private func page(_ topics: [String]) throws -> Report? {
        let first = topics[0]
        if topics.count == 2 {
            if let type = command(first) {
                return recipe(topics[1], of: type).map { page($0, under: "\(first) ") }
            }
            return kind(first).flatMap { kind in
                host.topics(kind).first { $0.name == topics[1] }.map { page($0.init(), under: "") }
            }
        }
        guard topics.count == 1 else { return nil }
        if let type = command(first) { return page(type.init(), under: "") }
        if let definition = definitions[first] { return Report("\(definition.usage)\n  Defined by you.") }
        if first == "language" || Reserved.all.contains(first) { return Report(LanguageChapter.text) }
        if let kind = kind(first) { return list(of: kind) }
        for kind in host.topicKinds {
            if let type = host.topics(kind).first(where: { $0.name == first }) {
                return page(type.init(), under: "")
            }
        }
        if let function = Function(rawValue: first) {
            return Report("\(function.usage)\n  \(function.summary)")
        }
        return lookup(first).map { Report("\(first) is \($0.kind).", $0) }
    }

    private func overview() -> Report {
        let groups = Language.groups(of: vocabulary)
        var blocks = [Block]()
        var rows = [[Value]]()
        for (group, types) in groups {
            blocks.append(.table(Self.list(group, "command", types)))
            rows += types.map { [.word($0.name), .text(group), .text($0.summary)] }
        }
        if !definitions.isEmpty {
            let defined = definitions.values.map(\.usage).sorted().map { [Value.text($0)] }
            blocks.append(.table(Table("Defined by you", columns: [.init("command")], rows: defined)))
        }
        let kinds = host.topicKinds.filter { !host.topics($0).isEmpty }.map { "help \($0)" }
        let more = ["help <command>", "help language"] + kinds
        blocks.append(.text("More: \(more.joined(separator: ", "))."))
        let columns = ["command", "group", "summary"].map { Table.Column($0) }
        return Report(.table(Table(columns: columns, rows: rows)), blocks)
    }

    private func list(of kind: String) -> Report {
        let table = Self.list("", kind, host.topics(kind))
        return Report(.table(table), [.table(table), .text("help \(kind) <name> explains one.")])
    }

    private static func list(_ title: String, _ head: String, _ types: [any Declared.Type]) -> Table {
        let rows = types.map { [Value.word($0.name), .text($0.summary)] }
        return Table(title, columns: [Table.Column(head), Table.Column("what it does")], rows: rows)
    }

    private func page(_ declared: any Declared, under prefix: String) -> Report {
        let type = type(of: declared)
        var blocks: [Block] = [.text("\(prefix)\(usage(of: declared))\n  \(type.summary)")]
        let table = settingsTable(of: declared)
        if !table.rows.isEmpty { blocks.append(.table(table)) }
        let words = recipeWords(of: declared)
        if !words.isEmpty {
            blocks.append(
                .text("Each has settings of its own: help \(type.name) \(words.joined(separator: ", "))."))
        }
        blocks += host.details(type)
        if !type.example.isEmpty { blocks.append(.text("Example\n" + indented(type.example))) }
        return Report(table.rows.isEmpty ? .nothing : .table(table), blocks)
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(
            separator: "\n")
    }
}

/// Settings of a command or a topic, one a row.
func settingsTable(of declared: any Declared) -> Table {
    let rows = declared.declarations.map { setting -> [Value] in
        let about = setting.about
        let standard =
            about.isRequired
            ? "required" : setting.setting.defaultValue.map { simple($0) ?? $0.description } ?? ""
        let takes = about.expected + (about.unit.map { ", in \($0)" } ?? "")
        let name = about.isArgument ? setting.name : setting.name + "="
        return [.word(name), .text(standard), .text(takes), .text(about.summary)]
    }
    return Table(columns: ["setting", "default", "takes", "meaning"].map { Table.Column($0) }, rows: rows)
}

/// Commands by their groups, both in the order of the vocabulary.
func groups(of vocabulary: [Vocable]) -> [(String, [any Declared.Type])] {
    var order = [String]()
    var members: [String: [any Declared.Type]] = [:]
    for vocable in vocabulary {
        if members[vocable.group] == nil { order.append(vocable.group) }
        members[vocable.group, default: []].append(vocable.type)
    }
    return order.map { ($0, members[$0] ?? []) }
}
