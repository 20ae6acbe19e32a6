import Declarations
import Foundation
import GRDB

/// Which runs to list; what is `nil` is not asked for.
public struct RunFilter: Sendable {
    public var ids: [Int64]?
    public var model: String?
    public var name: String?
    public var dataset: String?
    public var splitFingerprint: String?
    public var tag: String?
    /// Began at this moment or later, in Unix seconds.
    public var since: Double?
    /// The latest so many of those that the rest asks for.
    public var latest: Int?
    public init() {}

    /// The condition in SQL for a table in which `column` holds the run's number, and what to bind to it.
    fileprivate func condition(_ column: String) -> (sql: String, arguments: StatementArguments) {
        var (terms, arguments) = ([String](), [any DatabaseValueConvertible]())
        func ask(_ term: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            terms.append(term)
            arguments.append(value)
        }
        ask("model = ?", model)
        ask("name = ?", name)
        ask("dataset = ?", dataset)
        ask("splitFingerprint = ?", splitFingerprint)
        ask("id IN (SELECT run FROM tag WHERE tag = ?)", tag)
        ask("started >= ?", since)
        if let ids { terms.append("id IN (\(ids.map(String.init).joined(separator: ",")))") }
        if terms.isEmpty, latest == nil { return ("", []) }
        let whole = terms.isEmpty ? "" : " WHERE " + terms.joined(separator: " AND ")
        let end = latest.map { " ORDER BY id DESC LIMIT \(max(0, $0))" } ?? ""
        return (" WHERE \(column) IN (SELECT id FROM run\(whole)\(end))", StatementArguments(arguments))
    }
}

extension RunStore {
    /// Numbers of the first and the last run; `nil` for an empty store.
    public func range() throws -> ClosedRange<Int64>? { try reading { try Self.range($0) } }

    /// One run with all that belongs to it, save its epochs and values per user.
    public func run(_ id: Int64) throws -> Run {
        try reading { db in
            try Self.exists(id, db)
            var filter = RunFilter()
            filter.ids = [id]
            return try Self.runs(filter, db)[0]
        }
    }

    /// Runs in the order in which they began. A fixed number of queries, however many runs there are.
    public func list(_ filter: RunFilter = RunFilter()) throws -> [Run] {
        try reading { try Self.runs(filter, $0) }
    }

    /// Epochs of a run in ascending order.
    public func epochs(_ id: Int64) throws -> [Epoch] {
        try reading { db in
            try Self.exists(id, db)
            let rows = try Row.fetchCursor(
                db, sql: "SELECT number, name, value FROM epoch WHERE run = ? ORDER BY number",
                arguments: [id])
            var epochs = [Epoch]()
            while let row = try rows.next() {
                let number: Int = row[0]
                if epochs.last?.number != number { epochs.append(Epoch(number, [:])) }
                epochs[epochs.count - 1].measures[row[1]] = row[2] ?? Double.nan
            }
            return epochs
        }
    }

    /// Values of one metric for each user; a problem names the metrics there are.
    public func perUser(_ metric: String, of id: Int64) throws -> PerUser {
        let all = try perUser(of: id, only: metric)
        guard let found = all.first else {
            let known = try reading { db in
                try String.fetchAll(
                    db, sql: "SELECT metric FROM perUser WHERE run = ? ORDER BY id", arguments: [id])
            }
            throw known.isEmpty
                ? Problem("run \(id) has no values for single users", remedy: "evaluate its model first")
                : Problem.unknown("metric with values for single users in run \(id)", metric, known: known)
        }
        return found
    }

    /// Values for each user of every metric that has them.
    public func perUser(of id: Int64) throws -> [PerUser] { try perUser(of: id, only: nil) }

