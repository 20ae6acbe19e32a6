import CKernels
import Foundation

/// Stochastic gradient descent on pairs of items (BPR) that gives the same numbers on any number of cores.
///
/// Users and items are cut into `blocks` parts each, items anew in every epoch. In each of `blocks` rounds a part of users
/// meets one part of items, no two the same: what is worked on at the same time shares no row (the strata of DSGD,
/// Gemulla et al., KDD 2011), and one part's rows fit the cache. A pair's negative comes from the part that the pair is in.
public struct PairwiseRanking: Sendable {
    public var rate: Float = 0.05
    public var penalty: Float = 0.01
    /// Negatives are drawn as often as they occur, else each alike.
    public var byPopularity = false

    public init() {}

    /// Steps whose pair was in the right order before, and all steps.
    public struct Tally: Sendable {
        public var right = 0
        public var steps = 0
    }

    /// Parts for factors of this size: small enough to stay in the nearest caches, as long as some hundreds of entries are
    /// left for a pair of parts.
    static func blocks(rows: Int, stride: Int, entries: Int) -> Int {
        var blocks = 4
        while rows * stride * 4 / blocks > 96 << 10, blocks * blocks * 4 * 400 <= entries { blocks *= 2 }
        return blocks
    }

    /// One epoch: as many steps as there are entries. `seed` and `epoch` say which numbers are drawn.
    public func epoch(
        _ number: Int, _ matrix: SparseRows, users: Factors, items: Factors,
        offsets: UnsafeMutablePointer<Float>?,
        seed: Int
    ) -> Tally {
        let blocks = Self.blocks(
            rows: users.rows + items.rows, stride: users.stride, entries: matrix.indices.count)
        var chance = Xoshiro(seed, number, 0)
        let parts = ItemParts(items.rows, blocks: blocks, &chance)
        let bounds = matrix.bounds(blocks)
        var buckets = [Bucket?](repeating: nil, count: blocks * blocks)
        buckets.withUnsafeMutableBufferPointer { buckets in
            nonisolated(unsafe) let buckets = buckets
            parallel(blocks, chunk: 1) { part in
                for b in part {
                    let own = matrix.buckets(bounds[b]..<bounds[b + 1], parts)
                    for p in 0..<blocks { buckets[b * blocks + p] = own[p] }
                }
            }
        }
        let made = buckets
        var tallies = [Tally](repeating: Tally(), count: blocks * blocks)
        let plan = plan(users, items, offsets, learnsItems: true)
        tallies.withUnsafeMutableBufferPointer { tallies in
            nonisolated(unsafe) let (tallies, plan) = (tallies, plan)
            for round in 0..<blocks {
                parallel(blocks, chunk: 1) { part in
                    for b in part {
                        let task = b * blocks + (b + round) % blocks
                        guard let bucket = made[task] else { continue }
                        var stream = Xoshiro(seed, number, task + 1)
                        tallies[task] = bucket.run(
                            plan, parts.rows[(b + round) % blocks], firstUser: bounds[b],
                            userCount: bounds[b + 1] - bounds[b], samples: bucket.users.count, &stream)
                    }
                }
            }
        }
        return tallies.reduce(into: Tally()) {
            $0.right += $1.right
            $0.steps += $1.steps
        }
    }

    /// Moves the vector x of one user with these items, all else fixed; `samples` steps.
    public func fold(
        _ entries: [Int32], samples: Int, into x: Factors, items: Factors, offsets: [Float]?, seed: Int
    ) {
        let bucket = Bucket(users: [Int32](repeating: 0, count: entries.count), items: entries)
        var stream = Xoshiro(seed, 0, 0)
        var offsets = offsets ?? []
        offsets.withUnsafeMutableBufferPointer {
            let plan = plan(x, items, $0.isEmpty ? nil : $0.baseAddress, learnsItems: false)
            _ = bucket.run(
                plan, (0..<Int32(items.rows)).map { $0 }, firstUser: 0, userCount: 1, samples: samples,
                &stream)
        }
    }

    private func plan(
        _ users: Factors, _ items: Factors, _ offsets: UnsafeMutablePointer<Float>?, learnsItems: Bool
    ) -> reel_bpr {
        reel_bpr(
            users: users.start, items: items.start, width: users.stride, rate: rate, penalty: penalty,
            by_popularity: byPopularity ? 1 : 0, learn_items: learnsItems ? 1 : 0, offsets: offsets)
    }
}

