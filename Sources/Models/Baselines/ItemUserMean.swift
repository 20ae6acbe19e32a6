import Datasets
import Declarations

/// Predicts r̂_ui = μ_i + μ_u − μ: the item's mean, moved by how far the user's mean lies from everybody's.
///
/// Where the user or the item is new, its mean is μ. Ranks like `item-mean`.
public struct ItemUserMean: Recommender {
    public static let name = "item-user-mean"
    public static let summary = "Predicts the item's mean plus the user's mean minus the mean of all ratings."
    public static let example = "train item-user-mean"
    public static let source = "Koren, Factor in the Neighbors, TKDD 2010, §2.1, without shrinkage"

    @Setting("Whether predictions are kept within the range of the ratings seen.") var clip = false

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> Additive {
        let ratings = RatingMeans(train)
        return Additive(
            mean: -ratings.mean, users: ratings.ofUsers, items: ratings.ofItems,
            scale: clip ? ratings.scale : unbounded)
    }
}
