import Datasets
import Declarations
import Kernels

extension Rankings {
    /// Judges lists that were made elsewhere: every item stands at a place of its own, nothing is tied.
    ///
    /// Finds the relevant items among each list's k; users without any relevant item are skipped.
    /// - Parameters:
    ///   - lists: one for each user, in the order of `relevant`'s rows
    ///   - relevant: users by items, what each should be recommended
    /// - Throws: a `Problem` where a list names an item beyond the catalogue.
    public init(lists: ItemLists, relevant: SparseMatrix) throws {
        let (k, users, itemCount) = (lists.k, min(lists.count, relevant.rows), relevant.columns)
        if let wrong = lists.items.firstIndex(where: { Int($0) >= itemCount }) {
            throw Problem(
                "list \(wrong / max(1, k) + 1) names item \(lists.items[wrong]), beyond the \(itemCount) there are"
            )
        }
        let judged = (0..<users).filter { !relevant.range($0).isEmpty }
        let found = Gathered<[[TieGroup]]>(count: (judged.count + Self.chunk - 1) / Self.chunk)
        parallel(judged.count, chunk: Self.chunk) { range in
            var lastWanting = [Int32](repeating: -1, count: itemCount)
            found.set(
                range.lowerBound / Self.chunk,
                judged[range].map { user in
                    for item in relevant.indices[relevant.range(user)] {
                        lastWanting[Int(item)] = Int32(user)
                    }
                    return lists[user].enumerated().compactMap { place, item in
                        lastWanting[Int(item)] == Int32(user) ? TieGroup(start: place, size: 1, hits: 1) : nil
                    }
                })
        }
        var (groups, ranges) = ([TieGroup](), [Range<Int>]())
        for own in found.all.joined() {
            ranges.append(groups.count..<groups.count + own.count)
            groups += own
        }
        let isWhole = judged.count == lists.count
        self.init(
            users: judged.map { UserIndex($0) }, skipped: users - judged.count, hidden: 0,
            rules: RankingRules(k: k, filterSeen: false), negatives: nil, itemCount: itemCount,
            items: isWhole
                ? lists.items : judged.flatMap { lists.items[$0 * k..<($0 + 1) * k] },
            scores: [], topTies: [Int32](repeating: 1, count: judged.count), groups: groups,
            groupRanges: ranges, relevantCounts: judged.map { Int32(relevant.range($0).count) },
            candidateCounts: [Int32](repeating: Int32(itemCount), count: judged.count))
    }

    private static let chunk = 256
}
