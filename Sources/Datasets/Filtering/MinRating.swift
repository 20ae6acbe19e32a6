import Declarations

/// Rows rated well enough.
public struct MinRating: Filter {
    public static let name = "min-rating"
    public static let summary = "Keeps rows rated at least so high; ratings stay as they are."
    public static let example = "reel> filter min-rating at=4"

    @Setting("Lowest rating that stays.") public var at = 4.0

    public init() {}

    public func apply(_ dataset: Dataset, watching: Watcher) throws -> Dataset {
        try requireInteractions(dataset)
        try requireRatings(dataset)
        let ratings = dataset.interactions.ratings
        return try narrow(dataset, remedy: spread(ratings), watching: watching) {
            Double(ratings[$0]) >= at
        }
    }
}

/// "its ratings go from 1 to 5"
func spread(_ ratings: [Float]) -> String {
    guard let low = ratings.min(), let high = ratings.max() else { return "it has no ratings" }
    return "its ratings go from \(shortest(Double(low))) to \(shortest(Double(high)))"
}
