import Declarations
import Kernels
import Synchronization

/// The first error that any thread met; of several, the one that an orderly loop would have met first.
final class FirstTrouble: Sendable {
    private let held = Mutex<(at: Int, error: any Error)?>(nil)

    /// Runs a piece of work unless an earlier piece has failed.
    func catching(first: Int, _ work: () throws -> Void) {
        func isEarliest(_ known: (at: Int, error: any Error)?) -> Bool { known.map { first < $0.at } ?? true }
        guard held.withLock({ isEarliest($0) }) else { return }
        do { try work() } catch {
            held.withLock { if isEarliest($0) { $0 = (first, error) } }
        }
    }

    func rethrow() throws { if let trouble = held.withLock({ $0 }) { throw trouble.error } }
}

/// Runs `body` for chunks of `0..<count` on all cores. Between waves of growing size it reports progress from the
/// calling thread; after Ctrl-C it throws `Interrupted`. Chunks do not depend on the number of threads.
func inWaves(
    _ count: Int, chunk: Int, _ task: String, _ watcher: Watcher, _ trouble: FirstTrouble = FirstTrouble(),
    _ body: @Sendable (Range<Int>) throws -> Void
) throws {
    var done = 0
    var wave = threads * chunk
    while done < count {
        try watcher.progress(task, Double(done) / Double(count))
        let first = done
        let clock = ContinuousClock.now
        let end = min(count, first + wave)
        parallel(end - first, chunk: chunk) { part in
            trouble.catching(first: first + part.lowerBound) {
                try Interrupt.check()
                try body(first + part.lowerBound..<first + part.upperBound)
            }
        }
        try trouble.rethrow()
        done = end
        if ContinuousClock.now - clock < .milliseconds(50) { wave *= 4 }
    }
}
