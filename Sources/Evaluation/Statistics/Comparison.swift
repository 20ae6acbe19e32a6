import Datasets
import Declarations
import Foundation

/// One model of a comparison: its value for each user, all models in the same order of users.
public struct Contender: Sendable {
    public var name: String
    public var perUser: [Double]
    public var runs: [Int64]
    /// The measure of each of its seeds; empty where it was trained once.
    public var seeds: [Double]
    public init(_ name: String, perUser: [Double], runs: [Int64] = [], seeds: [Double] = []) {
        (self.name, self.perUser, self.runs, self.seeds) = (name, perUser, runs, seeds)
    }
}

/// What models are compared with.
public enum Reference: Sendable, Hashable {
    /// The best mean. It was picked on the same users, which flatters it.
    case best
    case first
    case named(String)
    /// Every model with every other.
    case allPairs
}

/// How a comparison is made.
public struct ComparisonRules: Sendable, Hashable {
    public var reference = Reference.best
    public var confidence = 0.95
    public var interval = IntervalKind.bca
    public var resamples = 10_000
    public var flips = 10_000
    public var seed = 0
    /// Chance with which the detectable difference would be found.
    public var power = 0.8
    public init() {}
    public init(reference: Reference) { self.reference = reference }
}

/// Two models on one measure, user by user.
public struct Contrast: Sendable, Hashable {
    public var model: String
    public var reference: String
    /// Mean of model minus reference over users, and the ends of its interval.
    public var difference: Double
    public var low: Double
    public var high: Double
    /// Of the paired sign-flip test over users.
    public var p: Double
    /// The larger of `p` and of the p over seeds, corrected by Holm for all contrasts of the comparison: a difference must
    /// be more than chance both in who was asked and in how training went.
    public var adjusted: Double
    /// Of Wilcoxon's signed-rank test over users, as a second opinion: it asks for ranks, not for means.
    public var wilcoxon: Double
    /// Cohen's d of the paired differences (d_z): mean over standard deviation.
    public var effect: Double
    /// Chance that a user drawn at random is better off with the model, ties counted half (Grissom & Kim 2005, ch. 5).
    public var superiority: Double { better + (1 - better - worse) / 2 }
    /// The smallest difference that so many users would show, at the level of the first step of Holm's correction.
    public var detectable: Double
    /// Over seeds, where a model was trained with several.
    public var seeds: SeedContrast?
    /// Shares of users with whom the model does better and worse than the reference; the rest are tied.
    public var better: Double
    public var worse: Double
    /// Whether a difference is shown at the level 1 - confidence.
    public var isShown: Bool
    /// In words: "no difference shown between a and b (…)".
    public var verdict: String
}

/// Many models on one measure, each against a reference.
public struct Comparison: Sendable {
    public var metric: String
    public var better: Table.Better
    /// Name, mean, standard deviation over users; in the order given.
    public var models: [(name: String, mean: Double, sd: Double, runs: [Int64])]
    /// Empty where there is but one model.
    public var contrasts: [Contrast]
    /// The reference's name; `nil` for all pairs.
    public var reference: String?
    /// Users behind every mean.
    public var users: Int
    public var notes: [String]

    /// The contrast of a model with the reference.
    public func contrast(_ model: String) -> Contrast? {
        contrasts.first { $0.model == model && (reference == nil || $0.reference == reference) }
    }
}

