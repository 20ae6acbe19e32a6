import Declarations
import Foundation

// What the audit finds beyond shared rows: columns that carry what is to be found out, items that stand twice under
// different ids, candidates that are no negatives.

/// Findings of the columns, titles and candidates of a split; only those that the data allows to look for.
func furtherFindings(_ folds: [Fold], of dataset: Dataset) -> [Finding] {
    guard !Interrupt.isRaised else { return [] }
    return [
        targetInFeatures(of: dataset), nearDuplicates(folds, of: dataset),
        negativesThatArePositives(folds, of: dataset),
    ].compactMap(\.self) + statisticsOfTest(folds, of: dataset)
}

extension AuditThreshold {
    /// A column that is the target, or was counted with the test rows, tells a model the answer: one is too many.
    public static let columnOfAnswers = AuditThreshold(suspect: 0, collapsed: 0)

    /// The same film under two ids makes a test row a repetition. Real catalogues hold a few; from one test row in a
    /// hundred on it is of the size of the differences that papers report.
    public static let nearDuplicates = AuditThreshold(suspect: 0.01, collapsed: 0.1)

    /// A candidate that the user has watched is no negative; see `testInTrain`.
    public static let falseNegatives = AuditThreshold(suspect: 0, collapsed: 0.01)
}

// MARK: Columns

/// Correlation from which a column counts as a copy: far above what rounding leaves, far below what chance reaches.
private let copied = 0.99999

/// A column of the rows that is the rating under another name, an attribute or a channel that is the trait.
private func targetInFeatures(of dataset: Dataset) -> Finding? {
    var looked = 0
    var copies: [String] = []
    let rows = dataset.interactions
    if rows.hasRatings, Set(rows.ratings.prefix(1000)).count > 1 {
        let ratings = rows.ratings.map(Double.init)
        for (name, column) in dataset.context {
            guard case .numbers(let cells) = column else { continue }
            looked += 1
            if abs(correlation(cells, ratings) ?? 0) >= copied { copies.append(name) }
        }
    }
    if let behaviour = dataset.behaviour {
        let inputs = behaviour.summaries
        looked += inputs.count
        let targets = (0..<behaviour.targets.width).map { t in
            (0..<behaviour.userCount).map { Double(Array(behaviour.targets.row(UserIndex($0)))[t]) }
        }
        for (name, cells) in inputs
        where targets.contains(where: { abs(correlation(cells, $0) ?? 0) >= copied }) {
            copies.append(name)
        }
    }
    guard looked > 0 else { return nil }
    return finding(
        "target in features", copies, clean: "no column is a copy of what is to be predicted",
        leak: "is what is to be predicted under another name; leave it out")
}

extension Behaviour {
    /// What a model sees of each user, one number each: statics, and the mean and the last value of each channel.
    fileprivate var summaries: [(name: String, cells: [Double])] {
        var found = statics.names.indices.map { s in
            (
                name: statics.names[s],
                cells: (0..<userCount).map { Double(statics.values[$0 * statics.width + s]) }
            )
        }
        let width = channels.count
        for (c, channel) in channels.enumerated() {
            var (means, lasts) = ([Double](), [Double]())
            for user in 0..<userCount {
                let seen = range(user).map { Double(values[$0 * width + c]) }.filter { !$0.isNaN }
                means.append(seen.isEmpty ? .nan : seen.reduce(0, +) / Double(seen.count))
                lasts.append(seen.last ?? .nan)
            }
            found += [(channel, means), (channel, lasts)]
        }
        return found
    }
}

/// Numbers of items and users that agree with a count or a mean over all rows, and less with the same over train.
private func statisticsOfTest(_ folds: [Fold], of dataset: Dataset) -> [Finding] {
    guard let fold = folds.first, !dataset.interactions.isEmpty, !fold.train.isEmpty else { return [] }
    var (counted, averaged, looked) = ([String](), [String](), 0)
    let sides: [(Entities, (Interactions) -> [Int32])] = [
        (dataset.items, { $0.items }), (dataset.users, { $0.users }),
    ]
    for (entities, index) in sides {
        let columns = entities.columns.compactMap { name, column -> (String, [Double])? in
            if case .numbers(let cells) = column { (name, cells) } else { nil }
        }
        guard !columns.isEmpty, entities.count >= 10 else { continue }
        looked += columns.count
        let all = Statistics(dataset.interactions, index(dataset.interactions), entities.count)
        let train = Statistics(fold.train, index(fold.train), entities.count)
        for (name, cells) in columns {
            if agrees(cells, all.counts, train.counts) || agrees(cells, all.logCounts, train.logCounts) {
                counted.append(name)
            } else if agrees(cells, all.means, train.means) {
                averaged.append(name)
            }
        }
    }
    guard looked > 0 else { return [] }
    return [
        finding(
            "popularity counted on test", counted, clean: "no column counts the rows that are tested on",
            leak: "counts the held-out rows too; count it on the training rows"),
        finding(
            "statistics computed on test", averaged,
            clean: "no column averages the ratings that are tested on",
            leak: "averages the held-out ratings too; compute it on the training rows"),
    ]
}

/// Counts and mean ratings by user or item.
private struct Statistics {
    var counts: [Double]
    var means: [Double]
    var logCounts: [Double] { counts.map { log(1 + $0) } }

    init(_ rows: Interactions, _ index: [Int32], _ size: Int) {
        counts = [Double](repeating: 0, count: size)
        var sums = [Double](repeating: 0, count: size)
        for (row, entry) in index.enumerated() {
            counts[Int(entry)] += 1
            if rows.hasRatings { sums[Int(entry)] += Double(rows.ratings[row]) }
        }
        means = rows.hasRatings ? zip(sums, counts).map { $1 == 0 ? .nan : $0 / $1 } : []
    }
}

