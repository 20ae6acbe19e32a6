import Declarations
import Foundation
import Synchronization

/// Ctrl-C asks the work in hand to stop at the next safe point; where nothing reacts to three of them, the program ends.
enum CtrlC {
    private static let presses = Atomic<Int>(0)

    static func listen() {
        // Touched here, so that the handler finds what it needs already made.
        _ = Interrupt.isRaised
        _ = presses.load(ordering: .relaxed)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            Interrupt.raise()
            if CtrlC.presses.add(1, ordering: .relaxed).newValue >= 3 { _exit(130) }
        }
        sigemptyset(&action.sa_mask)
        sigaction(SIGINT, &action, nil)
        signal(SIGPIPE, SIG_DFL)
    }

    /// Back at the prompt: what was pressed has been heard.
    static func forget() { presses.store(0, ordering: .relaxed) }
}
