import Dispatch
import Foundation

/// Cores that parallel loops use: the machine's, or `REEL_THREADS`; fewer within `ThreadLimit`.
public var threads: Int { min(ThreadLimit.most ?? allThreads, allThreads) }

private let allThreads: Int = {
    let asked = ProcessInfo.processInfo.environment["REEL_THREADS"].flatMap { Int($0) }
    return max(1, asked ?? ProcessInfo.processInfo.activeProcessorCount)
}()

/// How many threads a piece of work may use, where several such pieces run side by side.
public enum ThreadLimit {
    @TaskLocal public static var most: Int?
}

/// Runs `body` once for each chunk of `0..<count` on all cores and waits. Chunks are fixed by `count` and `chunk`
/// alone, so results do not depend on the number of threads as long as each chunk writes only its own part.
public func parallel(_ count: Int, chunk: Int, _ body: @Sendable (Range<Int>) -> Void) {
    guard count > 0 else { return }
    let chunks = (count + chunk - 1) / chunk
    guard chunks > 1, threads > 1 else {
        for c in 0..<chunks { body(c * chunk..<min(count, (c + 1) * chunk)) }
        return
    }
    DispatchQueue.concurrentPerform(iterations: chunks) { c in
        body(c * chunk..<min(count, (c + 1) * chunk))
    }
}
