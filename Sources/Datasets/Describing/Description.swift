import Declarations

/// What a data set looks like: sizes, ratings, times, the long tail, duplicates, gaps.
public struct Description: Sendable {
    public let name: String
    public let users: Int
    public let items: Int
    public let interactions: Int
    /// Interactions over users × items.
    public let density: Double
    /// `nil` where there are no ratings.
    public let ratings: RatingSummary?
    /// First and last time; `nil` where there are none.
    public let span: (first: Moment, last: Moment)?
    /// Rows of each user and of each item, those without rows included.
    public let perUser: CountSummary
    public let perItem: CountSummary
    /// Rows of each item, most first.
    public let itemCounts: [Int]
    /// Labels of the items in the order of `itemCounts`.
    public let itemLabels: [String]
    /// Rows whose pair of user and item stands before them.
    public let duplicates: Int
    public let ties: Int
    public let columns: [ColumnSummary]
    /// `nil` where there is no behaviour.
    public let behaviour: BehaviourDescription?
    public let history: [String]
    public let fingerprint: String

    /// Fewer rows than this, and a user or an item counts as cold.
    public static let coldBelow = 5

    /// Counts in a few passes over the rows. Throws only `Interrupted`.
    public init(_ dataset: Dataset, watching: Watcher) throws {
        let rows = dataset.interactions
        (name, history, fingerprint) = (dataset.name, dataset.history, dataset.fingerprint)
        (users, items, interactions) = (dataset.users.count, dataset.items.count, rows.count)
        (density, ties) = (dataset.density, dataset.ties.count)
        try watching.progress("describing \(name)", 0)
        ratings = RatingSummary(rows.ratings)
        if let first = rows.times.min(), let last = rows.times.max() {
            span = (Moment(seconds: first), Moment(seconds: last))
        } else {
            span = nil
        }
        let byUser = RowsByUser(rows.users, count: users)
        try watching.progress("describing \(name)", 0.3)
        perUser = CountSummary((0..<users).map { byUser.range($0).count })
        var counts = [Int](repeating: 0, count: items)
        for item in rows.items { counts[Int(item)] += 1 }
        perItem = CountSummary(counts)
        let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
        itemCounts = order.map { counts[$0] }
        itemLabels = order.map { dataset.items.label(Int32($0)) }
        duplicates = Self.duplicates(byUser, rows.items, items: items)
        try watching.progress("describing \(name)", 0.7)
        columns = ColumnSummary.all(of: dataset)
        behaviour = try dataset.behaviour.map { try BehaviourDescription($0, watching: watching) }
    }

    /// Rank (from 1) and rows of each item, most first: the long tail.
    public var longTail: [(rank: Int, count: Int)] {
        itemCounts.enumerated().map { ($0.offset + 1, $0.element) }
    }

    private static func duplicates(_ byUser: RowsByUser, _ itemOf: [ItemIndex], items: Int) -> Int {
        var stamps = [Int32](repeating: -1, count: items)
        var duplicates = 0
        for user in 0..<byUser.count {
            for row in byUser[user] {
                let item = Int(itemOf[Int(row)])
                if stamps[item] == Int32(user) { duplicates += 1 }
                stamps[item] = Int32(user)
            }
        }
        return duplicates
    }
}

/// Mean, spread and histogram of the ratings.
public struct RatingSummary: Sendable {
    public let mean: Double
    /// Sample standard deviation (n − 1).
    public let sd: Double
    /// Each value with its rows where there are at most `mostValues` of them, else bins of equal width, by lower end.
    public let histogram: [(value: Double, count: Int)]
    /// Width of a bin; 0 where the values themselves are counted.
    public let binWidth: Double

    static let mostValues = 24

    /// `nil` where there are none. NaN ratings are left out.
    init?(_ ratings: [Float]) {
        var (n, mean, squares) = (0.0, 0.0, 0.0)
        var counts = [Float: Int]()
        for rating in ratings where !rating.isNaN {
            let x = Double(rating)
            n += 1
            let distance = x - mean
            mean += distance / n
            squares += distance * (x - mean)
            if counts.count <= Self.mostValues { counts[rating, default: 0] += 1 }
        }
        guard n > 0 else { return nil }
        (self.mean, sd) = (mean, n > 1 ? (squares / (n - 1)).squareRoot() : 0)
        if counts.count <= Self.mostValues {
            histogram = counts.sorted { $0.key < $1.key }.map { (Double($0.key), $0.value) }
            binWidth = 0
        } else {
            (histogram, binWidth) = Self.bins(ratings)
        }
    }

