import Declarations
import Evaluation
import Foundation
import Testing

/// Numbers by SciPy 1.17.1 and statsmodels 0.15.0; each with its command.
@Suite struct StatisticsTests {
    /// `scipy.stats.norm.cdf`, `.ppf`
    @Test func normal() {
        for (x, p) in [(-3, 0.0013498980316300933), (-0.5, 0.3085375387259869), (1.2345, 0.8914916766373298)]
        {
            #expect(abs(Normal.cdf(x) - p) < 1e-15)
        }
        for (p, x) in [
            (1e-10, -6.361340902404056), (0.001, -3.090232306167813), (0.025, -1.9599639845400545), (0.5, 0),
            (0.8, 0.8416212335729143), (0.999999, 4.753424308817087),
        ] { #expect(abs(Normal.quantile(p) - x) < 1e-9) }
        #expect(Normal.quantile(0) == -.infinity && Normal.quantile(1) == .infinity)
    }

    /// `scipy.stats.t.cdf(t, df)`, `.ppf(p, df)`; `t.interval(.95, 4, mean(x), sem(x))`
    @Test func studentsT() throws {
        let chances: [(Double, Double, Double)] = [
            (-2.5, 1, 0.12111894159084341), (0.3, 2, 0.6037571695799112), (1.7, 4, 0.917822529364975),
            (3, 30, 0.9973050179671741), (-0.01, 1000, 0.4960116409660936),
        ]
        for (t, df, p) in chances { #expect(abs(StudentT.cdf(t, degrees: df) - p) < 1e-12) }
        let quantiles: [(Double, Double, Double)] = [
            (0.975, 1, 12.706204736174694), (0.975, 4, 2.7764451051977934), (0.6, 2.5, 0.2814595127485477),
            (0.001, 9, -4.296805662729919), (0.995, 200, 2.600634436191558),
        ]
        for (p, df, t) in quantiles { #expect(abs(StudentT.quantile(p, degrees: df) - t) < 1e-8) }
        let ends = try #require(StudentT.interval([0.31, 0.35, 0.29, 0.33, 0.40]))
        #expect(abs(ends.low - 0.2836141385267462) < 1e-10 && abs(ends.high - 0.3883858614732538) < 1e-10)
        #expect(StudentT.interval([1]) == nil)
    }

    /// `scipy.stats.permutation_test((d,), numpy.mean, permutation_type='samples', n_resamples=numpy.inf).pvalue`
    @Test func fewPairsAreCountedExactly() throws {
        let a = [0.5, -0.1, 0.3, 0.2, 0, 0.7, -0.25, 0.1, 0.05, 0.4]
        #expect(try signFlipTest([a]) == [0.078125])
        #expect(try signFlipTest([[1, 2, -1, 3, 0.5, -2, 1.5, 0.25]]) == [0.3046875])
        #expect(try signFlipTest([[0, 0, 0]]) == [1])
        #expect(try signFlipTest([Array(repeating: 0, count: 500)]) == [1])
    }

    /// The same with `n_resamples=2_000_000`: .02823.
    @Test func manyPairsAreSampled() throws {
        let p = try signFlipTest([Self.e], flips: 100_000, seed: 3)[0]
        #expect(abs(p - 0.02823) < 0.002)
        #expect(try signFlipTest([Self.e], flips: 100_000, seed: 3) == [p])
        #expect(try signFlipTest([Self.e], flips: 100_000, seed: 4) != [p])
        // Never 0: the observed order is one of the permutations.
        #expect(try signFlipTest([Array(repeating: 1, count: 64)], flips: 99) == [0.01])
        // A column's p does not depend on its company.
        #expect(try signFlipTest([Self.g + Self.g.prefix(10), Self.e], flips: 100_000, seed: 3)[1] == p)
    }

    /// `scipy.stats.bootstrap((x,), numpy.mean, n_resamples=1_000_000, method=…).confidence_interval`
    @Test func bootstrapIntervals() throws {
        for (values, kind, low, high) in [
            (Self.g, IntervalKind.percentile, 0.71087, 1.39867), (Self.g, .bca, 0.73297, 1.42910),
            (Self.e, .percentile, 0.01615, 0.18295), (Self.e, .bca, 0.01930, 0.18667),
        ] {
            let drawn = try bootstrapMeans([values], resamples: 200_000, seed: 1)[0]
            let ends = interval(drawn, of: values, kind: kind)
            #expect(abs(ends.low - low) < 0.005 && abs(ends.high - high) < 0.005, "\(kind) \(ends)")
        }
    }

    /// The same means on both sides: `b = [g.mean() + .2*sin(i) + .05*cos(3*i) for i in range(1000)]`, levels by
    /// `scipy.stats._resampling._bca_interval((g,), numpy.mean, -1, .025, b, None, numpy)`, ends by `numpy.percentile`.
    @Test func bcaOfGivenMeansAgreesWithSciPy() {
        let mean = Self.g.reduce(0, +) / Double(Self.g.count)
        let drawn = (0..<1000).map { mean + 0.2 * sin(Double($0)) + 0.05 * cos(3 * Double($0)) }
        let ends = interval(drawn, of: Self.g, kind: .bca)
        #expect(abs(ends.low - 0.8125233196249672) < 1e-9 && abs(ends.high - 1.2710442745945119) < 1e-9)
    }

    @Test func bootstrapDrawsUniformly() throws {
        // The spread of bootstrap means is the population's over √n, and each column sees the same draws.
        let values = (0..<50).map { Double($0 * $0 % 17) }
        let turned = values.map { 2 * $0 + 1 }
        let drawn = try bootstrapMeans([values, turned], resamples: 40_000, seed: 9)
        let expected: Double = deviation(values) * (0.98).squareRoot() / Double(50).squareRoot()
        #expect(isClose(deviation(drawn[0]), expected, within: 0.02 * expected))
        #expect(areClose(drawn[0].map { 2 * $0 + 1 }, drawn[1], within: 1e-12))
    }

    /// `statsmodels.stats.multitest.multipletests(p, method='holm')[1]`
    @Test func holmCorrection() {
        let adjusted = holm([0.01, 0.04, 0.03, 0.005, 0.2, 0.04])
        #expect(areClose(adjusted, [0.05, 0.12, 0.12, 0.03, 0.2, 0.12], within: 1e-12))
        #expect(holm([]) == [] && holm([0.7, 0.9]) == [1, 1])
    }

    /// `numpy.quantile([1, 2, 4, 8], [0, .1, .5, .9, 1])`
    @Test func quantiles() {
        let expected: [(Double, Double)] = [(0, 1), (0.1, 1.3), (0.5, 3), (0.9, 6.8), (1, 8)]
        for (p, value) in expected { #expect(abs(quantile([1, 2, 4, 8], p) - value) < 1e-12) }
    }

    /// `numpy.round(numpy.random.RandomState(5).randn(40) * .3 + .08, 3)`
    static let e = [
        0.212, -0.019, 0.809, 0.004, 0.113, 0.555, -0.193, -0.097, 0.136, -0.019, -0.278, 0.019, -0.028,
        0.261, -0.419,
        -0.13, 0.425, 0.637, -0.373, 0.273, -0.214, -0.177, -0.182, -0.047, 0.379, 0.294, 0.098, -0.029,
        0.081, 0.048,
        0.318, -0.109, 0.078, 0.05, 0.064, 0.155, 0.139, 0.48, 0.054, 0.548,
    ]
    /// A skewed sample, `RandomState.gamma(1, 1, 30)`.
    static let g = [
        0.03, 0.091, 0.118, 0.289, 3.35, 0.999, 1.696, 0.835, 1.009, 1.671, 2.613, 2.438, 1.742, 0.099, 0.448,
        0.036,
        0.79, 1.59, 0.052, 0.209, 0.455, 0.28, 1.585, 0.434, 1.019, 0.68, 0.876, 2.802, 2.874, 0.118,
    ]
}

@Suite struct ComparisonTests {
    private func noisy(_ shift: Double, _ period: Int) -> [Double] {
        (0..<400).map { k -> Double in
            let noise = Double((k * period) % 19 - 9) / 90
            return 0.3 + shift + noise
        }
    }

    @Test func aDifferenceIsPutIntoWordsOnlyWhereShown() throws {
        let comparison = try compare(
            [
                Contender("ease", perUser: noisy(0.05, 7)), Contender("knn", perUser: noisy(0.048, 5)),
                Contender("popular", perUser: noisy(0, 11)),
            ], metric: "ndcg@10")
        #expect(comparison.reference == "ease")
        let (knn, popular) = (
            try #require(comparison.contrast("knn")), try #require(comparison.contrast("popular"))
        )
        #expect(
            !knn.isShown
                && knn.verdict.hasPrefix("no difference shown between knn and ease on ndcg@10: -0.00"))
        #expect(popular.isShown && popular.verdict.hasPrefix("ease is ahead of popular by 0.05"))
        #expect(popular.low < popular.difference && popular.difference < popular.high && popular.high < 0)
        #expect(popular.worse > popular.better && popular.adjusted >= popular.p)
        #expect(comparison.notes.contains { $0.contains("Holm") })
    }

    @Test func lowerCanBeBetter() throws {
        let comparison = try compare(
            [Contender("bias", perUser: noisy(0, 7)), Contender("mean", perUser: noisy(0.06, 7))],
            metric: "rmse", better: .lower)
        #expect(comparison.reference == "bias")
        #expect(
            comparison.contrasts[0].verdict == "bias is ahead of mean by 0.06 rmse [0.06, 0.06], p < 0.0001")
        #expect(comparison.contrasts[0].worse == 1)
    }

    @Test func referencesAndPairs() throws {
        let three = ["a", "b", "c"].enumerated().map { Contender($1, perUser: noisy(Double($0) * 0.01, 7)) }
        #expect(try compare(three, metric: "m", rules: .init(reference: .first)).reference == "a")
        #expect(try compare(three, metric: "m", rules: .init(reference: .best)).reference == "c")
        #expect(try compare(three, metric: "m", rules: .init(reference: .named("b"))).contrasts.count == 2)
        let pairs = try compare(three, metric: "m", rules: .init(reference: .allPairs))
        #expect(pairs.contrasts.count == 3 && pairs.reference == nil)
        #expect {
            try compare(three, metric: "m", rules: .init(reference: .named("bb")))
        } throws: { ($0 as? Problem)?.what == "there is no model in this comparison named bb" }
        #expect(try compare([three[0]], metric: "m").contrasts.isEmpty)
    }

    @Test func equalModelsShowNoDifference() throws {
        let same = try compare(
            [Contender("a", perUser: noisy(0, 7)), Contender("b", perUser: noisy(0, 7))], metric: "m")
        #expect(same.contrasts[0].p == 1 && same.contrasts[0].effect == 0 && !same.contrasts[0].isShown)
    }

    @Test func differentUsersCannotBeCompared() {
        #expect(throws: Problem.self) {
            try compare([Contender("a", perUser: [1]), Contender("b", perUser: [1, 2])], metric: "m")
        }
        #expect(throws: Problem.self) { try compare([], metric: "m") }
    }

    @Test func usersWithoutAValueAreLeftOutForAll() throws {
        let comparison = try compare(
            [Contender("a", perUser: [1, .nan, 3]), Contender("b", perUser: [1, 2, .nan])], metric: "ild@10")
        #expect(comparison.users == 1)
    }
}
