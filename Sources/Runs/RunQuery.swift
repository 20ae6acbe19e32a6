import Declarations
import struct Declarations.Table
import Foundation
import GRDB

extension RunStore {
    /// Every run as a table whose rows stay in the store: `where`, `sort` and `take` become SQL where they ask for what SQL
    /// can answer exactly (comparisons of a column with a literal, joined by `and`; one column to sort by). A metric's cells
    /// lead back to their run. Columns of metrics and settings stand in the order of the alphabet.
    public func lazyTable(style: (String) -> Table.Column = { Table.Column($0, decimals: 4) }) throws -> Table
    {
        let (metrics, settings, last) = try reading { db in
            (
                try Self.names(of: "metric", db), try Self.names(of: "setting", db),
                try Int64.fetchOne(db, sql: "SELECT max(id) FROM run") ?? 0
            )
        }
        let parts = Self.parts(metrics: metrics, settings: settings, style: style)
        let query = RunQuery(
            store: self, last: last, metrics: Set(metrics), settings: Set(settings), parts: parts)
        var table = Table("Runs", columns: parts.map(\.column), source: query)
        table.background = Self.background(parts, metrics: Set(metrics))
        return table
    }

    /// The different names in a table of names, by jumping through its index from one to the next.
    private static func names(of table: String, _ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                WITH RECURSIVE one(name) AS (
                    SELECT min(name) FROM \(table)
                    UNION ALL SELECT (SELECT min(name) FROM \(table) WHERE name > one.name) FROM one
                    WHERE one.name IS NOT NULL
                ) SELECT name FROM one WHERE name IS NOT NULL
                """)
    }

    /// How many runs there are.
    public func count() throws -> Int {
        try reading { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") ?? 0 }
    }

    func ids(_ sql: String, _ arguments: [any DatabaseValueConvertible]) throws -> [Int64] {
        try reading { try Int64.fetchAll($0, sql: sql, arguments: StatementArguments(arguments)) }
    }
}

/// Runs found and ordered by SQL.
struct RunQuery: RowSource {
    let store: RunStore
    /// The newest run when the table was asked for: those that come later are no part of it.
    let last: Int64
    let metrics: Set<String>
    let settings: Set<String>
    let parts: [RunStore.Part]
    private var terms: [Term] = []
    private var order: (column: Ordering, descending: Bool)?
    private var limit: Int?

    init(
        store: RunStore, last: Int64, metrics: Set<String>, settings: Set<String>, parts: [RunStore.Part]
    ) {
        (self.store, self.last, self.metrics, self.settings) = (store, last, metrics, settings)
        self.parts = parts
    }

    private enum Ordering { case column(String), metric(String) }
    private struct Term {
        var sql: String
        var arguments: [any DatabaseValueConvertible & Sendable]
    }

    /// Columns of the table by name, as SQL knows them.
    private static let texts = [
        "model": "run.model", "name": "run.name", "dataset": "run.dataset", "split": "run.split",
        "verdict": "run.verdict",
        "audit": "run.audit", "note": "run.note", "code": "run.codeVersion", "command": "run.command",
        "script": "run.script",
    ]
    private static let numbers = [
        "id": "run.id", "seed": "run.seed", "seconds": "run.seconds", "threads": "run.threads",
    ]

    // MARK: Rows

    func rows() throws -> [[Value]] {
        let runs: [Run]
        if terms.isEmpty, order == nil, limit == nil {
            runs = try store.list().filter { $0.id <= last }
        } else {
            let ids = try ids()
            var filter = RunFilter()
            filter.ids = ids
            let found = Dictionary(
                try store.list(filter).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            runs = ids.compactMap { found[$0] }
        }
        return runs.map { run in parts.map { $0.cell(run) } }
    }

    private func ids() throws -> [Int64] {
        let condition = (["run.id <= \(last)"] + terms.map(\.sql)).joined(separator: " AND ")
        let arguments = terms.flatMap { $0.arguments.map { $0 as any DatabaseValueConvertible } }
        let filter = "WHERE \(condition)"
        guard let order else {
            guard let limit else {
                return try store.ids("SELECT id FROM run \(filter) ORDER BY id", arguments)
            }
            if limit >= 0 {
                return try store.ids("SELECT id FROM run \(filter) ORDER BY id LIMIT \(limit)", arguments)
            }
            let last = "SELECT id FROM run \(filter) ORDER BY id DESC LIMIT \(limit.magnitude)"
            return try store.ids(last, arguments).reversed()
        }
        let direction = order.descending ? "DESC" : "ASC"
        let end = limit.map { "LIMIT \($0)" } ?? ""
        switch order.column {
        case .column(let name):
            return try store.ids(
                "SELECT id FROM run \(filter) ORDER BY \(name) IS NULL, \(name) \(direction), id \(end)",
                arguments)
        case .metric(let name):
            // Runs that have the metric by its index; those without come last, as far as any are asked for.
            let first = try store.ids(
                """
                SELECT metric.run FROM metric CROSS JOIN run ON run.id = metric.run
                WHERE metric.name = ? AND metric.value IS NOT NULL AND \(condition)
                ORDER BY metric.value \(direction), metric.run \(end)
                """, [name] + arguments)
            if let limit, first.count >= limit { return first }
            let rest = limit.map { "LIMIT \($0 - first.count)" } ?? ""
            let without = "id NOT IN (SELECT run FROM metric WHERE name = ? AND value IS NOT NULL)"
            let also = "AND \(condition)"
            return first
                + (try store.ids(
                    "SELECT id FROM run WHERE \(without) \(also) ORDER BY id \(rest)", [name] + arguments))
        }
    }

    // MARK: Operations

    func filtered(by condition: any Deferred) -> (any RowSource)? {
        guard order == nil, limit == nil, let comparisons = Comparison.all(in: condition.text) else {
            return nil
        }
        var copy = self
        for comparison in comparisons {
            guard let term = term(comparison) else { return nil }
            copy.terms.append(term)
        }
        return copy
    }

    func sorted(by keys: [SortKey]) -> (any RowSource)? {
        guard keys.count == 1, let key = keys.first, order == nil, limit == nil else { return nil }
        var copy = self
        if let column = Self.texts[key.column] ?? Self.numbers[key.column] {
            copy.order = (.column(column), key.descending)
        } else if key.column == "when" {
            copy.order = (.column("run.started"), key.descending)
        } else if metrics.contains(key.column) {
            copy.order = (.metric(key.column), key.descending)
        } else {
            return nil
        }
        return copy
    }

    func taking(_ count: Int) -> (any RowSource)? {
        guard limit == nil, count >= 0 || order == nil, count > .min else { return nil }
        var copy = self
        copy.limit = count
        return copy
    }

    /// One comparison as SQL, answering as the language would; `nil` where that is not certain.
    private func term(_ comparison: Comparison) -> Term? {
        let (name, sign) = (comparison.column, comparison.sign)
        switch comparison.value {
        case .text(let text):
            guard sign == "==" || sign == "!=" else { return nil }
            if let column = Self.texts[name] {
                return Term(sql: "\(column) \(sign == "==" ? "=" : "IS NOT") ?", arguments: [text])
            }
            if name == "status", sign == "==", ["finished", "failed", "interrupted"].contains(text) {
                return Term(sql: "run.status = ?", arguments: [text])
            }
            guard sign == "==", isSetting(name) else { return nil }
            return Term(
                sql: Self.has("setting", "part.text IN (?, ?)"),
                arguments: [name, text, Value.text(text).literal])
        case .number(let x):
            let operation = sign == "==" ? "=" : sign
            if let column = Self.numbers[name] {
                return Term(sql: "\(column) \(sign == "!=" ? "IS NOT" : operation) ?", arguments: [x])
            }
            guard sign != "!=" else { return nil }
            if metrics.contains(name), !isFixed(name) {
                return Term(
                    sql: Self.has("metric", "part.value \(operation) ?"),
                    arguments: [name, x])
            }
            guard isSetting(name) else { return nil }
            if sign == "==" {
                return Term(
                    sql: Self.has("setting", "part.text = ?"),
                    arguments: [name, shortest(x)])
            }
            return Term(
                sql: Self.has(
                    "setting", "part.text GLOB '[-0-9]*' AND CAST(part.text AS REAL) \(operation) ?"),
                arguments: [name, x])
        }
    }

    /// Whether the run has a part of this name for which the rest holds. All such runs are found once, by the index that
    /// begins with the name: asked run by run, SQLite would walk through every run's part each time.
    private static func has(_ table: String, _ condition: String) -> String {
        "run.id IN (SELECT part.run FROM \(table) AS part WHERE part.name = ? AND \(condition))"
    }

    private func isFixed(_ name: String) -> Bool { RunStore.fixedNames.contains(name) }
    /// A setting under its own name, which neither a metric nor a fixed column has.
    private func isSetting(_ name: String) -> Bool {
        settings.contains(name) && !metrics.contains(name) && !isFixed(name)
    }
}

/// `column sign literal`, read from the text of a condition.
private struct Comparison {
    enum Literal { case number(Double), text(String) }
    let column: String
    let sign: String
    let value: Literal

    /// The comparisons of a condition that is nothing but such, joined by `and`; `nil` for any other.
    static func all(in text: String) -> [Comparison]? {
        let one =
            /\s*([A-Za-z_][A-Za-z0-9_@~.:\-]*)\s*(==|!=|<=|>=|<|>)\s*(?:(-?[0-9][0-9.]*(?:[eE][-+]?[0-9]+)?)|"([^"\\{}]*)")\s*/
        var rest = text[...]
        var found: [Comparison] = []
        while true {
            guard let match = rest.prefixMatch(of: one) else { return nil }
            if let digits = match.output.3 {
                guard let x = Double(digits) else { return nil }
                found.append(
                    Comparison(
                        column: String(match.output.1), sign: String(match.output.2), value: .number(x)))
            } else if let words = match.output.4 {
                found.append(
                    Comparison(
                        column: String(match.output.1), sign: String(match.output.2),
                        value: .text(String(words))))
            }
            rest = rest[match.range.upperBound...]
            if rest.isEmpty { return found }
            guard rest.hasPrefix("and ") else { return nil }
            rest = rest.dropFirst(4)
        }
    }
}
