import Datasets
import Declarations
import Evaluation
import Models
import Runs

/// How models are judged: the same settings for `evaluate` and `compare`, and for every model of a comparison.
struct Judging: SettingGroup {
    enum Part: String, Choice { case test, validation, train }

    @Setting("Measures; a number behind @ is the length of the list.") var on: [MetricSpec] = defaultMetrics
    @Setting("What counts where items share a score.") var ties = Ties.average
    @Setting("Leaves out of a list what the user has seen.") var filterSeen = true
    @Setting("What recall divides by: all n relevant items, or min(k, n).") var recall = Denominator.relevant
    @Setting("What a model may look at when it recommends.") var history = HistoryPart.train
    @Setting("Part of the split that models are judged on.") var part = Part.test
    @Setting("Rating from which a held-out row counts as relevant; without it every row does.")
    var relevantFrom: Double? = nil

    init() {}
    /// The same with other measures where none are named.
    init(on names: [String]) {
        let specs = names.compactMap { try? MetricSpec($0) }
        _on = Setting(wrappedValue: specs, "Measures; a number behind @ is the length of the list.")
    }

    static let defaultMetrics = [
        "ndcg@10", "recall@10", "hr@10", "coverage@10", "personalisation@10",
    ]
    .compactMap { try? MetricSpec($0) }

    /// What `replay` needs to measure the same again.
    var measuring: MeasuringProtocol {
        var rest = "ties=\(ties.rawValue) filter-seen=\(filterSeen) recall=\(recall.rawValue)"
        rest += " history=\(history.rawValue) part=\(part.rawValue)"
        if let relevantFrom { rest += " relevant-from=\(shortest(relevantFrom))" }
        return MeasuringProtocol(metrics: on.map(\.description), rest: rest)
    }
}

/// One model judged on every one of its fits.
struct Judgement {
    let model: FittedModel
    /// One per fit, in the order of `model.fits`.
    let evaluations: [Evaluation]

    var metrics: [String] { evaluations.first?.scores.map(\.name) ?? [] }
    var notes: [String] { evaluations.first?.notes ?? [] }

    /// Mean over fits, ± the standard deviation over them where there are several.
    func measure(_ name: String) -> Measure? {
        let values = evaluations.compactMap { $0[name]?.mean }
        guard !values.isEmpty else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        return Measure(mean, sd: values.count > 1 ? deviation(values) : nil, runs: model.runs)
    }

    /// The same with a 95 % interval of the mean over users, where one fit gives one: for charts.
    func interval(_ name: String) -> Measure? {
        guard var measure = measure(name) else { return nil }
        if evaluations.count == 1, let error = evaluations[0][name]?.standardError {
            // Normal approximation; users are many.
            (measure.low, measure.high) = (measure.mean - 1.96 * error, measure.mean + 1.96 * error)
        }
        return measure
    }

    /// The measure of each seed, mean over folds; empty where there is but one seed.
    func seeds(_ name: String) -> [Double] {
        let folds = Set(model.fits.map(\.fold)).count
        let values = evaluations.compactMap { $0[name]?.mean }
        guard folds > 0, values.count == model.fits.count, values.count > folds else { return [] }
        // Fits stand seed by seed, each with all of its folds.
        return stride(from: 0, to: values.count, by: folds).map { first in
            values[first..<first + folds].reduce(0, +) / Double(folds)
        }
    }

    /// Each user's value, mean over seeds, folds one after the other; empty where the measure is no mean over users.
    func perUser(_ name: String) -> [Double] {
        let folds = Set(model.fits.map(\.fold)).sorted()
        return folds.flatMap { fold -> [Double] in
            let columns = zip(model.fits, evaluations).filter { $0.0.fold == fold }
                .compactMap { $0.1[name]?.perUser }
            guard let first = columns.first else { return [] }
            return first.indices.map { u in columns.map { $0[u] }.reduce(0, +) / Double(columns.count) }
        }
    }
}

