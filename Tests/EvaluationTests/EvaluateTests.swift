import Datasets
import Declarations
import Evaluation
import Foundation
import Testing

@Suite struct EvaluateTests {
    private func specs(_ words: String...) throws -> [MetricSpec] { try words.map { try MetricSpec($0) } }

    private func catalogue(_ items: Int) -> Catalogue {
        Catalogue(itemCount: items, userCount: 10, popularity: Array(repeating: 1, count: items))
    }

    @Test func averagesOverUsersAndKeepsThem() throws {
        let world = World(users: 50, items: 200, levels: 30, seed: 7)
        let asked = try specs("ndcg@10", "recall@20", "hr@1", "auc", "map@5", "mrr", "precision@10")
        let ranked = try world.ranked(RankingRules(for: asked))
        let evaluation = try evaluate(ranked, on: asked, catalogue: catalogue(200))
        #expect(evaluation.scores.map(\.name) == asked.map(\.description))
        for (spec, score) in zip(asked, evaluation.scores) {
            let metric = try #require(spec.metric(under: ranked.rules))
            let values = (0..<ranked.count).map { metric.value(ranked[$0]) }
            #expect(score.perUser == values)
            #expect(abs(score.mean - values.reduce(0, +) / Double(values.count)) < 1e-12)
            #expect(score.worst <= score.mean + 1e-12 && score.mean <= score.best + 1e-12)
            #expect(
                abs((score.standardError ?? 0) - deviation(values) / Double(values.count).squareRoot())
                    < 1e-15)
        }
    }

    @Test func tiesFollowThePolicyAndWideGapsAreFlagged() throws {
        var world = World(users: 20, items: 100, levels: 1, seed: 8)
        let asked = try specs("ndcg@10")
        func mean(_ ties: Ties) throws -> Evaluation {
            let ranked = try world.ranked(RankingRules(for: asked, ties: ties))
            return try evaluate(ranked, on: asked, catalogue: catalogue(100))
        }
        let expected = try mean(.average)
        #expect(expected.tied == ["ndcg@10"])
        #expect(try mean(.worst).scores[0].mean == 0)
        #expect(try mean(.worst).scores[0].mean == expected.scores[0].worst)
        #expect(try mean(.best).scores[0].mean == expected.scores[0].best)
        #expect(expected.scores[0].best > 0.9)
        world.scores = (0..<2000).map { Float(($0 * 7919) % 2003) }
        #expect(try mean(.average).tied.isEmpty)
    }

    @Test func recallsDenominatorIsSelectable() throws {
        let world = World(users: 20, items: 100, levels: 40, seed: 9, relevantShare: 0.3)
        let asked = try specs("recall@5")
        func recall(_ denominator: Denominator) throws -> Evaluation {
            let rules = RankingRules(for: asked, recallDenominator: denominator)
            return try evaluate(try world.ranked(rules), on: asked, catalogue: catalogue(100))
        }
        let (n, capped) = (try recall(.relevant), try recall(.capped))
        #expect(n.scores[0].mean < capped.scores[0].mean)
        #expect(n.notes.contains("Recall divides by n."))
        #expect(capped.notes.contains("Recall divides by min(k, n)."))
    }

    @Test func measuresThatDoNotSuitTheRankingsAreProblems() throws {
        let world = World(users: 5, items: 50, levels: 9, seed: 10)
        let ranked = try world.ranked(RankingRules(k: 10))
        for (word, what) in [
            ("ndcg@20", "ndcg@20 needs lists of 20 items, but only 10 were kept"),
            ("coverage@11", "coverage@11 needs lists of 11 items, but only 10 were kept"),
            ("auc", "auc needs whole lists, but only the first 10 items were kept"),
            ("rmse", "rmse measures predicted ratings, not rankings"),
            ("hr@10~99neg", "hr@10~99neg asks for 99 negatives, but the split has no fixed candidates"),
            ("ild@10", "ild needs genres, but this data set has none"),
        ] {
            #expect {
                try evaluate(ranked, on: [try MetricSpec(word)], catalogue: catalogue(50))
            } throws: {
                ($0 as? Problem)?.what == what
            }
        }
    }

    @Test func ratingsAreJudgedPooledAndPerUser() throws {
        let evaluation = try evaluateRatings(
            users: [0, 0, 3], predicted: [3, 4, 1], actual: [4, 4, 3], on: try specs("rmse", "mae"))
        #expect(abs(evaluation.scores[0].mean - Double(5.0 / 3).squareRoot()) < 1e-12)
        #expect(evaluation.scores[0].perUser == [sqrt(0.5), 2])
        #expect(evaluation.scores[1].mean == 1)
        #expect(evaluation.users == [0, 3])
        #expect(throws: Problem.self) {
            try evaluateRatings(users: [0], predicted: [.nan], actual: [1], on: try specs("rmse"))
        }
    }

    /// A constant scorer earns the mean of random scorers on every ranking measure, by expected ties; no test sees it ahead.
    @Test(arguments: [1, 2, 3])
    func constantIsNeverAheadOfRandom(_ seed: Int) throws {
        let words = [
            "hr@10", "precision@10", "recall@20", "recall@50", "ndcg@10", "mrr@10", "map@10", "auc@20",
        ]
        let asked = try words.map { try MetricSpec($0) } + specs("ndcg", "mrr", "map", "auc")
        var world = World(users: 150, items: 120, levels: 1, seed: seed)
        let constant = try evaluate(
            try world.ranked(RankingRules(for: asked)), on: asked, catalogue: catalogue(120))
        var sums = [[Double]](repeating: [], count: asked.count)
        for run in 0..<40 {
            var chance = Chance(seed: 1000 * seed + run)
            world.scores = world.scores.map { _ in Float(chance.uniform()) }
            let random = try evaluate(
                try world.ranked(RankingRules(for: asked)), on: asked, catalogue: catalogue(120))
            for m in asked.indices { sums[m].append(random.scores[m].mean) }
            guard run == 0 else { continue }
            for (own, other) in zip(constant.scores, random.scores) {
                let contenders = [
                    Contender("constant", perUser: own.perUser), Contender("random", perUser: other.perUser),
                ]
                var rules = ComparisonRules(reference: .named("random"))
                rules.confidence = 0.999
                let contrast = try compare(contenders, metric: own.name, rules: rules).contrasts[0]
                #expect(!(contrast.isShown && contrast.difference > 0), "\(contrast.verdict)")
            }
        }
        for (score, means) in zip(constant.scores, sums) {
            let mean = means.reduce(0, +) / Double(means.count)
            let error = deviation(means) / Double(means.count).squareRoot()
            #expect(
                abs(score.mean - mean) < 4 * error, "\(score.name): \(score.mean) against \(mean) ± \(error)")
        }
    }
}
