import Declarations

extension RunStore {
    /// Runs as a table with everything that one may ask of them: number, time, model, data, split, verdict, a column for
    /// each metric and one for each setting. A metric's cells lead back to their run. `style` says how a metric's column
    /// is shown.
    public static func table(
        of runs: [Run], style: (String) -> Table.Column = { Table.Column($0, decimals: 4) }
    ) -> Table {
        let parts = parts(metrics: metricNames(runs), settings: settingNames(runs), style: style)
        var table = Table(
            "Runs", columns: parts.map(\.column), rows: runs.map { run in parts.map { $0.cell(run) } })
        table.background = background(parts, metrics: Set(metricNames(runs)))
        return table
    }

    /// Columns that a list of runs is not shown with: single settings, which stand together in one column, and what says how
    /// a run came about.
    static func background(_ parts: [Part], metrics: Set<String>) -> Set<String> {
        let kept = Set(fixed.map(\.column.name) + ["seed", "seconds", "tags"]).union(metrics)
        return Set(parts.map(\.column.name)).subtracting(kept)
    }

    /// The columns, each with how its cell is read from a run.
    static func parts(
        metrics: [String], settings: [String], style: (String) -> Table.Column
    ) -> [Part] {
        var parts = fixed.map { (column: $0.column, cell: $0.cell) }
        parts += metrics.map { name in
            (
                style(name),
                { run in run.metric(name).map { .measure(Measure($0, runs: [run.id])) } ?? .nothing }
            )
        }
        var taken = Set(parts.map(\.column.name) + trailing.map(\.column.name))
        for name in settings where name != "seed" {
            // A setting whose name is taken by a column stays to be found, under a longer name.
            let shown = taken.contains(name) ? "\(name)-setting" : name
            taken.insert(shown)
            parts.append((Table.Column(shown), { run in run.setting(name).map(Run.value(of:)) ?? .nothing }))
        }
        return parts + trailing.map { (column: $0.column, cell: $0.cell) }
    }

    /// Names of the columns that every run has.
    static let fixedNames = Set((fixed + trailing).map(\.column.name))

    /// Runs as a table that fits a terminal: the settings in one column, the most frequent metrics only.
    public static func overview(
        of runs: [Run], metrics most: Int = 3,
        style: (String) -> Table.Column = { Table.Column($0, decimals: 4) }
    ) -> Table {
        let all = metricNames(runs)
        let counts = Dictionary(runs.flatMap { $0.metrics.map { ($0.name, 1) } }, uniquingKeysWith: +)
        let frequent = all.enumerated().sorted {
            (counts[$1.element] ?? 0, $0.offset) < (counts[$0.element] ?? 0, $1.offset)
        }
        let shown = Set(frequent.prefix(most).map(\.element))
        let full = table(of: runs, style: style)
        let isTagged = runs.contains { !$0.tags.isEmpty }
        let isNamed = runs.contains { $0.name != nil }
        let names =
            ["id", "when", "model"] + (isNamed ? ["name"] : []) + ["settings", "dataset", "split", "status"]
            + ["verdict"] + all.filter(shown.contains) + (isTagged ? ["tags"] : [])
        var table = (try? full.selecting(names)) ?? full
        if let when = table.index(of: "when") {
            // Seconds are more than one looks for in a list.
            for i in table.rows.indices {
                table.rows[i][when] = .text(String((table.rows[i][when].text ?? "").dropLast(3)))
            }
        }
        let hidden = all.count - shown.count
        if hidden > 0 {
            table.notes.append(
                "\(counted(hidden, "more metric")) and each setting are columns for where and select")
        }
        return table
    }

    typealias Part = (column: Table.Column, cell: @Sendable (Run) -> Value)

    private static let fixed: [Part] = [
        (Table.Column("id", decimals: 0), { .number(Double($0.id)) }),
        (Table.Column("when"), { .text(Clock.text($0.started)) }),
        (Table.Column("model"), { .word($0.model) }),
        (Table.Column("name"), { $0.name.map { .word($0) } ?? .nothing }),
        (
            Table.Column("settings"),
            { .text($0.settings.map { "\($0.name)=\($0.text)" }.joined(separator: " ")) }
        ),
        (Table.Column("dataset"), { .word($0.dataset) }),
        (Table.Column("split"), { .text($0.split) }),
        (Table.Column("status"), { .word($0.status.word) }),
        (Table.Column("verdict"), { $0.verdict.map { .word($0.rawValue) } ?? .nothing }),
    ]

