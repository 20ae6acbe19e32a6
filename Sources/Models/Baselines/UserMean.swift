import Datasets
import Declarations

/// Predicts a user's mean rating: r̂_ui = μ_u, and μ for a user who rated nothing.
///
/// As a ranking it is `constant`: for each user all items tie.
public struct UserMean: Recommender {
    public static let name = "user-mean"
    public static let summary = "Predicts each user's mean rating."
    public static let example = "train user-mean"
    public static let source = "Koren, Factor in the Neighbors, TKDD 2010, §2.1"

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> Additive {
        let ratings = RatingMeans(train)
        return Additive(
            mean: 0, users: ratings.ofUsers, items: Array(repeating: 0, count: train.itemCount),
            scale: ratings.scale)
    }
}
