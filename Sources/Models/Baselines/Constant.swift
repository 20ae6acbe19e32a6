import Datasets
import Declarations

/// The same score for everything: s_ui = μ, the mean rating.
///
/// A total collapse on purpose. It knows nothing of users or items, so no ranking metric may put it ahead of `random`,
/// and every diagnostic must fire on it. Users without history get the same as everybody.
public struct Constant: Recommender {
    public static let name = "constant"
    public static let summary =
        "Gives every user and item the same score, the mean rating: a collapse on purpose."
    public static let example = "train constant"
    public static let source = "none: the model that has nothing to say"

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> Additive {
        let ratings = RatingMeans(train)
        return Additive(
            mean: ratings.mean, users: Array(repeating: 0, count: train.userCount),
            items: Array(repeating: 0, count: train.itemCount), scale: ratings.scale)
    }
}
