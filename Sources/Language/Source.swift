import Declarations

/// A text of the language that knows the places of its characters.
final class Source: Sendable {
    /// As errors name it: a path, or "prompt".
    let file: String
    let characters: [Character]
    /// Number of the first line: above 1 where the text is a cell of a notebook.
    let firstLine: Int
    private let lineStarts: [Int]

    init(_ text: String, file: String, firstLine: Int = 1) {
        (self.file, self.firstLine) = (file, firstLine)
        characters = Array(text)
        var starts = [0]
        for (index, character) in characters.enumerated() where character.isNewline {
            starts.append(index + 1)
        }
        lineStarts = starts
    }

    /// Longest line that an error repeats.
    private static let longestShown = 500

    /// The place of some characters; those beyond the end of their first line are left out.
    func place(_ range: Range<Int>) -> Place {
        let index = line(of: range.lowerBound)
        let start = lineStarts[index]
        let end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : characters.count
        let low = min(range.lowerBound, end)
        let columns = low - start..<max(low, min(range.upperBound, end)) - start
        // One column for each character, so that a caret stands right: a tab or a control character is a blank.
        let shown = end - start > Self.longestShown ? "" : String(characters[start..<end].map(visible))
        return Place(file: file, line: index + firstLine, columns: columns, text: shown)
    }

    private func line(of offset: Int) -> Int {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    private func visible(_ character: Character) -> Character {
        character.unicodeScalars.contains { $0.properties.generalCategory == .control } ? " " : character
    }
}

/// Characters of a source, by their offsets.
struct Span: Sendable {
    let source: Source
    let range: Range<Int>

    var place: Place { source.place(range) }
    var text: String { String(source.characters[range]) }

    /// From the start of this one to the end of another.
    func through(_ other: Span) -> Span {
        Span(source: source, range: range.lowerBound..<max(range.upperBound, other.range.upperBound))
    }

    /// Some of its characters, counted from its start.
    func part(_ from: Int, _ count: Int) -> Span {
        let low = min(range.lowerBound + from, range.upperBound)
        return Span(source: source, range: low..<min(low + count, range.upperBound))
    }

    func problem(_ what: String, remedy: String? = nil) -> Problem {
        Problem(what, remedy: remedy, at: place)
    }
}

/// How far things may grow, so that no text makes the program run out of stack or memory.
enum Limits {
    /// Brackets, blocks and signs inside one another.
    static let nesting = 150
    /// Height of one expression, long chains of operators included.
    static let height = 400
    /// Calls of definitions inside one another, and files that source one another.
    static let calls = 60
    /// Heights of all expressions that are being evaluated at once.
    static let levels = 1500
    /// Lists inside one another.
    static let listDepth = 50
    /// Values in one list, all those inside it included; elements of a range that becomes a list.
    static let listSize = 1_000_000
    /// Characters of one text.
    static let textSize = 10_000_000
}