extension Session {
    /// Judges every fit of a model, keeps the numbers with their runs and with the model.
    func judge(_ model: FittedModel, _ asked: Judging) throws -> Judgement {
        let rules = asked.suited(to: model)
        let evaluations = try model.fits.map { try evaluation(of: $0, of: model, rules) }
        let judgement = Judgement(model: model, evaluations: evaluations)
        for name in judgement.metrics {
            if let measure = judgement.measure(name) { model.note(name, measure) }
        }
        if isRecording {
            for (fit, evaluation) in zip(model.fits, evaluations) { try keep(evaluation, of: fit, rules) }
        }
        judged = judgement
        return judgement
    }

    private func keep(_ evaluation: Evaluation, of fit: Fit, _ rules: Judging) throws {
        guard let run = fit.run else { return }
        let ways = MeasuringProtocol.adding(rules.measuring, to: try store.run(run).ranking)
        try store.record(
            metrics: evaluation.scores.map { ($0.name, $0.mean) }, perUser: evaluation.perUserValues,
            ranking: ways, to: run)
    }

    /// Judges every fit of a recommender on some of the held-out rows, and keeps nothing.
    func judgement(
        of model: FittedModel, _ rules: Judging, on chosen: (Int, Interactions) throws -> Interactions
    ) throws -> Judgement {
        Judgement(
            model: model,
            evaluations: try model.fits.map { fit in
                let rows = try model.split.folds[fit.fold].rows(rules.part, of: model)
                return try evaluation(of: fit, of: model, rules, on: chosen(fit.fold, rows))
            })
    }

    private func evaluation(of fit: Fit, of model: FittedModel, _ rules: Judging) throws -> Evaluation {
        if let predictor = fit.predictor { return try inferred(predictor, fit.fold, of: model, rules) }
        let rows = try model.split.folds[fit.fold].rows(rules.part, of: model)
        return try evaluation(of: fit, of: model, rules, on: rows)
    }

    private func evaluation(
        of fit: Fit, of model: FittedModel, _ rules: Judging, on rows: Interactions
    ) throws -> Evaluation {
        let (ratings, rankings) = (
            rules.on.filter { $0.family == .ratings }, rules.on.filter { $0.family != .ratings }
        )
        var parts: [Evaluation] = []
        if !rankings.isEmpty { parts.append(try ranked(fit, of: model, rows, rankings, rules)) }
        if !ratings.isEmpty { parts.append(try rated(fit, of: model, rows, ratings)) }
        guard var whole = parts.first else {
            throw Problem("there is nothing to measure", remedy: "name measures, as in: on=[ndcg@10]")
        }
        for part in parts.dropFirst() {
            whole.scores += part.scores.map { score in
                // Users differ between rankings and ratings only where a user has no relevant item.
                var score = score
                if part.users != whole.users { score.perUser = [] }
                return score
            }
            whole.notes += part.notes
        }
        return whole
    }

    private func ranked(
        _ fit: Fit, of model: FittedModel, _ rows: Interactions, _ specs: [MetricSpec], _ rules: Judging
    ) throws -> Evaluation {
        // On the training part the seen items are the ones to be found.
        let filterSeen = rules.filterSeen && rules.part != .train
        let ranking = RankingRules(
            for: specs, filterSeen: filterSeen, ties: rules.ties, recallDenominator: rules.recall)
        let ranked = try rankings(of: fit, of: model, rows, rules, ranking)
        let fold = model.split.folds[fit.fold]
        var catalogue = fold.catalogue(of: model.split.dataset)
        catalogue.histories =
            rules.history == .train ? ranked.histories : fold.histories(.train, of: model.split.dataset)
        catalogue.relevant = ranked.relevant
        if let vectors = (fit.scorer as? any EmbeddingModel)?.itemVectors {
            catalogue.vectors = OutputMatrix(
                rows: vectors.rows, columns: vectors.width, values: vectors.values)
        }
        return try evaluate(ranked.rankings, on: specs, catalogue: catalogue, watching: watcher)
    }

