/// A position in something the user wrote: a script line, the prompt, a row of a data file.
public struct Place: Sendable, Hashable {
    /// Name of the file, or "prompt" for what was typed.
    public var file: String
    /// Line number, counted from 1.
    public var line: Int
    /// Characters of the line that are meant, counted from 0; empty at the end of the line.
    public var columns: Range<Int>
    /// The line itself, without its line end; empty when it is not at hand.
    public var text: String

    public init(file: String, line: Int, columns: Range<Int> = 0..<0, text: String = "") {
        self.file = file
        self.line = line
        self.columns = columns
        self.text = text
    }
}

/// An error that a user can act on: what is wrong, what would do, and where.
public struct Problem: Error, Sendable, Equatable {
    /// What is wrong, as one sentence without a full stop: "epochs must be a whole number above 0, but is many".
    public var what: String
    /// What would do: "did you mean epochs?"
    public var remedy: String?
    /// Where it is wrong; `nil` until somebody who knows the place has filled it in.
    public var place: Place?

    public init(_ what: String, remedy: String? = nil, at place: Place? = nil) {
        self.what = what
        self.remedy = remedy
        self.place = place
    }

    /// The same problem, placed; a place that is known already is kept, as the inner one is the more precise.
    public func at(_ place: Place?) -> Problem {
        var copy = self
        copy.place = self.place ?? place
        return copy
    }

    /// An unknown word, with the nearest known one as the remedy.
    public static func unknown(_ kind: String, _ word: String, known: [String]) -> Problem {
        let remedy =
            nearest(to: word, in: known).map { "did you mean \($0)?" }
            ?? (known.isEmpty || known.count > 12 ? nil : "known: \(known.sorted().joined(separator: ", "))")
        return Problem("there is no \(kind) named \(word)", remedy: remedy)
    }
}

extension Problem: CustomStringConvertible {
    /// The offending line, a caret under the word, the sentence and the remedy.
    public var description: String {
        let sentence = remedy.map { "\(what); \($0)" } ?? what
        guard let place else { return sentence }
        let spot = "\(place.file):\(place.line):\(place.columns.lowerBound + 1)"
        guard !place.text.isEmpty else { return "\(spot): \(sentence)" }
        let before = place.text.prefix(place.columns.lowerBound)
        let meant = place.text.dropFirst(place.columns.lowerBound).prefix(place.columns.count)
        let indent = String(repeating: " ", count: cells(before) + place.columns.lowerBound - before.count)
        let carets = String(repeating: "^", count: max(1, cells(meant) + place.columns.count - meant.count))
        let head = place.file == "prompt" ? "" : "\(spot):\n"
        return "\(head)\(place.text)\n\(indent)\(carets) \(sentence)"
    }
}

/// Columns that a text takes on a terminal: two for each emoji and each wide East Asian character (UAX #11).
private func cells(_ text: some StringProtocol) -> Int {
    text.reduce(0) { sum, character in
        guard let scalar = character.unicodeScalars.first else { return sum }
        let wide: [ClosedRange<UInt32>] = [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
        ]
        let isWide = scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) }
        return sum + (isWide ? 2 : 1)
    }
}

/// Thrown where work stops because the user pressed Ctrl-C; never shown as an error.
public struct Interrupted: Error, Sendable, Equatable {
    public init() {}
}

/// Finds the known word closest to a misspelt one, or `nil` when none is near.
///
/// Damerau–Levenshtein distance (optimal string alignment), at most a third of the word's length, at least 1.
public func nearest(to word: String, in known: [String]) -> String? {
    let word = Array(word.lowercased())
    let limit = max(1, word.count / 3)
    let ranked = known.map { ($0, distance(word, Array($0.lowercased()))) }
    return ranked.filter { $0.1 <= limit }.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
}

private func distance(_ a: [Character], _ b: [Character]) -> Int {
    if a.isEmpty || b.isEmpty { return a.count + b.count }
    var before = [Int]()
    var last = Array(0...b.count)
    for i in 1...a.count {
        var row = [i] + Array(repeating: 0, count: b.count)
        for j in 1...b.count {
            let change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
            row[j] = min(last[j] + 1, row[j - 1] + 1, change)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                row[j] = min(row[j], before[j - 2] + 1)
            }
        }
        (before, last) = (last, row)
    }
    return last[b.count]
}
