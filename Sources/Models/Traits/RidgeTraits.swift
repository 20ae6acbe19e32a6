import Datasets
import Declarations
import Evaluation

/// Traits as a linear function of what sums a series up: the quick reference that a network has to beat.
public struct RidgeTraits: TraitModel {
    public static let name = "ridge-traits"
    public static let summary =
        "Predicts traits linearly from summaries of behaviour, its penalty cross-validated."
    public static let example = "reel> train ridge-traits view=order"
    public static let source = "Hoerl & Kennard, Technometrics 12, 1970"

    @Setting(
        "What is read off a series besides summaries of its channels: nothing, their order, or their course.")
    public var view = SeriesFeatures.View.summaries
    @Setting("Where the folds of the cross-validation start.") public var seed = 0

    public init() {}

    public func fit(_ train: BehaviourTrainingSet, watching watcher: Watcher) throws -> FittedRidge {
        let features = SeriesFeatures(view, of: train.behaviour, for: train.users)
        let folds = try RidgeFolds(features(train.behaviour, for: train.users), seed: seed, watching: watcher)
        let y = train.targets(of: train.users)
        let best = folds.crossValidated(y)
        let weights = folds.fit(y, penalty: best.penalty)
        return FittedRidge(
            features: features, weights: weights, isClassification: train.behaviour.targets.kind == .classes)
    }
}

public struct FittedRidge: TraitPredictor {
    let features: SeriesFeatures
    let weights: RidgeWeights
    let isClassification: Bool

    public func predictions(
        of behaviour: Behaviour, for users: [UserIndex], watching: Watcher
    ) throws -> OutputMatrix {
        let raw = weights(features(behaviour, for: users))
        guard isClassification else { return raw }
        // Least squares on one-hot targets estimates probabilities, but does not keep them within 0 and 1.
        let clipped = (0..<raw.rows).flatMap { r -> [Float] in
            let row = raw.row(r).map { max(1e-6, $0) }
            let sum = row.reduce(0, +)
            return row.map { $0 / sum }
        }
        return OutputMatrix(rows: raw.rows, columns: raw.columns, values: clipped)
    }
}

extension BehaviourTrainingSet {
    /// Targets of some users, [users, D], unknown ones at their training mean.
    func targets(of users: [UserIndex]) -> OutputMatrix {
        let means = targetMeans
        let values = users.flatMap { user in
            behaviour.targets.row(user).enumerated().map { $1.isNaN ? Float(means[$0]) : $1 }
        }
        return OutputMatrix(rows: users.count, columns: means.count, values: values)
    }
}
