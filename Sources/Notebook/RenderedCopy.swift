import Declarations
import Language
import Rendering

extension NotebookResult {
    /// Info string of what was typed, in the rendered copy: no cell, so that a copy is no notebook.
    static let typedInfo = "reel-typed"

    /// Around what came, so that a page can set it apart from prose; Markdown shows no comments.
    static let outputBegins = "<!-- output -->"
    static let outputEnds = "<!-- end of output -->"

    /// The rendered copy: prose as it is, what was typed, and what came, with tables as Markdown tables and figures as
    /// images.
    ///
    /// - Parameter link: Gives the path of a figure from where the copy will lie.
    public func markdown(figure link: (String) -> String) -> String {
        var parts = [
            "<!-- Rendered from \(Self.inComment(notebook.path)); what is edited here is lost. -->\n\n"
        ]
        var next = 0
        for (cell, outputs) in zip(notebook.cells, outputs) {
            parts += notebook.lines[next..<cell.opening].map { $0.text + $0.ending }
            parts.append(rendered(cell, outputs, link) + "\n")
            next = cell.lines.upperBound + 1
        }
        parts += notebook.lines[next...].map { $0.text + $0.ending }
        return parts.joined()
    }

    private func rendered(_ cell: Notebook.Cell, _ outputs: [CellOutput], _ link: (String) -> String)
        -> String
    {
        var parts = [String]()
        var typed = [String]()
        func flush() {
            guard !typed.isEmpty else { return }
            let text = typed.joined(separator: "\n")
            let fence = Fence.around(text)
            parts.append("\(fence)\(Self.typedInfo)\n\(text)\n\(fence)")
            typed = []
        }
        for (step, output) in zip(cell.transcript.steps, outputs) {
            let lines = step.input.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            typed += lines.enumerated().map { ($0 == 0 ? Transcript.prompt : Transcript.continuation) + $1 }
            let shown = self.shown(output, link)
            guard !shown.isEmpty else { continue }
            flush()
            parts += [Self.outputBegins, shown, Self.outputEnds]
        }
        flush()
        return parts.joined(separator: "\n\n")
    }

    private func shown(_ output: CellOutput, _ link: (String) -> String) -> String {
        let blocks = output.blocks.map { block in
            if case .figure(let path, let title) = block {
                Block.figure(path: link(path), title: title)
            } else {
                block
            }
        }
        let problem = output.problemText(in: notebook.path).map { [Block.drawing($0)] } ?? []
        return Rendering.markdown(Report(.nothing, blocks + problem))
    }

    private static func inComment(_ path: String) -> String {
        path.replacing("--", with: "- -").replacing(">", with: "")
    }
}
