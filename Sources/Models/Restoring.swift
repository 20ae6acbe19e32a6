import Datasets
import Declarations
import Foundation

/// A fitted model that can say what it learned, as arrays by name.
public protocol WeightedScorer: Scorer {
    /// Everything that its recipe's settings do not say. Raw arrays: no name of a model, no setting.
    func learned() throws -> Weights
}

/// A recipe that makes its fitted model again from what that one learned.
public protocol Restorable: Recommender where Fitted: WeightedScorer {
    /// The fitted model, which scores as the one did whose weights these are. Throws where they do not fit together.
    func restore(_ weights: Weights) throws -> Fitted
}

extension ModelRecipe {
    /// Writes a fitted model as a safetensors file, with the model's name and settings in its header. Throws where the
    /// model cannot be kept in a file.
    public func save(_ fitted: any Scorer, to path: String) throws {
        guard model is any Restorable, let scorer = fitted as? any WeightedScorer else {
            throw Problem("\(name) cannot be kept in a file", remedy: "models that can: \(Self.restorable)")
        }
        var weights = try scorer.learned()
        weights.about["model"] = name
        let settings = Dictionary(uniqueKeysWithValues: declared.record.map { ($0.name, plain($0.value)) })
        let text = try JSONSerialization.data(withJSONObject: settings, options: .sortedKeys)
        weights.about["settings"] = String(decoding: text, as: UTF8.self)
        try weights.write(to: path)
    }

    /// Reads what `save` has written: the recipe with the settings it had, and the fitted model.
    public static func load(_ path: String) throws -> (recipe: ModelRecipe, fitted: any Scorer) {
        let weights = try Weights(path: path)
        guard let name = weights.about["model"], let type = zoo.first(where: { $0.name == name }) else {
            let named = weights.about["model"].map { "a model called \($0)" } ?? "no model"
            throw Problem("\(path) holds \(named)", remedy: "models that can be read: \(restorable)")
        }
        guard let kind = type as? any Restorable.Type else {
            throw Problem("\(name) cannot be read from a file", remedy: "models that can: \(Self.restorable)")
        }
        let text = Data((weights.about["settings"] ?? "{}").utf8)
        guard let settings = try? JSONSerialization.jsonObject(with: text) as? [String: Any] else {
            throw Problem("the settings in \(path) are no JSON object", remedy: "write the file anew")
        }
        let recipe = try kind.init().with(
            settings.sorted { $0.key < $1.key }.map { ($0.key, Models.value($0.value)) })
        return (ModelRecipe(recipe), try restored(recipe, weights))
    }

    private static func restored(_ recipe: some Restorable, _ weights: Weights) throws -> any Scorer {
        try recipe.restore(weights)
    }

    private static var restorable: String {
        zoo.filter { $0 is any Restorable.Type }.map { $0.name }.joined(separator: ", ")
    }
}

/// A setting's value as JSON knows it.
private func plain(_ value: Value) -> Any {
    switch value {
    case .number(let x): x
    case .truth(let truth): truth
    case .list(let all): all.map(plain)
    case .nothing: NSNull()
    default: value.text ?? value.description
    }
}

/// The way back; numbers and truths are told apart by their JSON type.
private func value(_ plain: Any) -> Value {
    switch plain {
    case is NSNull: .nothing
    case let all as [Any]: .list(all.map(value))
    case let number as NSNumber:
        String(cString: number.objCType) == "c" ? .truth(number.boolValue) : .number(number.doubleValue)
    case let text as String: .word(text)
    default: .text("\(plain)")
    }
}
