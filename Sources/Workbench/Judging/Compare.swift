import Declarations
import Evaluation
import Models

struct Compare: Command {
    static let name = "compare"
    static let summary =
        "Judges models side by side and tests whether their differences are more than chance."
    static let example = """
        reel> generate firetv users=60 items=40 events=900 seed=1 to=data/tiny
        …
        reel> split leave-last-out
        …
        reel> p = train popular
        …
        reel> r = train random
        …
        reel> compare p r on=[ndcg@10] baselines=false | select model verdict
        …
        """

    enum Against: String, Choice { case best, first }
    enum Given: String, Choice { case models, differences }

    @Argument("Fitted models; all on the same split.") var models: [ModelReference]
    var judging = Judging()
    @Setting("What each model is held against.") var against = Against.best
    @Setting("Adds most-popular and item-kNN (or the rating means) where no model is one of them.")
    var baselines = true
    var testing = Testing()
    @Setting("Which table to give: models with their measures, or the tested differences.") var give = Given
        .models

    func run(in session: Session) throws -> Report {
        var fitted = models.map(\.model)
        try requireOneSplit(of: fitted)
        if baselines { fitted += try missingBaselines(fitted, in: session) }
        let judgements = try fitted.map { try session.judge($0, judging) }
        let titles = distinct(fitted)
        // What the constant reaches is the same for all.
        let metrics = (judgements.first?.metrics ?? []).filter { !$0.hasSuffix("~mean") }
        let comparisons = try metrics.compactMap { metric in
            try comparison(judgements, titles: titles, metric: metric, in: session)
        }
        var table = judgementTable(judgements, rules: judging, titles: titles)
        mark(&table, comparisons)
        table.notes += (comparisons.first?.notes ?? []) + budgetNotes(fitted)
        let tests = differenceTable(comparisons)
        table.companions["differences"] = tests
        guard !tests.rows.isEmpty else { return Report(table) }
        if give == .differences { return Report(tests) }
        // The sentences are too long for a cell of a terminal, and they are what gets quoted.
        let quiet = ["finding", "better", "worse"]
        var shown = try tests.selecting(tests.columns.map(\.name).filter { !quiet.contains($0) })
        shown.notes = comparisons.flatMap { $0.contrasts.map(\.verdict) }
        return Report(.table(table), [.table(table), .table(shown)])
    }

    /// The simple models that any claim must beat, fitted on the same split.
    private func missingBaselines(_ models: [FittedModel], in session: Session) throws -> [FittedModel] {
        guard let first = models.first else { return [] }
        let ratings = judging.on.allSatisfy { $0.family == .ratings }
        let wanted =
            first.infersTraits
            ? ["mean", "ridge-traits"]
            : ratings ? ["global-mean", "item-user-mean"] : ["popular", "item-knn"]
        let present = Set(models.map(\.model))
        return try wanted.filter { !present.contains($0) }.map { name in
            let recipe = try ModelRecipe(.word(name)).model
            let fits = try Set(first.fits.map(\.fold)).sorted().map { fold in
                try Fitting(recipe: recipe, split: first.split, fold: fold, part: .train, in: session).fit()
            }
            return FittedModel(title: name, recipe: recipe, split: first.split, fits: fits)
        }
    }

    /// Titles as contenders go by; two models of one title are told apart by a number.
    private func distinct(_ models: [FittedModel]) -> [String] {
        var seen: [String: Int] = [:]
        return models.map { model in
            seen[model.title, default: 0] += 1
            let count = seen[model.title] ?? 1
            return count == 1 ? model.title : "\(model.title) (\(count))"
        }
    }

    private func comparison(
        _ judgements: [Judgement], titles: [String], metric: String, in session: Session
    ) throws -> Comparison? {
        let contenders = zip(judgements, titles).map { judgement, title in
            judgement.contender(metric, title: title)
        }
        guard contenders.count > 1, contenders.allSatisfy({ !$0.perUser.isEmpty }) else { return nil }
        var rules = testing.rules
        rules.reference = against == .best ? .best : .first
        let better = judgements.first?.evaluations.first?[metric]?.better ?? .higher
        return try compare(
            contenders, metric: metric, better: better, rules: rules, watching: session.watcher)
    }

    /// Puts a dagger on numbers that are shown to differ from the reference's.
    private func mark(_ table: inout Table, _ comparisons: [Comparison]) {
        for comparison in comparisons {
            guard let column = table.index(of: comparison.metric) else { continue }
            for row in table.rows.indices {
                guard let title = table.rows[row][0].text, let contrast = comparison.contrast(title),
                    contrast.isShown, case .measure(var measure) = table.rows[row][column]
                else { continue }
                measure.mark = "†"
                table.rows[row][column] = .measure(measure)
            }
        }
        if let reference = comparisons.first?.reference {
            table.notes.append(
                "† differs from \(reference) at level \(shortest(((1 - testing.confidence) * 1e6).rounded() / 1e6)) after correction."
            )
        }
    }
}