/// Pairs of one part of users with one part of items, both counted within their part.
private struct Bucket: Sendable {
    var users: [Int32] = []
    var items: [Int32] = []

    func run(
        _ plan: reel_bpr, _ rows: [Int32], firstUser: Int, userCount: Int, samples: Int,
        _ stream: inout Xoshiro
    ) -> PairwiseRanking.Tally {
        guard !users.isEmpty else { return PairwiseRanking.Tally() }
        return users.withUnsafeBufferPointer { users in
            items.withUnsafeBufferPointer { items in
                rows.withUnsafeBufferPointer { rows in
                    var block = reel_bpr_block(
                        users: users.baseAddress, items: items.baseAddress, pairs: users.count,
                        first_user: firstUser, user_count: userCount, item_rows: rows.baseAddress,
                        item_count: rows.count)
                    let scratch = UnsafeMutableRawPointer.allocate(
                        byteCount: reel_bpr_scratch(&block), alignment: 64)
                    defer { scratch.deallocate() }
                    var (taken, plan) = (0, plan)
                    let right = withUnsafeMutableBytes(of: &stream.state) {
                        reel_bpr_steps(
                            &plan, &block, samples, $0.assumingMemoryBound(to: UInt64.self).baseAddress,
                            scratch,
                            &taken)
                    }
                    return PairwiseRanking.Tally(right: right, steps: taken)
                }
            }
        }
    }
}

/// Items in parts, at random.
private struct ItemParts: Sendable {
    /// Rows of each part.
    var rows: [[Int32]]
    /// Part of each item, and its place there.
    var part: [Int32]
    var place: [Int32]

    init(_ count: Int, blocks: Int, _ chance: inout Xoshiro) {
        var order = (0..<Int32(count)).map { $0 }
        for k in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(k, (Int(chance.next() >> 32) * (k + 1)) >> 32)
        }
        rows = (0..<blocks).map { Array(order[$0 * count / blocks..<($0 + 1) * count / blocks]) }
        (part, place) = ([Int32](repeating: 0, count: count), [Int32](repeating: 0, count: count))
        for (p, rows) in rows.enumerated() {
            for (k, row) in rows.enumerated() { (part[Int(row)], place[Int(row)]) = (Int32(p), Int32(k)) }
        }
    }
}

extension SparseRows {
    /// Rows cut into parts of about as many entries each: where each begins, and the end.
    fileprivate func bounds(_ blocks: Int) -> [Int] {
        var (bounds, row) = ([0], 0)
        for b in 1..<max(2, blocks) {
            let wanted = indices.count * b / blocks
            while row < rows, offsets[row] < wanted { row += 1 }
            bounds.append(row)
        }
        return bounds + [rows]
    }

    /// Entries of some rows by the part of their item.
    fileprivate func buckets(_ rows: Range<Int>, _ parts: ItemParts) -> [Bucket] {
        var counts = [Int](repeating: 0, count: parts.rows.count)
        for k in offsets[rows.lowerBound]..<offsets[rows.upperBound] {
            counts[Int(parts.part[Int(indices[k])])] += 1
        }
        var buckets = counts.map {
            Bucket(users: [Int32](repeating: 0, count: $0), items: [Int32](repeating: 0, count: $0))
        }
        for row in rows {
            for k in range(row) {
                let item = Int(indices[k])
                let part = Int(parts.part[item])
                counts[part] -= 1
                buckets[part].users[counts[part]] = Int32(row - rows.lowerBound)
                buckets[part].items[counts[part]] = parts.place[item]
            }
        }
        return buckets
    }
}

extension Xoshiro {
    /// Follows from three numbers.
    fileprivate init(_ seed: Int, _ epoch: Int, _ task: Int) {
        var x = UInt64(bitPattern: Int64(seed)) &* 0xD134_2543_DE82_EF95
        x ^= UInt64(bitPattern: Int64(epoch)) &* 0xA24B_AED4_963E_E407
        x ^= UInt64(bitPattern: Int64(task)) &* 0x9FB2_1C65_1E98_DF25
        self.init(seed: x)
    }
}
