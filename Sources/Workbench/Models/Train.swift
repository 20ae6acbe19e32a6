import Datasets
import Declarations
import Foundation
import Models
import Runs

struct Train: Command {
    static let name = "train"
    static let summary = "Fits a model on the current split, checks it for collapse and keeps the run."
    static let example = """
        reel> generate firetv users=60 items=40 events=900 seed=1 to=data/tiny
        …
        reel> split leave-last-out
        …
        reel> p = train popular
        p: popular on leave-last-out of tiny, collapsed …
        …
        """

    enum Part: String, Choice { case train, trainAndValidation = "train+validation" }

    @Argument("Model to fit.") var model: ModelRecipe
    @Setting("Split to fit on; the current one when left out.") var on: Split? = nil
    @Setting("Part of the split that the model may learn from.") var part = Part.train
    @Setting("Repeats the fit with this many seeds: seed, seed + 1, …", 1...1000) var seeds = 1
    @Setting("Fold to fit, counted from 1; 0 fits them all.", 0...1000) var fold = 0

    func run(in session: Session) throws -> Report {
        let split = try session.split(on)
        guard fold <= split.folds.count else {
            throw Problem("there is no fold \(fold)", remedy: "\(split.scheme) has \(split.folds.count)")
        }
        let folds = fold == 0 ? Array(split.folds.indices) : [fold - 1]
        let recipes = try seeded()
        var fits: [Fit] = []
        // What Ctrl-C stops is kept as far as it has come; nothing is begun after it.
        for (recipe, fold) in recipes.flatMap({ recipe in folds.map { (recipe, $0) } })
        where fits.isEmpty || !Interrupt.isRaised {
            fits.append(try Fitting(recipe: recipe, split: split, fold: fold, part: part, in: session).fit())
        }
        let fitted = FittedModel(
            title: session.call.name ?? model.name, recipe: model.model, split: split,
            fits: fits)
        let alarm = fits.first { $0.verdict == fitted.verdict && $0.verdict > .healthy }
        var notes = fits.flatMap(\.notes).map { Block.text($0) }
        if Interrupt.isRaised {
            notes.append(
                .text(
                    "interrupted in fit \(fits.count) of \(recipes.count * folds.count); it is kept as it was"
                ))
        }
        return Report(
            .thing(fitted), [.text(fitted.summary)] + (alarm.map { [.text($0.reasons)] } ?? []) + notes)
    }

    /// The recipe once for each seed.
    private func seeded() throws -> [any Model] {
        guard seeds > 1 else { return [model.model] }
        let recipe = model.model
        let kind = type(of: recipe)
        guard let first = recipe.settings.first(where: { $0.name == "seed" })?.setting.value.number else {
            throw Problem(
                "\(kind.name) has no seed: every fit gives the same numbers",
                remedy: "leave out seeds=\(seeds)")
        }
        return try (0..<seeds).map { k in
            try recipe.with([("seed", .number(first + Double(k)))])
        }
    }
}

extension Model {
    /// The statement that fits this recipe again: its name, the settings that differ from their defaults, the fold
    /// counted from 1 (0: there is but one).
    func statement(fold: Int, part: Train.Part) -> String {
        var words = ["train", Self.name]
        for setting in settings where setting.setting.value.literal != setting.setting.defaultValue?.literal {
            words.append("\(setting.name)=\(setting.setting.value.literal)")
        }
        if fold > 0 { words.append("fold=\(fold)") }
        if part != .train { words.append("part=\(part.rawValue)") }
        return words.joined(separator: " ")
    }
}

extension Fit {
    /// What decided a verdict other than healthy, the first few in words.
    var reasons: String {
        let deciding = findings.filter { $0.verdict == verdict }
        let said = deciding.prefix(2).map {
            "\($0.measure) \(shortest(($0.value * 1e4).rounded() / 1e4)) (\($0.reason))"
        }
        let rest = deciding.count > 2 ? "; diagnose shows \(deciding.count - 2) more" : ""
        return "\(verdict.rawValue): \(said.joined(separator: ", "))\(rest)"
    }
}
