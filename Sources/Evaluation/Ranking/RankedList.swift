import Kernels

/// One user's ranking as metrics see it: where the relevant items stand, and with what they are tied.
///
/// Groups without a relevant item are not listed, as nothing depends on them.
public struct RankedList: Sendable, Hashable {
    /// Groups of equal scores that hold relevant items, best first. A group that straddles a cut-off knows its whole
    /// size and all of its hits.
    public var groups: ArraySlice<TieGroup>
    /// n: relevant items among the candidates.
    public var relevant: Int
    /// N: items ranked.
    public var candidates: Int

    public init(groups: ArraySlice<TieGroup>, relevant: Int, candidates: Int) {
        (self.groups, self.relevant, self.candidates) = (groups, relevant, candidates)
    }

    /// From scores, the slow and obvious way; for a handful of items.
    public init(scores: [Double], relevant: Set<Int>) {
        let hits = Dictionary(grouping: relevant) { scores[$0] }
        let groups = hits.keys.sorted(by: >).map { score in
            TieGroup(
                start: scores.count { $0 > score }, size: scores.count { $0 == score },
                hits: hits[score]?.count ?? 0)
        }
        self.init(groups: groups[...], relevant: relevant.count, candidates: scores.count)
    }

    /// Irrelevant items.
    public var irrelevant: Int { candidates - relevant }

    /// Whether the order within ties can matter: a relevant item shares its score with an irrelevant one.
    public var isMixed: Bool { groups.contains { $0.size > $0.hits } }

    /// The same list with ties broken for or against the relevant items.
    public func resolved(_ ties: Ties) -> RankedList {
        guard ties != .average, isMixed else { return self }
        var copy = self
        copy.groups =
            groups.map { group in
                let late = ties == .worst ? Int(group.size - group.hits) : 0
                return TieGroup(start: Int(group.start) + late, size: Int(group.hits), hits: Int(group.hits))
            }[...]
        return copy
    }

    /// Relevant items expected among the first k positions.
    public func hits(at k: Int) -> Double {
        var sum = 0.0
        for group in groups {
            let taken = group.positions(within: k)
            if taken <= 0 { break }
            sum += group.density * Double(taken)
        }
        return sum
    }

    /// The cut-off, or the whole list.
    func reach(_ cutoff: Int?) -> Int { cutoff ?? candidates }
}

extension TieGroup {
    /// How many of the group's positions lie among the first k.
    func positions(within k: Int) -> Int { min(max(0, k - Int(start)), Int(size)) }

    /// Chance that any one position of the group holds a relevant item.
    var density: Double { Double(hits) / Double(size) }
}