    private static func bins(_ ratings: [Float]) -> ([(value: Double, count: Int)], Double) {
        let known = ratings.filter { $0.isFinite }
        guard let low = known.min(), let high = known.max(), low < high else { return ([], 0) }
        let bins = 20
        let width = (Double(high) - Double(low)) / Double(bins)
        var counts = [Int](repeating: 0, count: bins)
        for x in known { counts[min(bins - 1, Int((Double(x) - Double(low)) / width))] += 1 }
        return (counts.enumerated().map { (Double(low) + Double($0.offset) * width, $0.element) }, width)
    }
}

/// How rows are spread over users or over items.
public struct CountSummary: Sendable {
    public let min: Int
    public let median: Double
    public let mean: Double
    public let max: Int
    /// 0 where all have the same number, towards 1 where one has all: Σ (2k − n − 1) x_k / (n Σ x), x ascending.
    public let gini: Double
    /// Share of the rows that the busiest 1 %, 10 % and 20 % have (rounded up to whole users or items).
    public let top: [(part: Double, share: Double)]
    /// Those with fewer than `Description.coldBelow` rows.
    public let cold: Int

    public init(_ counts: [Int]) {
        let sorted = counts.sorted()
        let (n, total) = (sorted.count, sorted.reduce(0, +))
        min = sorted.first ?? 0
        max = sorted.last ?? 0
        mean = n == 0 ? 0 : Double(total) / Double(n)
        median = n == 0 ? 0 : Double(sorted[(n - 1) / 2] + sorted[n / 2]) / 2
        var weighted = 0.0
        for (k, count) in sorted.enumerated() { weighted += Double(2 * (k + 1) - n - 1) * Double(count) }
        gini = total == 0 ? 0 : weighted / (Double(n) * Double(total))
        top = [0.01, 0.1, 0.2].map { part in
            let busiest = sorted.suffix(Int((part * Double(n)).rounded(.up))).reduce(0, +)
            return (part, total == 0 ? 0 : Double(busiest) / Double(total))
        }
        cold = sorted.prefix { $0 < Description.coldBelow }.count
    }
}

/// A column of users, items or rows: what it holds and how much is missing.
public struct ColumnSummary: Sendable {
    public let owner: ColumnFilter.Owner
    public let name: String
    /// "numbers", "texts", "labels".
    public let kind: String
    public let entries: Int
    public let missing: Int
    /// Different values that are not missing; labels are counted one by one.
    public let distinct: Int
    /// What it holds, in short: a range, or the first values.
    public let sample: String

    static func all(of dataset: Dataset) -> [ColumnSummary] {
        dataset.users.columns.map { ColumnSummary(.users, $0.name, $0.column) }
            + dataset.items.columns.map { ColumnSummary(.items, $0.name, $0.column) }
            + dataset.context.map { ColumnSummary(.rows, $0.name, $0.column) }
    }

    init(_ owner: ColumnFilter.Owner, _ name: String, _ column: Column) {
        (self.owner, self.name) = (owner, name)
        switch column {
        case .numbers(let numbers):
            let known = numbers.filter { !$0.isNaN }
            (kind, entries, missing) = ("numbers", numbers.count, numbers.count - known.count)
            distinct = Set(known).count
            sample =
                known.min().flatMap { low in known.max().map { "\(shortest(low)) to \(shortest($0))" } } ?? ""
        case .texts(let texts):
            let missing = texts.count { $0.isEmpty }
            (kind, entries, self.missing) = ("texts", texts.count, missing)
            distinct = Set(texts).count - (missing > 0 ? 1 : 0)
            sample = Self.first(texts.lazy.filter { !$0.isEmpty })
        case .labels(let labels):
            (kind, entries, missing) = ("labels", labels.count, labels.count { $0.isEmpty })
            distinct = labels.reduce(into: Set<String>()) { $0.formUnion($1) }.count
            sample = Self.first(labels.lazy.flatMap { $0 })
        }
    }

    /// The first three different values.
    private static func first(_ values: some Sequence<String>) -> String {
        var seen = [String]()
        for value in values where !seen.contains(value) {
            seen.append(value)
            if seen.count == 3 { break }
        }
        return seen.joined(separator: ", ")
    }
}
