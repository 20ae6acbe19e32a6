import Declarations

extension Interpreter {
    /// The whole manual as Markdown: the language, every command by its group, every topic by its kind.
    public func manual() -> String {
        var parts = [
            "# Manual",
            "Written by `reel manual` from the declarations in the source; do not edit it by hand.",
        ]
        parts.append(LanguageChapter.text)
        for (group, types) in groups(of: vocabulary) {
            parts.append("## \(group)")
            parts += types.flatMap { chapter($0) }
        }
        for kind in host.topicKinds {
            let types = host.topics(kind)
            guard !types.isEmpty else { continue }
            parts.append("## Every \(kind)")
            parts += types.flatMap { chapter($0) }
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func chapter(_ type: any Declared.Type) -> [String] {
        let declared = type.init()
        var parts = ["### \(type.name)", type.summary, "    \(usage(of: declared))"]
        let table = settingsTable(of: declared)
        if !table.rows.isEmpty { parts.append(markdown(table)) }
        parts += host.details(type).map(markdown)
        if !type.example.isEmpty { parts.append("```reel\n\(type.example)\n```") }
        return parts
    }

    private func markdown(_ block: Block) -> String {
        switch block {
        case .text(let text): text
        case .warning(let text): "> \(text)"
        case .table(let table): markdown(table)
        case .drawing(let text): "```text\n\(text)\n```"
        case .figure(let path, let title): "![\(title)](\(path))"
        case .findings(let findings):
            findings.map { "- \($0.measure): \($0.verdict.rawValue), \($0.reason)" }.joined(separator: "\n")
        }
    }

    private func markdown(_ table: Table) -> String {
        func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let head = row(table.columns.map { escaped($0.name) })
        let rule = row(table.columns.map { _ in "---" })
        let body = table.rows.map { row($0.map { escaped($0.description) }) }
        return ([head, rule] + body).joined(separator: "\n")
    }

    private func escaped(_ cell: String) -> String {
        cell.replacing("|", with: "\\|").replacing("\n", with: " ")
    }
}
