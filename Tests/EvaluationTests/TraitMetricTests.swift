import Datasets
import Declarations
import Evaluation
import Foundation
import Testing

/// Measures of traits and classes against NumPy and SciPy:
///
///     import numpy as np; from scipy.stats import rankdata, pearsonr
///     rng = np.random.RandomState(0)
///     y = rng.randint(0, 3, 30)
///     p = rng.dirichlet([1, 1, 1], 30) * .5 + .5 * np.eye(3)[y] * rng.rand(30, 1)
///     p = np.round(p / p.sum(1, keepdims=True), 3)
///     b = rng.randint(0, 2, 25); q = np.round(rng.rand(25) * .6 + .3 * b * rng.rand(25), 1)
///     t = np.round(rng.randn(20, 3), 2); s = np.round(.5 * t + .4 * rng.randn(20, 3), 2)
///     def auc(y, s): r = rankdata(s); m = y.sum(); n = len(y) - m; return (r[y == 1].sum() - m * (m + 1) / 2) / (m * n)
///     print(np.mean([auc((y == c).astype(int), p[:, c]) for c in range(3)]), (p.argmax(1) == y).mean(),
///           -np.log(p[range(30), y]).mean(), 1 - ((p - np.eye(3)[y])**2).sum() / ((np.array([.3, .3, .4]) - np.eye(3)[y])**2).sum())
///     print(auc(b, q)); m = np.array([.1, -.1, 0])
///     print(np.mean([pearsonr(t[:, c], s[:, c])[0] for c in range(3)]), np.mean(s.var(0) / t.var(0)),
///           1 - ((s - t)**2).sum() / ((t - m)**2).sum(), (abs(s - t) <= .5).mean(), (abs(t - m) <= .5).mean())
@Suite struct TraitMetricTests {
    static let y = [0, 1, 0, 1, 1, 2, 0, 2, 0, 0, 0, 2, 1, 2, 2, 0, 1, 1, 1, 1, 0, 1, 0, 0, 1, 2, 0, 2, 0, 1]
    static let p: [Float] = [
        0.573, 0.395, 0.033, 0.193, 0.259, 0.548, 0.706, 0.187, 0.107, 0.363, 0.432, 0.205,
        0.005, 0.734, 0.261, 0.122, 0.365, 0.513, 0.575, 0.138, 0.287, 0.016, 0.286, 0.698,
        0.602, 0.106, 0.292, 0.495, 0.3, 0.205, 0.964, 0.011, 0.025, 0.07, 0.422, 0.508,
        0.408, 0.48, 0.112, 0.055, 0.499, 0.447, 0.09, 0.188, 0.722, 0.27, 0.691, 0.038,
        0.277, 0.444, 0.278, 0.311, 0.675, 0.013, 0.253, 0.479, 0.267, 0.085, 0.557, 0.359,
        0.147, 0.499, 0.354, 0.207, 0.727, 0.066, 0.503, 0.434, 0.063, 0.648, 0.036, 0.317,
        0.152, 0.455, 0.393, 0.007, 0.596, 0.397, 0.642, 0.069, 0.29, 0.518, 0.045, 0.437,
        0.709, 0.224, 0.067, 0.404, 0.347, 0.248,
    ]
    static let b = [0, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1]
    static let q: [Float] = [
        0.5, 0.7, 0.2, 0.1, 0.3, 0.7, 0.4, 0.5, 0.0, 0.5, 0.0, 0.1,
        0.5, 0.6, 0.6, 0.3, 0.6, 0.2, 0.1, 0.1, 0.3, 0.8, 0.9, 0.6,
        0.5,
    ]
    static let t: [Float] = [
        0.44, 0.64, 2.02, -0.24, 1.53, 0.76, -2.46, -1.7, 0.42, -0.3, 0.26, 0.73,
        0.23, -2.03, 0.97, -0.19, -0.47, 1.94, 1.48, -0.08, 0.43, -0.3, 0.2, -0.08,
        1.83, -0.24, 0.48, -0.71, -1.19, 0.61, 0.5, -0.51, 0.82, 1.16, -0.8, -0.55,
        -0.33, 1.84, -0.42, 0.49, -0.38, 0.23, 0.7, -0.8, -0.68, -0.92, -0.45, 0.18,
        -0.22, 0.02, -0.89, 0.57, 2.66, 0.41, 0.49, 1.31, -0.24, -1.48, -0.02, 1.05,
    ]
    static let s: [Float] = [
        0.17, 1.05, 1.0, 0.63, 0.61, 0.55, -1.09, -0.66, -0.4, -0.91, -0.18, -0.28,
        0.69, -1.79, 0.94, -0.34, -0.95, 0.52, 0.1, -0.37, 0.34, -0.2, 0.11, -0.17,
        1.19, -0.26, 0.56, -0.81, -0.71, 0.83, 0.52, -0.05, 0.09, 0.48, -0.17, -0.88,
        -0.79, -0.3, 0.41, -0.81, 0.27, 0.04, 0.85, -0.5, -0.69, -0.45, -0.67, 0.33,
        0.07, 0.36, -0.31, 0.1, 1.41, 0.36, -1.03, 0.27, -0.13, -0.33, -0.5, 0.4,
    ]