    private func perUser(of id: Int64, only metric: String?) throws -> [PerUser] {
        try reading { db in
            try Self.exists(id, db)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT metric, users, "values" FROM perUser JOIN userList ON userList.id = perUser.userList
                    WHERE run = ? AND (? IS NULL OR metric = ?) ORDER BY perUser.id
                    """,
                arguments: [id, metric, metric])
            var found = [PerUser]()
            while let row = try rows.next() {
                found.append(PerUser(row[0], users: Blob.integers(row[1]), values: Blob.doubles(row[2])))
            }
            return found
        }
    }

    /// Throws the problem that names the runs there are where this one is not.
    static func exists(_ id: Int64, _ db: Database) throws {
        if try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM run WHERE id = ?)", arguments: [id])
            == true
        {
            return
        }
        guard let range = try range(db) else {
            throw Problem("there is no run \(id)", remedy: "no run has been stored yet: train a model")
        }
        throw Problem(
            "there is no run \(id)",
            remedy: range.count == 1
                ? "the only one is \(range.lowerBound)"
                : "they go from \(range.lowerBound) to \(range.upperBound)")
    }

    private static func range(_ db: Database) throws -> ClosedRange<Int64>? {
        guard let row = try Row.fetchOne(db, sql: "SELECT min(id), max(id) FROM run"),
            let first: Int64 = row[0], let last: Int64 = row[1]
        else { return nil }
        return first...last
    }
}

extension RunStore {
    private static let columns = """
        id, started, ended, status, message, command, script, line, recipe, model, name, seed, dataset,
        datasetFingerprint, split, splitFingerprint, audit, codeVersion, machine, threads, exact, seconds,
        peakMemory, verdict, ranking, note, process, heartbeat, certificate
        """

    private static func runs(_ filter: RunFilter, _ db: Database) throws -> [Run] {
        let (own, arguments) = filter.condition("id")
        let (others, _) = filter.condition("run")
        var (runs, places) = ([Run](), [Int64: Int]())
        let witness = ProcessMark.Witness()
        let cursor = try Row.fetchCursor(
            db, sql: "SELECT \(columns) FROM run\(own) ORDER BY id", arguments: arguments)
        while let row = try cursor.next() {
            let run = try run(row, witness)
            places[run.id] = runs.count
            runs.append(run)
        }
        /// Goes through a table of parts, which come sorted by run.
        func parts(_ columns: String, of table: String, _ add: (inout Run, Row) -> Void) throws {
            let rows = try Row.fetchCursor(
                db, sql: "SELECT run, \(columns) FROM \(table)\(others)", arguments: arguments)
            while let row = try rows.next() {
                let id: Int64 = row[0]
                if let place = places[id] { add(&runs[place], row) }
            }
        }
        try parts("name, text", of: "setting") { run, row in run.settings.append((row[1], row[2])) }
        try parts("name, value", of: "metric") { run, row in run.metrics.append((row[1], row[2] ?? .nan)) }
        try parts("tag", of: "tag") { run, row in run.tags.append(row[1]) }
        try parts("isAudit, measure, value, verdict, reason", of: "finding") { run, row in
            let isAudit: Bool = row[1]
            let finding = Finding(row[2], row[3] ?? .nan, Verdict(rawValue: row[4]) ?? .suspect, row[5])
            if isAudit { run.auditFindings.append(finding) } else { run.findings.append(finding) }
        }
        return runs
    }

    private static func run(_ row: Row, _ witness: ProcessMark.Witness) throws -> Run {
        var run = Run(started: row[1], command: row[5], script: row[6], line: row[7], model: row[9])
        run.id = row[0]
        run.ended = row[2]
        let recipe: String = row[8]
        if recipe != "[]" { run.recipe = try JSONDecoder().decode([String].self, from: Data(recipe.utf8)) }
        (run.name, run.seed, run.dataset, run.datasetFingerprint) = (row[10], row[11], row[12], row[13])
        (run.split, run.splitFingerprint, run.codeVersion) = (row[14], row[15], row[17])
        (run.machine, run.threads, run.exact, run.seconds) = (row[18], row[19], row[20], row[21])
        (run.peakMemory, run.ranking, run.note) = (row[22], row[24], row[25])
        run.certificate = row[28]
        let (audit, verdict): (String?, String?) = (row[16], row[23])
        run.audit = audit.flatMap(Verdict.init)
        run.verdict = verdict.flatMap(Verdict.init)
        let word: String = row[3]
        switch word {
        case "finished": run.status = .finished
        case "interrupted": run.status = .interrupted
        case "failed": run.status = .failed(row[4])
        default: run.status = witness.sees(row[26], heartbeat: row[27]) ? .running : .lost
        }
        return run
    }
}
