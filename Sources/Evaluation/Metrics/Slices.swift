import Declarations
import Foundation

/// Parts of what is judged, each with a label: rows may belong to several (a film has several genres) or to none.
public struct Slices: Sendable, Hashable {
    /// In the order in which they are shown.
    public let labels: [String]
    /// Positions of each part's rows.
    public let rows: [[Int]]
    /// Rows that belong to no part, because nothing is known of them.
    public let unknown: Int

    /// From the labels of each row, in their order of size if none is given.
    public init(_ labels: [[String]], order: [String]? = nil) {
        var parts: [String: [Int]] = [:]
        for (row, own) in labels.enumerated() { for label in own { parts[label, default: []].append(row) } }
        let sorted =
            order?.filter { parts[$0] != nil }
            ?? parts.keys.sorted { (parts[$1]?.count ?? 0, $0) < (parts[$0]?.count ?? 0, $1) }
        self.labels = sorted
        rows = sorted.map { parts[$0] ?? [] }
        unknown = labels.count { $0.isEmpty }
    }

    /// From a number for each row, NaN where it is not known: a part for each value where there are at most `groups` of
    /// them, else parts of about as many `among` (all rows, or each user once) each, cut between different values.
    public init(_ values: [Double], among: [Double]? = nil, groups: Int) {
        let sorted = (among ?? values).filter { !$0.isNaN }.sorted()
        let distinct = Set(sorted)
        var starts = distinct.sorted()
        if distinct.count > groups {
            starts = (0..<groups).map { sorted[sorted.count * $0 / groups] }
            starts = Set(starts).sorted()
        }
        let starting = starts
        func place(_ value: Double) -> Int {
            max(0, (starting.firstIndex { $0 > value } ?? starting.count) - 1)
        }
        var (lows, highs) = ([Double](), [Double]())
        for k in starting.indices {
            let own = sorted.filter { place($0) == k }
            lows.append(own.first ?? starting[k])
            highs.append(own.last ?? starting[k])
        }
        let names = zip(lows, highs).map { $0 == $1 ? shortest($0) : "\(shortest($0))..\(shortest($1))" }
        self.init(values.map { $0.isNaN ? [] : [names[place($0)]] }, order: names)
    }
}

/// How unequally a measure falls on groups.
public struct Disparity: Sendable, Hashable {
    public var metric: String
    public var best: String
    public var worst: String
    /// Best minus worst, with a 95 % bootstrap interval where the measure is a mean over users.
    public var difference: Double
    public var low: Double
    public var high: Double
    /// Worst over best: 1 is equal treatment; below .8 is what employment law calls adverse impact.
    public var ratio: Double
}

/// Holds the groups with the best and the worst mean against each other; `nil` for fewer than two groups.
///
/// Difference and ratio between groups as in Ekstrand, Das, Burke & Diaz (Fairness in Information Access Systems, FnTIR 16,
/// 2022, §4); users of both groups are drawn with replacement, each group by itself. The extremes are picked on the same
/// users, which makes them look further apart than they are.
public func disparity(
    _ groups: [(label: String, mean: Double, perUser: [Double])], metric: String, better: Table.Better,
    resamples: Int = 2000, seed: Int = 0
) throws -> Disparity? {
    let known = groups.filter { !$0.mean.isNaN }
    let order = known.sorted { $0.mean < $1.mean }
    guard known.count > 1, let least = order.first, let most = order.last else { return nil }
    let (best, worst) = better == .higher ? (most, least) : (least, most)
    let difference = best.mean - worst.mean
    var ends = (low: Double.nan, high: Double.nan)
    if !best.perUser.isEmpty, !worst.perUser.isEmpty {
        let a = try bootstrapMeans([best.perUser], resamples: resamples, seed: seed)[0]
        let b = try bootstrapMeans([worst.perUser], resamples: resamples, seed: seed &+ 1)[0]
        ends = interval(zip(a, b).map { $0 - $1 }, of: [difference], kind: .percentile)
    }
    let (small, large) = (min(best.mean, worst.mean), max(best.mean, worst.mean))
    return Disparity(
        metric: metric, best: best.label, worst: worst.label, difference: difference, low: ends.low,
        high: ends.high, ratio: large == 0 ? 1 : small / large)
}