    private static let trailing: [Part] = [
        (Table.Column("seed"), { $0.seed.map { .number(Double($0)) } ?? .nothing }),
        (Table.Column("seconds", decimals: 3, unit: "s"), { .number($0.seconds) }),
        (
            Table.Column("memory", decimals: 0, unit: "MB"),
            { $0.peakMemory > 0 ? .number(Double($0.peakMemory) / 1e6) : .nothing }
        ),
        (Table.Column("threads", decimals: 0), { .number(Double($0.threads)) }),
        (Table.Column("exact"), { .truth($0.exact) }),
        (Table.Column("audit"), { $0.audit.map { .word($0.rawValue) } ?? .nothing }),
        (Table.Column("tags"), { .list($0.tags.map { .word($0) }) }),
        (Table.Column("note"), { .text($0.note) }),
        (Table.Column("code"), { .text($0.codeVersion) }),
        (Table.Column("command"), { .text($0.command) }),
        (Table.Column("script"), { .text($0.script) }),
    ]

    private static func metricNames(_ runs: [Run]) -> [String] {
        unique(runs.flatMap { $0.metrics.map(\.name) })
    }
    private static func settingNames(_ runs: [Run]) -> [String] {
        unique(runs.flatMap { $0.settings.map(\.name) })
    }

    fileprivate static func unique(_ names: [String]) -> [String] {
        var seen = Set<String>()
        return names.filter { seen.insert($0).inserted }
    }
}

/// Settings, metrics, fingerprints and whatever else differs between two runs, one row each.
public func diff(_ a: Run, _ b: Run) -> Table {
    var table = Table(
        "Runs \(a.id) and \(b.id)",
        columns: [
            Table.Column("what"), Table.Column("run-\(a.id)"), Table.Column("run-\(b.id)"),
            Table.Column("change"),
        ], runs: [a.id, b.id])
    if a.id == b.id { table.columns[2].name += "-again" }
    var equal = 0
    func row(_ what: String, _ x: Value, _ y: Value) {
        guard x.kind != y.kind || x.description != y.description else {
            equal += 1
            return
        }
        let change = x.number.flatMap { p in y.number.map { Value.number($0 - p) } } ?? .nothing
        table.rows.append([.text(what), x, y, change])
    }
    func texts(_ pairs: [(String, KeyPath<Run, String>)]) {
        for (what, path) in pairs { row(what, .text(a[keyPath: path]), .text(b[keyPath: path])) }
    }
    texts([
        ("model", \.model), ("dataset", \.dataset), ("data fingerprint", \.datasetFingerprint),
        ("split", \.split),
        ("split fingerprint", \.splitFingerprint),
    ])
    for name in RunStore.unique((a.settings + b.settings).map(\.name)) where name != "seed" {
        row(
            name, a.setting(name).map(Run.value(of:)) ?? .nothing,
            b.setting(name).map(Run.value(of:)) ?? .nothing)
    }
    row(
        "seed", a.seed.map { .number(Double($0)) } ?? .nothing, b.seed.map { .number(Double($0)) } ?? .nothing
    )
    row("status", .word(a.status.word), .word(b.status.word))
    row("audit", word(a.audit), word(b.audit))
    row("verdict", word(a.verdict), word(b.verdict))
    for name in RunStore.unique((a.metrics + b.metrics).map(\.name)) {
        row(name, measure(name, a), measure(name, b))
    }
    for name in RunStore.unique((a.findings + b.findings).map(\.measure)) {
        row("finding \(name)", finding(name, a), finding(name, b))
    }
    texts([("protocol", \.ranking), ("code", \.codeVersion), ("machine", \.machine)])
    row("threads", .number(Double(a.threads)), .number(Double(b.threads)))
    row("seconds", .number(a.seconds), .number(b.seconds))
    table.notes.append(table.rows.isEmpty ? "no difference" : "\(equal) more are equal")
    return table
}

private func word(_ verdict: Verdict?) -> Value { verdict.map { .word($0.rawValue) } ?? .nothing }
private func measure(_ name: String, _ run: Run) -> Value {
    run.metric(name).map { .measure(Measure($0, runs: [run.id])) } ?? .nothing
}
private func finding(_ name: String, _ run: Run) -> Value {
    run.findings.first { $0.measure == name }.map { .number($0.value) } ?? .nothing
}
