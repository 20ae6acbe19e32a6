import Declarations
import Foundation

/// What was spent to choose a model's settings.
public struct Tuning: Sendable, Hashable {
    public let sweep: Int64
    public let method: String
    /// Finished trials, and the seconds that they took.
    public let trials: Int
    public let seconds: Double
}

/// A footnote where the models of a comparison were not tuned alike: a better number may be a larger budget.
func budgetNotes(_ models: [FittedModel]) -> [String] {
    guard models.contains(where: { $0.tuning != nil }) else { return [] }
    if Set(models.map { $0.tuning?.trials ?? 0 }).count == 1 {
        return ["Equal budgets: settings of every model chosen over \(models[0].tuning?.trials ?? 0) trials."]
    }
    let budgets = models.map { model in
        guard let tuning = model.tuning else { return "\(model.title) none" }
        return
            "\(model.title) \(tuning.trials) trials (\(tuning.method), \(String(format: "%.1f", tuning.seconds)) s)"
    }
    return ["Unequal budgets for choosing settings: \(budgets.joined(separator: ", "))."]
}
