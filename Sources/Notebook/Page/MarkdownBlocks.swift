import Declarations
import Language

/// Paragraphs, headings, lists, tables, quotes and fenced code as HTML (CommonMark 0.31, §4 and §5, and the tables of
/// GitHub's dialect). What looks like HTML is text; comments are left out.
struct MarkdownBlocks {
    let inline: MarkdownInline
    /// How often each heading's anchor was given.
    private var anchors: [String: Int] = [:]
    /// Whether what a statement showed is being rendered.
    private var isInOutput = false

    /// Lists and quotes inside one another beyond this are shown as text.
    private static let deepest = 16

    init(inline: MarkdownInline) { self.inline = inline }

    mutating func html(of text: String) -> String {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            let blanks = line.prefix { $0 == " " || $0 == "\t" }
            guard blanks.contains("\t") else { return String(line) }
            return blanks.reduce(into: "") { $0 += $1 == "\t" ? "    " : " " } + line.dropFirst(blanks.count)
        }
        let html = html(lines[...], isTight: false, depth: 0)
        defer { isInOutput = false }
        return isInOutput ? html + "\n</div>" : html
    }

    private mutating func html(_ lines: ArraySlice<String>, isTight: Bool, depth: Int) -> String {
        guard depth < Self.deepest else { return "<p>\(escaped(lines.joined(separator: "\n")))</p>" }
        var parts = [String]()
        var rest = lines
        while let line = rest.first {
            if trimmed(line).isEmpty {
                rest = rest.dropFirst()
            } else if let part = block(&rest, depth: depth) {
                if !part.isEmpty { parts.append(part) }
            } else {
                parts.append(paragraph(&rest, isTight: isTight))
            }
        }
        return parts.joined(separator: "\n")
    }

    /// The block that begins here, taken from the lines; `nil` where a paragraph does.
    private mutating func block(_ rest: inout ArraySlice<String>, depth: Int) -> String? {
        guard let line = rest.first else { return nil }
        if let fence = Fence(line) { return code(fence, &rest) }
        if line.hasPrefix("<!--") { return comment(&rest, depth: depth) }
        if let (level, text) = Self.heading(line) {
            rest = rest.dropFirst()
            return heading(level, text)
        }
        if Self.isRule(line) {
            rest = rest.dropFirst()
            return "<hr>"
        }
        if Self.quoted(line) != nil { return quote(&rest, depth: depth) }
        if ListMarker(line) != nil { return list(&rest, depth: depth) }
        if MarkdownGrid.begins(rest) { return MarkdownGrid(&rest, inline).html }
        if line.hasPrefix("    ") { return indented(&rest) }
        return nil
    }

    /// Whether a line ends a paragraph that it does not belong to.
    private static func interrupts(_ line: String) -> Bool {
        if Fence(line) != nil || heading(line) != nil || isRule(line) || quoted(line) != nil { return true }
        return line.hasPrefix("<!--") || (ListMarker(line).map { $0.mayInterrupt } ?? false)
    }

    // MARK: Leaves

    private mutating func paragraph(_ rest: inout ArraySlice<String>, isTight: Bool) -> String {
        var lines = [String]()
        while let line = rest.first, !trimmed(line).isEmpty {
            if !lines.isEmpty {
                let signs = trimmed(line)
                if signs.allSatisfy({ $0 == "=" }) || signs.count > 1 && signs.allSatisfy({ $0 == "-" }) {
                    rest = rest.dropFirst()
                    return heading(signs.first == "=" ? 1 : 2, lines.joined(separator: "\n"))
                }
                if Self.interrupts(line) || MarkdownGrid.begins(rest) { break }
            }
            lines.append(String(line.drop { $0 == " " }))
            rest = rest.dropFirst()
        }
        var text = lines.joined(separator: "\n")
        while text.last == " " { text.removeLast() }
        return isTight ? inline.html(text) : "<p>\(inline.html(text))</p>"
    }

    private static func heading(_ line: String) -> (level: Int, text: String)? {
        let line = line.prefix { $0 == " " }.count <= 3 ? trimmed(line) : line
        let level = line.prefix { $0 == "#" }.count
        let text = line.dropFirst(level)
        guard (1...6).contains(level), text.isEmpty || text.first == " " else { return nil }
        var words = trimmed(text)
        let closing = words.reversed().prefix { $0 == "#" }.count
        if closing == words.count || words.dropLast(closing).last == " " { words.removeLast(closing) }
        return (level, trimmed(words))
    }

    private mutating func heading(_ level: Int, _ text: String) -> String {
        let kept = text.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
        let anchor = kept.replacing(" ", with: "-")
        let count = anchors[anchor, default: 0]
        anchors[anchor] = count + 1
        let id = escaped(count == 0 ? anchor : "\(anchor)-\(count)")
        return "<h\(level) id=\"\(id)\">\(inline.html(text))</h\(level)>"
    }

    private static func isRule(_ line: String) -> Bool {
        let signs = line.filter { $0 != " " }
        guard signs.count >= 3, let first = signs.first, "-*_".contains(first) else { return false }
        return line.prefix { $0 == " " }.count <= 3 && signs.allSatisfy { $0 == first }
    }

    private func code(_ fence: Fence, _ rest: inout ArraySlice<String>) -> String {
        rest = rest.dropFirst()
        var lines = [String]()
        while let line = rest.first {
            rest = rest.dropFirst()
            if fence.isClosed(by: line) { break }
            lines.append(fence.content(line))
        }
        guard fence.info == NotebookResult.typedInfo else {
            return "<pre><code>\(escaped(lines.joined(separator: "\n")))</code></pre>"
        }
        let typed = lines.map { line in
            let prompt = [Transcript.prompt, Transcript.continuation].first { line.hasPrefix($0) } ?? ""
            return "<span class=\"prompt\">\(escaped(prompt))</span>\(escaped(line.dropFirst(prompt.count)))"
        }
        return "<pre class=\"typed\"><code>\(typed.joined(separator: "\n"))</code></pre>"
    }

    private func indented(_ rest: inout ArraySlice<String>) -> String {
        var lines = [String]()
        while let line = rest.first, line.hasPrefix("    ") || trimmed(line).isEmpty {
            lines.append(String(line.dropFirst(4)))
            rest = rest.dropFirst()
        }
        while lines.last.map({ trimmed($0).isEmpty }) == true { lines.removeLast() }
        return "<pre><code>\(escaped(lines.joined(separator: "\n")))</code></pre>"
    }

    /// Nothing, but for the comments in which a rendered copy wraps what came.
    private mutating func comment(_ rest: inout ArraySlice<String>, depth: Int) -> String {
        let first = rest.first.map { trimmed($0) } ?? ""
        if depth == 0, isInOutput ? first == NotebookResult.outputEnds : first == NotebookResult.outputBegins
        {
            rest = rest.dropFirst()
            isInOutput.toggle()
            return isInOutput ? "<div class=\"output\">" : "</div>"
        }
        while let line = rest.first {
            rest = rest.dropFirst()
            if line.contains("-->") { break }
        }
        return ""
    }

    // MARK: Containers

    private static func quoted(_ line: String) -> String? {
        let bare = line.drop { $0 == " " }
        guard line.count - bare.count <= 3, bare.first == ">" else { return nil }
        let text = bare.dropFirst()
        return String(text.first == " " ? text.dropFirst() : text)
    }

    private mutating func quote(_ rest: inout ArraySlice<String>, depth: Int) -> String {
        var lines = [String]()
        while let line = rest.first {
            if let text = Self.quoted(line) {
                lines.append(text)
            } else if !trimmed(line).isEmpty, lines.last.map({ !trimmed($0).isEmpty }) == true,
                !Self.interrupts(line)
            {
                lines.append(line)
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        return "<blockquote>\n\(html(lines[...], isTight: false, depth: depth + 1))\n</blockquote>"
    }

    private mutating func list(_ rest: inout ArraySlice<String>, depth: Int) -> String {
        guard let first = rest.first.flatMap({ ListMarker($0) }) else { return "" }
        var items = [[String]]()
        var isLoose = false
        while let line = rest.first, let marker = ListMarker(line), marker.kind == first.kind,
            !Self.isRule(line)
        {
            var lines = [String(line.dropFirst(marker.content))]
            rest = rest.dropFirst()
            while let line = rest.first {
                let isBlank = trimmed(line).isEmpty
                let isInside = line.prefix { $0 == " " }.count >= marker.content
                let wasBlank = trimmed(lines.last ?? "").isEmpty
                let isLazy = !wasBlank && !Self.interrupts(line) && ListMarker(line) == nil
                guard isBlank || isInside || isLazy else { break }
                lines.append(
                    isInside ? String(line.dropFirst(marker.content)) : line.drop { $0 == " " }.description)
                rest = rest.dropFirst()
            }
            let blanks = lines.reversed().prefix { trimmed($0).isEmpty }.count
            lines.removeLast(min(blanks, lines.count - 1))
            let goesOn = rest.first.flatMap { ListMarker($0) }.map { $0.kind == first.kind } ?? false
            if blanks > 0 && goesOn || lines.contains(where: { trimmed($0).isEmpty }) && lines.count > 1 {
                isLoose = true
            }
            items.append(lines)
        }
        let shown = items.map { "<li>\(html($0[...], isTight: !isLoose, depth: depth + 1))</li>" }
        let start = first.number.map { $0 == 1 ? "" : " start=\"\($0)\"" } ?? ""
        let name = first.number == nil ? "ul" : "ol"
        return "<\(name)\(start)>\n\(shown.joined(separator: "\n"))\n</\(name)>"
    }
}

/// What begins an item of a list.
private struct ListMarker {
    /// Items of one list have the same: "-", "*", "+", "." or ")".
    let kind: Character
    /// The number in front of "." or ")".
    let number: Int?
    /// Column at which the item's text begins.
    let content: Int
    /// Whether it may follow a paragraph without an empty line between: a year at a line's beginning may not.
    let mayInterrupt: Bool

    init?(_ line: String) {
        let spaces = line.prefix { $0 == " " }.count
        guard spaces <= 3 else { return nil }
        var rest = line.dropFirst(spaces)
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest = rest.dropFirst(digits.count)
        guard let sign = rest.first, digits.count <= 9, (digits.isEmpty ? "-*+" : ".)").contains(sign) else {
            return nil
        }
        rest = rest.dropFirst()
        let gap = rest.prefix { $0 == " " }.count
        guard gap > 0 || rest.isEmpty else { return nil }
        kind = sign
        number = Int(digits)
        // More than four spaces begin indented code, one column behind the marker.
        content = spaces + digits.count + 1 + (gap > 4 || gap == 0 ? 1 : gap)
        mayInterrupt = !rest.allSatisfy { $0 == " " } && (number == nil || number == 1)
    }
}
