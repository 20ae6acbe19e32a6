import Declarations

/// Blocks and tables as HTML; whatever data brings is escaped.
enum HTMLText {
    static func block(_ block: Block) -> String {
        switch block {
        case .text(let text):
            text.contains("\n")
                ? "<pre>\(escaped(text))</pre>" : text.isEmpty ? "" : "<p>\(escaped(text))</p>"
        case .table(let table): self.table(table.abridged.shortened, ExportOptions())
        case .findings(let findings): self.findings(findings)
        case .figure(let path, let title): figure(path, title)
        case .drawing(let drawing): "<pre>\(escaped(drawing.replacing("\u{C}", with: "")))</pre>"
        case .warning(let text): "<p class=\"warning\"><strong>Warning:</strong> \(escaped(text))</p>"
        }
    }

    static func file(_ table: Table, _ options: ExportOptions) -> String {
        let runs = table.allRuns
        let trailer = options.runs && !runs.isEmpty ? "<!-- \(Provenance.line(runs)) -->\n" : ""
        let text = self.table(table, options) + "\n" + trailer
        guard options.document else { return text }
        let title = escaped(options.caption ?? table.title)
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>\(title.isEmpty ? "Table" : title)</title>
            <style>
            \(style)
            </style>
            </head>
            <body>
            \(text)</body>
            </html>

            """
    }

    /// Rules like those of a printed table; verdicts in colours that hold on white paper.
    static let style = """
        body { font-family: system-ui, sans-serif; margin: 2em; }
        table { border-collapse: collapse; border-top: 2px solid; border-bottom: 2px solid; }
        caption { text-align: left; font-weight: bold; padding-bottom: .4em; }
        th, td { padding: .2em .7em; text-align: left; }
        thead { border-bottom: 1px solid; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .healthy { color: #1a7f37; } .suspect { color: #9a6700; } .collapsed { color: #cf222e; }
        .notes, .warning { font-size: 90%; }
        """

    static func table(_ table: Table, _ options: ExportOptions) -> String {
        let parts = TableParts(table, options)
        var lines = ["<table>"]
        let title = options.caption ?? table.title
        if !title.isEmpty { lines.append("<caption>\(escaped(title))</caption>") }
        let heads = table.columns.indices.map { c in
            "<th\(parts.isNumeric[c] ? " class=\"number\"" : "")>\(escaped(parts.heads[c]))</th>"
        }
        lines.append("<thead><tr>\(heads.joined())</tr></thead>")
        lines.append("<tbody>")
        for row in table.rows.indices {
            let cells = table.columns.indices.map { self.cell(parts, row, $0, table.cells(row)[$0]) }
            lines.append("<tr>\(cells.joined())</tr>")
        }
        lines += ["</tbody>", "</table>"]
        if options.notes {
            lines += table.notes.map { "<p class=\"notes\">\(escaped($0))</p>" }
        }
        return lines.joined(separator: "\n")
    }

    private static func cell(_ parts: TableParts, _ row: Int, _ column: Int, _ value: Value) -> String {
        let cell = parts.cell(row, column)
        var main = escaped(cell.main)
        if parts.isBest(row, column) { main = "<strong>\(main)</strong>" }
        if parts.isSecond(row, column) { main = "<u>\(main)</u>" }
        if !cell.sd.isEmpty { main += " ± \(cell.sd)" }
        if !cell.interval.isEmpty { main += " \(escaped(cell.interval))" }
        if !cell.mark.isEmpty { main += "<sup>\(escaped(cell.mark))</sup>" }
        var name = parts.isNumeric[column] ? "number" : nil
        if case .word(let word) = value, Verdict(rawValue: word) != nil { name = word }
        return "<td\(name.map { " class=\"\($0)\"" } ?? "")>\(main)</td>"
    }

    private static func findings(_ findings: [Finding]) -> String {
        if findings.isEmpty { return "" }
        let columns = ["verdict", "measure", "value", "reason"].map { Table.Column($0) }
        let rows = findings.map { finding -> [Value] in
            [
                .word(finding.verdict.rawValue), .text(finding.measure), .number(Format.brief(finding.value)),
                .text(finding.reason),
            ]
        }
        return table(Table(columns: columns, rows: rows), ExportOptions())
    }

    private static func figure(_ path: String, _ title: String) -> String {
        let caption = title.isEmpty ? "" : "<figcaption>\(escaped(title))</figcaption>"
        return "<figure><img src=\"\(MarkdownText.link(path))\" alt=\"\(escaped(title))\">\(caption)</figure>"
    }

    /// Text that means itself, inside elements and inside quoted attributes.
    static func escaped(_ text: String) -> String {
        Width.harmless(text, lines: true).reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
    }
}
