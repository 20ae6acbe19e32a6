import Declarations

/// Ratings to implicit feedback: liked or not there.
public struct Binarise: Filter {
    public static let name = "binarise"
    public static let summary =
        "Keeps rows rated at least so high and drops the ratings: every row then counts 1."
    public static let example = "reel> filter binarise at=4"

    @Setting("Lowest rating that counts as liked.") public var at = 4.0

    public init() {}

    public func apply(_ dataset: Dataset, watching: Watcher) throws -> Dataset {
        try requireInteractions(dataset)
        try requireRatings(dataset)
        let ratings = dataset.interactions.ratings
        let rows = ratings.indices.filter { Double(ratings[$0]) >= at }
        return try narrow(rows, of: dataset, ratings: .dropped, remedy: spread(ratings), watching: watching)
    }
}
