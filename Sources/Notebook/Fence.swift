/// The line that opens a fenced code block (CommonMark 0.31, §4.5): up to three spaces, three or more backticks or
/// tildes, and an info string.
struct Fence {
    /// Spaces in front of it, which the lines of its block may have as well.
    let indent: Int
    let sign: Character
    let count: Int
    /// What stands behind the signs: "reel tolerance=0.01".
    let info: String

    init?(_ line: some StringProtocol) {
        let spaces = line.prefix { $0 == " " }.count
        let rest = line.dropFirst(spaces)
        guard spaces <= 3, let sign = rest.first, sign == "`" || sign == "~" else { return nil }
        let signs = rest.prefix { $0 == sign }.count
        let info = trimmed(rest.dropFirst(signs))
        // `code` within a line is no fence.
        guard signs >= 3, sign == "~" || !info.contains("`") else { return nil }
        (indent, self.sign, count, self.info) = (spaces, sign, signs, info)
    }

    /// Whether a line ends the block.
    func isClosed(by line: some StringProtocol) -> Bool {
        let spaces = line.prefix { $0 == " " }.count
        let rest = trimmed(line)
        return spaces <= 3 && rest.count >= count && rest.allSatisfy { $0 == sign }
    }

    /// A line of the block without the indent of the fence.
    func content(_ line: some StringProtocol) -> String {
        let spaces = line.prefix { $0 == " " }.count
        return String(line.dropFirst(min(indent, spaces)))
    }

    /// A fence that no line of a text closes, of at least three backticks.
    static func around(_ text: String) -> String {
        var (longest, run) = (0, 0)
        for character in text {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        return String(repeating: "`", count: max(3, longest + 1))
    }
}

/// Without white space at both ends.
func trimmed(_ text: some StringProtocol) -> String {
    var kept = text[...]
    while kept.first?.isWhitespace == true { kept = kept.dropFirst() }
    while kept.last?.isWhitespace == true { kept = kept.dropLast() }
    return String(kept)
}
