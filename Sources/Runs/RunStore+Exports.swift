import Declarations
import struct Declarations.Table
import Foundation
import GRDB

/// A file that was written, and what is behind it.
public struct ExportRecord: Sendable {
    public var id: Int64
    /// Unix seconds.
    public var at: Double
    /// As it was given, and in full.
    public var path: String
    public var place: String
    public var bytes: Int
    /// Digest of the content in hexadecimal digits; empty for what is no file (a pipe).
    public var sha256: String
    public var command: String
    public var runs: [Int64]
    /// The table with full precision; `nil` for a figure or a ranking.
    public var table: StoredTable?
}

/// A table as the store keeps it: each cell as text, with its runs.
public struct StoredTable: Sendable, Codable, Hashable {
    public struct Cell: Sendable, Codable, Hashable {
        public var text: String
        public var runs: [Int64]?
    }
    public var title: String
    public var columns: [String]
    public var rows: [[Cell]]

    public init(_ table: Table) {
        (title, columns) = (table.title, table.columns.map(\.name))
        rows = table.rows.map { row in
            row.map { value in
                guard case .measure(let measure) = value, !measure.runs.isEmpty else {
                    return Cell(text: value.description)
                }
                return Cell(text: value.description, runs: measure.runs)
            }
        }
    }
}

/// Where a file comes from.
public struct Trace: Sendable {
    public enum State: Sendable, Hashable {
        /// As it was written.
        case unchanged
        /// The content of another exported file, at this path.
        case copy(of: String)
        /// Exported to this path, but its content is another one by now.
        case changed
        /// Exported to this path, and gone.
        case missing
        /// Not exported with this store; only what the file itself says is known.
        case unrecorded
    }
    public var path: String
    public var state: State
    public var record: ExportRecord?
    /// Runs behind the file that the store has.
    public var runs: [Run]
    /// Runs that are named, but that the store does not have.
    public var missingRuns: [Int64]

    /// One sentence on how far the file can be trusted.
    public var sentence: String {
        let when = record.map { Clock.text($0.at) } ?? ""
        return switch state {
        case .unchanged: "\(path) is as it was exported on \(when)"
        case .copy(let source): "\(path) is a copy of \(source), exported on \(when)"
        case .changed: "\(path) was exported on \(when) and has been changed since"
        case .missing: "\(path) was exported on \(when) and is gone"
        case .unrecorded: "\(path) was not exported with this store; it names its runs itself"
        }
    }

    /// Each cell that has runs of its own: row (from 1), what its row begins with, column, value, runs.
    public var cells: Table {
        var table = Table(
            "Cells of \(path)",
            columns: [
                Table.Column("row", decimals: 0), Table.Column("label"), Table.Column("column"),
                Table.Column("value"), Table.Column("runs"),
            ])
        guard let stored = record?.table else { return table }
        for (i, row) in stored.rows.enumerated() {
            for (name, cell) in zip(stored.columns, row) {
                guard let runs = cell.runs else { continue }
                table.rows.append([
                    .number(Double(i + 1)), .text(row.first?.text ?? ""), .text(name), Self.value(cell.text),
                    .list(runs.map { .number(Double($0)) }),
                ])
            }
        }
        return table
    }

    /// A stored cell as a number again, with what stood behind it: "0.063†", "0.42 ± 0.01".
    private static func value(_ text: String) -> Value {
        let parts = text.split(separator: " ± ", maxSplits: 1)
        let marks = String(text.reversed().prefix { "*†‡".contains($0) }.reversed())
        let numbers = parts.map { Double($0.filter { !marks.contains($0) }) }
        guard let mean = numbers.first ?? nil, !numbers.contains(nil) else { return .text(text) }
        let sd = numbers.count > 1 ? numbers[1] : nil
        return sd == nil && marks.isEmpty
            ? .number(mean) : .measure(Measure(mean, sd: sd, mark: marks.isEmpty ? nil : marks))
    }
}

