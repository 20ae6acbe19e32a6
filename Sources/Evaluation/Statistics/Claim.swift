import Declarations
import Foundation

/// A statement that one model beats others, as a user types it: "als beats popular", "als beats knn and popular".
public struct ClaimText: Sendable, Hashable {
    public let winner: String
    public let losers: [String]

    /// Reads a statement; a problem says how one is written.
    public init(_ text: String) throws {
        let parts = text.split(separator: " beats ", maxSplits: 1).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let others =
            parts.count == 2
            ? parts[1].replacing(" and ", with: ",").split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespaces)
            }.filter { !$0.isEmpty } : []
        guard let first = parts.first, !first.isEmpty, !others.isEmpty else {
            throw Problem(
                "\"\(text)\" is not a claim", remedy: "write it as in: claim \"als beats popular and knn\"")
        }
        guard Set(others).count == others.count, !others.contains(first) else {
            throw Problem("\"\(text)\" names a model twice", remedy: "name each model once")
        }
        (winner, losers) = (first, others)
    }
}

/// What came of a claim.
public enum ClaimVerdict: String, Sendable {
    /// The difference is there, and more than chance.
    case shown
    /// It may be chance.
    case notShown = "not-shown"
    /// The other model is ahead, and that is more than chance.
    case reversed
}

/// One claim held against users, and against seeds where there are several.
public struct Claim: Sendable {
    public let metric: String
    public let better: Table.Better
    /// Names, means, runs of winner and loser.
    public let winner: (name: String, mean: Double)
    public let loser: (name: String, mean: Double)
    public let users: Int
    public let confidence: Double
    public let interval: IntervalKind
    /// Chance with which `contrast.detectable` would have been found.
    public let power: Double
    /// Of winner minus loser.
    public var contrast: Contrast
    /// Claims that were made, and corrected for, together.
    public var together = 1

    public var verdict: ClaimVerdict {
        guard contrast.isShown else { return .notShown }
        return (contrast.difference > 0) == (better == .higher) ? .shown : .reversed
    }
}

/// What a claim is tested on.
public struct ClaimedMeasure: Sendable {
    public var metric: String
    public var better: Table.Better
    /// The models' values, the winner's first.
    public var contenders: [Contender]

    public init(metric: String, better: Table.Better, contenders: [Contender]) {
        (self.metric, self.better, self.contenders) = (metric, better, contenders)
    }
}

/// Tests claims that `winner` is better than each of `losers`, on each measure; corrects (Holm) for all of them together.
/// - Throws: a `Problem` where models were not judged on the same users.
public func testClaims(
    _ measures: [ClaimedMeasure], rules: ComparisonRules,
    watching watcher: Watcher = .silent
) throws -> [Claim] {
    var claims: [Claim] = []
    for measure in measures {
        let (metric, better) = (measure.metric, measure.better)
        guard let winner = measure.contenders.first else { continue }
        for loser in measure.contenders.dropFirst() {
            // The difference is the winner's over the loser: the loser is the reference.
            let comparison = try compare(
                [loser, winner], metric: metric, better: better, rules: rules.against(.first),
                watching: watcher)
            guard let contrast = comparison.contrasts.first else { continue }
            claims.append(
                Claim(
                    metric: metric, better: better, winner: (winner.name, comparison.models[1].mean),
                    loser: (loser.name, comparison.models[0].mean), users: comparison.users,
                    confidence: rules.confidence, interval: rules.interval, power: rules.power,
                    contrast: contrast))
        }
    }
    var contrasts = claims.map(\.contrast)
    contrasts.correct()
    let level = 1 - rules.confidence
    for i in claims.indices {
        contrasts[i].judge(claims[i].metric, claims[i].better, level: level)
        contrasts[i].detectable *=
            reach(claims[i].users, rules, claims.count) / reach(claims[i].users, rules, 1)
        (claims[i].contrast, claims[i].together) = (contrasts[i], claims.count)
    }
    return claims
}

/// Detectable difference in standard deviations; the more claims, the more the first step of Holm's correction asks for.
private func reach(_ users: Int, _ rules: ComparisonRules, _ claims: Int) -> Double {
    guard users > 1 else { return 1 }
    return detectableDifference(
        sd: 1, count: users, level: (1 - rules.confidence) / Double(claims), power: rules.power)
}

extension ComparisonRules {
    fileprivate func against(_ reference: Reference) -> ComparisonRules {
        var rules = self
        rules.reference = reference
        return rules
    }
}

extension Claim {
    /// The claim, tested, in a sentence ready for a paper.
    public var sentence: String {
        let (ahead, behind) = verdict == .reversed ? (loser, winner) : (winner, loser)
        let turned = verdict == .reversed
        let levels = "(\(metric) \(rounded(ahead.mean)) against \(rounded(behind.mean)))"
        let size = abs(contrast.difference)
        let start =
            switch verdict {
            case .shown, .reversed:
                "\(ahead.name) outperforms \(behind.name) \(levels) by \(rounded(size))"
            case .notShown:
                "No difference between \(ahead.name) and \(behind.name) is shown \(levels): "
                    + "\(rounded(contrast.difference))"
            }
        return start + " " + evidence(turned: turned) + over(turned: turned) + "."
    }

    /// "[low, high] (95 % BCa bootstrap interval over 943 users; paired permutation test, p = …; …)"
    private func evidence(turned: Bool) -> String {
        let sign: Double = (turned ? -1 : 1) * (verdict == .notShown || better == .higher ? 1 : -1)
        let ends = [sign * contrast.low, sign * contrast.high].sorted()
        let percent = shortest((confidence * 1e4).rounded() / 100)
        let kind = interval == .bca ? "BCa bootstrap" : "bootstrap"
        let holm = together > 1 ? ", Holm-corrected for \(together) claims" : ""
        let (up, down) = turned ? (contrast.worse, contrast.better) : (contrast.better, contrast.worse)
        return
            "[\(rounded(ends[0])), \(rounded(ends[1]))] (\(percent) % \(kind) interval over \(users) users; "
            + "paired permutation test, \(chanceInWords(contrast.adjusted))\(holm); "
            + "Wilcoxon signed-rank test, \(chanceInWords(contrast.wilcoxon)); "
            + "d_z = \(rounded(sign * contrast.effect, 2)), better for \(percentage(up)) % "
            + "and worse for \(percentage(down)) % of users"
            + (verdict == .notShown
                ? "; a difference of \(rounded(contrast.detectable)) would have been found with a chance of \(percentage(power)) %"
                : "") + ")"
    }

    private func over(turned: Bool) -> String {
        guard let seeds = contrast.seeds else { return "" }
        let sign: Double = (turned ? -1 : 1) * (verdict == .notShown || better == .higher ? 1 : -1)
        let ends = [sign * seeds.low, sign * seeds.high].sorted()
        return ", and over \(seeds.seeds.0) against \(seeds.seeds.1) trainings by "
            + "\(rounded(sign * seeds.difference)) [\(rounded(ends[0])), \(rounded(ends[1]))] "
            + "(Welch's t test, \(chanceInWords(seeds.p)))"
    }
}

/// With so many decimals.
private func rounded(_ x: Double, _ decimals: Int = 4) -> String {
    x.isFinite ? String(format: "%.\(decimals)f", x) : "\(x)"
}

private func percentage(_ share: Double) -> String { String(format: "%.0f", 100 * share) }
