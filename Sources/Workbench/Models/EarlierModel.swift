import Datasets
import Declarations
import Models

/// A fitted model that a partial fit goes on from.
struct EarlierModel {
    private let model: FittedModel

    /// Throws where the split is of other users and items, or where the model has several fits of a fold.
    init(_ model: FittedModel, before split: Split) throws {
        self.model = model
        guard model.split.dataset.users.ids == split.dataset.users.ids,
            model.split.dataset.items.ids == split.dataset.items.ids
        else {
            throw Problem(
                "\(model.title) was fitted to other users and items than \(split.summary) has",
                remedy: "go on with the data set it was fitted on, or fit anew")
        }
        guard Set(model.fits.map(\.fold)).count == model.fits.count else {
            throw Problem(
                "\(model.title) was fitted with several seeds, so there is no one fit to go on from",
                remedy: "train it with one seed")
        }
    }

    /// Gives a recipe the earlier model's settings where none were given. Throws where it is another model, or where a
    /// setting was given that the earlier fit has decided otherwise.
    func lendSettings(to recipe: any Model) throws {
        let name = type(of: recipe).name
        guard model.model == name else {
            throw Problem(
                "\(model.title) is a fit of \(model.model), so \(name) cannot go on from it",
                remedy: "train \(model.model) from=\(model.title)")
        }
        let shape = (type(of: recipe) as? any Continuing.Type)?.shape ?? []
        let own = model.recipe.record
        for (setting, (name, value)) in zip(recipe.settings, own) {
            if !setting.setting.isGiven {
                try recipe.set(name, to: value)
            } else if shape.contains(name), setting.setting.value.literal != value.literal {
                throw Problem(
                    "\(name) is \(value.literal) in \(model.title), and a partial fit cannot change it",
                    remedy: "leave \(name) out, or fit anew")
            }
        }
    }

    /// The fit of one fold, counted from 0. Throws where there is none.
    func fit(_ fold: Int) throws -> EarlierFit {
        guard let fit = model.fits.first(where: { $0.fold == fold }) else {
            throw Problem("\(model.title) has no fit of fold \(fold + 1)", remedy: "train it on that fold")
        }
        return EarlierFit(model: model, fit: fit, scorer: try model.scorer(of: fit))
    }
}

/// One fit that a partial fit goes on from.
struct EarlierFit {
    let model: FittedModel
    let fit: Fit
    let scorer: any Scorer

    /// What a run's statements call it.
    static let name = "earlier"

    /// The settings that it was fitted with, as they would be typed.
    var settings: [String: String] {
        Dictionary(uniqueKeysWithValues: model.recipe.record.map { ($0.name, $0.value.literal) })
    }

    /// The statements that make it in a fresh session and then make `split` the current one.
    func statements(before split: Split) -> [String] {
        let own = fit.recipe.dropLast() + fit.recipe.suffix(1).map { "\(Self.name) = \($0)" }
        let stays =
            model.split.fingerprint == split.fingerprint
            && model.split.dataset.fingerprint == split.dataset.fingerprint
        return own + (stays ? [] : split.statements)
    }
}