/// Whether a column copies what all rows give rather than what train gives.
private func agrees(_ cells: [Double], _ all: [Double], _ train: [Double]) -> Bool {
    guard let whole = correlation(cells, all), abs(whole) >= copied else { return false }
    return abs(whole) > abs(correlation(cells, train) ?? 0) + 1e-9
}

/// Pearson's correlation of the pairs without gaps; nil for fewer than ten of them, or where one side never changes.
private func correlation(_ a: [Double], _ b: [Double]) -> Double? {
    guard a.count == b.count else { return nil }
    var (n, meanA, meanB, squareA, squareB, product) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) where x.isFinite && y.isFinite {
        n += 1
        let (dx, dy) = (x - meanA, y - meanB)
        meanA += dx / n
        meanB += dy / n
        squareA += dx * (x - meanA)
        squareB += dy * (y - meanB)
        product += dx * (y - meanB)
    }
    guard n >= 10, squareA > 0, squareB > 0 else { return nil }
    return product / (squareA * squareB).squareRoot()
}

private func finding(_ measure: String, _ names: [String], clean: String, leak: String) -> Finding {
    var seen = Set<String>()
    let different = names.filter { seen.insert($0).inserted }
    let verdict = AuditThreshold.columnOfAnswers.verdict(Double(different.count))
    return Finding(
        measure, Double(different.count), verdict,
        different.isEmpty ? clean : "\(different.joined(separator: ", ")) \(leak)")
}

// MARK: Items and candidates

/// A number for each item, the same for items of one title and year and for those that the same users have; -1 where
/// nothing is known of it. Nil where there are neither titles nor items with the same users.
private func likenesses(of dataset: Dataset) -> [Int32]? {
    let twins = ItemTwins.representatives(of: dataset.interactions, items: dataset.items.count)
    let hasTwins = twins.indices.contains { twins[$0] != $0 }
    guard case .texts(let titles)? = dataset.items["title"] else { return hasTwins ? twins : nil }
    var groups: [String: Int32] = [:]
    let years: [Double]? = if case .numbers(let found)? = dataset.items["year"] { found } else { nil }
    var group = titles.enumerated().map { k, title -> Int32 in
        var key = String(
            title.lowercased().unicodeScalars.filter {
                $0.properties.isAlphabetic || $0.properties.numericType != nil
            })
        guard !key.isEmpty else { return -1 }
        if let years, years[k].isFinite { key += "·\(years[k])" }
        let number = groups[key] ?? Int32(groups.count)
        groups[key] = number
        return number
    }
    guard hasTwins else { return group }
    var next = Int32(groups.count)
    for item in twins.indices where twins[item] != item {
        let first = Int(twins[item])
        if group[first] < 0 {
            group[first] = next
            next += 1
        }
        let (old, new) = (group[item], group[first])
        if old < 0 {
            group[item] = new
        } else if old != new {
            for k in group.indices where group[k] == old { group[k] = new }
        }
    }
    return group
}

/// Test rows whose user has watched the same title, or an item with the same users, under another id in train.
private func nearDuplicates(_ folds: [Fold], of dataset: Dataset) -> Finding? {
    guard let group = likenesses(of: dataset) else { return nil }
    var members = [Int32: Int]()
    for number in group where number >= 0 { members[number, default: 0] += 1 }
    var (repeated, tested) = (0, 0)
    for fold in folds {
        var known = Set<Int64>()
        for part in [fold.train, fold.given] {
            for (user, item) in zip(part.users, part.items) where group[Int(item)] >= 0 {
                guard members[group[Int(item)], default: 0] > 1 else { continue }
                known.insert(Int64(user) << 32 | Int64(group[Int(item)]))
            }
        }
        let own = Set(
            zip(fold.train.users, fold.train.items).lazy.filter { members[group[Int($0.1)], default: 0] > 1 }
                .map { Int64($0.0) << 32 | Int64($0.1) })
        tested += fold.test.count
        for (user, item) in zip(fold.test.users, fold.test.items) where group[Int(item)] >= 0 {
            let isKnown = known.contains(Int64(user) << 32 | Int64(group[Int(item)]))
            if isKnown, !own.contains(Int64(user) << 32 | Int64(item)) { repeated += 1 }
        }
    }
    let value = tested == 0 ? 0 : Double(repeated) / Double(tested)
    let verdict = AuditThreshold.nearDuplicates.verdict(value)
    return Finding(
        "near-duplicate items", value, verdict,
        verdict == .healthy
            ? "few or no test rows repeat a title that their user has in train under another id"
            : "\(percent(value)) of the test rows repeat what their user has in train under another id: the same title, or the same users"
    )
}

/// Candidates to be ranked below the test item that the user has watched.
private func negativesThatArePositives(_ folds: [Fold], of dataset: Dataset) -> Finding? {
    var (positives, candidates) = (0, 0)
    for fold in folds {
        guard let listed = fold.candidates?.items else { continue }
        let watched = SparseMatrix(
            fold.train.appending(fold.given).appending(fold.validation), users: dataset.users.count,
            items: dataset.items.count)
        for user in 0..<min(listed.rows, watched.rows) {
            let own = Set(watched.indices[watched.range(user)])
            candidates += listed.range(user).count
            positives += listed.indices[listed.range(user)].count { own.contains($0) }
        }
    }
    guard candidates > 0 else { return nil }
    let value = Double(positives) / Double(candidates)
    let verdict = AuditThreshold.falseNegatives.verdict(value)
    return Finding(
        "negatives that are positives", value, verdict,
        verdict == .healthy
            ? "no candidate is something that its user has watched"
            : "\(percent(value)) of the candidates are items that their user has watched")
}
