import Datasets
import Declarations
import Evaluation
import Foundation
import Testing

/// Numbers by SciPy 1.17.1; each with its command.
@Suite struct SignedRankTests {
    /// `scipy.stats.wilcoxon(d)`: exact without zeros and ties, by permutation for few, else asymptotic.
    @Test func agreesWithSciPy() {
        let few = [0.5, -0.1, 0.3, 0.2, 0, 0.7, -0.25, 0.1, 0.05, 0.4]
        let tied = [1, 2, -1, 3, 0.5, -2, 1.5, 0.25]
        let plain = [1.1, -0.4, 2.3, 0.9, -3.1, 4.2, 0.05, -0.6, 1.7, 2.9, -1.3, 0.33]
        let fifty = (0..<50).map { sin(Double($0) * 1.3) + 0.2 }
        let big = (0..<120).map { Double(($0 * 37) % 23 - 9) / 10 }
        let real = (0..<300).map { sin(Double($0) * 1.7) + 0.15 }
        let expected: [([Double], Double, Double, Bool)] = [
            (few, 7.5, 0.08203125, true), (tied, 10, 0.3046875, true), (plain, 25, 0.30126953125, true),
            (StatisticsTests.e, 262, 0.046656864590185546, false),
            (fifty, 427, 0.04193213473556767, true), (big, 2268.5, 0.002892365586620779, false),
            (real, 16730, 0.00010151138706354254, false),
        ]
        for (values, statistic, p, isExact) in expected {
            let found = signedRankTest(values)
            #expect(found.statistic == statistic && found.isExact == isExact, "\(values.count) values")
            #expect(abs(found.p - p) < 1e-9, "\(found.p) instead of \(p)")
            #expect(abs(signedRankTest(values.map { -$0 }).p - p) < 1e-9)
        }
        #expect(signedRankTest([0, 0]).p == 1 && signedRankTest([]).p == 1)
    }

    /// `a = [.31,.35,.29,.33,.40]; b = [.28,.27,.33,.25]; r = scipy.stats.ttest_ind(a, b, equal_var=False)`, its `pvalue`,
    /// `df` and `confidence_interval(.95)`; against a constant: `scipy.stats.ttest_1samp(a, .3)`.
    @Test func seedsAreTestedAsWelchDid() throws {
        let (a, b) = ([0.31, 0.35, 0.29, 0.33, 0.40], [0.28, 0.27, 0.33, 0.25])
        let found = try #require(SeedContrast(a, b))
        #expect(abs(found.p - 0.07332636998066501) < 1e-9 && abs(found.degrees - 6.988597495962541) < 1e-9)
        #expect(
            abs(found.low + 0.006601035637788723) < 1e-9 && abs(found.high - 0.1136010356377887) < 1e-9)
        let constant = try #require(SeedContrast(a, [0.3]))
        #expect(abs(constant.p - 0.12904358178244185) < 1e-9 && constant.degrees == 4)
        #expect(abs(constant.low + 0.01638586147325377) < 1e-9)
        #expect(SeedContrast([0.3], [0.2]) == nil)
        #expect(SeedContrast([0.3, 0.3], [0.2, 0.2])?.p == 0 && SeedContrast([1, 1], [1])?.p == 1)
    }

    /// `(t.ppf(.975, n-1) + t.ppf(.8, n-1)) * .3 / sqrt(n)`, t = scipy.stats.t; by `scipy.stats.nct` the power at that
    /// difference is .8002 for 30 and .8000 for 943.
    @Test func detectableDifferences() {
        #expect(abs(detectableDifference(sd: 0.3, count: 30) - 0.15880786293819266) < 1e-9)
        #expect(abs(detectableDifference(sd: 0.3, count: 943) - 0.027398013036942524) < 1e-9)
        #expect(detectableDifference(sd: 1, count: 1) == .infinity)
    }

    /// Two models that guess are worth the same: a test at .05 must tell 5 % of such pairs apart, give or take 1 %.
    @Test func falseClaimsAreAsOftenAsTheLevelSays() throws {
        var chance = Chance(seed: 8)
        func guesses() -> [Double] {
            (0..<120).map { _ in
                let rank = chance.below(30)
                return rank < 10 ? 1 / log2(Double(rank) + 2) : 0
            }
        }
        var (permutation, ranks) = (0, 0)
        for draw in 0..<2000 {
            let difference = zip(guesses(), guesses()).map { $0 - $1 }
            if try signFlipTest([difference], flips: 499, seed: draw)[0] < 0.05 { permutation += 1 }
            if signedRankTest(difference).p < 0.05 { ranks += 1 }
        }
        #expect((80...120).contains(permutation), "\(permutation) of 2000")
        #expect((80...120).contains(ranks), "\(ranks) of 2000")
    }
}

