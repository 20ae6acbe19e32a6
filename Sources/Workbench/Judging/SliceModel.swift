import Datasets
import Declarations
import Evaluation

struct SliceModel: Command {
    static let name = "slice"
    static let summary = "Judges a model on parts of the held-out rows, and how unequally it treats them."
    static let example = """
        reel> generate firetv users=60 items=40 events=900 seed=1 to=data/tiny
        …
        reel> filter dedupe
        …
        reel> split leave-last-out
        …
        reel> p = train popular
        …
        reel> slice p by=activity on=[hr@10] groups=2 | where slice == "all" | select users
        …
        """

    @Argument("Fitted model.") var model: ModelReference
    @Setting(
        "What rows are divided by: activity, popularity, genre, hour, weekday (UTC), cold, cold-items, or any column such as age, users.gender, items.year, device."
    )
    var by = "activity"
    @Setting("Most parts that numbers are divided into, of about as many users or rows each.", 2...100)
    var groups = 4
    @Setting("Training rows below which a user or item is cold.", 1...1e6) var cold = 5
    @Setting("Users that a part needs to be held against others.", 2...1e6) var least = 10
    var judging = Judging(on: ["ndcg@10", "recall@10", "hr@10"])
    @Setting("Level of the intervals.", 0.5...0.999) var confidence = 0.95
    @Setting("Bootstrap resamples.", 100...1_000_000) var resamples = 2000
    @Setting("Seed of the resamples.") var seed = 0

    func run(in session: Session) throws -> Report {
        let model = model.model
        guard !model.infersTraits else {
            throw Problem(
                "\(model.title) infers traits; slices divide held-out rows of recommenders",
                remedy: "look at it with evaluate and diagnose")
        }
        let folds = Set(model.fits.map(\.fold)).sorted()
        let slices = try Dictionary(
            uniqueKeysWithValues: folds.map { ($0, try self.slices(of: model, fold: $0)) })
        let labels = folds.compactMap { slices[$0] }.reduce(into: [String]()) { all, own in
            all += own.labels.filter { !all.contains($0) }
        }
        func positions(_ label: String, _ fold: Int) -> [Int] {
            guard let own = slices[fold], let place = own.labels.firstIndex(of: label) else { return [] }
            return own.rows[place]
        }
        var parts: [Part] = []
        parts.append(
            Part(
                label: "all", judgement: try session.judgement(of: model, judging) { $1 },
                rows: try folds.reduce(0) { $0 + (try rows(of: model, fold: $1).count) }))
        for (number, label) in labels.enumerated() {
            try session.watcher.progress(
                "judging slices", Double(number) / Double(labels.count), detail: label)
            parts.append(
                Part(
                    label: label,
                    judgement: try session.judgement(of: model, judging) { fold, rows in
                        rows.rows(positions(label, fold))
                    }, rows: folds.reduce(0) { $0 + positions(label, $1).count }))
        }
        let unknown = slices.values.reduce(0) { $0 + $1.unknown }
        var table = try self.table(of: model, parts, unknown)
        let fairness = try disparities(of: model, Array(parts.dropFirst()))
        table.companions = ["bars": table, "fairness": fairness]
        return Report(
            .table(table), [.table(table)] + (fairness.rows.isEmpty ? [] : [.table(fairness)]))
    }

    /// One slice, judged; or all rows.
    private struct Part {
        let label: String
        let judgement: Judgement
        let rows: Int
        var users: Int { judgement.evaluations.first?.users.count ?? 0 }
    }

    private func rows(of model: FittedModel, fold: Int) throws -> Interactions {
        try model.split.folds[fold].rows(judging.part, of: model)
    }

    private func slices(of model: FittedModel, fold: Int) throws -> Slices {
        try Slicing(
            rows: try rows(of: model, fold: fold), fold: model.split.folds[fold],
            dataset: model.split.dataset,
            groups: groups, cold: cold
        ).slices(by: by)
    }

    private func table(
        of model: FittedModel, _ parts: [Part], _ unknown: Int
    ) throws -> Table {
        let metrics = parts.first?.judgement.metrics ?? []
        let scores = parts.first?.judgement.evaluations.first?.scores ?? []
        var table = Table(
            "\(model.title) (\(model.verdict.rawValue)) by \(by), \(model.split.dataset.name), \(model.split.scheme)",
            columns: [Table.Column("slice"), Table.Column("users"), Table.Column("rows")]
                + metrics.map { name in
                    Table.Column(name, decimals: 4, better: scores.first { $0.name == name }?.better)
                }, runs: model.runs)
        for part in parts {
            table.rows.append(
                [.text(part.label), .number(Double(part.users)), .number(Double(part.rows))]
                    + (try metrics.map { try cell(part.judgement, $0) }))
        }
        let percent = shortest((confidence * 1e4).rounded() / 100)
        table.notes = [
            "Intervals: \(percent) %, bootstrap over the users of a slice (BCa, \(resamples) resamples, seed \(seed))."
        ]
        if unknown > 0 { table.notes.append("\(unknown) rows belong to no slice: nothing is known of them.") }
        table.notes.append(
            "In a slice the rows of other slices count as not relevant; full ranking as without slices.")
        return table
    }

    private func cell(_ judgement: Judgement, _ metric: String) throws -> Value {
        guard var measure = judgement.measure(metric) else { return .nothing }
        let values = judgement.perUser(metric).filter { !$0.isNaN }
        if values.count > 1 {
            let drawn = try bootstrapMeans([values], resamples: resamples, seed: seed)[0]
            (measure.low, measure.high) = interval(drawn, of: values, kind: .bca, confidence: confidence)
        }
        return measure.mean.isNaN ? .nothing : .measure(measure)
    }

    private func disparities(
        of model: FittedModel, _ parts: [Part]
    ) throws -> Table {
        var table = Table(
            "How unequally \(model.title) treats slices",
            columns: [
                Table.Column("metric"), Table.Column("best"), Table.Column("worst"),
                Table.Column("difference", decimals: 4), Table.Column("ratio", decimals: 3),
            ], runs: model.runs)
        let large = parts.filter { $0.users >= least }
        for metric in parts.first?.judgement.metrics ?? [] {
            let score = parts.first?.judgement.evaluations.first?[metric]
            let groups = large.compactMap { part -> (label: String, mean: Double, perUser: [Double])? in
                guard let measure = part.judgement.measure(metric) else { return nil }
                return (part.label, measure.mean, part.judgement.perUser(metric).filter { !$0.isNaN })
            }
            guard
                let found = try disparity(
                    groups, metric: metric, better: score?.better ?? .higher, resamples: resamples, seed: seed
                )
            else { continue }
            table.rows.append([
                .text(metric), .text(found.best), .text(found.worst),
                .measure(
                    found.low.isNaN
                        ? Measure(found.difference)
                        : Measure(found.difference, low: found.low, high: found.high)),
                .number(found.ratio),
            ])
        }
        table.notes = [
            "Best and worst of slices with at least \(least) users; ratio: worst over best. Picked on the same users, they look further apart than they are."
        ]
        return table
    }
}
