import Declarations

/// Cross-validation over rows, or over users where there is behaviour: every one is tested on once.
public struct KFold: Splitter {
    /// Whose random order cuts the folds.
    public enum Order: String, Choice { case ours, numpy }

    public static let name = "kfold"
    public static let summary = "Divides the rows into k folds; each is tested on once."
    public static let example = "reel> split kfold k=5 order=numpy seed=0"

    @Setting("Number of folds.", 2...1000) public var k = 5
    @Setting("Whose random order is cut: ours, or that of NumPy's RandomState (as scikit-surprise folds).")
    public var order = Order.ours
    @Setting("Where chance starts.") public var seed = 0

    public init() {}

    /// With `order=numpy` the folds are those of scikit-surprise's `KFold(k, random_state=seed, shuffle=True)`: a
    /// shuffled `arange(n)` cut into contiguous runs, of which the first n mod k are one longer.
    public func split(_ dataset: Dataset, watching: Watcher) throws -> Split {
        let isOfPeople = dataset.behaviour != nil
        if !isOfPeople { try requireRows(dataset) }
        let n = isOfPeople ? dataset.users.count : dataset.interactions.count
        guard n >= k else {
            throw Problem(
                "\(dataset.name) has \(n) \(isOfPeople ? "users" : "rows"), too few for \(k) folds",
                remedy: "choose a smaller k")
        }
        if isOfPeople { return try finish(dataset, people(try shuffledRows(n))) }
        let shuffled = try shuffledRows(n)
        var labels = [[Part]]()
        var start = 0
        for fold in 0..<k {
            try watching.progress("splitting \(dataset.name)", Double(fold) / Double(k) / 2)
            let stop = start + n / k + (fold < n % k ? 1 : 0)
            var part = [Part](repeating: .train, count: n)
            for row in shuffled[start..<stop] { part[Int(row)] = .test }
            labels.append(part)
            start = stop
        }
        return try finish(dataset, labels, order: .none, watching: watching)
    }

    /// Folds of users, for behaviour.
    private func people(_ shuffled: [Int32]) -> [People] {
        let n = shuffled.count
        return (0..<k).map { fold in
            let start = fold * (n / k) + min(fold, n % k)
            let stop = start + n / k + (fold < n % k ? 1 : 0)
            return People(
                train: (shuffled[..<start] + shuffled[stop...]).sorted(),
                test: shuffled[start..<stop].sorted())
        }
    }

    private func shuffledRows(_ n: Int) throws -> [Int32] {
        switch order {
        case .ours:
            var chance = Chance(seed: seed)
            return try Array(chance.draw(n, of: n))
        case .numpy:
            guard let start = UInt32(exactly: seed) else {
                throw Problem(
                    "seed must be from 0 to 4294967295 with order=numpy, but is \(seed)",
                    remedy: "choose such a seed, or order=ours")
            }
            var twister = MersenneTwister(seed: start)
            return twister.order(n)
        }
    }
}