@Suite struct ClaimTests {
    private func values(_ level: Double, _ period: Int, users: Int = 285) -> [Double] {
        (0..<users).map { k in level + Double((k * period) % 19 - 9) / 90 }
    }

    @Test func aClaimIsReadAndMisreadingsAreAnswered() throws {
        let claim = try ClaimText("als beats item-knn, popular and bias")
        #expect(claim.winner == "als" && claim.losers == ["item-knn", "popular", "bias"])
        for wrong in ["als", "als beats ", "beats als", "als beats als", "a beats b and b", " beats b"] {
            #expect(throws: Problem.self, "\(wrong)") { try ClaimText(wrong) }
        }
    }

    private func claims(
        _ contenders: [Contender], better: Table.Better = .higher, _ metric: String = "ndcg@10"
    ) throws -> [Claim] {
        var rules = ComparisonRules()
        (rules.resamples, rules.flips) = (2000, 2000)
        return try testClaims(
            [ClaimedMeasure(metric: metric, better: better, contenders: contenders)], rules: rules)
    }

    @Test func verdictsAndSentences() throws {
        let three = [
            Contender("a", perUser: values(0.35, 7)), Contender("b", perUser: values(0.30, 5)),
            Contender("c", perUser: values(0.35, 11)),
        ]
        let found = try claims(three)
        #expect(found.map(\.verdict) == [.shown, .notShown])
        #expect(found[0].sentence.hasPrefix("a outperforms b (ndcg@10 0.35"))
        #expect(found[0].sentence.contains("Holm-corrected for 2 claims"))
        #expect(found[1].sentence.hasPrefix("No difference between a and c is shown"))
        #expect(found[1].sentence.contains("would have been found with a chance of 80 %"))
        let turned = try claims([three[1], three[0]])
        #expect(turned.map(\.verdict) == [.reversed])
        #expect(turned[0].sentence.hasPrefix("a outperforms b (ndcg@10 0.35"))
        // The same interval from the other side, with its ends above zero.
        #expect(!turned[0].sentence.contains("[-") && turned[0].sentence.contains("[0.0"))
    }

    @Test func lowerIsBetterForErrors() throws {
        let found = try claims(
            [Contender("a", perUser: values(0.8, 7)), Contender("b", perUser: values(0.9, 7))],
            better: .lower, "rmse")
        #expect(found[0].verdict == .shown && found[0].contrast.difference < 0)
        #expect(found[0].sentence.hasPrefix("a outperforms b (rmse 0.80"))
        #expect(found[0].sentence.contains("by 0.1000 [0.1000, 0.1000]"))
    }

    /// What every user shows, but seeds do not agree on, is no claim about the model.
    @Test func seedsMustAgreeToo() throws {
        let steady = [
            Contender("a", perUser: values(0.35, 7), seeds: [0.34, 0.35, 0.36]),
            Contender("b", perUser: values(0.3, 5), seeds: [0.29, 0.3, 0.31]),
        ]
        let shaky = [
            Contender("a", perUser: values(0.35, 7), seeds: [0.2, 0.35, 0.5]),
            Contender("b", perUser: values(0.3, 5), seeds: [0.3, 0.45, 0.15]),
        ]
        let (one, other) = (try claims(steady)[0], try claims(shaky)[0])
        #expect(one.verdict == .shown && one.sentence.contains("over 3 against 3 trainings by 0.0500"))
        #expect(other.verdict == .notShown && other.contrast.p < 0.01)
        #expect(try #require(other.contrast.seeds).p > 0.5)
    }

    /// d_z of 1, 2, 3 is 2; a user drawn at random is better off in two of three, half counting for a tie.
    @Test func effectSizes() throws {
        let contrast = try #require(
            compare(
                [Contender("b", perUser: [0, 0, 0]), Contender("a", perUser: [1, 2, 3])], metric: "m",
                rules: .init(reference: .first)
            ).contrasts.first)
        #expect(abs(contrast.effect - 2) < 1e-12 && contrast.superiority == 1)
        let tied = try #require(
            compare(
                [Contender("b", perUser: [0, 0, 0]), Contender("a", perUser: [1, 0, 3])], metric: "m",
                rules: .init(reference: .first)
            ).contrasts.first)
        #expect(abs(tied.superiority - 5.0 / 6) < 1e-12)
    }
}
