import Declarations

/// The same share of every user's rows.
public struct RatioSplit: Splitter {
    public static let name = "ratio"
    public static let summary = "Holds out the same share of every user's rows, at random or the latest."
    public static let example = "reel> split ratio test=0.2 order=time"

    @Setting("Share of each user's rows that is tested on, rounded.", above: 0) public var test = 0.2
    @Setting("Share of each user's rows for early stopping, rounded.", 0...1) public var validation = 0.0
    @Setting("Whether the held-out rows are drawn at random or are the latest.") public var order = RowOrder
        .random
    @Setting("Where chance starts; unused with order=time.") public var seed = 0

    public init() {}

    public func split(_ dataset: Dataset, watching: Watcher) throws -> Split {
        try requireNoBehaviour(dataset)
        try order == .time ? requireTimes(dataset) : requireRows(dataset)
        try requireTrain(test, validation)
        var chance = Chance(seed: seed)
        var histories = RowsByUser(dataset.interactions.users, count: dataset.users.count)
        if order == .time { try histories.sort(by: dataset.interactions.times) }
        var labels = [Part](repeating: .train, count: dataset.interactions.count)
        for user in 0..<histories.count {
            if user & 0xFFFF == 0 { try Interrupt.check() }
            let range = histories.range(user)
            if order == .random { chance.shuffle(&histories.rows[range]) }
            // At least one row stays in train, so that no user is judged without a history.
            let tests = min(Int((test * Double(range.count)).rounded()), max(0, range.count - 1))
            let validations = min(
                Int((validation * Double(range.count)).rounded()), max(0, range.count - 1 - tests))
            let end = range.upperBound
            for row in histories.rows[end - tests..<end] { labels[Int(row)] = .test }
            for row in histories.rows[end - tests - validations..<end - tests] {
                labels[Int(row)] = .validation
            }
        }
        return try finish(
            dataset, [labels], order: order == .time ? .perUser : .none, watching: watching)
    }
}
