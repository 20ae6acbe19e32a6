/// What was typed at the prompt and what came back, as text: examples in the help and cells of notebooks.
///
///     reel> for k in 1..2 {
///     ...>    k * 10 }
///     10
///     20
///
/// In the expected output a line of `…` or `...` alone matches any lines, also none, and `…` within a line any
/// characters. Blanks at the ends of lines, and empty lines at both ends, do not count.
public struct Transcript: Sendable, Hashable {
    public struct Step: Sendable, Hashable {
        /// What was typed, its lines joined.
        public var input: String
        /// What came back.
        public var expected: String
        /// Line of the prompt within the transcript, from 0.
        public var line: Int
    }

    public static let prompt = "reel> "
    public static let continuation = "...> "

    public var steps: [Step]

    public init(_ steps: [Step]) { self.steps = steps }

    /// Reads a transcript; lines in front of the first prompt are left out.
    public static func parse(_ text: String) -> Transcript {
        var steps = [Step]()
        var expected = [String]()
        func close() {
            if !steps.isEmpty { steps[steps.count - 1].expected = expected.joined(separator: "\n") }
            expected = []
        }
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated()
        {
            if let typed = content(of: line, behind: prompt) {
                close()
                steps.append(Step(input: typed, expected: "", line: number))
            } else if !steps.isEmpty, expected.isEmpty, let more = content(of: line, behind: continuation) {
                steps[steps.count - 1].input += "\n" + more
            } else if !steps.isEmpty {
                expected.append(String(line))
            }
        }
        close()
        return Transcript(steps)
    }

    /// The text behind a prompt; the prompt may stand alone, without its blank.
    private static func content(of line: Substring, behind prompt: String) -> String? {
        if line.hasPrefix(prompt) { return String(line.dropFirst(prompt.count)) }
        return line == prompt.dropLast() ? "" : nil
    }

