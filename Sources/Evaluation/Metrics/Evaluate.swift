import Datasets
import Declarations
import Foundation
import Kernels

/// One measure of one model.
public struct Score: Sendable, Hashable {
    /// With the suffix that fixed candidates bring: "ndcg@10~99neg".
    public var name: String
    public var better: Table.Better?
    /// Mean over users, or the value over all lists or ratings.
    public var mean: Double
    /// One per judged user, in the order of `Evaluation.users`; NaN where a user has no value; empty where the measure is
    /// no mean over users.
    public var perUser: [Double]
    /// Means with ties broken against and for the relevant items; the mean itself where ties play no part.
    public var worst: Double
    public var best: Double

    /// How far ties could move the number.
    public var tieGap: Double { best - worst }
    /// The gap is too large to be passed over.
    public var isTieGapWide: Bool { tieGap > Score.widestTieGap }
    public static let widestTieGap = 0.001

    /// Standard deviation over users (n - 1); 0 where there are fewer than two.
    public var sd: Double { deviation(perUser.filter { !$0.isNaN }) }
    /// Of the mean over users; `nil` where the measure is no mean.
    public var standardError: Double? {
        let n = perUser.count { !$0.isNaN }
        return n == 0 ? nil : sd / Double(n).squareRoot()
    }
}

/// What all requested measures say of one model.
public struct Evaluation: Sendable {
    /// Judged users; the order of every score's `perUser`.
    public var users: [UserIndex]
    /// Users without a relevant item, who are not judged.
    public var skipped: Int
    public var ties: Ties
    public var scores: [Score]
    /// Sentences for below a table: protocol, ties, what was left out.
    public var notes: [String]

    public subscript(name: String) -> Score? { scores.first { $0.name == name } }

    /// Names of the measures whose ties could move them by more than `Score.widestTieGap`.
    public var tied: [String] { scores.filter(\.isTieGapWide).map(\.name) }
}

/// Evaluates rankings on every measure asked for.
///
/// Ranking measures are means over users; every tie counts as the rankings' rules say, and the span between worst and best
/// order is reported. Rankings of fixed candidates give names with their suffix, whether or not it was asked for.
/// - Throws: a `Problem` where a measure does not suit the rankings: a cut-off beyond k, no whole list, no genres.
public func evaluate(
    _ rankings: Rankings, on specs: [MetricSpec], catalogue: Catalogue, watching watcher: Watcher = .silent
) throws -> Evaluation {
    for spec in specs { try rankings.check(spec) }
    var scores = [Score]()
    for (i, spec) in specs.enumerated() {
        try watcher.progress("evaluating", Double(i) / Double(specs.count), detail: spec.description)
        var name = spec.name
        name.negatives = rankings.negatives
        if let metric = spec.metric(under: rankings.rules) {
            scores.append(try rankings.score(metric, name.description))
        } else if let metric = spec.listMetric {
            let value = try metric.value(rankings.lists(metric.cutoff), in: catalogue)
            scores.append(
                Score(
                    name: name.description, better: spec.better, mean: value.value, perUser: value.perUser,
                    worst: value.value, best: value.value))
        }
    }
    return Evaluation(
        users: rankings.users, skipped: rankings.skipped, ties: rankings.rules.ties, scores: scores,
        notes: rankings.notes(specs, scores))
}

/// Evaluates predicted ratings: pooled over all pairs, with each user's own value beside.
public func evaluateRatings(
    users: [UserIndex], predicted: [Float], actual: [Float], on specs: [MetricSpec]
) throws -> Evaluation {
    guard !actual.isEmpty else { throw Problem("there are no test ratings to evaluate on") }
    if let bad = predicted.firstIndex(where: { !$0.isFinite }) {
        throw Problem("prediction \(bad + 1) of \(predicted.count) is not a finite number")
    }
    let rows = Dictionary(grouping: users.indices) { users[$0] }
    let judged = rows.keys.sorted()
    let scores = try specs.map { spec in
        guard let metric = spec.ratingMetric else {
            throw Problem("\(spec) does not measure ratings", remedy: "known: rmse, mae")
        }
        let mean = metric.value(predicted: predicted, actual: actual)
        let perUser = judged.map { user in
            let own = rows[user] ?? []
            return metric.value(predicted: own.map { predicted[$0] }, actual: own.map { actual[$0] })
        }
        return Score(
            name: spec.description, better: spec.better, mean: mean, perUser: perUser, worst: mean, best: mean
        )
    }
    return Evaluation(
        users: judged, skipped: 0, ties: .average, scores: scores,
        notes: ["\(actual.count) test ratings of \(judged.count) users; errors are pooled over all ratings."])
}