/// Compares models on one measure by the differences of each user's values.
/// - Throws: a `Problem` where models were not judged on the same users or a name is unknown.
public func compare(
    _ contenders: [Contender], metric: String, better: Table.Better = .higher,
    rules: ComparisonRules = ComparisonRules(), watching watcher: Watcher = .silent
) throws -> Comparison {
    let contenders = try aligned(contenders)
    let means = contenders.map { mean($0.perUser) }
    let pairs = try pairs(contenders, means, better, rules.reference)
    let differences = pairs.map { a, b in
        zip(contenders[a].perUser, contenders[b].perUser).map { $0 - $1 }
    }
    let drawn = try bootstrapMeans(
        differences, resamples: rules.resamples, seed: rules.seed, watching: watcher)
    let p = try signFlipTest(differences, flips: rules.flips, seed: rules.seed, watching: watcher)
    let level = 1 - rules.confidence
    var contrasts = pairs.indices.map { i in
        let (own, other) = (contenders[pairs[i].0], contenders[pairs[i].1])
        let ends = interval(
            drawn[i], of: differences[i], kind: rules.interval, confidence: rules.confidence)
        var contrast = Contrast(
            model: own.name, reference: other.name, differences: differences[i], ends: ends, better: better)
        contrast.p = p[i]
        contrast.detectable = detectableDifference(
            sd: deviation(differences[i]), count: differences[i].count, level: level / Double(pairs.count),
            power: rules.power)
        contrast.seeds = SeedContrast(own.measures, other.measures, confidence: rules.confidence)
        return contrast
    }
    contrasts.correct()
    for i in contrasts.indices { contrasts[i].judge(metric, better, level: level) }
    let users = contenders.first?.perUser.count ?? 0
    let fixed = rules.reference == .allPairs ? nil : pairs.first.map { contenders[$0.1].name }
    return Comparison(
        metric: metric, better: better,
        models: contenders.indices.map {
            (contenders[$0].name, means[$0], deviation(contenders[$0].perUser), contenders[$0].runs)
        }, contrasts: contrasts, reference: fixed, users: users,
        notes: notes(rules, pairs.count, users, differences.map { $0.count { $0 != 0 } }))
}

extension Contender {
    /// One number for each training: its seeds', or the mean over users of the only one.
    fileprivate var measures: [Double] { seeds.count > 1 ? seeds : [mean(perUser)] }
}

extension [Contrast] {
    /// Corrects for the number of contrasts: all that one statement rests on.
    public mutating func correct() {
        let corrected = holm(map { Swift.max($0.p, $0.seeds?.p ?? 0) })
        for i in indices { self[i].adjusted = corrected[i] }
    }
}

private func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
}

/// Drops users with whom any model has no value; complains where models saw different users.
private func aligned(_ contenders: [Contender]) throws -> [Contender] {
    guard let first = contenders.first else { throw Problem("there is nothing to compare") }
    for other in contenders.dropFirst() where other.perUser.count != first.perUser.count {
        throw Problem(
            "\(first.name) was judged on \(first.perUser.count) users, \(other.name) on \(other.perUser.count)",
            remedy: "compare models that were evaluated on the same split")
    }
    let kept = first.perUser.indices.filter { u in contenders.allSatisfy { !$0.perUser[u].isNaN } }
    guard !kept.isEmpty else { throw Problem("no user has a value with every model") }
    guard kept.count < first.perUser.count else { return contenders }
    return contenders.map { contender in
        var contender = contender
        contender.perUser = kept.map { contender.perUser[$0] }
        return contender
    }
}

private func pairs(
    _ contenders: [Contender], _ means: [Double], _ better: Table.Better, _ reference: Reference
) throws -> [(Int, Int)] {
    let all = contenders.indices
    var against = 0
    switch reference {
    case .allPairs: return all.flatMap { a in all.filter { $0 > a }.map { (a, $0) } }
    case .first: break
    case .best:
        against = all.max { better == .higher ? means[$0] < means[$1] : means[$0] > means[$1] } ?? 0
    case .named(let name):
        guard let found = contenders.firstIndex(where: { $0.name == name }) else {
            throw Problem.unknown("model in this comparison", name, known: contenders.map(\.name))
        }
        against = found
    }
    return all.filter { $0 != against }.map { ($0, against) }
}

private func notes(_ rules: ComparisonRules, _ contrasts: Int, _ users: Int, _ moved: [Int]) -> [String] {
    guard contrasts > 0 else { return [] }
    let percent = shortest((rules.confidence * 1e4).rounded() / 100)
    let sampled = moved.contains { $0 > exactPairs }
    var notes = [
        "Intervals: \(percent) %, paired bootstrap over \(users) users (\(rules.interval.rawValue), "
            + "\(rules.resamples) resamples, seed \(rules.seed)).",
        "p: paired sign-flip permutation test"
            + (sampled ? " (\(rules.flips) permutations)" : " (all permutations)")
            + (contrasts > 1 ? ", corrected for \(contrasts) comparisons (Holm)." : "."),
    ]
    if rules.reference == .best, contrasts > 0 {
        notes.append("The reference was chosen as the best on the same users.")
    }
    return notes
}
