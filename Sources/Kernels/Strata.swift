import CKernels

/// Ratings in blocks that can be visited at the same time (Gemulla et al., KDD 2011): users and items are each cut into n
/// runs with about as many ratings, and stratum s holds the blocks (b, b + s mod n), of which no two share a user or an
/// item. Cuts depend on the ratings alone, so numbers do not depend on the number of cores.
///
/// Inside a block four cursors take turns, each going through users of its own: neighbouring ratings then rarely share a
/// user, a processor works on several at once, and the rows of four users stay in the nearest cache.
public struct Strata: Sendable {
    private let ratings: [reel_rating]
    /// Where block s · n + b begins.
    private let starts: [Int]
    /// n.
    public let count: Int
    /// All ratings.
    public var ratingCount: Int { ratings.count }

    private static let cursors = 4

    /// From users by items with values. A user's ratings are shuffled once.
    public init(_ x: SparseRows, using chance: inout some RandomNumberGenerator) {
        let total = x.indices.count
        // About a thousand ratings in a block: more than it costs to hand one out.
        let n = max(1, min(32, Int((Double(total) / 1000).squareRoot())))
        var counts = [Int](repeating: 0, count: x.columns)
        for i in x.indices { counts[Int(i)] += 1 }
        let itemRuns = Self.runs(counts, total: total, n)
        let userRuns = Self.runs((0..<x.rows).map { x.range($0).count }, total: total, n)
        func block(_ user: Int, _ k: Int) -> Int {
            let (b, run) = (userRuns[user], itemRuns[Int(x.indices[k])])
            return (run - b + n) % n * n + b
        }
        var starts = [Int](repeating: 0, count: n * n + 1)
        for user in 0..<x.rows {
            for k in x.range(user) { starts[block(user, k) + 1] += 1 }
        }
        for b in 0..<n * n { starts[b + 1] += starts[b] }
        var next = starts
        var sorted = [reel_rating](repeating: reel_rating(user: 0, item: 0, rating: 0), count: total)
        for user in 0..<x.rows {
            for k in Array(x.range(user)).shuffled(using: &chance) {
                let b = block(user, k)
                sorted[next[b]] = reel_rating(
                    user: Int32(user), item: x.indices[k], rating: x.values?[k] ?? 1)
                next[b] += 1
            }
        }
        (self.starts, count) = (starts, n)
        ratings = Self.interleaved(sorted, starts)
    }

    /// For each thing the run it falls into, of n with about as many ratings each.
    private static func runs(_ counts: [Int], total: Int, _ n: Int) -> [Int] {
        var before = 0
        return counts.map { count in
            // The middle of its ratings decides.
            let run = (2 * before + count) * n / max(1, 2 * total)
            before += count
            return min(n - 1, run)
        }
    }

    /// The same blocks, the ratings of each in the order of the cursors.
    private static func interleaved(_ sorted: [reel_rating], _ starts: [Int]) -> [reel_rating] {
        var turned = [reel_rating]()
        turned.reserveCapacity(sorted.count)
        for (start, end) in zip(starts, starts.dropFirst()) {
            let length = (end - start + cursors - 1) / cursors
            for t in 0..<length {
                for k in stride(from: start + t, to: end, by: length) { turned.append(sorted[k]) }
            }
        }
        return turned
    }

    /// Calls `body` with the ratings of one block.
    func withBlock(_ block: Int, _ body: (UnsafeBufferPointer<reel_rating>) -> Void) {
        ratings.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[starts[block]..<starts[block + 1]]))
        }
    }
}
