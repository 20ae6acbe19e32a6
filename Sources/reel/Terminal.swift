import Declarations
import Foundation
import Rendering
import Workbench

/// Where a session's words go: reports to standard output; with `--json` the values there and all else to standard error.
final class Terminal: SessionOutput {
    let isJSON: Bool
    let isQuiet: Bool
    private let style: TerminalStyle
    let progressLine: ProgressLine

    init(isJSON: Bool, isQuiet: Bool, color: Bool) {
        (self.isJSON, self.isQuiet) = (isJSON, isQuiet)
        let output = isJSON ? STDERR_FILENO : STDOUT_FILENO
        var style = TerminalStyle.of(output)
        if !color { style.color = false }
        // What goes into a file or a pipe is not cut to a width that nobody looks at.
        if isatty(output) != 1 { (style.width, style.rows) = (max(style.width, 200), nil) }
        self.style = style
        progressLine = ProgressLine(isQuiet: isQuiet)
    }

    var progress: @Sendable (Declarations.Progress) -> Void {
        let line = progressLine
        return { line.update($0) }
    }
    var columns: Int { style.width }
    var rows: Int { min(40, max(12, style.width * 3 / 10)) }

    func show(_ report: Report, name: String?) {
        progressLine.clear()
        guard !isQuiet else { return }
        let text = Rendering.terminal(report, style: style)
        guard !text.isEmpty else { return }
        put(text + "\n", on: isJSON ? .standardError : .standardOutput)
    }

    func finished(_ value: Value) {
        progressLine.clear()
        if isJSON { put(Rendering.json(value) + "\n", on: .standardOutput) }
    }

    /// Says what went wrong, on standard error.
    func complain(_ error: any Error) {
        progressLine.clear()
        put(message(of: error) + "\n", on: .standardError)
    }

    /// Says something that is no result, on standard error.
    func tell(_ text: String) {
        progressLine.clear()
        put(text + "\n", on: .standardError)
    }

    private func message(of error: any Error) -> String {
        switch error {
        case let problem as Problem: problem.description
        case is Interrupted: "interrupted"
        default: "\(error)"
        }
    }

    private func put(_ text: String, on handle: FileHandle) { handle.write(Data(text.utf8)) }
}
