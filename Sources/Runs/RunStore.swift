import Declarations
import Foundation
import GRDB
import Synchronization

/// The store of all runs: one SQLite file in write-ahead mode, safe to use from several sessions at once and readable
/// after a `kill -9` at any moment.
///
/// Every call is one transaction. What SQLite throws becomes a `Problem` that names the file and what would do.
public final class RunStore: Sendable {
    /// As it was given.
    public let path: String
    /// Nothing can be stored: the file or its folder may not be written to. Listing works.
    public var isReadOnly: Bool { state.withLock { $0.isReadOnly } }

    private let state: Mutex<Connection>

    /// An open file, and which one it is: a store that was deleted or moved meanwhile must not swallow runs unseen.
    private struct Connection {
        var queue: DatabaseQueue
        var isReadOnly: Bool
        var identity: FileIdentity?
    }

    /// Opens a store; a missing file and its folders are made.
    ///
    /// Throws a problem where the file is no run store, is damaged, or comes from a newer version of the program; the
    /// file is left as it was.
    public init(path: String) throws {
        self.path = path
        let connection = try Self.connect(path)
        state = Mutex(connection)
    }

    private static func connect(_ path: String) throws -> Connection {
        let file = (path as NSString).expandingTildeInPath
        var isFolder = ObjCBool(false)
        if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
            throw Problem("the run store \(path) is a folder", remedy: "name a file, such as results/runs.db")
        }
        return try StoreProblem.translated(path) {
            do {
                return try StoreProblem.patiently { try open(file, path) }
            } catch let error as DatabaseError where StoreProblem.forbidsWriting(error, file) {
                let queue = try ReadOnlyStore.open(file)
                try queue.read { try check($0, path) }
                return Connection(queue: queue, isReadOnly: true, identity: FileIdentity(file))
            }
        }
    }

    private static func open(_ file: String, _ path: String) throws -> Connection {
        let folder = (file as NSString).deletingLastPathComponent
        if !folder.isEmpty { try makeFolder(folder, for: path) }
        let existed = FileManager.default.fileExists(atPath: file)
        if existed, access(file, W_OK) != 0 { throw DatabaseError(resultCode: .SQLITE_READONLY) }
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        // A file that is no store must be refused before anything, the journal mode included, is written to it.
        if existed {
            var looking = configuration
            looking.readonly = true
            try DatabaseQueue(path: file, configuration: looking).read { try check($0, path) }
        }
        configuration.journalMode = .wal
        let queue = try DatabaseQueue(path: file, configuration: configuration)
        try migrate(queue)
        return Connection(queue: queue, isReadOnly: false, identity: FileIdentity(file))
    }

    /// Brings the tables up to date. Two sessions that begin a store at the same moment both find no tables yet; the second
    /// to make them fails, and finds them made when it looks again.
    private static func migrate(_ queue: DatabaseQueue) throws {
        for _ in 1...5 {
            do { return try Schema.migrator.migrate(queue) } catch let error as DatabaseError
                where [.SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(error.resultCode)
            {
                continue
            }
        }
        try Schema.migrator.migrate(queue)
    }

    /// Refuses what is not a run store, or one that this version cannot know.
    static func check(_ db: Database, _ path: String) throws {
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master WHERE type = 'table'") ?? 0
        guard tables > 0 else { return }
        // Another session may be between its first two migrations: the table of migrations is then all there is.
        let isStore =
            try Int.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID
            || tables == 1 && db.tableExists("grdb_migrations")
        guard isStore else {
            throw Problem(
                "\(path) is an SQLite file, but not a run store", remedy: "name another file for the runs")
        }
        if try Schema.migrator.hasBeenSuperseded(db) {
            throw Problem(
                "the run store \(path) was written by a newer version of reel",
                remedy: "bring reel up to date, or name another file for the runs")
        }
    }

    private static func makeFolder(_ folder: String, for path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Problem(
                "cannot make the folder of the run store \(path)",
                remedy: "check that \(folder) is no file and that you may write there")
        }
    }

    /// Reads in one transaction.
    func reading<T>(_ body: (Database) throws -> T) throws -> T {
        let queue = state.withLock(\.queue)
        return try StoreProblem.translated(path) { try queue.read(body) }
    }

    /// Writes in one transaction; all or nothing is kept.
    func writing<T>(_ body: (Database) throws -> T) throws -> T {
        let queue = try state.withLock { connection in
            let now = FileIdentity((path as NSString).expandingTildeInPath)
            if now == nil || now != connection.identity { connection = try Self.connect(path) }
            guard !connection.isReadOnly else {
                throw Problem(
                    "the run store \(path) may only be read",
                    remedy: "make the file and its folder writable, or name another file for the runs")
            }
            return connection.queue
        }
        return try StoreProblem.translated(path) { try StoreProblem.patiently { try queue.write(body) } }
    }
}

/// Which file on the disk a path means at a moment.
struct FileIdentity: Equatable {
    private let device: UInt
    private let number: UInt

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        (device, number) = (UInt(status.st_dev), UInt(status.st_ino))
    }
}

/// Opening a store in a place that may not be written to.
enum ReadOnlyStore {
    /// SQLite needs a lock file beside a store in write-ahead mode, even to read it. Where it cannot make one, a copy in
    /// the temporary folder is read.
    static func open(_ file: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        do {
            let queue = try DatabaseQueue(path: file, configuration: configuration)
            try queue.read { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
            return queue
        } catch let error as DatabaseError
            where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
        {
            let files = FileManager.default
            let folder = files.temporaryDirectory.appendingPathComponent("reel-\(UUID().uuidString)").path
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            // Once it is open the copy needs no name.
            defer { try? files.removeItem(atPath: folder) }
            let copy = folder + "/runs.db"
            try files.copyItem(atPath: file, toPath: copy)
            if files.fileExists(atPath: file + "-wal") {
                try files.copyItem(atPath: file + "-wal", toPath: copy + "-wal")
            }
            chmod(copy, 0o600)
            chmod(copy + "-wal", 0o600)
            let queue = try DatabaseQueue(path: copy)
            // Taken out of write-ahead mode, it needs no other file any more.
            try queue.inDatabase { _ = try String.fetchOne($0, sql: "PRAGMA journal_mode = MEMORY") }
            return queue
        }
    }
}
