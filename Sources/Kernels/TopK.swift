import CKernels

/// Items that share one score and of which at least one is relevant.
public struct TieGroup: Sendable, Hashable {
    /// Items that score strictly higher: the group's first position, counted from 0.
    public var start: Int32
    /// Items that share the score.
    public var size: Int32
    /// Relevant ones among them.
    public var hits: Int32

    public init(start: Int, size: Int, hits: Int) {
        (self.start, self.size, self.hits) = (Int32(start), Int32(size), Int32(hits))
    }
}

/// Where the ranking of one row of scores is written.
public struct RankingSlots {
    /// [k], -1 past the end.
    public var items: UnsafeMutablePointer<Int32>
    /// [k], -infinity past the end.
    public var scores: UnsafeMutablePointer<Float>
    /// As many as there are relevant items.
    public var groups: UnsafeMutablePointer<TieGroup>?

    public init(
        items: UnsafeMutablePointer<Int32>, scores: UnsafeMutablePointer<Float>,
        groups: UnsafeMutablePointer<TieGroup>?
    ) {
        (self.items, self.scores, self.groups) = (items, scores, groups)
    }
}

/// Ranks rows of scores, one after the other; holds the scratch memory of one thread.
public struct RowRanker: ~Copyable {
    private let scratch: UnsafeMutableRawPointer
    private let k: Int
    private let whole: Bool

    /// - Parameters:
    ///   - items: the longest row
    ///   - relevant: the longest list of relevant items
    ///   - k: length of the list kept
    ///   - whole: find the tie groups of the whole list, not only of those among the first k positions
    public init(items: Int, relevant: Int, k: Int, whole: Bool) {
        scratch = .allocate(byteCount: ranking_scratch(Int32(items), Int32(relevant)), alignment: 64)
        (self.k, self.whole) = (k, whole)
    }

    deinit { scratch.deallocate() }

    /// What came of one row.
    public enum Outcome {
        /// Groups found, and how many items share the first place.
        case ranked(groups: Int, topTies: Int)
        /// Index of the first score that is not a finite number.
        case notFinite(Int)
    }

    /// Ranks one row and overwrites it: what was seen becomes -infinity. Of equal scores the lower index is listed
    /// first. `seen` and `relevant` ascend and do not overlap.
    public borrowing func rank(
        _ row: UnsafeMutableBufferPointer<Float>, seen: UnsafeBufferPointer<Int32>,
        relevant: UnsafeBufferPointer<Int32>, into slots: RankingSlots
    ) -> Outcome {
        var task = ranking_row(
            scores: row.baseAddress, items: Int32(row.count), seen: seen.baseAddress,
            seen_count: Int32(seen.count), relevant: relevant.baseAddress,
            relevant_count: Int32(relevant.count), k: Int32(k), whole: whole ? 1 : 0,
            top_items: slots.items, top_scores: slots.scores,
            groups: slots.groups.map {
                UnsafeMutableRawPointer($0).assumingMemoryBound(to: ranking_group.self)
            },
            group_count: 0, top_ties: 0)
        let bad = ranking_rank(&task, scratch)
        return bad >= 0
            ? .notFinite(Int(bad)) : .ranked(groups: Int(task.group_count), topTies: Int(task.top_ties))
    }
}
