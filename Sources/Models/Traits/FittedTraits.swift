import Datasets
import Declarations
import Evaluation
import Tensors

/// A trained network, or an ensemble of them, with what prepares its inputs.
public struct FittedTraits: TraitPredictor {
    public let nets: [any TraitNet]

    public func predictions(of behaviour: Behaviour, for users: [UserIndex], watching: Watcher) throws
        -> OutputMatrix
    {
        throw Problem("not yet")
    }
}

extension NeuralTraits {
    public func fit(_ train: BehaviourTrainingSet, watching: Watcher) throws -> FittedTraits {
        throw Problem("not yet")
    }
}
