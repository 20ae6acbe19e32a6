import CReadline
import Declarations
import Foundation
import Language
import Workbench

/// The prompt: reads statements through GNU readline until Ctrl-D or `quit`.
struct Prompt {
    let interpreter: Interpreter
    let terminal: Terminal

    func run() throws {
        Self.completer = { line, cursor in interpreter.complete(line, upTo: cursor) }
        creadline_begin("reel", completions, Self.historyPath)
        while true {
            Interrupt.clear()
            CtrlC.forget()
            guard let text = read() else { continue }
            guard let text else { break }
            guard !text.allSatisfy(\.isWhitespace) else { continue }
            creadline_remember(text)
            do { try interpreter.run(text, file: "prompt") } catch is Session.Finished { return } catch {
                terminal.complain(error)
            }
        }
        terminal.tell("")
    }

    /// A statement of one line or several. The outer `nil`: given up with Ctrl-C; the inner one: no more input.
    private func read() -> String?? {
        var text = ""
        while true {
            var wasInterrupted: Int32 = 0
            let prompt = text.isEmpty ? Transcript.prompt : Transcript.continuation
            guard let line = creadline_read(prompt, { Interrupt.isRaised ? 1 : 0 }, &wasInterrupted) else {
                if wasInterrupted != 0 {
                    terminal.tell("^C")
                    return .none
                }
                return text.isEmpty ? .some(nil) : .some(text)
            }
            text += (text.isEmpty ? "" : "\n") + String(cString: line)
            free(line)
            if !interpreter.isIncomplete(text) { return .some(text) }
        }
    }

    /// `REEL_HISTORY`, or a file among the user's states; `nil` where neither can be.
    private static var historyPath: String? {
        let environment = ProcessInfo.processInfo.environment
        if let asked = environment["REEL_HISTORY"] { return asked.isEmpty ? nil : asked }
        guard let state = environment["XDG_STATE_HOME"] ?? environment["HOME"].map({ $0 + "/.local/state" })
        else {
            return nil
        }
        let folder = state + "/reelbench"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder + "/history"
    }

    /// Set once, before readline can ask; both happen on the main thread.
    nonisolated(unsafe) fileprivate static var completer: ((String, Int) -> Completions)?
}

/// Answers readline: whole words become what stands behind the place where readline takes the word to begin.
private let completions: creadline_completer = { line, start, end, joined in
    guard let line, let completer = Prompt.completer else { return nil }
    let bytes = Array(UnsafeBufferPointer(start: line, count: strlen(line))).map { UInt8(bitPattern: $0) }
    let before = String(decoding: bytes[..<min(Int(end), bytes.count)], as: UTF8.self)
    let wordStart = String(decoding: bytes[..<min(Int(start), bytes.count)], as: UTF8.self).count
    let found = completer(before, before.count)
    let lead = Array(before)
    let words = found.candidates.map { candidate -> String in
        found.start <= wordStart
            ? String(candidate.dropFirst(wordStart - found.start))
            : String(lead[wordStart..<min(found.start, lead.count)]) + candidate
    }
    guard let first = words.first else { return nil }
    let common = words.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    if words.count == 1, let last = first.last, "=/(".contains(last) { joined?.pointee = 1 }
    let entries = words.count == 1 ? [first] : [common] + words
    guard let list = calloc(entries.count + 1, MemoryLayout<UnsafeMutablePointer<CChar>?>.stride) else {
        return nil
    }
    let matches = list.bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: entries.count + 1)
    for (i, entry) in entries.enumerated() { matches[i] = strdup(entry) }
    return matches
}
