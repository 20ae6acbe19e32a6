import Declarations
import Language

/// A notebook: valid Markdown whose fenced `reel` cells are transcripts of a session.
///
///     Load the data first.
///
///     ```reel tolerance=0.01
///     reel> evaluate ease on=[ndcg@10]
///     …
///     ease  0.2134
///     ```
public struct Notebook: Sendable {
    /// A cell; lines are counted from 0 within the notebook.
    struct Cell: Sendable {
        let fence: Fence
        /// Line of the opening fence.
        let opening: Int
        /// Lines between the fences.
        let lines: Range<Int>
        let transcript: Transcript
        /// How far numbers may differ, see `Transcript.compare`.
        let tolerance: Double
    }

    /// A line and what ends it: "\n", "\r\n", nothing at the end of the text.
    struct Line: Sendable {
        var text: String
        var ending: String
    }

    /// Name in errors: the path as the user gave it.
    public let path: String
    let lines: [Line]
    let cells: [Cell]

    /// Reads a notebook; nothing runs yet.
    ///
    /// - Throws: `Problem` with its place for a fence that is not closed, a cell that does not begin with a prompt, and a
    ///   word behind `reel` that means nothing.
    public init(text: String, path: String) throws {
        self.path = path
        lines = Self.lines(of: text)
        cells = try Self.cells(of: lines, path)
    }

    /// How many statements its cells hold.
    public var statementCount: Int { cells.reduce(0) { $0 + $1.transcript.steps.count } }
    public var cellCount: Int { cells.count }

    /// The first heading, else the name of the file.
    public var title: String {
        let inside = cells.map { $0.opening...$0.lines.upperBound }
        for (number, line) in lines.enumerated() where line.text.hasPrefix("# ") {
            if !inside.contains(where: { $0.contains(number) }) { return trimmed(line.text.dropFirst(2)) }
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.hasSuffix(".md") ? String(name.dropLast(3)) : name
    }

    // MARK: Reading

    private static func lines(of text: String) -> [Line] {
        var lines = [Line]()
        var current = ""
        for character in text {
            if character.isNewline {
                lines.append(Line(text: current, ending: String(character)))
                current = ""
            } else {
                current.append(character)
            }
        }
        return current.isEmpty ? lines : lines + [Line(text: current, ending: "")]
    }

    private static func cells(of lines: [Line], _ path: String) throws -> [Cell] {
        var cells = [Cell]()
        var next = 0
        while next < lines.count {
            let line = lines[next].text
            let opening = next
            next += 1
            if line.drop(while: { $0 == " " }).hasPrefix("<!--") {
                // What is commented out does not run.
                var last = opening
                while last < lines.count, !lines[last].text.contains("-->") { last += 1 }
                next = last + 1
                continue
            }
            guard let fence = Fence(line) else { continue }
            guard let closing = lines[next...].firstIndex(where: { fence.isClosed(by: $0.text) }) else {
                let signs = String(repeating: String(fence.sign), count: fence.count)
                throw Problem(
                    "this block is not closed", remedy: "end it with a line of \(signs)",
                    at: place(path, opening, line))
            }
            let words = fence.info.split(whereSeparator: \.isWhitespace)
            if words.first == "reel" {
                let options = words.dropFirst().map(String.init)
                let tolerance = try tolerance(options, at: place(path, opening, line))
                let texts = lines[next..<closing].map { fence.content($0.text) }
                try requirePrompt(texts, path, first: next)
                cells.append(
                    Cell(
                        fence: fence, opening: opening, lines: next..<closing,
                        transcript: .parse(texts.joined(separator: "\n")), tolerance: tolerance))
            }
            next = closing + 1
        }
        return cells
    }

    private static func place(_ path: String, _ line: Int, _ text: String) -> Place {
        let spaces = text.prefix { $0 == " " }.count
        return Place(file: path, line: line + 1, columns: spaces..<max(spaces, text.count), text: text)
    }

    private static func tolerance(_ options: [String], at place: Place) throws -> Double {
        var tolerance = 0.0
        for option in options {
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts[0] == "tolerance", parts.count == 2 else {
                let near = nearest(to: String(parts[0]), in: ["tolerance"]).map { "did you mean \($0)=?" }
                throw Problem(
                    "a cell takes no \(option)",
                    remedy: near ?? "it takes tolerance, as in: reel tolerance=0.01",
                    at: place)
            }
            guard let number = Double(parts[1]), number.isFinite, number >= 0 else {
                throw Problem(
                    "tolerance must be a number from 0 up, but is \(parts[1])",
                    remedy: "as in: tolerance=0.01",
                    at: place)
            }
            tolerance = number
        }
        return tolerance
    }

    /// What stands in front of the first prompt would neither run nor be compared.
    private static func requirePrompt(_ texts: [String], _ path: String, first: Int) throws {
        guard let start = texts.firstIndex(where: { !trimmed($0).isEmpty }) else { return }
        let prompt = trimmed(Transcript.prompt)
        guard texts[start] != prompt, !texts[start].hasPrefix(Transcript.prompt) else { return }
        throw Problem(
            "a cell begins with a prompt", remedy: "write what is typed behind \"\(Transcript.prompt)\"",
            at: place(path, first + start, texts[start]))
    }
}