    static func classes(_ labels: [Int], _ probabilities: [Float], _ means: [Double]) -> TraitPairs {
        let width = means.count
        let truth = labels.flatMap { label in (0..<width).map { Float($0 == label ? 1 : 0) } }
        return TraitPairs(
            predicted: OutputMatrix(rows: labels.count, columns: width, values: probabilities),
            actual: OutputMatrix(rows: labels.count, columns: width, values: truth), trainingMeans: means,
            isClassification: true)
    }
    static let three = classes(y, p, [0.3, 0.3, 0.4])
    static let two = classes(b, q.flatMap { [1 - $0, $0] }, [0.4, 0.6])
    static let traits = TraitPairs(
        predicted: OutputMatrix(rows: 20, columns: 3, values: s),
        actual: OutputMatrix(rows: 20, columns: 3, values: t), trainingMeans: [0.1, -0.1, 0],
        isClassification: false)

    private func evaluation(_ pairs: TraitPairs, _ names: [String]) throws -> Evaluation {
        try evaluateTraits(
            pairs, users: (0..<Int32(pairs.users)).map { $0 }, on: names.map { try MetricSpec($0) })
    }

    @Test func classesAgreeWithNumPy() throws {
        let found = try evaluation(Self.three, ["auroc", "accuracy", "log-loss", "skill"])
        #expect(isClose(found["auroc"]?.mean ?? 0, 0.8948846094155019, within: 1e-9))
        #expect(isClose(found["accuracy"]?.mean ?? 0, 0.7666666666666667, within: 1e-9))
        #expect(isClose(found["log-loss"]?.mean ?? 0, 0.6783923825061443, within: 1e-6))
        #expect(isClose(found["skill"]?.mean ?? 0, 0.41704932692307684, within: 1e-6))
        #expect(
            isClose(try evaluation(Self.two, ["auroc"])["auroc"]?.mean ?? 0, 0.8376623376623377, within: 1e-9)
        )
    }

    @Test func traitsAgreeWithSciPy() throws {
        let found = try evaluation(Self.traits, ["correlation", "variance-ratio", "skill", "within@50"])
        #expect(isClose(found["correlation"]?.mean ?? 0, 0.6883879347911206, within: 1e-6))
        #expect(isClose(found["variance-ratio"]?.mean ?? 0, 0.4354485203683076, within: 1e-6))
        #expect(isClose(found["skill"]?.mean ?? 0, 0.4789701164950194, within: 1e-6))
        #expect(isClose(found["within@50"]?.mean ?? 0, 0.6, within: 1e-9))
    }

    /// An accuracy never stands alone.
    @Test func accuraciesStandBesideTheConstant() throws {
        let within = try evaluation(Self.traits, ["within@50"])
        #expect(within.scores.map(\.name) == ["within@50", "within@50~mean"])
        #expect(isClose(within["within@50~mean"]?.mean ?? 0, 0.5166666666666667, within: 1e-9))
        let accuracy = try evaluation(Self.three, ["accuracy"])
        let largest = Double(Self.y.count { $0 == 2 }) / 30
        #expect(isClose(accuracy["accuracy~mean"]?.mean ?? 0, largest, within: 1e-9))
    }

    /// Each user's own skill averages to the whole, so that paired tests speak of the number in the table.
    @Test func ownSkillsAverageToTheWhole() throws {
        let skill = try #require(try evaluation(Self.traits, ["skill"])["skill"])
        #expect(skill.perUser.count == 20)
        #expect(isClose(skill.perUser.reduce(0, +) / 20, skill.mean, within: 1e-12))
    }

    @Test func unknownTraitsAreLeftOut() throws {
        var values = Self.t
        for k in [0, 4, 17] { values[k] = .nan }
        let pairs = TraitPairs(
            predicted: Self.traits.predicted, actual: OutputMatrix(rows: 20, columns: 3, values: values),
            trainingMeans: [0.1, -0.1, 0], isClassification: false)
        let found = try evaluation(pairs, ["skill", "within@50", "correlation", "variance-ratio", "rmse"])
        #expect(found.scores.allSatisfy { $0.mean.isFinite })
        var squares = 0.0
        for k in values.indices where !values[k].isNaN {
            squares += Double(values[k] - Self.s[k]) * Double(values[k] - Self.s[k])
        }
        #expect(isClose(found["rmse"]?.mean ?? 0, (squares / 57).squareRoot(), within: 1e-6))
    }

    @Test func measuresThatDoNotSuitAreRefused() {
        let ranking = #expect(throws: Problem.self) { try evaluation(Self.traits, ["ndcg@10"]) }
        #expect(ranking?.remedy?.contains("skill") == true)
        #expect(throws: Problem.self) { try evaluation(Self.traits, ["accuracy"]) }
        let bare = #expect(throws: Problem.self) { try MetricSpec("within") }
        #expect(bare?.remedy == "write within@10")
    }
}

