/// What a text takes up in a terminal, and how to keep it from doing harm there.
enum Width {
    /// Columns that a text fills: two for wide letters and pictures, none for marks that combine.
    static func of(_ text: some StringProtocol) -> Int {
        var isPlain = true
        for byte in text.utf8 where byte < 0x20 || byte > 0x7E {
            isPlain = false
            break
        }
        return isPlain ? text.utf8.count : text.reduce(0) { $0 + of($1) }
    }

    static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        // A picture selected by U+FE0F fills two columns; a flag, a family or a syllable of several letters no more.
        if scalars.contains(where: { $0.value == 0xFE0F }) { return 2 }
        return min(2, scalars.reduce(0) { $0 + of($1) })
    }

    static func of(_ scalar: Unicode.Scalar) -> Int {
        let v = scalar.value
        if v < 0x20 || (0x7F..<0xA0).contains(v) { return 0 }
        if v < 0x300 { return v == 0xAD ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        // Medial vowels and final consonants of Hangul combine with the letter before them.
        if (0x1160...0x11FF).contains(v) { return 0 }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(v) } ? 2 : 1
    }

    /// Blocks of East Asian wide and full-width letters (Unicode Standard Annex 11).
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x20000...0x3FFFD,
    ]

    /// Cuts a text to a width and says so with "…".
    static func cut(_ text: String, to width: Int) -> String {
        if of(text) <= width { return text }
        guard width > 0 else { return "" }
        var (kept, used) = ("", 0)
        for character in text {
            let w = of(character)
            if used + w > width - 1 { break }
            kept.append(character)
            used += w
        }
        return kept + "…"
    }

    static func padded(_ text: String, to width: Int, right: Bool) -> String {
        let space = String(repeating: " ", count: max(0, width - of(text)))
        return right ? space + text : text + space
    }

    /// Breaks a text into lines at its spaces; a word that is longer than a line is left whole.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines = [String]()
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var (line, used) = ("", 0)
            for word in paragraph.split(separator: " ") {
                let w = of(word)
                if used > 0, used + 1 + w > width {
                    lines.append(line)
                    (line, used) = ("", 0)
                }
                line += (used > 0 ? " " : "") + word
                used += w + (used > 0 ? 1 : 0)
            }
            lines.append(line)
        }
        return lines
    }

    /// Shows control characters instead of sending them: the escape that would begin a command to the terminal becomes
    /// "␛". Marks that turn the direction of writing round become "�", as they could make a line read as another.
    /// A tab becomes a space. `lines` keeps line ends.
    static func harmless(_ text: String, lines: Bool = false) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where lines: clean.append(scalar)
            case 0x09: clean.append(" ")
            case 0x00..<0x20: clean.append(Unicode.Scalar(0x2400 + scalar.value) ?? "�")
            case 0x7F: clean.append("␡")
            default: clean.append(isHarmful(scalar) ? "�" : scalar)
            }
        }
        return String(clean)
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