extension Rankings {
    /// Throws where a measure asks for more than these rankings hold.
    func check(_ spec: MetricSpec) throws {
        if let asked = spec.negatives, asked != negatives {
            let have = negatives.map { "lists of \($0) candidates" } ?? "no fixed candidates"
            throw Problem("\(spec) asks for \(asked) negatives, but the split has \(have)")
        }
        switch (spec.family, spec.cutoff) {
        case (.traits, _): throw Problem("\(spec) measures traits, not rankings")
        case (.ratings, _): throw Problem("\(spec) measures predicted ratings, not rankings")
        case (.ranking, nil) where !rules.whole:
            throw Problem("\(spec) needs whole lists, but only the first \(k) items were kept")
        case (.ranking, let cutoff?) where cutoff > k && !rules.whole:
            throw Problem("\(spec) needs lists of \(cutoff) items, but only \(k) were kept")
        case (.lists, let cutoff?) where cutoff > k:
            throw Problem("\(spec) needs lists of \(cutoff) items, but only \(k) were kept")
        default: break
        }
    }

    /// Mean over users under the rules' policy for ties, and under the two others.
    func score(_ metric: any Metric, _ name: String) throws -> Score {
        var values = [Double](repeating: 0, count: count)
        var spans = [(worst: Double, best: Double)](repeating: (0, 0), count: count)
        try values.withUnsafeMutableBufferPointer { values in
            try spans.withUnsafeMutableBufferPointer { spans in
                nonisolated(unsafe) let (values, spans) = (values, spans)
                try inWaves(count, chunk: 512, "evaluating", .silent) { range in
                    measure(metric, range, values, spans)
                }
            }
        }
        let n = Double(max(1, count))
        let mean = values.reduce(0, +) / n
        return Score(
            name: name, better: type(of: metric).better, mean: count == 0 ? .nan : mean, perUser: values,
            worst: spans.reduce(0) { $0 + $1.worst } / n, best: spans.reduce(0) { $0 + $1.best } / n)
    }

    private func measure(
        _ metric: some Metric, _ range: Range<Int>, _ values: UnsafeMutableBufferPointer<Double>,
        _ spans: UnsafeMutableBufferPointer<(worst: Double, best: Double)>
    ) {
        for u in range {
            let list = self[u]
            let value = metric.value(list)
            guard list.isMixed else {
                (values[u], spans[u]) = (value, (value, value))
                continue
            }
            let (worst, best) = (metric.value(list, ties: .worst), metric.value(list, ties: .best))
            spans[u] = (worst, best)
            values[u] =
                switch rules.ties {
                case .average: value
                case .worst: worst
                case .best: best
                }
        }
    }

    func notes(_ specs: [MetricSpec], _ scores: [Score]) -> [String] {
        var notes = [
            "\(count) users judged" + (skipped > 0 ? ", \(skipped) without a relevant item left out." : ".")
        ]
        if let negatives {
            notes.append(
                "Ranked among \(negatives) fixed candidates, a duplicate counted once; not comparable with full ranking."
            )
        } else {
            notes.append("Full ranking of \(itemCount) items. " + rules.notes[0])
        }
        notes.append(rules.notes[1])
        if specs.contains(where: { $0.name.base == Recall.name }) {
            notes.append("Recall divides by \(rules.recallDenominator == .relevant ? "n" : "min(k, n)").")
        }
        if hidden > 0 { notes.append("\(hidden) relevant items were seen before and cannot be recommended.") }
        for score in scores where score.isTieGapWide {
            let gap = (score.tieGap * 1e4).rounded() / 1e4
            notes.append("\(score.name): ties could move it by \(shortest(gap)).")
        }
        return notes
    }
}

/// Sample standard deviation (n - 1); 0 for fewer than two values.
public func deviation(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
}