/// Nothing to learn, or signal missed?
@Suite struct SignalCheckTests {
    /// Predictions that keep a part of the truth, beside what a reference is said to reach.
    private func diagnosis(keeping part: Double, reference skill: Double, null: Double = 0.01) throws
        -> Diagnosis
    {
        var chance = Chance(seed: 3)
        let truth = (0..<600).map { _ in Float(chance.uniform() + chance.uniform() - 1) }
        var outputs = Outputs(
            predictions: OutputMatrix(rows: 200, columns: 3, values: truth.map { Float(part) * $0 }),
            targets: OutputMatrix(rows: 200, columns: 3, values: truth), trainingMeans: [0, 0, 0])
        outputs.signal = SignalEvidence(reference: "ridge", skill: skill, null: null, permutations: 99)
        return try diagnose(outputs)
    }

    @Test func nearTheMeanThoughThereWasSignalIsCollapse() throws {
        let found = try diagnosis(keeping: 0.01, reference: 0.6)
        #expect(found.verdict == .collapsed)
        #expect(found["signal"]?.verdict == .collapsed)
        #expect(found.sentence.hasPrefix("collapsed: signal 0.6 (collapsed though there was signal: ridge"))
    }

    @Test func nearTheMeanWithoutSignalIsRight() throws {
        for part in [0.0, 0.001, 0.01] {
            let found = try diagnosis(keeping: part, reference: 0.004)
            #expect(found.verdict == .suspect, "\(found.sentence)")
            #expect(found.sentence.hasPrefix("suspect: signal 0.004 (no signal was found"))
        }
    }

    @Test func halfOfWhatAReferenceReachesIsEnough() throws {
        #expect(try diagnosis(keeping: 0.9, reference: 0.6).verdict == .healthy)
        // Kept part .16: skill 1 - .84² = .29, less than half of .8.
        let missed = try diagnosis(keeping: 0.16, reference: 0.8)
        #expect(missed["signal"]?.verdict == .suspect)
        #expect(missed["signal"]?.reason.hasPrefix("signal missed") == true)
    }

    /// A weak signal leaves little variance to keep, and keeping it is no collapse: skill .019 by variance .0001 / .01.
    @Test func aWeakSignalAsksForLittleSpread() throws {
        let weak = try diagnosis(keeping: 0.1, reference: 0.02, null: 0.005)
        #expect(weak["variance-ratio"]?.verdict == .healthy)
        let strong = try diagnosis(keeping: 0.1, reference: 0.9, null: 0.005)
        #expect(strong["variance-ratio"]?.verdict == .suspect)
    }
}