extension RunStore {
    /// Stores that a file was written: size, digest, table, runs behind it. To be called when it lies there.
    @discardableResult
    public func record(
        export path: String, table: Table? = nil, runs: [Int64] = [], command: String = "",
        at moment: Double = Clock.now
    ) throws -> Int64 {
        let (place, content) = Self.content(path)
        let stored = try table.map {
            String(decoding: try JSONEncoder().encode(StoredTable($0)), as: UTF8.self)
        }
        let behind = Set(runs).union(table?.allRuns ?? []).sorted()
        return try writing { db in
            try db.execute(
                sql: """
                    INSERT INTO export (at, path, place, bytes, sha256, command, "table") VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    moment, path, place, content?.count ?? 0, content.map(SHA256.hex) ?? "", command,
                    stored ?? "",
                ])
            let id = db.lastInsertedRowID
            for run in behind {
                try db.execute(
                    sql: "INSERT INTO exportRun (export, run) VALUES (?, ?)", arguments: [id, run])
            }
            return id
        }
    }

    /// Finds the runs behind an exported file: by its place, by its content wherever it lies now, or by the line that it
    /// carries. Throws a problem where nothing is known of it.
    public func trace(_ path: String) throws -> Trace {
        let (place, content) = Self.content(path)
        let hash = content.map(SHA256.hex)
        let (there, same) = try reading { db in
            (
                try Self.export("place = ?", place, db),
                try hash.flatMap { try Self.export("sha256 = ?", $0, db) }
            )
        }
        var named = Set(content.map(Self.namedRuns) ?? [])
        if let beside = Self.content(Provenance.sidePath(of: path)).1 {
            named.formUnion(Self.namedRuns(beside))
        }
        let (state, record) = try Self.state(there, same, place, hash, path, hasRuns: !named.isEmpty)
        // What the record says is certain; a changed file may name others as well.
        let ids =
            state == .changed || state == .unrecorded
            ? named.union(record?.runs ?? []) : Set(record?.runs ?? [])
        var filter = RunFilter()
        filter.ids = ids.sorted()
        let runs = try list(filter)
        let missing = ids.subtracting(runs.map(\.id)).sorted()
        return Trace(path: path, state: state, record: record, runs: runs, missingRuns: missing)
    }

    private static func state(
        _ there: ExportRecord?, _ same: ExportRecord?, _ place: String, _ hash: String?, _ path: String,
        hasRuns: Bool
    ) throws -> (Trace.State, ExportRecord?) {
        if let there, there.sha256 == hash { return (.unchanged, there) }
        if let same { return same.place == place ? (.unchanged, same) : (.copy(of: same.path), same) }
        if let there { return (hash == nil ? .missing : .changed, there) }
        if hash == nil {
            throw Problem("there is no file \(path), and none was exported there", remedy: "check its name")
        }
        guard hasRuns else {
            throw Problem(
                "nothing is known of the runs behind \(path)",
                remedy: "only files written by export, plot and the like lead back to runs")
        }
        return (.unrecorded, nil)
    }

    private static func export(_ condition: String, _ value: String, _ db: Database) throws -> ExportRecord? {
        guard
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT id, at, path, place, bytes, sha256, command, "table" FROM export WHERE \(condition)
                    ORDER BY id DESC LIMIT 1
                    """, arguments: [value])
        else { return nil }
        let (id, table): (Int64, String) = (row[0], row[7])
        let runs = try Int64.fetchAll(
            db, sql: "SELECT run FROM exportRun WHERE export = ? ORDER BY run", arguments: [id])
        return ExportRecord(
            id: id, at: row[1], path: row[2], place: row[3], bytes: row[4], sha256: row[5], command: row[6],
            runs: runs,
            table: table.isEmpty ? nil : try JSONDecoder().decode(StoredTable.self, from: Data(table.utf8)))
    }

    /// A file's full path without links, and what is in it; nothing for a pipe, a device or a folder.
    private static func content(_ path: String) -> (place: String, content: Data?) {
        let full = URL(fileURLWithPath: (path as NSString).expandingTildeInPath).standardizedFileURL.path
        let place = realpath(full, nil).map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        }
        var status = stat()
        guard stat(full, &status) == 0, mode_t(status.st_mode) & S_IFMT == S_IFREG else {
            return (place ?? full, nil)
        }
        return (place ?? full, FileManager.default.contents(atPath: full))
    }

    /// Runs named in the first or the last 64 kB.
    private static func namedRuns(_ content: Data) -> [Int64] {
        let parts = content.count <= 1 << 17 ? [content] : [content.prefix(1 << 16), content.suffix(1 << 16)]
        return parts.flatMap { Provenance.runs(in: String(decoding: $0, as: UTF8.self)) }
    }
}
