/// Emphasis, code, links, pictures and escapes within a paragraph (CommonMark 0.31, §6, without raw HTML).
struct MarkdownInline {
    let pictures: Pictures

    /// Longer texts are shown without markup, deeper markup as it is typed.
    private static let longest = 20_000
    private static let deepest = 12
    /// Markup that is not closed within so many characters is none: otherwise each sign would look through all the rest.
    private static let reach = 1_000
    private static let punctuation = Set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

    func html(_ text: String) -> String {
        let characters = Array(text)
        return characters.count > Self.longest ? escaped(text) : html(characters[...], depth: 0)
    }

    private func html(_ text: ArraySlice<Character>, depth: Int) -> String {
        guard depth < Self.deepest else { return escaped(String(text)) }
        var result = ""
        var i = text.startIndex
        while i < text.endIndex {
            if let (html, next) = span(in: text, at: i, depth: depth) {
                result += html
                i = next
                continue
            }
            // A run of signs that opens nothing is only itself.
            let run = "`*_".contains(text[i]) ? run(in: text, at: i) : 1
            for character in text[i..<i + run] { result += escaped(character) }
            i += run
        }
        return result
    }

    /// Markup that begins here and where it ends; `nil` for a plain character.
    private func span(in text: ArraySlice<Character>, at i: Int, depth: Int) -> (String, Int)? {
        let text = text[..<min(text.endIndex, i + Self.reach)]
        switch text[i] {
        case "\\": return escape(in: text, at: i)
        case " ", "\n": return lineBreak(in: text, at: i)
        case "&": return entity(in: text, at: i)
        case "`": return code(in: text, at: i)
        case "*", "_": return emphasis(in: text, at: i, depth: depth)
        case "<": return autolink(in: text, at: i)
        case "[":
            guard let (label, destination, next) = link(in: text, at: i) else { return nil }
            let words = html(label, depth: depth + 1)
            return (anchor(words, to: destination), next)
        case "!":
            guard i + 1 < text.endIndex, text[i + 1] == "[",
                let (label, destination, next) = link(in: text, at: i + 1)
            else { return nil }
            return (pictures.html(destination, alt: plain(label)), next)
        default: return nil
        }
    }

    // MARK: Characters

    private func escape(in text: ArraySlice<Character>, at i: Int) -> (String, Int)? {
        guard i + 1 < text.endIndex else { return nil }
        if text[i + 1].isNewline { return ("<br>\n", i + 2) }
        return Self.punctuation.contains(text[i + 1]) ? (escaped(text[i + 1]), i + 2) : nil
    }

    /// Two spaces at the end of a line break it.
    private func lineBreak(in text: ArraySlice<Character>, at i: Int) -> (String, Int)? {
        let spaces = text[i...].prefix { $0 == " " }.count
        let end = i + spaces
        guard spaces >= 2, end < text.endIndex, text[end].isNewline else { return nil }
        return ("<br>\n", end + 1)
    }

    private func entity(in text: ArraySlice<Character>, at i: Int) -> (String, Int)? {
        guard let end = text[i...].prefix(12).firstIndex(of: ";") else { return nil }
        return Self.character(String(text[i + 1..<end])).map { (escaped($0), end + 1) }
    }

