import Declarations

/// Rows of a window in time.
public struct TimeFilter: Filter {
    public static let name = "time"
    public static let summary = "Keeps rows of a window in time: from a moment on, and before another."
    public static let example = "reel> filter time from=1998-01-01 to=1998-03-01"

    @Setting("First moment that stays.") public var from: Moment? = nil
    @Setting("First moment that no longer stays: windows in a row share nothing.")
    public var to: Moment? = nil

    public init() {}

    public func apply(_ dataset: Dataset, watching: Watcher) throws -> Dataset {
        try requireInteractions(dataset)
        guard from != nil || to != nil else {
            throw Problem(
                "time must be told which window to keep", remedy: "say from=1998-01-01 or to=1998-03-01")
        }
        let times = dataset.interactions.times
        guard !times.isEmpty else {
            throw Problem(
                "\(spelled) needs times, but \(dataset.name) has none",
                remedy: "load it with a time column")
        }
        let low = from?.seconds ?? .min
        let high = to?.seconds ?? .max
        return try narrow(
            dataset, remedy: times.span, watching: watching
        ) { low <= times[$0] && times[$0] < high }
    }
}
