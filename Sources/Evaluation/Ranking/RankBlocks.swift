import Datasets
import Declarations
import Kernels
import Synchronization

extension RankingPlan {
    /// Scores and ranks all rows, block after block.
    func run(watching watcher: Watcher, oneAtATime: Bool, scores: @escaping ScoreBlock) throws -> Rankings {
        let board = RankingBoard(self)
        let rows = oneAtATime ? max(rowsPerBlock, min(256, 1 << 24 / max(1, 4 * itemCount))) : rowsPerBlock
        let trouble = FirstTrouble()
        if oneAtATime {
            try runInTurn(rows, board, trouble, watcher, scores)
        } else {
            try inWaves(users.count, chunk: rows, "ranking", watcher, trouble) { range in
                let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: range.count * itemCount)
                defer { block.deallocate() }
                try scores(Array(users[range]), block)
                try rankBlock(range, block, board)
            }
        }
        return board.rankings(self)
    }

    /// Scores on the calling thread, ranks on all cores.
    private func runInTurn(
        _ rows: Int, _ board: RankingBoard, _ trouble: FirstTrouble, _ watcher: Watcher, _ scores: ScoreBlock
    ) throws {
        let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows * itemCount)
        defer { block.deallocate() }
        for first in stride(from: 0, to: users.count, by: rows) {
            try watcher.progress("ranking", Double(first) / Double(users.count))
            let range = first..<min(users.count, first + rows)
            let part = UnsafeMutableBufferPointer(rebasing: block[0..<range.count * itemCount])
            try scores(Array(users[range]), part)
            nonisolated(unsafe) let shared = part
            parallel(range.count, chunk: max(1, (range.count + threads - 1) / threads)) { inner in
                let mine = inner.lowerBound + first..<inner.upperBound + first
                let slice = shared[inner.lowerBound * itemCount..<inner.upperBound * itemCount]
                trouble.catching(first: mine.lowerBound) {
                    try rankBlock(mine, UnsafeMutableBufferPointer(rebasing: slice), board)
                }
            }
            try trouble.rethrow()
        }
    }

    /// Ranks rows whose scores lie in `block` [rows, items].
    private func rankBlock(
        _ range: Range<Int>, _ block: UnsafeMutableBufferPointer<Float>, _ board: RankingBoard
    ) throws {
        let ranker = RowRanker(
            items: itemCount, relevant: longestRelevant, k: rules.k, whole: rules.whole)
        var short = [Float]()
        for row in range {
            try Interrupt.check()
            let start = (row - range.lowerBound) * itemCount
            let full = UnsafeMutableBufferPointer(rebasing: block[start..<start + itemCount])
            if candidates == nil {
                try rankWhole(row, full, ranker, board)
            } else {
                try rankCandidates(row, full, &short, ranker, board)
            }
        }
    }

    private func rankWhole(
        _ row: Int, _ scores: UnsafeMutableBufferPointer<Float>, _ ranker: borrowing RowRanker,
        _ board: RankingBoard
    ) throws {
        let outcome = masks.withUnsafeBufferPointer { masks in
            relevant.withUnsafeBufferPointer { relevant in
                ranker.rank(
                    scores, seen: UnsafeBufferPointer(rebasing: masks[maskRange(row)]),
                    relevant: UnsafeBufferPointer(rebasing: relevant[relevantRange(row)]),
                    into: board.slots(row, relevantOffsets[row]))
            }
        }
        try board.note(outcome, row, candidates: itemCount - maskRange(row).count, self) { ItemIndex($0) }
    }

    /// Gathers the scores of the fixed candidates, ranks them, and gives the list back its item indices.
    private func rankCandidates(
        _ row: Int, _ scores: UnsafeMutableBufferPointer<Float>, _ short: inout [Float],
        _ ranker: borrowing RowRanker, _ board: RankingBoard
    ) throws {
        let held = masks[maskRange(row)]
        short.removeAll(keepingCapacity: true)
        for item in held { short.append(scores[Int(item)]) }
        var places = [ItemIndex]()
        var at = held.startIndex
        for item in relevant[relevantRange(row)] {
            while held[at] < item { at += 1 }
            places.append(ItemIndex(at - held.startIndex))
        }
        let slots = board.slots(row, relevantOffsets[row])
        let outcome = short.withUnsafeMutableBufferPointer { short in
            places.withUnsafeBufferPointer { places in
                ranker.rank(
                    short, seen: UnsafeBufferPointer(start: nil, count: 0), relevant: places, into: slots)
            }
        }
        try board.note(outcome, row, candidates: held.count, self) { held[held.startIndex + $0] }
        for i in 0..<rules.k where slots.items[i] >= 0 {
            slots.items[i] = held[held.startIndex + Int(slots.items[i])]
        }
    }
}

/// Where all rows write, each its own part.
final class RankingBoard: @unchecked Sendable {
    private let k: Int
    private let rows: Int
    private let items: UnsafeMutablePointer<ItemIndex>
    private let scores: UnsafeMutablePointer<Float>
    private let groups: UnsafeMutablePointer<TieGroup>
    private let groupCapacity: Int
    /// [rows, 3]: groups found, ties of the first place, candidates.
    private let counts: UnsafeMutablePointer<Int32>

    init(_ plan: RankingPlan) {
        (k, rows, groupCapacity) = (plan.rules.k, plan.users.count, plan.relevant.count)
        items = .allocate(capacity: rows * k)
        scores = .allocate(capacity: rows * k)
        groups = .allocate(capacity: groupCapacity)
        counts = .allocate(capacity: rows * 3)
        groups.initialize(repeating: TieGroup(start: 0, size: 0, hits: 0), count: groupCapacity)
        counts.initialize(repeating: 0, count: rows * 3)
    }

    deinit {
        items.deallocate()
        scores.deallocate()
        groups.deallocate()
        counts.deallocate()
    }

    func slots(_ row: Int, _ firstGroup: Int) -> RankingSlots {
        RankingSlots(items: items + row * k, scores: scores + row * k, groups: groups + firstGroup)
    }

    func note(
        _ outcome: RowRanker.Outcome, _ row: Int, candidates: Int, _ plan: RankingPlan,
        _ item: (Int) -> ItemIndex
    ) throws {
        switch outcome {
        case .ranked(let groups, let topTies):
            (counts[row * 3], counts[row * 3 + 1]) = (Int32(groups), Int32(topTies))
            counts[row * 3 + 2] = Int32(candidates)
        case .notFinite(let index):
            let names = plan.label(plan.users[row], item(index))
            throw Problem(
                "the model's score of item \(names.1) for user \(names.0) is not a finite number",
                remedy: "train it again with a smaller rate or more regularisation")
        }
    }

    func rankings(_ plan: RankingPlan) -> Rankings {
        Rankings(
            users: plan.users, skipped: plan.skipped, hidden: plan.hidden, rules: plan.rules,
            negatives: plan.candidates?.size, itemCount: plan.itemCount,
            items: Array(UnsafeBufferPointer(start: items, count: rows * k)),
            scores: Array(UnsafeBufferPointer(start: scores, count: rows * k)),
            topTies: (0..<rows).map { counts[$0 * 3 + 1] },
            groups: Array(UnsafeBufferPointer(start: groups, count: groupCapacity)),
            groupRanges: (0..<rows).map {
                plan.relevantOffsets[$0]..<plan.relevantOffsets[$0] + Int(counts[$0 * 3])
            },
            relevantCounts: (0..<rows).map { Int32(plan.relevantRange($0).count) },
            candidateCounts: (0..<rows).map { counts[$0 * 3 + 2] })
    }
}
