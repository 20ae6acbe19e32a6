import Declarations
import Foundation
import Language
import Notebook
import Rendering
import Workbench

/// Decides what the arguments mean and runs it.
struct Launch {
    let reel: Reel
    let session: Session
    let interpreter: Interpreter
    let terminal: Terminal

    func run() throws {
        guard reel.what.first?.hasSuffix(".md") == true || (reel.render == nil && !reel.update) else {
            throw Usage(
                "--render and --update are for notebooks",
                remedy: "as in: reel notebooks/tour.md --render tour.html")
        }
        for text in reel.command { try interpreter.run(text, file: "command line") }
        if let first = reel.what.first {
            try run(first, Array(reel.what.dropFirst()))
        } else if reel.command.isEmpty {
            if isatty(STDIN_FILENO) == 1 {
                return try Prompt(interpreter: interpreter, terminal: terminal).run()
            }
            let text = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
            try interpreter.run(text, file: "standard input")
        }
    }

    private func run(_ what: String, _ rest: [String]) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: what, isDirectory: &isFolder) else {
            return try runCommand(what, rest)
        }
        if isFolder.boolValue {
            let script = (what.hasSuffix("/") ? String(what.dropLast()) : what) + "/run.reel"
            guard FileManager.default.fileExists(atPath: script) else {
                throw Usage(
                    "\(what) is a folder without a run.reel",
                    remedy: "name a script or an experiment's folder")
            }
            try runScript(script, given: rest)
        } else if what.hasSuffix(".md") {
            try runNotebook(what, rest)
        } else {
            try runScript(what, given: rest)
        }
    }

    private func runScript(_ path: String, given: [String]) throws {
        let text = try read(path)
        let names = try interpreter.givenNames(in: text, file: path).map(\.name)
        for pair in given {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw Usage(
                    "\(pair) is no key=value", remedy: "as in: reel \(path) \(names.first ?? "seed")=1")
            }
            let key = String(pair[..<equals])
            guard names.contains(key) else {
                throw Usage(
                    "\(path) takes no \(key)",
                    remedy: nearest(to: key, in: names).map { "did you mean \($0)?" }
                        ?? (names.isEmpty ? "it takes nothing" : "it takes \(names.joined(separator: ", "))"))
            }
            interpreter.given[key] = try interpreter.value(of: String(pair[pair.index(after: equals)...]))
        }
        try interpreter.run(text, file: path)
    }

    private func read(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Problem("\(path) cannot be read", remedy: "may you read it?")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Problem("\(path) is not UTF-8 text", remedy: "scripts and notebooks are; is it one?")
        }
        return text
    }

    /// `reel doctor`: words of the shell as a command of the language.
    private func runCommand(_ name: String, _ rest: [String]) throws {
        let commands = session.vocabulary.map { $0.type.name } + ["help"]
        guard commands.contains(name) else {
            let near = nearest(to: name, in: commands).map { "did you mean \($0)?" }
            throw Usage(
                "there is no file and no command named \(name)",
                remedy: near ?? "reel help lists the commands")
        }
        let words = rest.map { word in word.contains(where: \.isWhitespace) ? Value.text(word).literal : word
        }
        try interpreter.run(([name] + words).joined(separator: " "), file: "command line")
    }

    private func runNotebook(_ path: String, _ rest: [String]) throws {
        guard rest.isEmpty else {
            throw Usage("a notebook takes no \(rest[0])", remedy: "reel \(path) --render page.html")
        }
        try NotebookLaunch(path: path, text: try read(path), reel: reel, terminal: terminal).run()
    }
}
