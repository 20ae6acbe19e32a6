import Datasets
import Declarations
import Evaluation

/// A recipe for a model that infers traits, or a class, from what users did over time.
public protocol TraitModel: Model {
    associatedtype Fitted: TraitPredictor
    func fit(_ train: BehaviourTrainingSet, watching: Watcher) throws -> Fitted
}

/// A fitted model of traits or classes.
public protocol TraitPredictor: Sendable {
    /// What it infers of some users of a behaviour with the same channels: [users, D], always finite; traits in their own
    /// units, classes as probabilities. One user alone gets what he gets in company.
    func predictions(of behaviour: Behaviour, for users: [UserIndex], watching: Watcher) throws
        -> OutputMatrix
}
