import Datasets
import Kernels

/// Fills [users, items], row-major, with scores: higher is better, always finite.
public typealias ScoreBlock =
    @Sendable (_ users: [UserIndex], _ into: UnsafeMutableBufferPointer<Float>) throws -> Void

/// What the ranking function found for every user that it was asked about.
public struct Rankings: Sendable {
    /// Users with at least one relevant item, in the order in which they were asked for.
    public let users: [UserIndex]
    /// Users asked for that have no relevant item (or no candidates) and are not judged.
    public let skipped: Int
    /// Relevant items left out because their user had seen them before.
    public let hidden: Int
    public let rules: RankingRules
    /// Usual number of fixed candidates; `nil` where the whole catalogue was ranked.
    public let negatives: Int?
    public let itemCount: Int
    /// [users, k], -1 past the end of a list. Of equal scores the item that comes first in the catalogue.
    public let items: [ItemIndex]
    /// [users, k], -infinity past the end of a list.
    public let scores: [Float]
    /// How many items share each user's first place.
    public let topTies: [Int32]

    let groups: [TieGroup]
    /// Where each user's groups lie.
    let groupRanges: [Range<Int>]
    let relevantCounts: [Int32]
    let candidateCounts: [Int32]

    public var k: Int { rules.k }
    public var count: Int { users.count }

    /// The user at a position of `users`, as metrics see it.
    public subscript(position: Int) -> RankedList {
        RankedList(
            groups: groups[groupRanges[position]], relevant: Int(relevantCounts[position]),
            candidates: Int(candidateCounts[position]))
    }

    /// The list kept for the user at a position, best first; shorter than k where there are fewer candidates.
    public func list(_ position: Int) -> ArraySlice<ItemIndex> {
        let row = items[position * k..<(position + 1) * k]
        return row.prefix { $0 >= 0 }
    }

    /// The first `k` of every list, for measures over all lists.
    public func lists(_ k: Int) -> ItemLists {
        precondition(k <= self.k, "lists are kept to \(self.k)")
        guard k < self.k else { return ItemLists(items: items, k: k, users: users) }
        var cut = [ItemIndex]()
        cut.reserveCapacity(count * k)
        for u in 0..<count { cut += items[u * self.k..<u * self.k + k] }
        return ItemLists(items: cut, k: k, users: users)
    }
}

/// Top-k lists of many users, flat.
public struct ItemLists: Sendable, Hashable {
    /// [lists, k], best first, -1 past the end.
    public let items: [ItemIndex]
    public let k: Int
    /// Whose lists they are; empty where nobody asks.
    public let users: [UserIndex]
    public var count: Int { k == 0 ? 0 : items.count / k }

    public init(items: [ItemIndex], k: Int, users: [UserIndex] = []) {
        (self.items, self.k, self.users) = (items, k, users)
    }

    public subscript(list: Int) -> ArraySlice<ItemIndex> {
        items[list * k..<(list + 1) * k].prefix { $0 >= 0 }
    }

    /// How often each item is listed.
    public func counts(itemCount: Int) -> [Int] {
        let part = 1 << 20
        let found = Gathered<[Int]>(count: (items.count + part - 1) / part)
        parallel(items.count, chunk: part) { range in
            var counts = [Int](repeating: 0, count: itemCount)
            for item in items[range] where item >= 0 { counts[Int(item)] += 1 }
            found.set(range.lowerBound / part, counts)
        }
        let parts = found.all
        guard var counts = parts.first else { return [Int](repeating: 0, count: itemCount) }
        for other in parts.dropFirst() { for item in counts.indices { counts[item] += other[item] } }
        return counts
    }
}
