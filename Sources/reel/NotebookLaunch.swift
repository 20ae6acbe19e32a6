import Declarations
import Foundation
import Language
import Notebook
import Rendering
import Workbench

/// Runs a notebook in a session of its own, compares what came with what it shows, and renders a copy.
struct NotebookLaunch {
    let path: String
    let text: String
    let reel: Reel
    let terminal: Terminal

    /// Writes what was asked for, prints each difference on standard error, and throws a problem that counts them.
    func run() throws {
        let copy = try reel.render.map { try RenderTarget($0, of: path) }
        let notebook = try Notebook(text: text, path: path)
        let result = try execute(notebook)
        if let copy { try write(try copy.text(of: result, notebook: notebook, at: path), to: copy.path) }
        if reel.update { return try update(with: result) }
        for difference in result.differences { terminal.tell(difference.description) }
        let count = result.differences.count
        guard count == 0 else {
            throw Problem(
                "\(counted(count, "output")) of \(path) \(count == 1 ? "is" : "are") not as it shows",
                remedy: "if what came is right: reel \(path) --update")
        }
        let statements = counted(notebook.statementCount, "statement")
        say("\(path): \(statements) in \(counted(notebook.cellCount, "cell")), every output as it shows")
    }

    private func execute(_ notebook: Notebook) throws -> NotebookResult {
        let output = NotebookOutput(terminal: terminal)
        let interpreter = Interpreter(host: Session(output: output, storePath: reel.runs))
        return try notebook.run { statement, line in
            defer { terminal.progressLine.clear() }
            var problem: Problem?
            do { try interpreter.run(statement, file: path, firstLine: line) } catch let found as Problem {
                problem = found
            } catch is Session.Finished {
                problem = Problem("quit ends a session, and a notebook goes on", remedy: "take it out")
            }
            return output.take(with: problem)
        }
    }

    /// Writes the outputs that came into the notebook. A statement that failed has its error written down, and is still
    /// an error.
    private func update(with result: NotebookResult) throws {
        if result.updated != text {
            let now = FileManager.default.contents(atPath: path).flatMap { String(data: $0, encoding: .utf8) }
            guard now == text else {
                throw Problem(
                    "\(path) was changed while it ran, so it is left as it is", remedy: "run it again")
            }
            try write(result.updated, to: path)
        }
        for problem in result.failures { terminal.tell(problem.description) }
        let failed = result.failures.count
        guard failed == 0 else {
            throw Problem(
                "\(counted(failed, "statement")) of \(path) failed",
                remedy: "their errors are written into it: mend what is wrong, or leave them as what it shows"
            )
        }
        let changed = result.differences.count
        say(
            "\(path): \(changed == 0 ? "every output as it shows" : "\(counted(changed, "output")) written anew")"
        )
    }

    private func say(_ sentence: String) { terminal.show(Report(sentence), name: nil) }
}

/// The file that a rendered copy goes to.
private struct RenderTarget {
    let path: String
    let isPage: Bool

    init(_ path: String, of notebook: String) throws {
        self.path = path
        switch (path as NSString).pathExtension.lowercased() {
        case "html", "htm": isPage = true
        case "md", "markdown": isPage = false
        default:
            throw Usage(
                "a notebook is rendered as Markdown or HTML, not as \(path)",
                remedy: "end it with .md or .html")
        }
        guard full(path) != full(notebook) else {
            throw Usage("the copy would take the place of \(notebook)", remedy: "give it another name")
        }
    }

    func text(of result: NotebookResult, notebook: Notebook, at source: String) throws -> String {
        let folder = ((isPage ? source : path) as NSString).deletingLastPathComponent
        let markdown = result.markdown { relative($0, to: folder) }
        return isPage
            ? html(markdown: markdown, title: notebook.title, folder: folder.isEmpty ? "." : folder)
            : markdown
    }
}

private func full(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

/// A path, which counts from the working folder, as it counts from another one.
private func relative(_ path: String, to folder: String) -> String {
    if path.hasPrefix("/") || path.hasPrefix("~") { return (path as NSString).expandingTildeInPath }
    let from = full(folder.isEmpty ? "." : folder).split(separator: "/")
    let to = full(path).split(separator: "/")
    let shared = zip(from, to).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: from.count - shared) + to[shared...].map(String.init)).joined(
        separator: "/")
}

/// Gathers what a statement shows, as lines of a terminal of 100 columns and as blocks.
private final class NotebookOutput: SessionOutput {
    private let terminal: Terminal
    private var texts: [String] = []
    private var blocks: [Block] = []

    static let style = TerminalStyle(width: 100, color: false, rows: 40, unicode: true)

    init(terminal: Terminal) { self.terminal = terminal }

    var progress: @Sendable (Declarations.Progress) -> Void { terminal.progress }
    var columns: Int { Self.style.width }
    var rows: Int { 30 }

    func show(_ report: Report, name: String?) {
        let text = Rendering.terminal(report, style: Self.style)
        if !text.isEmpty { texts.append(text) }
        blocks += report.blocks
    }

    func finished(_ value: Value) { terminal.finished(value) }

    /// What has been shown since the last time.
    func take(with problem: Problem?) -> CellOutput {
        defer { (texts, blocks) = ([], []) }
        return CellOutput(text: texts.joined(separator: "\n"), blocks: blocks, problem: problem)
    }
}
