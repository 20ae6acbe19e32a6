import Declarations
import Language
import Rendering

/// What a statement of a cell brought.
public struct CellOutput: Sendable {
    /// As a terminal would show it, without colours.
    public var text: String
    /// The same for the rendered copy, where tables are tables and figures pictures.
    public var blocks: [Block]
    /// What stopped the statement, after it had shown the rest.
    public var problem: Problem?

    public init(text: String = "", blocks: [Block] = [], problem: Problem? = nil) {
        (self.text, self.blocks, self.problem) = (text, blocks, problem)
    }
}

/// What a run of a notebook showed.
public struct NotebookResult: Sendable {
    /// An output that is not as the notebook shows it.
    public struct Difference: Sendable, CustomStringConvertible {
        /// The line of the notebook that is not matched: an expected one, or the one behind the last.
        public let place: Place
        /// What was typed.
        public let input: String
        /// The line expected and the line that came; `nil` where there should be none, or was none.
        public let expected: String?
        public let actual: String?
        /// Set where the statement failed and the notebook does not show that it would.
        public let problem: Problem?

        public var description: String {
            if let problem {
                return problem.place == nil ? "\(place.file):\(place.line): \(problem)" : problem.description
            }
            func shown(_ line: String?) -> String { line.map { "| \($0)" } ?? "(no more lines)" }
            let typed = input.split(whereSeparator: \.isNewline).joined(
                separator: "\n" + Transcript.continuation)
            return """
                \(place.file):\(place.line):
                \(Transcript.prompt)\(typed)
                  expected \(shown(expected))
                  but got  \(shown(actual))
                """
        }
    }

    /// At most one for each statement, in the order of the notebook.
    public let differences: [Difference]
    /// The statements that failed although the notebook does not show it.
    public var failures: [Problem] { differences.compactMap(\.problem) }
    /// The rendered copy, with figures where their commands said.
    public var markdown: String { markdown { $0 } }
    /// The notebook's source with what came in the place of what was expected; lines with `…` that match are kept, and
    /// outputs that are as expected stay to the letter.
    public let updated: String

    let notebook: Notebook
    /// Outputs of each cell's steps.
    let outputs: [[CellOutput]]
}

extension Notebook {
    /// Runs every statement and compares what came with what the notebook shows.
    ///
    /// A statement that throws a `Problem` shows it as the prompt would, and the next one runs. That counts as expected
    /// only where the last line of the problem is spelt out: a `…` alone does not hide a failure.
    ///
    /// - Parameter execute: Runs what was typed; `line` is its line in the notebook, from 1.
    /// - Throws: `Interrupted`, and every error of `execute` that is no `Problem`.
    public func run(_ execute: (_ statement: String, _ line: Int) throws -> CellOutput) throws
        -> NotebookResult
    {
        var differences = [NotebookResult.Difference]()
        var outputs = [[CellOutput]]()
        var mended = [[[String]?]]()
        for cell in cells {
            outputs.append([])
            mended.append([])
            for step in cell.transcript.steps {
                try Interrupt.check()
                let output = try outcome(of: step, at: cell.lines.lowerBound + step.line, execute)
                let difference = difference(step, in: cell, output)
                outputs[outputs.count - 1].append(output)
                mended[mended.count - 1].append(difference.map { _ in self.mended(step, in: cell, output) })
                if let difference { differences.append(difference) }
            }
        }
        return NotebookResult(
            differences: differences, updated: updated(with: mended), notebook: self, outputs: outputs)
    }

    private func outcome(
        of step: Transcript.Step, at line: Int, _ execute: (String, Int) throws -> CellOutput
    ) throws -> CellOutput {
        do { return try execute(step.input, line + 1) } catch let problem as Problem {
            return CellOutput(problem: problem)
        }
    }

    private func difference(_ step: Transcript.Step, in cell: Cell, _ output: CellOutput)
        -> NotebookResult.Difference?
    {
        let found = Transcript.compare(
            expected: step.expected, actual: output.shown(in: path), tolerance: cell.tolerance)
        let hides = output.problem != nil && !Self.showsEnd(step.expected)
        guard found != nil || hides else { return nil }
        let typed = step.input.count(where: \.isNewline) + 1
        let first = cell.lines.lowerBound + step.line
        let line = min(first + typed + (found?.line ?? 0), cell.lines.upperBound)
        let text = lines[line].text
        return NotebookResult.Difference(
            place: Place(file: path, line: line + 1, columns: 0..<text.count, text: text), input: step.input,
            expected: found?.expected, actual: found?.actual,
            problem: output.problem.map {
                $0.at(Place(file: path, line: first + 1, text: lines[first].text))
            })
    }

    /// Whether the last line expected says something, so that a failure is spelt out.
    private static func showsEnd(_ expected: String) -> Bool {
        let lines = expected.split(whereSeparator: \.isNewline).map { trimmed($0) }
        return lines.last { !$0.isEmpty }.map { !isAnyLines($0) } ?? false
    }

    static func isAnyLines(_ line: String) -> Bool { ["…", "..."].contains(trimmed(line)) }
}

extension CellOutput {
    /// All that a terminal shows, the problem last. A place in the notebook itself reads as at the prompt: the line, a caret,
    /// the sentence; its number would change with every edit above.
    func shown(in path: String) -> String {
        [text, problemText(in: path) ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    func problemText(in path: String) -> String? {
        guard var problem else { return nil }
        if problem.place?.file == path { problem.place?.file = "prompt" }
        return problem.description
    }
}
