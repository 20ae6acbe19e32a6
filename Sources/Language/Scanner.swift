import Declarations

/// The parser's ground floor: characters, blanks and words. A word is read in one of two ways.
///
/// Beside a command (`load ml-100k`, `to=results/a.svg`, `take 5`) nearly every character belongs to a word. In an
/// expression the signs `+ * / % ^` are operators and only `_ @ ~ . : -` join letters and digits, the last three
/// where a letter or digit follows; so `ndcg@10~99neg` is one name and a subtraction needs blanks.
extension Parser {
    enum Reading { case command, expression }

    var atEnd: Bool { position >= characters.count }
    /// The character at the position; a newline at the end of the text.
    var current: Character { character(at: position) }

    func character(at offset: Int) -> Character {
        offset >= 0 && offset < characters.count ? characters[offset] : "\n"
    }

    func span(from start: Int, to end: Int? = nil) -> Span {
        Span(source: source, range: start..<max(start, end ?? position))
    }
    /// The character at the position, or the end of the line.
    var spot: Span { span(from: position, to: min(position + 1, characters.count)) }

    /// Passes blanks and comments; ends of lines too where a bracket is open.
    mutating func skipBlanks() {
        while !atEnd {
            if current == "#" {
                while !atEnd, !current.isNewline { position += 1 }
            } else if current.isNewline ? openBrackets > 0 : current.isWhitespace {
                position += 1
            } else {
                return
            }
        }
    }

    /// Passes blanks, comments, ends of lines and semicolons between statements.
    mutating func skipSeparators() {
        skipBlanks()
        while !atEnd, current.isNewline || current == ";" {
            position += 1
            skipBlanks()
        }
    }

    /// Passes blanks and ends of lines, after something that asks for more.
    mutating func skipLines() {
        skipBlanks()
        while !atEnd, current.isNewline {
            position += 1
            skipBlanks()
        }
    }

    /// End of the word that starts at an offset; the same offset where none does.
    func endOfWord(from start: Int, _ reading: Reading) -> Int {
        var end = start
        while end < characters.count, belongs(end, from: start, reading) { end += 1 }
        return end
    }

    private func belongs(_ offset: Int, from start: Int, _ reading: Reading) -> Bool {
        let c = characters[offset]
        if c.isLetter || c.isNumber || c == "_" { return true }
        switch reading {
        case .command:
            if c == "#" { return offset > start }
            // Marks, symbols and emoji belong to words (ids, titles and paths have them); these structure the line.
            return !c.isWhitespace && !c.isNewline && !Self.structure.contains(c) && !c.isControl
        case .expression:
            let next = character(at: offset + 1)
            let joins = next.isLetter || next.isNumber || next == "_"
            switch c {
            case "@", "~": return offset > start
            case ".": return joins || (next == "." && offset > start) || character(at: offset - 1) == "."
            case ":", "-": return offset > start && joins
            case "+":
                // The sign in 1e+3.
                let before = character(at: offset - 1)
                return offset > start && joins && (before == "e" || before == "E")
                    && character(at: start).isNumber
            default: return false
            }
        }
    }
    /// Characters that end a word beside a command.
    private static let structure: Set<Character> = [
        "\"", "[", "]", "(", ")", "{", "}", "|", ";", ",", "=", "<", ">", "\\",
    ]

    /// Whether a plain word (`for`, `in`) stands at the position.
    func isAt(_ word: String) -> Bool {
        let end = position + word.count
        guard end <= characters.count, String(characters[position..<end]) == word else { return false }
        return endOfWord(from: position, .expression) == end
    }

    /// Consumes signs if they stand at the position.
    mutating func take(_ signs: String) -> Bool {
        for (index, sign) in signs.enumerated() where character(at: position + index) != sign { return false }
        guard position + signs.count <= characters.count else { return false }
        position += signs.count
        return true
    }
}

extension Character {
    var isControl: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}

/// Letters, digits, `_` and `-`, with a letter or `_` in front: what a value or a setting can be called.
func isName(_ word: some StringProtocol) -> Bool {
    guard let first = word.first, first.isLetter || first == "_" else { return false }
    return word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
}

/// Reads a decimal number: `64`, `-.5`, `1e-3`, `50_000_000`. Hexadecimal, `inf` and `nan` are words.
func numeral(_ word: some StringProtocol) -> Double? {
    var digits = 0
    var last: Character = " "
    for character in word {
        switch character {
        case "0"..."9" where character.isASCII: digits += 1
        case "_" where last.isNumber: break
        case "+", "-": if last != " " && last != "e" && last != "E" { return nil }
        case ".": if last == "_" { return nil }
        case "e", "E": if digits == 0 || last == "_" { return nil }
        default: return nil
        }
        last = character
    }
    guard digits > 0, last.isNumber || last == "." else { return nil }
    guard last != "." else { return nil }
    return Double(String(word.filter { $0 != "_" }))
}
