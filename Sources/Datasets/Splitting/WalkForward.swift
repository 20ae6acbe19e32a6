import Declarations

/// Evaluation as a service lives it: train on what was known, test on the window after, move on (Hyndman & Athanasopoulos,
/// Forecasting, §5.10; for recommenders Hidasi & Czapp, RecSys 2023, and Scheidt & Beel, 2021).
///
/// One fold for each window. Everybody's time is cut at the same moments, so no train row is later than any test row of its
/// fold.
public struct WalkForward: Splitter {
    /// What a window's model learns from.
    public enum Memory: String, Choice {
        /// All that came before.
        case expanding
        /// As much time as the first window's model had.
        case sliding
    }
    /// How windows are cut.
    public enum Width: String, Choice {
        /// The same number of rows, as nearly as rows of one second allow.
        case rows
        /// The same length of time.
        case time
    }
    /// Whose test rows count.
    public enum Tested: String, Choice {
        case everybody
        /// Of users whom train shows, items that train shows.
        case warm
        /// Of users whom train does not show.
        case coldUsers = "cold-users"
        /// Of items that train does not show.
        case coldItems = "cold-items"
    }

    public static let name = "walk-forward"
    public static let summary =
        "Tests on several windows of time, one after the other, each on the past before it."
    public static let example = "reel> split walk-forward windows=3 validation=true"

    @Setting("Windows that are tested on.", 1...1000) public var windows = 6
    @Setting("Share of the rows before the first window.", 0.01...0.99) public var start = 0.5
    @Setting("Whether windows hold as many rows or last as long.") public var width = Width.rows
    @Setting("What is learned from: all the past, or a part that moves along.") public var memory = Memory
        .expanding
    @Setting("Whether the last tenth of each past stops training early and judges sweeps.")
    public var validation = false
    @Setting("Whose rows are tested on.") public var only = Tested.everybody
    @Setting(
        "First rows of a new user in a window that a model may look at (fold-in), the rest being tested on.",
        0...1000)
    public var given = 0

    public init() {}

    public func split(_ dataset: Dataset, watching: Watcher) throws -> Split {
        try requireNoBehaviour(dataset)
        try requireTimes(dataset)
        let rows = dataset.interactions
        let cuts = try cuts(rows.times)
        var print = Fingerprint()
        print.add(dataset.fingerprint)
        var folds: [Fold] = []
        for window in 0..<windows {
            try watching.progress("splitting \(dataset.name)", Double(window) / Double(windows))
            let labels = labels(rows, cuts, window, users: dataset.users.count, items: dataset.items.count)
            guard labels.contains(.train), labels.contains(.test) else {
                let which = labels.contains(.train) ? "test" : "train"
                throw Problem(
                    "window \(window + 1) of \(spelled) has no row to \(which) on",
                    remedy: "fewer windows=, or only=everybody; \(rows.times.span)")
            }
            var fold = dataset.fold(labels)
            fold.window = cuts[window]...cuts[window + 1] - 1
            folds.append(fold)
            print.add(labels.map { Int8($0.rawValue) })
        }
        return try finish(
            dataset, folds, fingerprint: print.hex, order: .global, coldItems: only == .coldItems)
    }

    /// The first second of each window, and the first after the last.
    private func cuts(_ times: [Int64]) throws -> [Int64] {
        let first = times.smallest(min(times.count - 1, Int(start * Double(times.count))))
        let end = (times.max() ?? 0) + 1
        let cuts: [Int64] =
            switch width {
            case .time:
                (0...windows).map { k in
                    first + Int64((Double(end - first) * Double(k) / Double(windows)).rounded())
                }
            case .rows:
                (0..<windows).map { k in
                    let part = start + (1 - start) * Double(k) / Double(windows)
                    return times.smallest(min(times.count - 1, Int(part * Double(times.count))))
                } + [end]
            }
        guard zip(cuts, cuts.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw Problem(
                "\(spelled) leaves a window without time: too many rows share one second",
                remedy: "fewer windows=; \(times.span)")
        }
        return cuts
    }

    private func labels(
        _ rows: Interactions, _ cuts: [Int64], _ window: Int, users: Int, items: Int
    ) -> [Part] {
        let from = cuts[window]
        let oldest = memory == .sliding ? from - (cuts[0] - (rows.times.min() ?? 0)) : Int64.min
        var labels: [Part] = rows.times.map { time in
            time < from ? (time >= oldest ? .train : .unused) : time < cuts[window + 1] ? .test : .unused
        }
        if validation {
            let past = labels.indices.filter { labels[$0] == .train }.map { rows.times[$0] }
            if past.count >= 10 {
                let cut = past.smallest(past.count - max(1, past.count / 10))
                for row in labels.indices where labels[row] == .train && rows.times[row] >= cut {
                    labels[row] = .validation
                }
            }
        }
        restrict(&labels, rows, users: users, items: items)
        return labels
    }

    /// Leaves out of the test rows what is not asked for, and gives a new user's first rows.
    private func restrict(_ labels: inout [Part], _ rows: Interactions, users: Int, items: Int) {
        var knownUsers = [Bool](repeating: false, count: users)
        var knownItems = [Bool](repeating: false, count: items)
        for row in labels.indices where labels[row] == .train || labels[row] == .validation {
            knownUsers[Int(rows.users[row])] = true
            knownItems[Int(rows.items[row])] = true
        }
        if given > 0 {
            var seen = [Int](repeating: 0, count: users)
            let tested = labels.indices.filter { labels[$0] == .test && !knownUsers[Int(rows.users[$0])] }
            for row in tested.sorted(by: { (rows.times[$0], $0) < (rows.times[$1], $1) })
            where seen[Int(rows.users[row])] < given {
                seen[Int(rows.users[row])] += 1
                labels[row] = .given
            }
        }
        guard only != .everybody else { return }
        for row in labels.indices where labels[row] == .test {
            let (user, item) = (knownUsers[Int(rows.users[row])], knownItems[Int(rows.items[row])])
            let isAsked =
                switch only {
                case .everybody: true
                case .warm: user && item
                case .coldUsers: !user
                case .coldItems: !item
                }
            if !isAsked { labels[row] = .unused }
        }
    }
}
