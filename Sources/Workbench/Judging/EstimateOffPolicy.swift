import Datasets
import Declarations
import Evaluation
import Foundation
import Models

struct OffPolicy: Command {
    static let name = "off-policy"
    static let summary =
        "Estimates from a log with propensities what a model would earn if it chose what is shown."
    static let example = """
        reel> shown = generate impressions users=40 items=20 events=2000 to=data/shown
        …
        reel> clicks = filter column of=rows name=clicked above=0
        …
        reel> filter dedupe
        …
        reel> p = train popular
        …
        reel> off-policy p log=shown k=3 | where estimator == "snips" | select estimator
        …
        snips
        …
        """

    enum Policy: String, Choice {
        /// One of the model's k best items, each alike.
        case top
        /// Every item, with a chance that rises with its score.
        case softmax
    }

    @Argument("Fitted model, on the clicks of the log or on other data with the same ids.") var model:
        ModelReference
    @Setting(
        "Log, one row for each impression, best of a time that the model has not learned from; the current data set when left out."
    )
    var log: Dataset? = nil
    @Setting("Column of what came of it: clicked, completion, minutes, returned.") var reward = "clicked"
    @Setting("Column of the chance with which it was shown.") var propensity = "propensity"
    @Setting("How the model would choose: one of its k best, or by chance that rises with the score.")
    var policy = Policy.top
    @Setting("Best items that top chooses among.", 1...1000) var k = 5
    @Setting("How evenly softmax spreads, in standard deviations of a user's scores.", above: 0)
    var temperature = 1.0
    @Setting("Largest weight of one impression; larger ones are cut.", above: 0) var clip = 1e9
    @Setting("Level of the intervals.", 0.5...0.999) var confidence = 0.95
    @Setting("Bootstrap resamples, of users.", 100...1_000_000) var resamples = 2000
    @Setting("Seed of the resamples.") var seed = 0

    func run(in session: Session) throws -> Report {
        let model = model.model
        guard let fit = model.fits.first else { throw Problem("\(model.title) has no fit") }
        let scorer = try model.scorer(of: fit)
        let log = try session.dataset(log)
        let (impressions, unknown) = try impressions(of: log, scorer, model, fit, in: session)
        let found = try estimateOffPolicy(
            impressions, clip: clip, resamples: resamples, confidence: confidence, seed: seed,
            watching: session.watcher)
        var table = Table(
            "What \(model.title) (\(model.verdict.rawValue)) would earn: \(reward) per impression of \(log.name)",
            columns: [
                Table.Column("estimator"), Table.Column("value", decimals: 4),
                Table.Column("low", decimals: 4),
                Table.Column("high", decimals: 4), Table.Column("source"),
            ], runs: model.runs)
        table.rows = found.estimates.map {
            [
                .word($0.estimator.rawValue),
                .measure(Measure($0.value, low: $0.low, high: $0.high, runs: model.runs)), .number($0.low),
                .number($0.high), .text($0.estimator.source),
            ]
        }
        let percent = shortest((confidence * 1e4).rounded() / 100)
        table.notes = [
            "\(found.impressions) impressions of \(found.users) users; \(percent) % intervals by a bootstrap over users.",
            "Weights: mean \(rounded(found.meanWeight)), largest \(rounded(found.largestWeight)), "
                + "worth \(Int(found.effective)) impressions of its own.",
        ]
        let left = log.interactions.count - found.impressions
        if left > 0 {
            table.notes.append(
                "\(counted(left, "impression")) left out: \(model.title) does not know their users.")
        }
        if unknown > 0 {
            table.notes.append(
                "\(counted(unknown, "impression")) of items that \(model.title) does not know, and so never shows, weigh 0."
            )
        }
        if abs(found.meanWeight - 1) > 0.1 {
            table.notes.append(
                "A mean weight far from 1 says that propensities are wrong, cut, or that the log never shows what the model would."
            )
        }
        return Report(table)
    }

    private func rounded(_ x: Double) -> String { shortest((x * 1000).rounded() / 1000) }

