/// Text made fit to be drawn: one line, nothing that moves a cursor or ends a command.
///
/// Line ends and tabs become spaces; other control characters, which no font can draw, become "�".
func oneLine(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: line.unicodeScalars.append(" ")
        // Control characters, and the marks that turn the direction of everything after them.
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF:
            line.unicodeScalars.append("\u{FFFD}")
        default: line.unicodeScalars.append(scalar)
        }
    }
    return line
}

/// Shortens text to `limit` characters, an ellipsis in the middle: both ends of a model's name tell it apart.
func shortened(_ text: String, to limit: Int) -> String {
    guard text.count > limit, limit > 1 else { return text }
    let head = (limit - 1) * 2 / 3
    return text.prefix(head) + "…" + text.suffix(limit - 1 - head)
}

/// Width of a line of text in units of the font's height.
///
/// Rounded up from DejaVu Sans, the widest of the usual fonts without serifs: a picture drawn with another
/// leaves some room, and nothing is cut.
func width(of text: String, bold: Bool = false) -> Double {
    var sum = 0.0
    for character in text {
        guard let scalar = character.unicodeScalars.first else { continue }
        switch scalar {
        case "i", "j", "l", "I", "J", "'", ".", ",", ":", ";", "|", "!", " ": sum += 0.33
        case "f", "r", "t", "(", ")", "[", "]", "/", "\\", "-": sum += 0.41
        case "m", "M", "W", "w", "@", "%": sum += 0.96
        case "G", "O", "Q", "D", "H", "N", "U", "#", "<", ">", "=", "+", "~", "&", "−", "±", "×": sum += 0.82
        case "A"..."Z": sum += 0.7
        case "⁰"..."⁹", "⁻", "¹", "²", "³": sum += 0.42
        case "\u{1100}"..."\u{115F}", "\u{2E80}"..."\u{A4CF}", "\u{AC00}"..."\u{D7A3}",
            "\u{F900}"..."\u{FAFF}", "\u{FE30}"..."\u{FE6F}", "\u{FF00}"..."\u{FFE6}":
            sum += 1.02
        case "\u{1F000}"..."\u{1FFFF}": sum += 1.3
        default: sum += 0.62
        }
    }
    return bold ? sum * 1.11 : sum
}

/// Shortens text until it fits into `room` units of the font's height.
func fitted(_ text: String, into room: Double, bold: Bool = false) -> String {
    var text = text
    while text.count > 4, width(of: text, bold: bold) > room { text = shortened(text, to: text.count - 1) }
    return text
}

/// Names of models made short enough to stand side by side: where one does not fit, the words that all begin
/// or end with are left out, as it is the others that tell them apart.
func distinct(_ names: [String], fits: (String) -> Bool) -> [String] {
    guard names.count > 1, !names.allSatisfy(fits) else { return names }
    let words = names.map { $0.split(separator: " ") }
    let least = words.map(\.count).min() ?? 0
    func agree(_ pick: ([Substring]) -> Substring) -> Bool { Set(words.map(pick)).count == 1 }
    var head = 0, tail = 0
    while head < least - 1, agree({ $0[head] }) { head += 1 }
    while tail < least - 1 - head, agree({ $0[$0.count - 1 - tail] }) { tail += 1 }
    // The first word is the model's own name, and stays.
    guard head + tail > 1 else { return names }
    return words.map { words in
        let first = head > 0 ? [words[0]] + (head > 1 ? ["…"] : []) : []
        let rest = words[head..<words.count - tail] + (tail > 0 ? ["…"] : [])
        return (first + rest).joined(separator: " ")
    }
}

/// Breaks text at spaces into lines that fit into `room` units of the font's height, at most `lines` of them.
func wrapped(_ text: String, into room: Double, lines limit: Int, bold: Bool = false) -> [String] {
    if width(of: text, bold: bold) <= room { return text.isEmpty ? [] : [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
        let longer = line.isEmpty ? String(word) : line + " " + word
        if width(of: longer, bold: bold) <= room || line.isEmpty {
            line = longer
        } else {
            lines.append(line)
            line = String(word)
        }
    }
    if !line.isEmpty { lines.append(line) }
    if lines.count > limit {
        lines[limit - 1] = lines[(limit - 1)...].joined(separator: " ")
        lines.removeLast(lines.count - limit)
    }
    return lines.map { fitted($0, into: room, bold: bold) }
}

/// Cells that text takes in a terminal: two for East Asian wide characters and emoji (Unicode UAX #11).
func cells(_ text: some StringProtocol) -> Int {
    text.reduce(0) { sum, character in
        guard let scalar = character.unicodeScalars.first else { return sum }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
            0x1F900...0x1FAFF, 0x20000...0x3FFFD:
            return sum + 2
        case 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: return sum
        default: return sum + 1
        }
    }
}

/// Cuts or fills text to exactly `count` cells.
func padded(_ text: String, to count: Int, right: Bool = false) -> String {
    var text = text
    while cells(text) > count, text.count > 1 { text = shortened(text, to: text.count - 1) }
    if cells(text) > count { text = "" }
    let room = String(repeating: " ", count: max(0, count - cells(text)))
    return right ? room + text : text + room
}
