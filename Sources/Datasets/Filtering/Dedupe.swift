import Declarations

/// One row for each pair of user and item.
public struct Dedupe: Filter {
    /// Which row of a pair stays, and with which rating.
    public enum Kept: String, Choice { case first, last, mean, max }

    public static let name = "dedupe"
    public static let summary = "Keeps one row for each pair of user and item."
    public static let example = "reel> filter dedupe keep=last"

    @Setting("The row that stays, in time or else in file order; mean and max put that rating into the last.")
    public var keep = Kept.last

    public init() {}

    public func apply(_ dataset: Dataset, watching: Watcher) throws -> Dataset {
        try requireInteractions(dataset)
        let rows = dataset.interactions
        if keep == .mean || keep == .max { try requireRatings(dataset) }
        var merged = rows.ratings
        var stays = [Bool](repeating: true, count: rows.count)
        try SortedPairs(rows, users: dataset.users.count).forEachRepeatedPair { pair in
            let row = chosen(of: pair, rows.times)
            for other in pair { stays[Int(other)] = Int(other) == row }
            switch keep {
            case .mean: merged[row] = pair.reduce(0) { $0 + rows.ratings[Int($1)] } / Float(pair.count)
            case .max: merged[row] = pair.reduce(-.infinity) { Swift.max($0, rows.ratings[Int($1)]) }
            case .first, .last: break
            }
        }
        let kept = stays.indices.filter { stays[$0] }
        return try narrow(
            kept, of: dataset, ratings: rows.hasRatings ? .replaced(kept.map { merged[$0] }) : .same,
            remedy: "load a data set that has rows", watching: watching)
    }

    /// The oldest or the latest row of a pair; of rows of the same second the first or the last in the file.
    private func chosen(of pair: ArraySlice<Int32>, _ times: [Int64]) -> Int {
        var best = Int(pair[pair.startIndex])
        for row in pair.dropFirst().map({ Int($0) }) {
            let isEarlier = !times.isEmpty && times[row] < times[best]
            if keep == .first ? isEarlier : !isEarlier { best = row }
        }
        return best
    }
}
