import Declarations
import Foundation

/// What viewers did, as a business counts it.
public struct Engagement: Sendable {
    /// One measure, with its interval over users.
    public struct Entry: Sendable, Hashable {
        public var measure: String
        public var value: Double
        public var low: Double
        public var high: Double
        /// What it is, in words.
        public var meaning: String
    }

    public var entries: [Entry]
    /// Share of users who are active in week 0, 1, … after their first, among those whose week lies in the data.
    public var retention: [Double]

    public subscript(measure: String) -> Entry? { entries.first { $0.measure == measure } }
}

/// A log of viewing: one entry for each event. Columns that the data does not carry are empty; a missing number is NaN.
public struct ViewingLog: Sendable {
    public var users: [Int32]
    /// Unix seconds.
    public var times: [Int64]
    public var clicked: [Double]
    /// From 0 to 1.
    public var completion: [Double]
    public var minutes: [Double]

    public init(
        users: [Int32], times: [Int64] = [], clicked: [Double] = [], completion: [Double] = [],
        minutes: [Double] = []
    ) {
        (self.users, self.times, self.clicked) = (users, times, clicked)
        (self.completion, self.minutes) = (completion, minutes)
    }
}

/// Measures click-through, completion, time and return, where the log carries them; each is a ratio of sums over users, with
/// an interval from a bootstrap over users.
public func measureEngagement(
    _ log: ViewingLog, finishedFrom: Double = 0.9, resamples: Int = 2000, confidence: Double = 0.95,
    seed: Int = 0, watching watcher: Watcher = .silent
) throws -> Engagement {
    guard !log.users.isEmpty else { throw Problem("the log holds no events") }
    var entries: [Engagement.Entry] = []
    func add(_ measure: String, _ meaning: String, _ pairs: [Int32: (top: Double, bottom: Double)]) throws {
        let users = pairs.keys.sorted()
        let sums = [users.map { pairs[$0]?.top ?? 0 }, users.map { pairs[$0]?.bottom ?? 0 }]
        let bottom = sums[1].reduce(0, +)
        guard bottom > 0 else { return }
        let value = sums[0].reduce(0, +) / bottom
        let drawn = try bootstrapMeans(sums, resamples: resamples, seed: seed, watching: watcher)
        let ends = interval(
            zip(drawn[0], drawn[1]).filter { $0.1 > 0 }.map { $0.0 / $0.1 }, of: [value], kind: .percentile,
            confidence: confidence)
        entries.append(
            .init(measure: measure, value: value, low: ends.low, high: ends.high, meaning: meaning))
    }
    func sums(_ values: [Double], _ part: (Double) -> Double) -> [Int32: (top: Double, bottom: Double)] {
        var pairs: [Int32: (top: Double, bottom: Double)] = [:]
        for (user, value) in zip(log.users, values) where !value.isNaN {
            pairs[user, default: (0, 0)].top += part(value)
            pairs[user, default: (0, 0)].bottom += 1
        }
        return pairs
    }
    try add("click-through", "clicks per impression", sums(log.clicked) { $0 })
    try add(
        "completion", "part watched, mean over what was begun",
        sums(log.completion.map { $0 > 0 ? $0 : .nan }) { $0 })
    try add(
        "finished", "share of what was begun that was watched to \(shortest(finishedFrom)) or more",
        sums(log.completion.map { $0 > 0 ? $0 : .nan }) { $0 >= finishedFrom ? 1 : 0 })
    let returns = Returns(log)
    if !log.minutes.isEmpty, !returns.weeks.isEmpty {
        var pairs = returns.weeks.mapValues { (top: 0.0, bottom: Double($0.available)) }
        for (user, minutes) in zip(log.users, log.minutes) where !minutes.isNaN {
            pairs[user]?.top += minutes
        }
        try add("minutes-per-week", "minutes per user and week since the first event", pairs)
    }
    try add(
        "active-weeks", "share of the weeks since the first event with an event",
        returns.weeks.mapValues { (Double($0.active.count), Double($0.available)) })
    for days in [7, 28] {
        try add(
            "return-\(days)",
            "share of users who came back within \(days) days after the day of their first event",
            returns.comingBack(within: days))
    }
    return Engagement(entries: entries, retention: returns.curve)
}

/// When users came again.
private struct Returns {
    /// For each user the weeks since the first event: those with an event, and how many lie wholly or partly in the data.
    private(set) var weeks: [Int32: (active: Set<Int>, available: Int)] = [:]
    private var days: [Int32: Set<Int>] = [:]
    private var lastDay = 0

    init(_ log: ViewingLog) {
        guard log.times.count == log.users.count, let last = log.times.max() else { return }
        var first: [Int32: Int64] = [:]
        for (user, time) in zip(log.users, log.times) { first[user] = min(first[user] ?? time, time) }
        lastDay = Int(last / 86_400)
        for (user, time) in zip(log.users, log.times) {
            let start = first[user] ?? time
            let week = Int((time - start) / 604_800)
            weeks[user, default: ([], Int((last - start) / 604_800) + 1)].active.insert(week)
            days[user, default: []].insert(Int(time / 86_400))
        }
    }

    /// 1 for those who did, among those of whom so many days lie in the data.
    func comingBack(within count: Int) -> [Int32: (top: Double, bottom: Double)] {
        var pairs: [Int32: (top: Double, bottom: Double)] = [:]
        for (user, own) in days {
            guard let first = own.min(), first + count <= lastDay else { continue }
            pairs[user] = ((1...count).contains { own.contains(first + $0) } ? 1 : 0, 1)
        }
        return pairs
    }

    var curve: [Double] {
        let most = weeks.values.map(\.available).max() ?? 0
        return (0..<most).map { week in
            let present = weeks.values.filter { $0.available > week }
            return Double(present.count { $0.active.contains(week) }) / Double(max(1, present.count))
        }
    }
}
