import Declarations
import Foundation
import GRDB

/// What SQLite's errors mean to whoever has runs to keep.
enum StoreProblem {
    /// Runs `body`; what SQLite throws comes out as a problem.
    static func translated<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw problem(error, path)
        }
    }

    /// Tries again for ten seconds where another session holds the lock. SQLite waits by itself in most places, but not
    /// where it changes the mode of the journal, nor where waiting could be a deadlock.
    static func patiently<T>(_ body: () throws -> T) throws -> T {
        let end = Date().addingTimeInterval(10)
        var pause = 0.001
        while true {
            do {
                return try body()
            } catch let error as DatabaseError
                where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) && Date() < end
            {
                try Interrupt.check()
                Thread.sleep(forTimeInterval: pause)
                pause = min(0.1, pause * 2)
            }
        }
    }

    /// Whether an error of opening means that reading may still work.
    static func forbidsWriting(_ error: DatabaseError, _ file: String) -> Bool {
        guard FileManager.default.fileExists(atPath: file) else { return false }
        switch error.resultCode {
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: return true
        default: return false
        }
    }

    private static func problem(_ error: DatabaseError, _ path: String) -> Problem {
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            Problem(
                "the run store \(path) is damaged or no SQLite file",
                remedy: "move it aside (mv \(path) \(path).broken) and a new one is begun; "
                    + "`sqlite3 \(path).broken .recover` may bring runs back")
        case .SQLITE_FULL:
            Problem(
                "the disk is full: \(path) could not take it", remedy: "make room; nothing stored is lost")
        case .SQLITE_READONLY, .SQLITE_PERM:
            Problem(
                "the run store \(path) may not be written to",
                remedy: "make the file and its folder writable, or name another file for the runs")
        case .SQLITE_CANTOPEN:
            Problem(
                "cannot open the run store \(path)",
                remedy: "check that its folder exists and that you may write there")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            Problem(
                "another program has held the run store \(path) for more than ten seconds",
                remedy: "try again when it is done")
        case .SQLITE_IOERR:
            // A full disk shows like this where the shared-memory file beside the store cannot grow.
            Problem(
                "the disk gave an error at \(path) (\(error.message ?? "input or output failed"))",
                remedy: "check that the disk has room and is sound; nothing stored is lost")
        default:
            Problem("the run store \(path) answered: \(error.message ?? "\(error.resultCode)")")
        }
    }
}
