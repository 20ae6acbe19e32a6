import Dispatch
import Foundation
import Synchronization

/// Cores that parallel loops use: the machine's, or `REEL_THREADS`; fewer within `ThreadLimit`.
public var threads: Int { min(ThreadLimit.most ?? allThreads, allThreads) }

private let processors = ProcessInfo.processInfo.activeProcessorCount
private let allThreads: Int = {
    let asked = ProcessInfo.processInfo.environment["REEL_THREADS"].flatMap { Int($0) }
    return max(1, asked ?? processors)
}()

/// How many threads a piece of work may use: where several such pieces run side by side, or one must give the same
/// numbers every time.
public enum ThreadLimit {
    @TaskLocal public static var most: Int?

    /// Does some work on at most so many threads, or on fewer where a limit is set already; 0 sets none.
    public static func to<Done>(_ limit: Int, _ work: () throws -> Done) rethrows -> Done {
        limit == 0 ? try work() : try $most.withValue(min(limit, threads), operation: work)
    }
}

/// Runs `body` once for each chunk of `0..<count` on as many cores as `threads` says and waits. Chunks are fixed by
/// `count` and `chunk` alone, so results do not depend on the number of threads as long as each chunk writes only its
/// own part.
public func parallel(_ count: Int, chunk: Int, _ body: @Sendable (Range<Int>) -> Void) {
    guard count > 0 else { return }
    let chunks = (count + chunk - 1) / chunk
    let workers = min(chunks, threads)
    @Sendable func run(_ c: Int) { body(c * chunk..<min(count, (c + 1) * chunk)) }
    guard workers > 1 else {
        for c in 0..<chunks { run(c) }
        return
    }
    guard workers < min(chunks, processors) else {
        return DispatchQueue.concurrentPerform(iterations: chunks) { run($0) }
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
        while true {
            let c = next.add(1, ordering: .relaxed).oldValue
            guard c < chunks else { return }
            run(c)
        }
    }
}
