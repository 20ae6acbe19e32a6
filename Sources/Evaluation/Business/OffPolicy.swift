import Declarations
import Foundation

/// What was shown, what came of it, and what a new policy would have done: one entry for each impression.
public struct Impressions: Sendable {
    /// Who was shown something, numbered from 0.
    public var users: [Int32]
    /// What came of it: 1 for a click, minutes watched.
    public var rewards: [Double]
    /// Chance with which the old policy showed it.
    public var propensities: [Double]
    /// Chance with which the new policy would have shown it.
    public var targets: [Double]
    /// What a model of rewards expects of what was shown, and of what the new policy would show, on average.
    public var expected: [Double]
    public var expectedOfTarget: [Double]

    public init(
        users: [Int32], rewards: [Double], propensities: [Double], targets: [Double], expected: [Double],
        expectedOfTarget: [Double]
    ) {
        (self.users, self.rewards, self.propensities) = (users, rewards, propensities)
        (self.targets, self.expected, self.expectedOfTarget) = (targets, expected, expectedOfTarget)
    }
}

/// A way of telling from an old policy's log what a new one would earn for each impression.
public enum OffPolicyEstimator: String, Choice {
    /// The mean reward of the log itself: what the old policy earns.
    case logged
    /// Mean of w r, w = new chance / old chance (Horvitz & Thompson, JASA 47, 1952; Strehl et al., NIPS 2010). Unbiased.
    case ips
    /// Sum of w r over sum of w (Swaminathan & Joachims, NIPS 2015): some bias, far less variance.
    case snips
    /// Mean of what a model of rewards expects of the new policy. As good as that model.
    case directMethod = "direct"
    /// Direct, plus w times what the model got wrong (Dudík, Langford & Li, ICML 2011). Right if either is right.
    case doublyRobust = "doubly-robust"

    public var source: String {
        switch self {
        case .logged: "the log's own mean"
        case .ips: "Horvitz & Thompson, JASA 47, 1952; Strehl et al., NIPS 2010"
        case .snips: "Swaminathan & Joachims, NIPS 2015"
        case .directMethod: "Dudík, Langford & Li, ICML 2011, §2.1"
        case .doublyRobust: "Dudík, Langford & Li, ICML 2011, §3"
        }
    }
}

/// What an estimator says, with its interval over users.
public struct OffPolicyEstimate: Sendable, Hashable {
    public var estimator: OffPolicyEstimator
    public var value: Double
    public var low: Double
    public var high: Double
}

/// All estimates from one log, and what tells whether to believe them.
public struct OffPolicyReport: Sendable {
    public var estimates: [OffPolicyEstimate]
    public var impressions: Int
    public var users: Int
    /// (Σ w)² / Σ w²: as many impressions drawn by the new policy itself would tell as much (Kish 1965).
    public var effective: Double
    /// Mean of the weights: near 1 where propensities are right and the old policy could have shown everything.
    public var meanWeight: Double
    public var largestWeight: Double

    public subscript(estimator: OffPolicyEstimator) -> OffPolicyEstimate? {
        estimates.first { $0.estimator == estimator }
    }
}

/// Estimates what a new policy would earn for each impression.
///
/// Intervals are quantiles of a bootstrap over users (all impressions of a user are drawn together), in which every estimate
/// is a ratio of sums. Weights above `clip` count as `clip`, which trades bias for variance.
/// - Throws: a `Problem` where a propensity is not above 0 and at most 1, or a reward is no number.
public func estimateOffPolicy(
    _ log: Impressions, clip: Double = .infinity, resamples: Int = 2000, confidence: Double = 0.95,
    seed: Int = 0, watching watcher: Watcher = .silent
) throws -> OffPolicyReport {
    guard !log.rewards.isEmpty else { throw Problem("the log holds no impressions") }
    if let bad = log.propensities.firstIndex(where: { !($0 > 0 && $0 <= 1) }) {
        throw Problem(
            "propensity \(bad + 1) is \(shortest(log.propensities[bad])), which is no chance",
            remedy: "propensities lie above 0 and are at most 1")
    }
    if let bad = log.rewards.firstIndex(where: { !$0.isFinite }) {
        throw Problem("reward \(bad + 1) is not a number", remedy: "filter the rows that have none")
    }
    let weights = zip(log.targets, log.propensities).map { min(clip, $0 / $1) }
    let known = Set(log.users).sorted()
    let place = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    // Sums of each user: impressions, rewards, w, w r, direct, doubly robust.
    var sums = [[Double]](repeating: [Double](repeating: 0, count: known.count), count: 6)
    for k in log.rewards.indices {
        guard let u = place[log.users[k]] else { continue }
        let (w, r) = (weights[k], log.rewards[k])
        let parts = [
            1, r, w, w * r, log.expectedOfTarget[k], log.expectedOfTarget[k] + w * (r - log.expected[k]),
        ]
        for (column, part) in parts.enumerated() { sums[column][u] += part }
    }
    let totals = sums.map { $0.reduce(0, +) }
    let drawn = try bootstrapMeans(sums, resamples: resamples, seed: seed, watching: watcher)
    func estimate(_ estimator: OffPolicyEstimator, _ top: Int, over bottom: Int) -> OffPolicyEstimate {
        let value = totals[bottom] > 0 ? totals[top] / totals[bottom] : .nan
        let ratios = zip(drawn[top], drawn[bottom]).map { $1 > 0 ? $0 / $1 : .nan }.filter { !$0.isNaN }
        let ends = interval(ratios, of: [value], kind: .percentile, confidence: confidence)
        return OffPolicyEstimate(estimator: estimator, value: value, low: ends.low, high: ends.high)
    }
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    return OffPolicyReport(
        estimates: [
            estimate(.logged, 1, over: 0), estimate(.ips, 3, over: 0), estimate(.snips, 3, over: 2),
            estimate(.directMethod, 4, over: 0), estimate(.doublyRobust, 5, over: 0),
        ], impressions: log.rewards.count, users: known.count,
        effective: squares > 0 ? totals[2] * totals[2] / squares : 0,
        meanWeight: totals[2] / Double(log.rewards.count), largestWeight: weights.max() ?? 0)
}