    /// The log's rows of users that the model knows, with the model's chances beside, and how many are of items that it
    /// does not know. Those stay: the model would have shown something else, which every mean over the log must count.
    private func impressions(
        of log: Dataset, _ scorer: any Scorer, _ model: FittedModel, _ fit: Fit, in session: Session
    ) throws -> (Impressions, unknownItems: Int) {
        let rewards = try numbers(reward, of: log), propensities = try numbers(propensity, of: log)
        let dataset = model.split.dataset
        let users = places(of: log.users.ids, in: dataset.users.ids)
        let items = places(of: log.items.ids, in: dataset.items.ids)
        let rows = log.interactions
        let kept = rows.users.indices.filter { users[Int(rows.users[$0])] != nil }
        guard kept.contains(where: { items[Int(rows.items[$0])] != nil }) else {
            throw Problem("\(model.title) knows none of the log's users and items by their ids")
        }
        let own = kept.map { users[Int(rows.users[$0])] ?? 0 }
        let shown = kept.map { items[Int(rows.items[$0])] }
        let earned = kept.map { rewards[$0] }
        let chances = try chances(scorer, model, fit, of: Set(own).sorted(), in: session)
        // What one half expects is learned from the other: a model must not be asked about what it has seen.
        let halves = (0..<2).map { half in
            let others = kept.indices.filter { $0 % 2 != half && shown[$0] != nil }
            return RewardModel(
                users: others.map { own[$0] }, items: others.compactMap { shown[$0] },
                rewards: others.map { earned[$0] }, userCount: dataset.users.count,
                itemCount: dataset.items.count)
        }
        var result = Impressions(
            users: own, rewards: earned, propensities: kept.map { propensities[$0] }, targets: [],
            expected: [],
            expectedOfTarget: [])
        let averages = halves.map { reward in
            chances.mapValues { policy in
                policy.enumerated().reduce(0.0) { $0 + $1.element * reward.itemOffsets[$1.offset] }
            }
        }
        for k in kept.indices {
            let (user, half) = (own[k], k % 2)
            result.targets.append(shown[k].flatMap { chances[user]?[Int($0)] } ?? 0)
            result.expected.append(shown[k].map { halves[half].expected(user, $0) } ?? halves[half].mean)
            result.expectedOfTarget.append(
                halves[half].mean + halves[half].userOffsets[Int(user)] + (averages[half][user] ?? 0))
        }
        return (result, shown.count { $0 == nil })
    }

    /// The chance of every item to be chosen, for each of some users.
    private func chances(
        _ scorer: any Scorer, _ model: FittedModel, _ fit: Fit, of users: [UserIndex], in session: Session
    ) throws -> [UserIndex: [Double]] {
        let dataset = model.split.dataset
        let histories = model.split.folds[fit.fold].histories(.train, of: dataset)
        let width = dataset.items.count
        var chances: [UserIndex: [Double]] = [:]
        for start in stride(from: 0, to: users.count, by: 256) {
            try session.watcher.progress("asking \(model.title)", Double(start) / Double(users.count))
            let block = Array(users[start..<min(users.count, start + 256)])
            var scores = [Float](repeating: 0, count: block.count * width)
            try scores.withUnsafeMutableBufferPointer {
                try scorer.scores(for: block, histories: histories, into: $0)
            }
            for (row, user) in block.enumerated() {
                chances[user] = policy(scores[row * width..<(row + 1) * width].map { Double($0) })
            }
        }
        return chances
    }

    private func policy(_ scores: [Double]) -> [Double] {
        switch policy {
        case .top:
            let k = min(k, scores.count)
            let last = scores.sorted(by: >)[k - 1]
            // Items tied for the last places share them.
            let (above, tied) = (scores.count { $0 > last }, scores.count { $0 == last })
            let share = Double(k - above) / Double(tied)
            return scores.map { ($0 > last ? 1 : $0 == last ? share : 0) / Double(k) }
        case .softmax:
            let scale = max(deviation(scores), .leastNormalMagnitude) * temperature
            let most = scores.max() ?? 0
            let weights = scores.map { exp(($0 - most) / scale) }
            let total = weights.reduce(0, +)
            return weights.map { $0 / total }
        }
    }

    private func numbers(_ name: String, of log: Dataset) throws -> [Double] {
        guard let column = log.context.first(where: { $0.name == name })?.column else {
            throw Problem.unknown("column of \(log.name)'s rows", name, known: log.context.map(\.name))
        }
        guard case .numbers(let values) = column else {
            throw Problem("\(name) of \(log.name) holds no numbers")
        }
        return values
    }

    private func places(of ids: [String], in others: [String]) -> [Int32?] {
        let places = Dictionary(
            others.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
        return ids.map { places[$0] }
    }
}
