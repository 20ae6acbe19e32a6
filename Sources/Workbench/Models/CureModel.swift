import Datasets
import Declarations
import Evaluation
import Models

struct CureModel: Command {
    static let name = "cure"
    static let summary =
        "Tries every remedy for collapse on a neural model, under one budget, and says what each did."
    static let example = """
        reel> b = generate behaviour kind=single users=200 seed=1 to=data/tiny-behaviour
        …
        reel> split held-out-users users=0.3 seed=1
        …
        reel> net = train mlp-traits epochs=2
        …
        reel> cure net only=[noise] | take 1 | select cure
        …
        """

    @Argument("Fitted neural model.") var model: ModelReference
    @Setting("Remedies to try; all when left out.") var only: [String] = []
    @Setting("Users that the effects are measured on.") var part = Judging.Part.test

    func run(in session: Session) throws -> Report {
        let model = model.model
        guard let recipe = model.recipe as? any NeuralTraits, let first = model.fits.first else {
            throw Problem(
                "\(model.title) is no neural network", remedy: "cure one, as in: net = train mlp-traits")
        }
        let chosen = try chosenCures()
        var table = Table(
            "What each remedy does to \(model.title), on \(part.rawValue) users",
            columns: [
                Table.Column("cure"), Table.Column("settings"),
                Table.Column("skill", decimals: 4, better: .higher),
                Table.Column("variance-ratio", decimals: 4),
                Table.Column("verdict"), Table.Column("epochs"), Table.Column("seconds", decimals: 1),
                Table.Column("what-it-does"),
            ])
        let trials = chosen.flatMap { cure in cure.trials.map { (cure, $0) } }
        try add("none", [], "the model as it was trained", recipe, first, to: &table, of: model, in: session)
        for (number, (cure, settings)) in trials.enumerated() {
            try session.watcher.progress("trying \(cure.name)", Double(number) / Double(trials.count))
            let changed = try changed(recipe, settings)
            let fit = try Fitting(
                recipe: changed, split: model.split, fold: first.fold, part: .train, in: session
            )
            .fit()
            try add(cure.name, settings, cure.summary, changed, fit, to: &table, of: model, in: session)
        }
        table.notes.append(
            "One budget: every trial has the epochs of \(model.title); the networks of an ensemble share them."
        )
        if let sentence = best(table) { table.notes.append(sentence) }
        return Report(table)
    }

    private func chosenCures() throws -> [Cure] {
        for name in only where !cures.contains(where: { $0.name == name }) {
            throw Problem.unknown("cure", name, known: cures.map(\.name))
        }
        return only.isEmpty ? cures : cures.filter { only.contains($0.name) }
    }

    /// The same recipe with some settings of its own.
    private func changed(_ recipe: any NeuralTraits, _ settings: [(name: String, value: Value)]) throws
        -> any NeuralTraits
    {
        let copy = try recipe.with(settings)
        let networks = copy.training.cures.ensemble
        if networks > 1, recipe.training.cures.ensemble == 1 {
            try copy.set("epochs", to: .number(Double(max(1, recipe.training.epochs / networks))))
        }
        return copy
    }

    private func add(
        _ name: String, _ settings: [(name: String, value: Value)], _ summary: String,
        _ recipe: any NeuralTraits,
        _ fit: Fit, to table: inout Table, of model: FittedModel, in session: Session
    ) throws {
        guard let predictor = fit.predictor else { return }
        var rules = Judging()
        rules.part = part
        rules.on = try ["skill", "variance-ratio"].map { try MetricSpec($0) }
        let found = try session.inferred(predictor, fit.fold, of: model, rules)
        table.rows.append([
            .word(name), .text(settings.map { "\($0.name)=\($0.value.literal)" }.joined(separator: " ")),
            .number(found["skill"]?.mean ?? .nan), .number(found["variance-ratio"]?.mean ?? .nan),
            .word(fit.verdict.rawValue), .number(Double(recipe.training.epochs)), .number(fit.seconds),
            .text(summary),
        ])
        if let run = fit.run { table.runs.append(run) }
    }

    /// "best: noise=0.2, skill 0.41 against 0.02"
    private func best(_ table: Table) -> String? {
        let skills = table.rows.map { $0[2].number ?? -.infinity }
        guard let top = skills.indices.max(by: { skills[$0] < skills[$1] }), let before = skills.first else {
            return nil
        }
        func short(_ x: Double) -> String { shortest((x * 1e4).rounded() / 1e4) }
        guard top > 0 else { return "No remedy gave more skill than the model had: \(short(before))." }
        return "Best: \(table.rows[top][1].text ?? ""), skill \(short(skills[top])) against \(short(before))."
    }
}
