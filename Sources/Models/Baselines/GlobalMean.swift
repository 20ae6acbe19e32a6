import Datasets
import Declarations

/// Predicts the mean of all training ratings: r̂_ui = μ.
///
/// As a ranking it is `constant`: all items tie.
public struct GlobalMean: Recommender {
    public static let name = "global-mean"
    public static let summary = "Predicts the mean of all ratings."
    public static let example = "train global-mean"
    public static let source = "Koren, Factor in the Neighbors, TKDD 2010, §2.1"

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> Additive {
        try Constant().fit(train, watching: watching)
    }
}
