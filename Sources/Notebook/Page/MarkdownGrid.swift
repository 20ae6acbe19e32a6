import Declarations

/// A table of GitHub's dialect: a row of heads, a row of rules that says the alignment, rows of cells.
struct MarkdownGrid {
    let html: String

    /// Whether a table begins with these lines.
    static func begins(_ lines: ArraySlice<String>) -> Bool {
        guard let head = lines.first, head.contains("|"), let rule = lines.dropFirst().first,
            let alignments = alignments(rule)
        else { return false }
        return cells(head).count == alignments.count
    }

    init(_ rest: inout ArraySlice<String>, _ inline: MarkdownInline) {
        let heads = rest.popFirst().map(Self.cells) ?? []
        let alignments = rest.popFirst().flatMap(Self.alignments) ?? []
        func row(_ cells: [String], _ name: String) -> String {
            let shown = alignments.indices.map { c in
                let text = c < cells.count ? cells[c] : ""
                let words = [alignments[c], Verdict(rawValue: text)?.rawValue].compactMap(\.self)
                let style = words.isEmpty ? "" : " class=\"\(words.joined(separator: " "))\""
                return "<\(name)\(style)>\(inline.html(text))</\(name)>"
            }
            return "<tr>\(shown.joined())</tr>"
        }
        var rows = [String]()
        while let line = rest.first, !trimmed(line).isEmpty, line.contains("|") {
            rows.append(row(Self.cells(line), "td"))
            rest = rest.dropFirst()
        }
        html = """
            <div class="table"><table>
            <thead>\(row(heads, "th"))</thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table></div>
            """
    }

    /// Class of each column, of a line such as `| --- | ---: |`.
    private static func alignments(_ line: String) -> [String?]? {
        guard line.contains("-") else { return nil }
        var found = [String?]()
        for cell in cells(line) {
            let bare = cell.drop { $0 == ":" }
            let isLeft = bare.count + 1 == cell.count
            let isRight = bare.last == ":"
            let rule = isRight ? bare.dropLast() : bare
            guard !rule.isEmpty, rule.allSatisfy({ $0 == "-" }), cell.count - bare.count <= 1 else {
                return nil
            }
            found.append(isRight ? (isLeft ? "center" : "right") : nil)
        }
        return found.isEmpty ? nil : found
    }

    /// Cells of a row; `\|` is a bar within one.
    private static func cells(_ line: String) -> [String] {
        var text = Substring(trimmed(line))
        if text.first == "|" { text = text.dropFirst() }
        var cells = [String]()
        var cell = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                cell += character == "|" ? "|" : "\\" + String(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "|" {
                cells.append(trimmed(cell))
                cell = ""
            } else {
                cell.append(character)
            }
        }
        if isEscaped { cell += "\\" }
        // The bar at a row's end closes its last cell.
        return trimmed(cell).isEmpty && text.last == "|" ? cells : cells + [trimmed(cell)]
    }
}
