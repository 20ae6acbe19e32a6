import Datasets
import Declarations
import Evaluation
import Foundation
import Kernels
import Testing

/// A small world of users, items, histories and relevant items, with scores from a function.
struct World: Sendable {
    var users: [UserIndex]
    var items: Int
    var seen: SparseMatrix
    var relevant: SparseMatrix
    var scores: [Float]

    /// Coarse scores tie often.
    init(
        users: Int, items: Int, levels: Int, seed: Int, seenShare: Double = 0.1, relevantShare: Double = 0.05
    ) {
        var chance = Chance(seed: seed)
        var (past, future) = (Interactions(), Interactions())
        for u in 0..<users {
            for i in 0..<items {
                let x = chance.uniform()
                if x < seenShare {
                    past.users.append(UserIndex(u))
                    past.items.append(ItemIndex(i))
                } else if x < seenShare + relevantShare {
                    future.users.append(UserIndex(u))
                    future.items.append(ItemIndex(i))
                }
            }
        }
        self.users = (0..<users).map { UserIndex($0) }
        self.items = items
        seen = SparseMatrix(past, users: users, items: items)
        relevant = SparseMatrix(future, users: users, items: items)
        scores = (0..<users * items).map { _ in Float(chance.below(levels)) - Float(levels) / 2 }
    }

    var block: ScoreBlock {
        { [scores, items] users, out in
            for (row, user) in users.enumerated() {
                for i in 0..<items { out[row * items + i] = scores[Int(user) * items + i] }
            }
        }
    }

    func ranked(_ rules: RankingRules, candidates: Candidates? = nil, oneAtATime: Bool = false) throws
        -> Rankings
    {
        try rank(
            users: users, itemCount: items, histories: seen, relevant: relevant, candidates: candidates,
            rules: rules, oneAtATime: oneAtATime, scores: block)
    }

    func row(_ matrix: SparseMatrix, _ user: UserIndex) -> Set<Int> {
        Set(matrix.indices[matrix.range(Int(user))].map(Int.init))
    }
}

@Suite struct RankTests {
    /// Sorts everything and looks where things stand.
    private func expectBruteForce(_ world: World, _ ranked: Rankings) {
        let rules = ranked.rules
        for (position, user) in ranked.users.enumerated() {
            let seen = rules.filterSeen ? world.row(world.seen, user) : []
            let own = (0..<world.items).map { Double(world.scores[Int(user) * world.items + $0]) }
            let open = (0..<world.items).filter { !seen.contains($0) }
            let sorted = open.sorted { (own[$1], $0) < (own[$0], $1) }
            #expect(ranked.list(position).map(Int.init) == Array(sorted.prefix(rules.k)))
            let best = sorted.first.map { own[$0] }
            #expect(Int(ranked.topTies[position]) == open.count { own[$0] == best })
            let relevant = world.row(world.relevant, user).subtracting(seen)
            let groups = Dictionary(grouping: relevant) { own[$0] }.map { score, hits in
                TieGroup(
                    start: open.count { own[$0] > score }, size: open.count { own[$0] == score },
                    hits: hits.count)
            }.filter { rules.whole || Int($0.start) < rules.k }
            let list = ranked[position]
            #expect(Array(list.groups) == groups.sorted { $0.start < $1.start })
            #expect(list.relevant == relevant.count)
            #expect(list.candidates == open.count)
        }
    }

    @Test(arguments: [
        (1, 3), (7, 2), (15, 4), (16, 1), (17, 5), (64, 3), (65, 100), (129, 2), (300, 7), (1000, 40),
        (1000, 100_000),
        (4000, 9), (4000, 1_000_000),
    ])
    func equalsSortingEverything(_ items: Int, _ levels: Int) throws {
        let world = World(users: items > 500 ? 3 : 9, items: items, levels: levels, seed: items + levels)
        for k in [1, 5, 20, 100, items] {
            for whole in [false, true] {
                for filter in [false, true] {
                    expectBruteForce(
                        world, try world.ranked(RankingRules(k: k, filterSeen: filter, whole: whole)))
                }
            }
        }
    }

    @Test func zeroAndMinusZeroAreTied() throws {
        var world = World(users: 1, items: 40, levels: 1, seed: 1, seenShare: 0, relevantShare: 1)
        world.scores = (0..<40).map { $0 % 2 == 0 ? -0.0 : 0.0 }
        let ranked = try world.ranked(RankingRules(k: 3, whole: true))
        #expect(ranked.topTies == [40])
        #expect(ranked.list(0) == [0, 1, 2])
    }

    @Test func scoringInTurnGivesTheSame() throws {
        let world = World(users: 700, items: 500, levels: 50, seed: 4)
        let rules = RankingRules(k: 10, whole: true)
        let (a, b) = (try world.ranked(rules), try world.ranked(rules, oneAtATime: true))
        #expect(a.items == b.items && a.scores == b.scores && a.topTies == b.topTies)
        #expect((0..<a.count).allSatisfy { a[$0] == b[$0] })
    }

