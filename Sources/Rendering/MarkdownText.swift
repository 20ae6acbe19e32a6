import Declarations

/// Blocks and tables as GitHub-flavoured Markdown; whatever data brings is shown as it is, never as markup.
enum MarkdownText {
    static func block(_ block: Block) -> String {
        switch block {
        case .text(let text): self.text(text)
        case .table(let table): self.table(table.abridged.shortened, ExportOptions())
        case .findings(let findings): self.findings(findings)
        case .figure(let path, let title): "![\(inline(title))](\(link(path)))"
        case .drawing(let drawing): fenced(drawing)
        case .warning(let text): "> **Warning:** \(inline(text))"
        }
    }

    static func file(_ table: Table, _ options: ExportOptions) -> String {
        let runs = table.allRuns
        let trailer = options.runs && !runs.isEmpty ? "\n<!-- \(Provenance.line(runs)) -->\n" : ""
        return self.table(table, options) + "\n" + trailer
    }

    static func table(_ table: Table, _ options: ExportOptions) -> String {
        var paragraphs = [String]()
        let title = options.caption ?? table.title
        if !title.isEmpty { paragraphs.append("**\(inline(title))**") }
        if !table.columns.isEmpty { paragraphs.append(grid(table, options)) }
        if options.notes { paragraphs += table.notes.map { paragraph($0) } }
        return paragraphs.joined(separator: "\n\n")
    }

    private static func grid(_ table: Table, _ options: ExportOptions) -> String {
        let parts = TableParts(table, options)
        let heads = parts.heads.map(inline)
        var columns = [[String]]()
        for column in table.columns.indices {
            let cells = table.rows.indices.map { row in
                let cell = parts.cell(row, column)
                let main = inline(cell.main)
                let shown = parts.isBest(row, column) ? "**\(main)**" : main
                return shown + inline(parts.tail(cell))
            }
            columns.append([heads[column]] + cells)
        }
        let widths = columns.map { max(3, $0.map { Width.of($0) }.max() ?? 3) }
        func line(_ row: Int) -> String {
            let cells = columns.indices.map { c in
                Width.padded(columns[c][row], to: widths[c], right: parts.isNumeric[c])
            }
            return "| " + cells.joined(separator: " | ") + " |"
        }
        let rule = widths.indices.map { c in
            parts.isNumeric[c]
                ? String(repeating: "-", count: widths[c] - 1) + ":"
                : String(repeating: "-", count: widths[c])
        }
        let lines = [line(0), "| " + rule.joined(separator: " | ") + " |"]
        return (lines + table.rows.indices.map { line($0 + 1) }).joined(separator: "\n")
    }

    private static func findings(_ findings: [Finding]) -> String {
        let columns = ["verdict", "measure", "value", "reason"].map { Table.Column($0) }
        let rows = findings.map { finding -> [Value] in
            [
                .text(finding.verdict.rawValue), .text(finding.measure), .number(Format.brief(finding.value)),
                .text(finding.reason),
            ]
        }
        return findings.isEmpty ? "" : grid(Table(columns: columns, rows: rows), ExportOptions())
    }

    /// One line as a paragraph, several as they stand.
    private static func text(_ text: String) -> String {
        text.contains("\n") ? fenced(text) : paragraph(text)
    }

    /// A fence longer than any in the text.
    private static func fenced(_ text: String) -> String {
        let text = Width.harmless(text.replacing("\u{C}", with: ""), lines: true)
        var (longest, run) = (0, 0)
        for character in text {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)text\n\(text.hasSuffix("\n") ? String(text.dropLast()) : text)\n\(fence)"
    }

    /// A line that begins neither a heading nor a list, whatever it begins with.
    private static func paragraph(_ text: String) -> String {
        let line = inline(text).drop { $0 == " " }
        guard let first = line.first else { return "" }
        if "#>+-=".contains(first) { return "\\" + line }
        let digits = line.prefix { ("0"..."9").contains($0) }
        let rest = line.dropFirst(digits.count)
        if !digits.isEmpty, rest.first == "." || rest.first == ")" { return digits + "\\" + rest }
        return String(line)
    }

    /// Text that means itself: characters of the markup are escaped, line ends become spaces.
    static func inline(_ text: String) -> String {
        let text = Width.harmless(text.replacing("\r\n", with: " ").replacing("\n", with: " "))
        var (result, before) = ("", Character(" "))
        let characters = Array(text)
        for (i, character) in characters.enumerated() {
            let after = i + 1 < characters.count ? characters[i + 1] : " "
            switch character {
            case "\\", "`", "*", "[", "]", "|", "~", "$": result += "\\\(character)"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            // Within a word an underscore is only itself.
            case "_" where !(isWord(before) && isWord(after)): result += "\\_"
            default: result.append(character)
            }
            before = character
        }
        return result
    }

    private static func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }

    /// A path as the target of a link.
    static func link(_ path: String) -> String {
        let kept = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
        return path.utf8.reduce(into: "") { text, byte in
            let digits = String(byte, radix: 16, uppercase: true)
            text += kept.contains(byte) ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
        }
    }
}
