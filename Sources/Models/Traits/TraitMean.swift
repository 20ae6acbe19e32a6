import Datasets
import Declarations
import Evaluation

/// y = the training mean, for everybody: what every model of traits must beat, and what a collapsed one becomes.
public struct TraitMean: TraitModel {
    public static let name = "mean"
    public static let summary = "Predicts the average viewer for everybody, whatever the behaviour."
    public static let example = "reel> train mean"
    public static let source =
        "Murphy, Monthly Weather Review 116, 1988 (climatology as the reference forecast)"

    public init() {}

    public func fit(_ train: BehaviourTrainingSet, watching: Watcher) throws -> FittedTraitMean {
        FittedTraitMean(means: train.targetMeans)
    }
}

public struct FittedTraitMean: TraitPredictor {
    public let means: [Double]

    public func predictions(of behaviour: Behaviour, for users: [UserIndex], watching: Watcher)
        -> OutputMatrix
    {
        let row = means.map { Float($0) }
        return OutputMatrix(
            rows: users.count, columns: row.count, values: users.flatMap { _ in row })
    }
}