    /// The character that an entity stands for: those that our own Markdown uses, and numbers.
    private static func character(_ name: String) -> Character? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        case "nbsp": return "\u{A0}"
        default:
            guard name.hasPrefix("#") else { return nil }
            let isHex = name.dropFirst().first.map { $0 == "x" || $0 == "X" } ?? false
            let number = isHex ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
            return number.flatMap(Unicode.Scalar.init).map { Character($0) }
        }
    }

    private func run(in text: ArraySlice<Character>, at i: Int) -> Int {
        text[i...].prefix { $0 == text[i] }.count
    }

    private func code(in text: ArraySlice<Character>, at i: Int) -> (String, Int)? {
        guard let end = codeEnd(in: text, at: i) else { return nil }
        let signs = run(in: text, at: i)
        var inside = text[i + signs..<end - signs].map { $0.isNewline ? " " : $0 }
        let isPadded = inside.first == " " && inside.last == " " && inside.contains { $0 != " " }
        if isPadded { inside = Array(inside.dropFirst().dropLast()) }
        return ("<code>\(escaped(String(inside)))</code>", end)
    }

    /// The place behind the code span that begins here.
    private func codeEnd(in text: ArraySlice<Character>, at i: Int) -> Int? {
        let signs = run(in: text, at: i)
        var j = i + signs
        while j < text.endIndex {
            guard text[j] == "`" else {
                j += 1
                continue
            }
            let found = run(in: text, at: j)
            j += found
            if found == signs { return j }
        }
        return nil
    }

    // MARK: Emphasis

    private func emphasis(in text: ArraySlice<Character>, at i: Int, depth: Int) -> (String, Int)? {
        let sign = text[i]
        let signs = run(in: text, at: i)
        let start = i + signs
        guard signs <= 3, start < text.endIndex, !text[start].isWhitespace else { return nil }
        // Within a word, as in `max_sampled`, an underscore is only itself.
        if sign == "_", i > text.startIndex, isWord(text[i - 1]) { return nil }
        guard let end = emphasisEnd(sign, signs, in: text, from: start) else { return nil }
        let inside = html(text[start..<end], depth: depth + 1)
        let shown =
            switch signs {
            case 1: "<em>\(inside)</em>"
            case 2: "<strong>\(inside)</strong>"
            default: "<em><strong>\(inside)</strong></em>"
            }
        return (shown, end + signs)
    }

    private func emphasisEnd(_ sign: Character, _ signs: Int, in text: ArraySlice<Character>, from start: Int)
        -> Int?
    {
        var j = start
        while j < text.endIndex {
            if text[j] == "\\" {
                j += 2
            } else if text[j] == "`" {
                j = codeEnd(in: text, at: j) ?? j + run(in: text, at: j)
            } else if text[j] == sign {
                let found = run(in: text, at: j)
                let behind = j + found
                let closes = j > start && !text[j - 1].isWhitespace && (found == signs || found == 3)
                let isInWord = sign == "_" && behind < text.endIndex && isWord(text[behind])
                if closes, !isInWord { return behind - signs }
                j = behind
            } else {
                j += 1
            }
        }
        return nil
    }

    private func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }

    // MARK: Links

    /// `[label](destination "title")`: the label, the destination and the place behind.
    private func link(in text: ArraySlice<Character>, at i: Int) -> (ArraySlice<Character>, String, Int)? {
        guard let close = labelEnd(in: text, at: i), close + 1 < text.endIndex, text[close + 1] == "(" else {
            return nil
        }
        var j = close + 2
        func skipBlanks() { while j < text.endIndex, text[j].isWhitespace { j += 1 } }
        skipBlanks()
        guard let destination = destination(in: text, at: &j) else { return nil }
        skipBlanks()
        if j < text.endIndex, text[j] == "\"" || text[j] == "'" {
            guard let quote = text[(j + 1)...].firstIndex(of: text[j]) else { return nil }
            j = quote + 1
            skipBlanks()
        }
        guard j < text.endIndex, text[j] == ")" else { return nil }
        return (text[i + 1..<close], destination, j + 1)
    }

    private func labelEnd(in text: ArraySlice<Character>, at i: Int) -> Int? {
        var depth = 0
        var j = i
        while j < text.endIndex {
            switch text[j] {
            case "\\": j += 1
            case "`":
                j = codeEnd(in: text, at: j) ?? j + run(in: text, at: j)
                continue
            case "[": depth += 1
            case "]":
                depth -= 1
                if depth == 0 { return j }
            default: break
            }
            j += 1
        }
        return nil
    }

    private func destination(in text: ArraySlice<Character>, at j: inout Int) -> String? {
        var found = ""
        if j < text.endIndex, text[j] == "<" {
            guard let end = text[j...].firstIndex(of: ">") else { return nil }
            found = String(text[j + 1..<end])
            j = end + 1
            return decoded(found)
        }
        var depth = 0
        while j < text.endIndex, !text[j].isWhitespace {
            if text[j] == "\\", j + 1 < text.endIndex {
                j += 1
            } else if text[j] == "(" {
                depth += 1
            } else if text[j] == ")" {
                if depth == 0 { break }
                depth -= 1
            }
            found.append(text[j])
            j += 1
        }
        return decoded(found)
    }

    /// Entities of an address as the characters that they are, so that none hides a scheme.
    private func decoded(_ address: String) -> String {
        let characters = Array(address)
        var (result, i) = ("", 0)
        while i < characters.count {
            if characters[i] == "&", let end = characters[i...].prefix(12).firstIndex(of: ";"),
                let character = Self.character(String(characters[i + 1..<end]))
            {
                result.append(character)
                i = end + 1
            } else {
                result.append(characters[i])
                i += 1
            }
        }
        return result
    }

    private func autolink(in text: ArraySlice<Character>, at i: Int) -> (String, Int)? {
        guard let end = text[i...].firstIndex(of: ">") else { return nil }
        let address = String(text[i + 1..<end])
        guard !address.contains(where: \.isWhitespace), let scheme = scheme(of: address),
            Self.schemes.contains(scheme)
        else { return nil }
        return (anchor(escaped(address), to: address), end + 1)
    }

    private static let schemes: Set = ["http", "https", "mailto"]

    private func anchor(_ words: String, to destination: String) -> String {
        let isSafe = scheme(of: destination).map(Self.schemes.contains) ?? true
        return isSafe ? "<a href=\"\(escaped(destination))\">\(words)</a>" : words
    }

    /// A label without its escapes, for a picture's words.
    private func plain(_ label: ArraySlice<Character>) -> String {
        var (result, i) = ("", label.startIndex)
        while i < label.endIndex {
            if label[i] == "\\", i + 1 < label.endIndex, Self.punctuation.contains(label[i + 1]) { i += 1 }
            result.append(label[i])
            i += 1
        }
        return decoded(result)
    }
}
