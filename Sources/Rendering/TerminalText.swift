import Declarations

/// Blocks of a report as lines for a terminal.
struct TerminalText {
    let style: TerminalStyle

    func block(_ block: Block) -> String {
        switch block {
        case .text(let text): paragraph(Width.harmless(text, lines: true))
        case .table(let table): TerminalTable(table.abridged, style).text
        case .findings(let findings): self.findings(findings)
        case .figure(let path, let title): figure(path, title)
        case .drawing(let drawing): self.drawing(drawing)
        case .warning(let text):
            style.paint("warning:", .yellow) + " " + Width.harmless(text, lines: true)
        }
    }

    /// A drawing keeps its colours, and nothing else that a terminal would obey.
    private func drawing(_ drawing: String) -> String {
        var text = ""
        var rest = Substring(drawing)
        while let match = rest.firstMatch(of: /\u{1B}\[[0-9;]*m/) {
            text += Width.harmless(String(rest[..<match.range.lowerBound]), lines: true)
            if style.color { text += match.output }
            rest = rest[match.range.upperBound...]
        }
        return text + Width.harmless(String(rest), lines: true)
    }

    /// A text of one line is prose, broken at its spaces where it is too long; several lines are laid out already.
    private func paragraph(_ text: String) -> String {
        guard !text.contains("\n"), !text.hasPrefix(" "), Width.of(text) > style.width else { return text }
        return Width.wrapped(text, to: style.width).joined(separator: "\n")
    }

    /// A table as the text of a file, with its notes and without an end to its lines.
    func file(_ table: Table, _ options: ExportOptions) -> String {
        var table = table
        table.title = options.caption ?? table.title
        if !options.notes { table.notes = [] }
        return TerminalTable(table, style).text + "\n"
    }

    /// A line for each finding: verdict, measure, value, reason; a long reason goes on below itself.
    private func findings(_ findings: [Finding]) -> String {
        let format = Format(column: Table.Column("value"))
        let shown = findings.map {
            (
                verdict: $0.verdict.rawValue, measure: Width.harmless($0.measure),
                value: format.number(Format.brief($0.value))
            )
        }
        let measures = shown.map { Width.of($0.measure) }.max() ?? 0
        let values = shown.map { Width.of($0.value) }.max() ?? 0
        let verdicts = Verdict.allCases.map(\.rawValue.count).max() ?? 0
        let indent = verdicts + measures + values + 6
        return zip(findings, shown).map { finding, cell in
            let verdict = style.paint(
                Width.padded(cell.verdict, to: verdicts, right: false),
                TerminalStyle.color(ofVerdict: cell.verdict))
            let measure = Width.padded(cell.measure, to: measures, right: false)
            let head = "\(verdict)  \(measure)  \(Width.padded(cell.value, to: values, right: true))  "
            let room = style.width - indent
            let reason = Width.harmless(finding.reason)
            // Where too little room is left beside the numbers, the reason stands below them.
            guard room >= 24 else {
                let lines = Width.wrapped(reason, to: max(16, style.width - 4))
                return trimmed(head) + lines.map { "\n    " + $0 }.joined()
            }
            let lines = Width.wrapped(reason, to: room)
            return trimmed(head + lines.joined(separator: "\n" + String(repeating: " ", count: indent)))
        }.joined(separator: "\n")
    }

    private func figure(_ path: String, _ title: String) -> String {
        let (path, title) = (Width.harmless(path), Width.harmless(title))
        return title.isEmpty ? "figure: \(path)" : "figure: \(path)  (\(title))"
    }
}

/// Without the spaces at its end.
func trimmed(_ line: String) -> String {
    var line = Substring(line)
    while line.last == " " { line.removeLast() }
    return String(line)
}