    @Test func usersWithoutRelevantItemsAreSkippedAndCounted() throws {
        var world = World(users: 4, items: 30, levels: 5, seed: 2)
        world.relevant = SparseMatrix(Interactions(users: [1, 3], items: [4, 5]), users: 4, items: 30)
        world.seen = SparseMatrix(Interactions(users: [3], items: [5]), users: 4, items: 30)
        let ranked = try world.ranked(RankingRules(k: 5))
        #expect(ranked.users == [1])
        #expect(ranked.skipped == 3)
        #expect(ranked.hidden == 1)
        #expect(try world.ranked(RankingRules(k: 5, filterSeen: false)).users == [1, 3])
    }

    @Test func anUnfiniteScoreIsAProblemThatNamesThePair() {
        for bad in [Float.nan, .infinity, -.infinity] {
            var world = World(users: 300, items: 600, levels: 5, seed: 3)
            world.scores[217 * 600 + 411] = bad
            world.scores[250 * 600 + 3] = bad
            let label: @Sendable (UserIndex, ItemIndex) -> (String, String) = { ("u\($0)", "i\($1)") }
            #expect {
                try rank(
                    users: world.users, itemCount: 600, histories: world.seen, relevant: world.relevant,
                    rules: RankingRules(k: 5), label: label, scores: world.block)
            } throws: { error in
                (error as? Problem)?.what
                    == "the model's score of item i411 for user u217 is not a finite number"
            }
        }
    }

    @Test func whatScoresThrowComesOut() {
        let world = World(users: 300, items: 600, levels: 5, seed: 3)
        #expect(throws: Interrupted.self) {
            try rank(
                users: world.users, itemCount: 600, histories: world.seen, relevant: world.relevant,
                rules: RankingRules(k: 5)
            ) { _, _ in throw Interrupted() }
        }
    }

    @Test func candidatesAreRankedWithThePositivesAndEachOnce() throws {
        // Item 2 is both positive and negative; item 9 is unseen by the list; item 4 was seen before and counts all the same.
        var world = World(users: 1, items: 10, levels: 2, seed: 1)
        world.scores = [0, 1, 2, 2, 5, 0, 3, 0, 0, 9]
        world.seen = SparseMatrix(Interactions(users: [0], items: [4]), users: 1, items: 10)
        world.relevant = SparseMatrix(Interactions(users: [0], items: [2]), users: 1, items: 10)
        let negatives = SparseMatrix(
            Interactions(users: [0, 0, 0, 0], items: [1, 2, 3, 4]), users: 1, items: 10)
        let ranked = try world.ranked(
            RankingRules(k: 6, whole: true), candidates: Candidates(items: negatives, size: 4))
        #expect(ranked.list(0) == [4, 2, 3, 1])
        #expect(ranked[0].candidates == 4)
        #expect(Array(ranked[0].groups) == [TieGroup(start: 1, size: 2, hits: 1)])
        let hr = try evaluate(
            ranked, on: [MetricSpec("hr@2")],
            catalogue: Catalogue(itemCount: 10, userCount: 1, popularity: Array(repeating: 1, count: 10)))
        #expect(hr.scores[0].name == "hr@2~4neg")
        #expect(hr.scores[0].mean == 0.5)
        #expect(hr.tied == ["hr@2~4neg"])
    }
}

/// Lists made elsewhere are judged as the same lists made here.
@Test func givenListsAreJudgedAsRankedOnes() throws {
    let world = World(users: 40, items: 120, levels: 1 << 22, seed: 3)
    let specs = try ["hr@5", "precision@10", "recall@10", "ndcg@5", "ndcg@10", "mrr@10", "map@10"]
        .map { try MetricSpec($0) }
    let catalogue = Catalogue(itemCount: 120, userCount: 40, popularity: [Int](repeating: 1, count: 120))
    let ranked = try world.ranked(RankingRules(for: specs))
    #expect(ranked.topTies.allSatisfy { $0 == 1 })
    var lists = [ItemIndex](repeating: -1, count: 40 * 10)
    for (row, user) in ranked.users.enumerated() {
        for (place, item) in ranked.list(row).enumerated() { lists[Int(user) * 10 + place] = item }
    }
    let given = try Rankings(lists: ItemLists(items: lists, k: 10), relevant: world.relevant)
    #expect(given.users == ranked.users && given.skipped == ranked.skipped)
    let (a, b) = (
        try evaluate(ranked, on: specs, catalogue: catalogue),
        try evaluate(given, on: specs, catalogue: catalogue)
    )
    for (x, y) in zip(a.scores, b.scores) { #expect(x.perUser == y.perUser, "\(x.name)") }
    #expect(a.scores.allSatisfy { $0.mean > 0 })
    lists[7] = 120
    #expect(throws: Problem.self) {
        try Rankings(lists: ItemLists(items: lists, k: 10), relevant: world.relevant)
    }
}
