import Declarations

/// What behaviour looks like: channels, targets, lengths of series.
public struct BehaviourDescription: Sendable {
    /// One column of numbers: how many are there, mean, spread, range.
    public struct Summary: Sendable {
        public let name: String
        /// Share of the cells that are not missing.
        public let observed: Double
        /// NaN where nothing was observed.
        public let mean: Double
        /// Sample standard deviation (n − 1).
        public let sd: Double
        public let least: Double
        public let most: Double
    }

    public let channels: [Summary]
    public let statics: [Summary]
    public let targets: [Summary]
    public let targetKind: Targets.Kind
    /// Rows of each user.
    public let lengths: CountSummary
    public let rows: Int
    public let timeUnit: String
    /// From the first row to the last of a user: mean over users, and the most.
    public let spans: (mean: Double, most: Double)
    public let reachableSkill: Double?
    public let shipsSplit: Bool

    /// Counts in two passes. Throws only `Interrupted`.
    public init(_ behaviour: Behaviour, watching: Watcher) throws {
        let users = 0..<behaviour.userCount
        lengths = CountSummary(users.map { behaviour.range($0).count })
        (rows, timeUnit) = (behaviour.rowCount, behaviour.timeUnit)
        let spans = users.map { user -> Double in
            let times = behaviour.times[behaviour.range(user)]
            return times.isEmpty ? 0 : Double((times.last ?? 0) - (times.first ?? 0))
        }
        self.spans = (
            spans.isEmpty ? 0 : spans.reduce(0, +) / Double(spans.count), spans.max() ?? 0
        )
        try watching.progress("describing channels", 0.8)
        channels = Self.summaries(NamedColumns(behaviour.channels, values: behaviour.values))
        statics = Self.summaries(behaviour.statics)
        targets = Self.summaries(behaviour.targets.columns)
        targetKind = behaviour.targets.kind
        reachableSkill = behaviour.reachableSkill.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
        shipsSplit = behaviour.shippedPeople != nil
    }

    /// Running means and squares (Welford 1962), column by column.
    private static func summaries(_ columns: NamedColumns) -> [Summary] {
        let width = columns.width
        let rows = width == 0 ? 0 : columns.values.count / width
        return columns.names.indices.map { c in
            var (n, mean, squares) = (0.0, 0.0, 0.0)
            var (least, most) = (Double.infinity, -Double.infinity)
            for row in 0..<rows {
                let x = Double(columns.values[row * width + c])
                guard !x.isNaN else { continue }
                n += 1
                let distance = x - mean
                mean += distance / n
                squares += distance * (x - mean)
                (least, most) = (min(least, x), max(most, x))
            }
            return Summary(
                name: columns.names[c], observed: rows == 0 ? 0 : n / Double(rows), mean: n > 0 ? mean : .nan,
                sd: n > 1 ? (squares / (n - 1)).squareRoot() : 0, least: n > 0 ? least : .nan,
                most: n > 0 ? most : .nan)
        }
    }
}

extension BehaviourDescription {
    /// A line for each channel, then for each attribute apart from time.
    public func channelsTable(of name: String) -> Table {
        table("Channels of \(name)", channels.map { ("channel", $0) } + statics.map { ("static", $0) })
    }

    /// A line for each trait or class; of a class the mean is its share.
    public func targetsTable(of name: String) -> Table {
        table("Targets of \(name)", targets.map { (targetKind == .traits ? "trait" : "class", $0) })
    }

    private func table(_ title: String, _ lines: [(kind: String, summary: Summary)]) -> Table {
        Table(
            title,
            columns: [
                Table.Column("name"), Table.Column("kind"), Table.Column("observed", decimals: 4),
                Table.Column("mean", decimals: 4), Table.Column("sd", decimals: 4),
                Table.Column("least", decimals: 4), Table.Column("most", decimals: 4),
            ],
            rows: lines.map { kind, line in
                [.text(line.name), .word(kind)]
                    + [line.observed, line.mean, line.sd, line.least, line.most].map {
                        $0.isNaN ? .nothing : .number($0)
                    }
            })
    }

    func overviewTable(of name: String, users: Int, history: [String]) -> Table {
        func line(_ measure: String, _ value: Double) -> [Value] { [.text(measure), .number(value)] }
        var rows = [
            line("users", Double(users)), line("observations", Double(self.rows)),
            line("channels", Double(channels.count)),
            line(
                "cells observed",
                channels.isEmpty ? 0 : channels.reduce(0) { $0 + $1.observed } / Double(channels.count)),
            line("observations per user, least", Double(lengths.min)),
            line("observations per user, median", lengths.median),
            line("observations per user, mean", lengths.mean),
            line("observations per user, most", Double(lengths.max)),
            line("\(timeUnit) per user, mean", spans.mean), line("\(timeUnit) per user, most", spans.most),
            line(targetKind == .traits ? "traits" : "classes", Double(targets.count)),
        ]
        if let reachableSkill { rows.append(line("reachable skill", reachableSkill)) }
        return Table(
            name, columns: [Table.Column("measure"), Table.Column("value", decimals: 4, trimmed: true)],
            rows: rows,
            notes: [
                (shipsSplit ? "The files say who trains and who tests: split fixed. " : "")
                    + "History: \(history.joined(separator: "; "))."
            ])
    }
}
