import Declarations

/// Rows at random, whoever they belong to.
public struct RandomSplit: Splitter {
    public static let name = "random"
    public static let summary = "Holds out rows at random, whoever they belong to."
    public static let example = "reel> split random test=0.2 validation=0.1 seed=1"

    @Setting("Share of the rows that are tested on.", above: 0) public var test = 0.2
    @Setting("Share of the rows for early stopping.", 0...1) public var validation = 0.0
    @Setting("Where chance starts.") public var seed = 0

    public init() {}

    public func split(_ dataset: Dataset, watching: Watcher) throws -> Split {
        try requireNoBehaviour(dataset)
        try requireRows(dataset)
        try requireTrain(test, validation)
        let n = dataset.interactions.count
        let tests = Int((test * Double(n)).rounded())
        let validations = min(n - tests, Int((validation * Double(n)).rounded()))
        var chance = Chance(seed: seed)
        let drawn = try chance.draw(tests + validations, of: n)
        var labels = [Part](repeating: .train, count: n)
        for row in drawn[..<tests] { labels[Int(row)] = .test }
        for row in drawn[tests...] { labels[Int(row)] = .validation }
        return try finish(dataset, [labels], order: .none, watching: watching)
    }
}
