import Datasets
import Declarations
import Models

extension ModelRecipe {
    /// The recipe as one of a recommender.
    var recommender: any Recommender {
        get throws {
            guard let found = model as? any Recommender else { throw Problem("\(name) recommends nothing") }
            return found
        }
    }

    func fit(_ train: TrainingSet, watching watcher: Watcher) throws -> any Scorer {
        try recommender.fit(train, watching: watcher)
    }
}
