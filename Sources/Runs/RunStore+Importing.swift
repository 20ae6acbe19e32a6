import Declarations
import Foundation
import GRDB

extension RunStore {
    /// Takes the runs of another store into this one, with all that belongs to them; a run that is here already (same
    /// beginning, process and command) is not taken twice. The other file is left as it is.
    ///
    /// Returns the number here for each number there, and how many are new.
    @discardableResult
    public func take(from other: String) throws -> (numbers: [Int64: Int64], new: Int) {
        try Self.copy(of: other) { source in try take(from: source) }
    }

    /// Takes the trials of a sweep, and their runs, from a task's journal. Trials that have ended here stay as they are.
    public func collect(_ sweep: Sweep, from journal: String) throws -> (trials: Int, runs: Int) {
        try Self.copy(of: journal) { source in
            let (numbers, new) = try take(from: source)
            let rows = try source.read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT trial.* FROM trial JOIN sweep ON sweep.id = trial.sweep
                        WHERE sweep.key = ? AND trial.status IN ('finished', 'failed') ORDER BY number
                        """, arguments: [sweep.plan.key])
            }
            var trials = 0
            for row in rows {
                let (candidate, runs, word): (String, String, String) = (
                    row["candidate"], row["runs"], row["status"]
                )
                var trial = Trial(
                    number: row["number"], candidate: try Self.texts(candidate), epochs: row["epochs"],
                    parent: row["parent"])
                trial.runs = try Self.texts(runs).compactMap { Int64($0).flatMap { numbers[$0] } }
                (trial.value, trial.seconds) = (row["value"], row["seconds"])
                trial.status = word == "finished" ? .finished : .failed(row["message"])
                guard try claim(trial, of: sweep.id, again: trial.status == .finished) else { continue }
                try end(trial, of: sweep.id)
                for run in trial.runs { try retag(run, as: "sweep-\(sweep.id)") }
                trials += 1
            }
            return (trials, new)
        }
    }

    /// A run's tag of a sweep names the sweep by its number in the journal; here it has another.
    private func retag(_ run: Int64, as tag: String) throws {
        try writing { db in
            try db.execute(
                sql: "DELETE FROM tag WHERE run = ? AND tag LIKE 'sweep-%'", arguments: [run])
            try db.execute(
                sql: "INSERT OR IGNORE INTO tag (run, tag) VALUES (?, ?)", arguments: [run, tag])
        }
    }

    /// A copy of another store in the temporary folder, brought up to date.
    private static func copy<Result>(of path: String, _ body: (DatabaseQueue) throws -> Result) throws
        -> Result
    {
        let file = (path as NSString).expandingTildeInPath
        let files = FileManager.default
        guard files.fileExists(atPath: file) else {
            throw Problem("there is no run store \(path)", remedy: "check its name")
        }
        let folder = files.temporaryDirectory.appendingPathComponent("reel-\(UUID().uuidString)").path
        defer { try? files.removeItem(atPath: folder) }
        return try StoreProblem.translated(path) {
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let original = try ReadOnlyStore.open(file)
            try original.read { try check($0, path) }
            let copy = try DatabaseQueue(path: folder + "/runs.db")
            try original.backup(to: copy)
            try Schema.migrator.migrate(copy)
            return try body(copy)
        }
    }

    private func take(from source: DatabaseQueue) throws -> (numbers: [Int64: Int64], new: Int) {
        try source.read { from in
            try writing { to in
                var (numbers, new) = ([Int64: Int64](), 0)
                let rows = try Row.fetchCursor(from, sql: "SELECT * FROM run ORDER BY id")
                while let row = try rows.next() {
                    let id: Int64 = row["id"]
                    let known = try Int64.fetchOne(
                        to.cachedStatement(
                            sql:
                                "SELECT id FROM run WHERE started = ? AND process = ? AND command = ? AND model = ?"
                        ),
                        arguments: [
                            row["started"] as DatabaseValue, row["process"] as DatabaseValue,
                            row["command"] as DatabaseValue, row["model"] as DatabaseValue,
                        ])
                    if let known {
                        numbers[id] = known
                        continue
                    }
                    try Self.insert(row, into: "run", without: ["id"], replacing: [:], to)
                    let here = to.lastInsertedRowID
                    (numbers[id], new) = (here, new + 1)
                    for table in ["setting", "finding", "metric", "epoch", "tag"] {
                        try Self.copy(table, of: id, as: here, from: from, to: to)
                    }
                    try Self.copyUsers(of: id, as: here, from: from, to: to)
                }
                return (numbers, new)
            }
        }
    }

    private static func copy(
        _ table: String, of id: Int64, as here: Int64, from: Database, to: Database
    ) throws {
        let rows = try Row.fetchCursor(
            from.cachedStatement(sql: "SELECT * FROM \(table) WHERE run = ?"), arguments: [id])
        while let row = try rows.next() {
            try insert(row, into: table, without: [], replacing: ["run": here.databaseValue], to)
        }
    }

    private static func copyUsers(of id: Int64, as here: Int64, from: Database, to: Database) throws {
        let rows = try Row.fetchCursor(
            from.cachedStatement(
                sql: """
                    SELECT metric, "values", hash, users FROM perUser JOIN userList ON userList.id = userList
                    WHERE run = ? ORDER BY perUser.id
                    """), arguments: [id])
        while let row = try rows.next() {
            let hash: String = row["hash"]
            try to.execute(
                sql: "INSERT OR IGNORE INTO userList (hash, users) VALUES (?, ?)",
                arguments: [hash, row["users"] as DatabaseValue])
            try to.execute(
                sql: """
                    INSERT INTO perUser (run, metric, userList, "values")
                    SELECT ?, ?, id, ? FROM userList WHERE hash = ?
                    """,
                arguments: [here, row["metric"] as DatabaseValue, row["values"] as DatabaseValue, hash])
        }
    }

    private static func insert(
        _ row: Row, into table: String, without: Set<String>, replacing: [String: DatabaseValue],
        _ db: Database
    ) throws {
        let names = row.columnNames.filter { !without.contains($0) }
        let marks = names.map { _ in "?" }.joined(separator: ", ")
        let columns = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let statement = try db.cachedStatement(sql: "INSERT INTO \(table) (\(columns)) VALUES (\(marks))")
        try statement.execute(arguments: StatementArguments(names.map { replacing[$0] ?? row[$0] }))
    }
}
