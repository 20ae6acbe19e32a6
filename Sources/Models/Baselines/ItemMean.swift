import Datasets
import Declarations

/// Predicts an item's mean rating: r̂_ui = μ_i, and μ for an item that nobody rated.
///
/// Ranks items by their mean, whoever asks.
public struct ItemMean: Recommender {
    public static let name = "item-mean"
    public static let summary = "Predicts each item's mean rating."
    public static let example = "train item-mean"
    public static let source = "Koren, Factor in the Neighbors, TKDD 2010, §2.1"

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> Additive {
        let ratings = RatingMeans(train)
        return Additive(
            mean: 0, users: Array(repeating: 0, count: train.userCount), items: ratings.ofItems,
            scale: ratings.scale)
    }
}
