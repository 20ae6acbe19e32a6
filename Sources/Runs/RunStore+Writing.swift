import Declarations
import Foundation
import GRDB

extension RunStore {
    /// Stores a run as it begins and returns its number. From now on it is `running`, and `lost` if this process ends
    /// without `finish`.
    public func begin(_ run: Run) throws -> Int64 { try begin([run])[0] }

    /// Stores several runs in one transaction, each with the status that it has.
    public func begin(_ runs: [Run]) throws -> [Int64] {
        let mark = ProcessMark.current.text
        return try writing { db in try runs.map { try Self.insert($0, process: mark, db) } }
    }

    private static func insert(_ run: Run, process mark: String, _ db: Database) throws -> Int64 {
        try db.cachedStatement(
            sql: """
                INSERT INTO run (started, ended, status, message, command, script, line, recipe, model, name, seed,
                    dataset, datasetFingerprint, split, splitFingerprint, audit, codeVersion, machine, threads,
                    exact, seconds, peakMemory, verdict, ranking, note, process, heartbeat, certificate)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                run.started, run.ended, run.status.word, run.status.message, run.command, run.script,
                run.line,
                Self.json(run.recipe), run.model, run.name, run.seed, run.dataset, run.datasetFingerprint,
                run.split, run.splitFingerprint, run.audit?.rawValue, run.codeVersion, run.machine,
                run.threads,
                run.exact, run.seconds, run.peakMemory, run.verdict?.rawValue, run.ranking, run.note,
                mark,
                run.started, run.certificate,
            ])
        let id = db.lastInsertedRowID
        for (i, setting) in run.settings.enumerated() {
            try db.cachedStatement(
                sql: "INSERT INTO setting (run, position, name, text) VALUES (?, ?, ?, ?)"
            ).execute(
                arguments: [id, i, setting.name, setting.text])
        }
        try Self.insert(run.auditFindings, isAudit: true, id, db)
        try Self.insert(run.findings, isAudit: false, id, db)
        try Self.insert(run.metrics, id, db)
        for tag in run.tags { try Self.insert(tag: tag, id, db) }
        return id
    }

    /// Stores how a run ended. `peakMemory` is in bytes.
    public func finish(
        _ id: Int64, _ status: Run.Status = .finished, seconds: Double, peakMemory: Int64 = 0,
        at ended: Double = Clock.now
    ) throws {
        try writing { db in
            try Self.update(
                id, "ended = ?, status = ?, message = ?, seconds = ?, peakMemory = ?, heartbeat = ?",
                [ended, status.word, status.message, seconds, peakMemory, ended], db)
        }
    }

    /// Stores whether the fit gives the same numbers to the last bit every time.
    public func setExact(_ exact: Bool, of id: Int64) throws {
        try writing { db in try Self.update(id, "exact = ?", [exact], db) }
    }

    /// Stores an epoch as it ends; one that is told again replaces the earlier one. Counts as a heartbeat.
    public func add(epoch: Epoch, to id: Int64) throws {
        try writing { db in
            try Self.update(id, "heartbeat = ?", [Clock.now], db)
            try db.execute(
                sql: "DELETE FROM epoch WHERE run = ? AND number = ?", arguments: [id, epoch.number])
            for (name, value) in epoch.measures {
                try db.execute(
                    sql: "INSERT INTO epoch (run, number, name, value) VALUES (?, ?, ?, ?)",
                    arguments: [id, epoch.number, name, value])
            }
        }
    }

    /// Says that the run's process is alive; for long work without epochs, seen from another machine.
    public func heartbeat(_ id: Int64) throws {
        try writing { db in try Self.update(id, "heartbeat = ?", [Clock.now], db) }
    }

    /// Stores metrics, their values for each user and the words that say how they were measured. A metric that is
    /// stored already takes the new value.
    public func record(
        metrics: [(name: String, value: Double)], perUser: [PerUser] = [], ranking: String? = nil,
        to id: Int64
    ) throws {
        for values in perUser where values.users.count != values.values.count {
            throw Problem(
                "\(values.metric) of run \(id) has \(values.values.count) values for \(values.users.count) users"
            )
        }
        try writing { db in
            try Self.update(id, "ranking = coalesce(?, ranking), heartbeat = ?", [ranking, Clock.now], db)
            try Self.insert(metrics, id, db)
            var lists = [[Int32]: Int64]()
            for values in perUser {
                let list = try lists[values.users] ?? Self.list(of: values.users, db)
                lists[values.users] = list
                try db.execute(
                    sql: """
                        INSERT INTO perUser (run, metric, userList, "values") VALUES (?, ?, ?, ?)
                        ON CONFLICT (run, metric) DO UPDATE SET userList = excluded.userList, "values" = excluded."values"
                        """,
                    arguments: [id, values.metric, list, Blob.data(values.values)])
            }
        }
    }

    /// Stores the collapse verdict and the findings that decided it, in place of earlier ones.
    public func setVerdict(_ verdict: Verdict, findings: [Finding] = [], of id: Int64) throws {
        try writing { db in
            try Self.update(id, "verdict = ?", [verdict.rawValue], db)
            try db.execute(sql: "DELETE FROM finding WHERE run = ? AND isAudit = 0", arguments: [id])
            try Self.insert(findings, isAudit: false, id, db)
        }
    }

    /// Adds a tag; a second time it changes nothing.
    public func tag(_ id: Int64, _ tag: String) throws {
        try writing { db in
            try Self.exists(id, db)
            try Self.insert(tag: tag, id, db)
        }
    }

    /// Takes a tag away; a problem names the tags there are where it has none such.
    public func untag(_ id: Int64, _ tag: String) throws {
        try writing { db in
            try Self.exists(id, db)
            try db.execute(sql: "DELETE FROM tag WHERE run = ? AND tag = ?", arguments: [id, tag])
            guard db.changesCount == 0 else { return }
            let known = try String.fetchAll(db, sql: "SELECT tag FROM tag WHERE run = ?", arguments: [id])
            throw Problem.unknown("tag of run \(id)", tag, known: known)
        }
    }

    /// Replaces the note of a run.
    public func note(_ id: Int64, _ text: String) throws {
        try writing { db in try Self.update(id, "note = ?", [text], db) }
    }
}

extension RunStore {
    private static func update(
        _ id: Int64, _ changes: String, _ values: [(any DatabaseValueConvertible)?], _ db: Database
    ) throws {
        let arguments = StatementArguments(values) + [id]
        try db.cachedStatement(sql: "UPDATE run SET \(changes) WHERE id = ?").execute(arguments: arguments)
        if db.changesCount == 0 { try exists(id, db) }
    }

    private static func insert(_ metrics: [(name: String, value: Double)], _ id: Int64, _ db: Database) throws
    {
        guard !metrics.isEmpty else { return }
        var next =
            try Int.fetchOne(
                db, sql: "SELECT coalesce(max(position) + 1, 0) FROM metric WHERE run = ?", arguments: [id])
            ?? 0
        let change = try db.cachedStatement(sql: "UPDATE metric SET value = ? WHERE run = ? AND name = ?")
        let insert = try db.cachedStatement(
            sql: "INSERT INTO metric (run, position, name, value) VALUES (?, ?, ?, ?)")
        for (name, value) in metrics {
            try change.execute(arguments: [value, id, name])
            guard db.changesCount == 0 else { continue }
            try insert.execute(arguments: [id, next, name, value])
            next += 1
        }
    }

    private static func insert(_ findings: [Finding], isAudit: Bool, _ id: Int64, _ db: Database) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO finding (run, isAudit, position, measure, value, verdict, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        for (i, finding) in findings.enumerated() {
            try insert.execute(arguments: [
                id, isAudit, i, finding.measure, finding.value, finding.verdict.rawValue, finding.reason,
            ])
        }
    }

    private static func insert(tag: String, _ id: Int64, _ db: Database) throws {
        try db.execute(sql: "INSERT OR IGNORE INTO tag (run, tag) VALUES (?, ?)", arguments: [id, tag])
    }

    /// The stored list of these users: all runs of one split share one.
    private static func list(of users: [Int32], _ db: Database) throws -> Int64 {
        let data = Blob.data(users)
        let hash = SHA256.hex(data)
        try db.execute(
            sql: "INSERT OR IGNORE INTO userList (hash, users) VALUES (?, ?)", arguments: [hash, data])
        return try Int64.fetchOne(db, sql: "SELECT id FROM userList WHERE hash = ?", arguments: [hash]) ?? 0
    }

    static func json(_ texts: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
    }
}

extension Run.Status {
    /// What went wrong, where it failed.
    var message: String { if case .failed(let message) = self { message } else { "" } }
}

/// Arrays as bytes, little end first whatever the machine.
enum Blob {
    static func data(_ numbers: [Double]) -> Data {
        numbers.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
    }
    static func data(_ numbers: [Int32]) -> Data { numbers.map(\.littleEndian).withUnsafeBytes { Data($0) } }

    static func doubles(_ data: Data) -> [Double] {
        read(data, UInt64.self).map { Double(bitPattern: UInt64(littleEndian: $0)) }
    }
    static func integers(_ data: Data) -> [Int32] { read(data, Int32.self).map { Int32(littleEndian: $0) } }

    static func words(_ data: Data) -> [UInt64] { read(data, UInt64.self).map { UInt64(littleEndian: $0) } }

    private static func read<T: FixedWidthInteger>(_ data: Data, _ type: T.Type) -> [T] {
        let count = data.count / MemoryLayout<T>.size
        return [T](unsafeUninitializedCapacity: count) { buffer, initialized in
            _ = data.copyBytes(to: buffer)
            initialized = count
        }
    }
}
