import Declarations
import Foundation
import Synchronization

/// Shows how far long work has come: one line that is written over on a terminal, plain lines elsewhere, nothing for
/// work that takes under half a second.
final class ProgressLine: Sendable {
    private struct State {
        var task = ""
        var began = ContinuousClock.now
        var shown: ContinuousClock.Instant?
        var isOnScreen = false
    }
    private let state = Mutex(State())
    private let isTerminal: Bool
    private let isQuiet: Bool

    static let patience = Duration.milliseconds(500)

    init(isTerminal: Bool = isatty(STDERR_FILENO) == 1, isQuiet: Bool) {
        (self.isTerminal, self.isQuiet) = (isTerminal, isQuiet)
    }

    /// Called from any thread, as often as the work likes.
    func update(_ progress: Declarations.Progress) {
        guard !isQuiet else { return }
        let now = ContinuousClock.now
        state.withLock { state in
            if state.task != Self.kind(progress.task) {
                state.task = Self.kind(progress.task)
                state.began = now
                state.shown = nil
            }
            guard now - state.began >= Self.patience else { return }
            let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(5)
            if let shown = state.shown, now - shown < pause { return }
            state.shown = now
            let text = Self.text(progress, elapsed: (now - state.began) / .seconds(1))
            if isTerminal {
                state.isOnScreen = true
                put("\r\u{1B}[K" + text)
            } else {
                put(text + "\n")
            }
        }
    }

    /// Takes the line off the screen, before anything else is shown and when a statement has ended.
    func clear() {
        state.withLock { state in
            if state.isOnScreen { put("\r\u{1B}[K") }
            state = State()
        }
    }

    /// Epochs of one training are one task: the time that is left counts over all of them.
    private static func kind(_ task: String) -> String {
        task.hasPrefix("epoch ") ? "epoch" : task
    }

    /// "reading ratings.csv  42 %  3 s left  loss 0.28"
    static func text(_ progress: Declarations.Progress, elapsed: Double) -> String {
        let part = min(1, max(0, progress.part.isNaN ? 0 : progress.part))
        var text = "\(progress.task)  \(Int(part * 100)) %"
        if part > 0.005, part < 1 { text += "  \(time(elapsed * (1 - part) / part)) left" }
        return progress.detail.isEmpty ? text : text + "  \(progress.detail)"
    }

    private static func time(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    private func put(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
