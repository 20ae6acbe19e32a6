import ArgumentParser
import Declarations
import Foundation
import Language
import Workbench

/// The flags of the program; everything else is said in the language.
struct Reel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reel",
        abstract: "A workbench for research on film and TV recommenders.",
        discussion: """
            Without arguments reel reads commands at a prompt, or from standard input where that is not a terminal.
            Exit status: 0, 1 after an error or a failed assert, 2 after wrong usage, 130 after Ctrl-C.
            """,
        version: Workbench.version)

    @Option(name: .short, help: "Run this text; may be given several times.")
    var command: [String] = []
    @Flag(help: "Print the value of each statement as a line of JSON, all else on standard error.")
    var json = false
    @Flag(help: "Show nothing but errors (and values, with --json).")
    var quiet = false
    @Flag(inversion: .prefixedNo, help: "Use colours where the terminal has them.")
    var color = true
    @Option(help: "File of the run store.")
    var runs: String?
    @Option(help: "For a notebook: write a copy with its results, as Markdown or HTML by its ending.")
    var render: String?
    @Flag(help: "For a notebook: write the results that came into the notebook itself.")
    var update = false
    @ArgumentParser.Argument(
        help: """
            A script, an experiment's folder, a notebook (.md), or a command of the language; key=value behind a script or \
            a folder sets what it says is given.
            """)
    var what: [String] = []

    /// Runs what the arguments say and returns the exit status.
    mutating func start() -> Int32 {
        let environment = ProcessInfo.processInfo.environment
        let terminal = Terminal(
            isJSON: json, isQuiet: quiet, color: color && environment["NO_COLOR", default: ""].isEmpty)
        let session = Session(output: terminal, storePath: runs)
        let interpreter = Interpreter(host: session)
        do {
            try Launch(reel: self, session: session, interpreter: interpreter, terminal: terminal).run()
            return 0
        } catch is Session.Finished {
            return 0
        } catch is Interrupted {
            terminal.tell("interrupted")
            return 130
        } catch let usage as Usage {
            terminal.tell(usage.problem.description)
            return 2
        } catch {
            terminal.complain(error)
            return 1
        }
    }
}

/// A mistake in how the program was called.
struct Usage: Error {
    var problem: Problem
    init(_ what: String, remedy: String? = nil) { problem = Problem(what, remedy: remedy) }
}
