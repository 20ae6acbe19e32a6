import Declarations
import Foundation
import GRDB

extension RunStore {
    /// Stores a sweep and returns its number; one whose key is there already keeps its number.
    public func begin(_ sweep: Sweep) throws -> Int64 {
        let plan = String(decoding: try Self.coder.encode(sweep.plan), as: UTF8.self)
        return try writing { db in
            let known = try Int64.fetchOne(
                db, sql: "SELECT id FROM sweep WHERE key = ?", arguments: [sweep.plan.key])
            if let known { return known }
            try db.execute(
                sql: "INSERT INTO sweep (key, started, name, trials, plan) VALUES (?, ?, ?, ?, ?)",
                arguments: [sweep.plan.key, sweep.started, sweep.name, sweep.trials, plan])
            return db.lastInsertedRowID
        }
    }

    /// Every sweep, oldest first.
    public func sweeps() throws -> [Sweep] {
        try reading { db in
            try Row.fetchAll(db, sql: "SELECT id, started, name, trials, plan FROM sweep ORDER BY id").map {
                try Self.sweep($0)
            }
        }
    }

    /// One sweep by its number; a problem names those there are.
    public func sweep(_ id: Int64) throws -> Sweep {
        let all = try sweeps()
        if let found = all.first(where: { $0.id == id }) { return found }
        throw Problem(
            "there is no sweep \(id)",
            remedy: all.isEmpty
                ? "begin one, as in: sweep als factors=[16 32 64]"
                : "known: \(all.suffix(12).map { String($0.id) }.joined(separator: ", "))")
    }

    /// The latest sweep that goes by this name.
    public func sweep(named name: String) throws -> Sweep {
        let all = try sweeps()
        if let found = all.last(where: { $0.name == name }) { return found }
        throw Problem.unknown("sweep", name, known: Array(Set(all.compactMap(\.name))))
    }

    /// Raises how many trials a sweep wants.
    public func extend(_ id: Int64, to trials: Int) throws {
        try writing { db in
            try db.execute(
                sql: "UPDATE sweep SET trials = max(trials, ?) WHERE id = ?", arguments: [trials, id])
        }
    }

    /// Trials of a sweep in the order of their numbers.
    public func trials(of sweep: Int64) throws -> [Trial] {
        try reading { db in
            let witness = ProcessMark.Witness()
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT number, candidate, epochs, parent, status, message, value, runs, seconds, process, heartbeat
                    FROM trial WHERE sweep = ? ORDER BY number
                    """, arguments: [sweep]
            ).map { try Self.trial($0, witness) }
        }
    }

    /// Takes a trial, unless it has ended or another process works on it. `again` takes one that failed too.
    ///
    /// Returns whether it is this process's now.
    public func claim(_ trial: Trial, of sweep: Int64, again: Bool = false) throws -> Bool {
        let mark = ProcessMark.current.text
        return try writing { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT status, process, heartbeat FROM trial WHERE sweep = ? AND number = ?",
                arguments: [sweep, trial.number])
            if let row {
                let word: String = row[0]
                let mine: String = row[1]
                switch word {
                case "finished": return false
                case "failed": if !again { return false }
                case "running":
                    if mine != mark, ProcessMark.Witness().sees(mine, heartbeat: row[2]) { return false }
                default: break
                }
            }
            try Self.write(trial, of: sweep, process: mark, db)
            return true
        }
    }

    /// Stores what a trial has come to, as one whole: from now on it is never lost.
    public func end(_ trial: Trial, of sweep: Int64) throws {
        try writing { db in try Self.write(trial, of: sweep, process: ProcessMark.current.text, db) }
    }

    /// The sweep that a run was a trial of, and the trial's number.
    public func sweep(of run: Int64) throws -> (sweep: Sweep, trial: Int)? {
        let tags = try self.run(run).tags
        guard let tag = tags.first(where: { $0.hasPrefix("sweep-") }), let id = Int64(tag.dropFirst(6)),
            let trial = try trials(of: id).first(where: { $0.runs.contains(run) })
        else { return nil }
        return (try sweep(id), trial.number)
    }

    static func write(_ trial: Trial, of sweep: Int64, process: String, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO trial (sweep, number, candidate, epochs, parent, status, message, value, runs,
                    seconds, process, heartbeat)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                sweep, trial.number, try json(trial.candidate), trial.epochs, trial.parent, trial.status.word,
                trial.status.message, trial.value, try json(trial.runs.map(String.init)), trial.seconds,
                process, Clock.now,
            ])
    }

    private static var coder: JSONEncoder {
        let coder = JSONEncoder()
        coder.outputFormatting = .sortedKeys
        return coder
    }

    private static func sweep(_ row: Row) throws -> Sweep {
        let plan: String = row[4]
        var sweep = Sweep(
            started: row[1], trials: row[3],
            plan: try JSONDecoder().decode(Sweep.Plan.self, from: Data(plan.utf8)))
        (sweep.id, sweep.name) = (row[0], row[2])
        return sweep
    }

    private static func trial(_ row: Row, _ witness: ProcessMark.Witness) throws -> Trial {
        let (candidate, runs, word): (String, String, String) = (row[1], row[7], row[4])
        var trial = Trial(
            number: row[0], candidate: try texts(candidate), epochs: row[2], parent: row[3])
        (trial.value, trial.runs, trial.seconds) = (row[6], try texts(runs).compactMap { Int64($0) }, row[8])
        switch word {
        case "finished": trial.status = .finished
        case "interrupted": trial.status = .interrupted
        case "failed": trial.status = .failed(row[5])
        default: trial.status = witness.sees(row[9], heartbeat: row[10]) ? .running : .lost
        }
        return trial
    }

    static func texts(_ json: String) throws -> [String] {
        try JSONDecoder().decode([String].self, from: Data(json.utf8))
    }
}