    /// Ranks for everybody who has held-out rows. The one place where a fitted model's scores become lists.
    func rankings(
        of fit: Fit, of model: FittedModel, _ rows: Interactions, _ judging: Judging, _ rules: RankingRules
    ) throws -> (rankings: Rankings, relevant: SparseMatrix, histories: SparseMatrix) {
        let dataset = model.split.dataset
        let fold = model.split.folds[fit.fold]
        let histories = fold.histories(judging.history, of: dataset)
        var relevantRows = rows
        if let from = judging.relevantFrom {
            guard rows.hasRatings else {
                throw Problem("\(dataset.name) has no ratings", remedy: "leave out relevant-from")
            }
            relevantRows = rows.rows(rows.ratings.indices.filter { Double(rows.ratings[$0]) >= from })
        }
        let relevant = SparseMatrix(relevantRows, users: dataset.users.count, items: dataset.items.count)
        let scorer = try model.scorer(of: fit)
        let rankings = try rank(
            users: (0..<UserIndex(dataset.users.count)).map { $0 }, itemCount: dataset.items.count,
            histories: histories, relevant: relevant,
            candidates: judging.part == .test ? fold.candidates : nil,
            rules: rules, watching: watcher, oneAtATime: scorer.usesAllCores, label: dataset.label
        ) { users, scores in
            try scorer.scores(for: users, histories: histories, into: scores)
        }
        return (rankings, relevant, histories)
    }

    private func rated(
        _ fit: Fit, of model: FittedModel, _ rows: Interactions, _ specs: [MetricSpec]
    ) throws -> Evaluation {
        guard let predictor = fit.scorer as? any RatingPredictor else {
            throw Problem(
                "\(model.title) does not predict ratings", remedy: "judge it on rankings, as in: on=[ndcg@10]"
            )
        }
        guard rows.hasRatings else {
            throw Problem(
                "\(model.split.dataset.name) has no ratings to compare with",
                remedy: "use a ranking measure such as ndcg@10")
        }
        return try evaluateRatings(
            users: rows.users, predicted: predictor.ratings(rows.users, rows.items), actual: rows.ratings,
            on: specs)
    }
}

extension Evaluation {
    /// Each user's values, metric by metric, as the store keeps them.
    var perUserValues: [PerUser] {
        scores.filter { !$0.perUser.isEmpty }.map { PerUser($0.name, users: users, values: $0.perUser) }
    }
}

extension Fold {
    func rows(_ part: Judging.Part, of model: FittedModel) throws -> Interactions {
        let rows =
            switch part {
            case .test: test
            case .validation: validation
            case .train: train
            }
        guard rows.isEmpty else { return rows }
        let remedy =
            model.split.scheme == "none"
            ? "split the data first, as in: split leave-last-out, or judge on what was learnt: part=train"
            : "\(model.split.scheme) leaves none; choose another part or split"
        throw Problem("\(model.title) has no \(part.rawValue) rows to be judged on", remedy: remedy)
    }

    /// Popularity is counted on the training rows alone.
    func catalogue(of dataset: Dataset) -> Catalogue {
        let matrix = SparseMatrix(train, users: dataset.users.count, items: dataset.items.count)
        var popularity = [Int](repeating: 0, count: dataset.items.count)
        for item in matrix.indices { popularity[Int(item)] += 1 }
        var genres: [[String]] = []
        if case .labels(let labels)? = dataset.items["genres"] { genres = labels }
        return Catalogue(
            itemCount: dataset.items.count, userCount: dataset.users.count, popularity: popularity,
            genres: genres)
    }
}

extension Dataset {
    /// Names a user and an item for errors.
    var label: @Sendable (UserIndex, ItemIndex) -> (String, String) {
        { user, item in (users.ids[Int(user)], items.label(item)) }
    }
}