    /// As it would stand on the terminal.
    public var text: String {
        steps.map { step in
            let lines = step.input.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            let typed = lines.enumerated().map { ($0 == 0 ? Self.prompt : Self.continuation) + $1 }
            return (typed + (step.expected.isEmpty ? [] : [step.expected])).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// The first place at which an output is not as expected.
    public struct Difference: Error, Sendable, Hashable, CustomStringConvertible {
        /// What was typed.
        public var input: String
        /// Line of the expected output within the transcript, from 0.
        public var line: Int
        /// The line expected and the line that came; `nil` where there should be none, or was none.
        public var expected: String?
        public var actual: String?

        public var description: String {
            func shown(_ line: String?) -> String { line.map { "| \($0)" } ?? "(no more lines)" }
            return "reel> \(input)\n  expected \(shown(expected))\n  but got  \(shown(actual))"
        }
    }

    /// Runs every step and gathers the differences, at most one for each step.
    ///
    /// - Parameter run: Runs what was typed and returns what the terminal would show.
    public func differences(tolerance: Double = 0, using run: (String) throws -> String) rethrows
        -> [Difference]
    {
        var differences = [Difference]()
        for step in steps {
            let actual = try run(step.input)
            guard var difference = Self.compare(expected: step.expected, actual: actual, tolerance: tolerance)
            else {
                continue
            }
            let typed = step.input.count(where: \.isNewline) + 1
            (difference.input, difference.line) = (step.input, difference.line + step.line + typed)
            differences.append(difference)
        }
        return differences
    }
}

extension Transcript {
    /// The first difference between an expected output, which may hold `…`, and an actual one.
    ///
    /// - Parameter tolerance: Numbers a (expected) and b are equal where |a - b| ≤ tolerance · max(1, |a|). Above 0,
    ///   runs of blanks and of rules count as one, as the widths of columns follow from the numbers.
    public static func compare(expected: String, actual: String, tolerance: Double = 0) -> Difference? {
        let (wanted, offset) = lines(expected)
        let (got, _) = lines(actual)
        // The usual match with wildcards: on a mismatch, let the last wildcard take one more line.
        var (w, g) = (0, 0)
        var star: (w: Int, g: Int)?
        var furthest = (w: 0, g: 0)
        while g < got.count || w < wanted.count {
            if w < wanted.count, isAnyLines(wanted[w]) {
                star = (w, g)
                w += 1
            } else if w < wanted.count, g < got.count, matches(wanted[w], got[g], tolerance) {
                (w, g) = (w + 1, g + 1)
            } else {
                if (w, g) > (furthest.w, furthest.g) { furthest = (w, g) }
                guard let last = star, last.g < got.count else {
                    let line = furthest.w < wanted.count ? wanted[furthest.w] : nil
                    return Difference(
                        input: "", line: furthest.w + offset, expected: line,
                        actual: furthest.g < got.count ? got[furthest.g] : nil)
                }
                star = (last.w, last.g + 1)
                (w, g) = (last.w + 1, last.g + 1)
            }
        }
        return nil
    }

    private static func isAnyLines(_ line: String) -> Bool {
        let bare = line.drop { $0.isWhitespace }
        return bare == "…" || bare == "..."
    }

    /// Lines without blanks at their ends, without empty ones at both ends, and how many were left out in front.
    private static func lines(_ text: String) -> ([String], Int) {
        let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            var line = line
            while line.last?.isWhitespace == true { line.removeLast() }
            return String(line)
        }
        guard let first = all.firstIndex(where: { !$0.isEmpty }),
            let last = all.lastIndex(where: { !$0.isEmpty })
        else { return ([], 0) }
        return (Array(all[first...last]), first)
    }

    private static func matches(_ wanted: String, _ got: String, _ tolerance: Double) -> Bool {
        if wanted == got { return true }
        if tolerance <= 0, !wanted.contains("…") { return false }
        let pieces = pieces(of: wanted, tolerance)
        let found = self.pieces(of: got, tolerance)
        var (w, g) = (0, 0)
        var star: (w: Int, g: Int)?
        while g < found.count || w < pieces.count {
            if w < pieces.count, case .anything = pieces[w] {
                star = (w, g)
                w += 1
            } else if w < pieces.count, g < found.count, pieces[w].fits(found[g], tolerance) {
                (w, g) = (w + 1, g + 1)
            } else {
                guard let last = star, last.g < found.count else { return false }
                star = (last.w, last.g + 1)
                (w, g) = (last.w + 1, last.g + 1)
            }
        }
        return true
    }

    /// A part of a line that is compared as a whole.
    private enum Piece {
        case character(Character)
        case number(Double)
        case anything

        func fits(_ other: Piece, _ tolerance: Double) -> Bool {
            switch (self, other) {
            case (.character(let a), .character(let b)): a == b
            case (.number(let a), .number(let b)): abs(a - b) <= tolerance * max(1, abs(a))
            default: false
            }
        }
    }

    private static func pieces(of line: String, _ tolerance: Double) -> [Piece] {
        let characters = Array(line)
        var pieces = [Piece]()
        var index = 0
        while index < characters.count {
            let character = characters[index]
            if character == "…" {
                pieces.append(.anything)
            } else if tolerance > 0, let (number, end) = number(in: characters, at: index) {
                pieces.append(.number(number))
                index = end
                continue
            } else if tolerance <= 0 || index == 0 || character != characters[index - 1]
                || !isFiller(character)
            {
                pieces.append(.character(character))
            }
            index += 1
        }
        return pieces
    }

    private static func isFiller(_ character: Character) -> Bool { " -─━═=".contains(character) }

    /// A number that starts here and is no part of a word.
    private static func number(in characters: [Character], at start: Int) -> (Double, Int)? {
        if start > 0,
            characters[start - 1].isLetter || characters[start - 1].isNumber
                || "._@".contains(characters[start - 1])
        {
            return nil
        }
        var end = start
        while end < characters.count, "0123456789.eE+-".contains(characters[end]) { end += 1 }
        while end > start {
            if let number = numeral(String(characters[start..<end])) { return (number, end) }
            end -= 1
        }
        return nil
    }
}
