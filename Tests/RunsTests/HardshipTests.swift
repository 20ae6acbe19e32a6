import Declarations
import Foundation
import Runs
import Testing

/// Files that are no store, places that take nothing, disks that are full.
@Suite struct HardshipTests {
    private func problem(_ path: String) -> Problem? {
        #expect(throws: Problem.self) { try RunStore(path: path) }
    }

    @Test func refusesWhatIsNoStoreAndLeavesItAlone() throws {
        try withFolder { folder in
            let path = folder + "/runs.db"
            let garbage = Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7919) })
            for content in [garbage, Data("user,item\n1,2\n".utf8), Data("SQLite format 3\0".utf8) + garbage]
            {
                try content.write(to: URL(fileURLWithPath: path))
                let problem = problem(path)
                #expect(problem?.what == "the run store \(path) is damaged or no SQLite file")
                #expect(problem?.remedy?.contains("move it aside (mv \(path) \(path).broken)") == true)
                #expect(FileManager.default.contents(atPath: path) == content)
            }
            #expect(problem(folder)?.what == "the run store \(folder) is a folder")
            #expect(problem(path + "/runs.db")?.remedy?.contains("is no file") == true)
        }
    }

    @Test func anEmptyFileBecomesAStore() throws {
        try withFolder { folder in
            let path = folder + "/runs.db"
            try Data().write(to: URL(fileURLWithPath: path))
            #expect(try RunStore(path: path).begin(sampleRun()) == 1)
        }
    }

    @Test(.enabled(if: isInstalled("python3"), "python3 is not installed"))
    func refusesOtherDatabasesAndNewerStores() throws {
        try withFolder { folder in
            let other = folder + "/other.db"
            _ = try sqlite(other, "CREATE TABLE film (title)", "INSERT INTO film VALUES ('Ran')")
            #expect(problem(other)?.what == "\(other) is an SQLite file, but not a run store")
            #expect(try sqlite(other, "SELECT * FROM film", "PRAGMA journal_mode") == "Ran\ndelete\n")
            let newer = folder + "/newer.db"
            _ = try RunStore(path: newer).begin(sampleRun())
            _ = try sqlite(newer, "INSERT INTO grdb_migrations VALUES ('999 things to come')")
            #expect(problem(newer)?.what == "the run store \(newer) was written by a newer version of reel")
        }
    }

    @Test(.enabled(if: isInstalled("python3"), "python3 is not installed"))
    func bringsAnOldStoreUpToDate() throws {
        try withFolder { folder in
            let path = folder + "/runs.db"
            _ = try RunStore(path: path).begin(sampleRun())
            // Back to the first version.
            _ = try sqlite(
                path, "DROP TABLE exportRun", "DROP TABLE export",
                "DELETE FROM grdb_migrations WHERE identifier = '2 exports'")
            let store = try RunStore(path: path)
            #expect(try store.run(1).model == "als")
            try store.record(export: "/dev/null", runs: [1])
        }
    }

    /// Pages overwritten in the middle: each call gives an answer or a problem.
    @Test func damageInTheMiddleIsAProblemNotACrash() throws {
        try withFolder { folder in
            let path = folder + "/runs.db"
            do {
                let store = try RunStore(path: path)
                for _ in 0..<200 { _ = try store.begin(sampleRun()) }
            }
            for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
            var content = try #require(FileManager.default.contents(atPath: path))
            #expect(content.count > 20_000)
            for i in stride(from: 4200, to: content.count, by: 3) { content[i] = 0xA5 }
            try content.write(to: URL(fileURLWithPath: path))
            do {
                let store = try RunStore(path: path)
                _ = try store.list()
                Issue.record("a store overwritten by a third must not list")
            } catch let problem as Problem {
                #expect(problem.what.contains("is damaged"))
            }
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount a small disk"))
    func aFullDiskLosesNothingStored() throws {
        try withFolder { folder in
            guard try output(of: "mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]) != nil else {
                return
            }
            defer { _ = try? output(of: "umount", [folder]) }
            let path = folder + "/runs.db"
            let store = try RunStore(path: path)
            var stored = 0
            let problem = #expect(throws: Problem.self) {
                for _ in 0..<10_000 {
                    _ = try store.begin(sampleRun())
                    stored += 1
                }
            }
            #expect(problem?.what.contains("disk") == true, "\(String(describing: problem))")
            #expect(stored > 10)
            #expect(try store.list().count == stored)
            // A full disk takes no new store either.
            #expect(throws: Problem.self) { try RunStore(path: folder + "/second.db") }
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount a disk"))
    func listsFromAReadOnlyFolder() throws {
        try withFolder { folder in
            guard try output(of: "mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder]) != nil else {
                return
            }
            defer { _ = try? output(of: "umount", [folder]) }
            let path = folder + "/runs.db"
            do {
                let store = try RunStore(path: path)
                try store.finish(try store.begin(sampleRun()), seconds: 1)
            }
            // Neither the lock file nor the log is there: SQLite alone could not open it.
            for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
            _ = try output(of: "mount", ["-o", "remount,ro", folder])
            let store = try RunStore(path: path)
            #expect(store.isReadOnly)
            #expect(try store.list().map(\.model) == ["als"])
            #expect(throws: Problem.self) { try store.tag(1, "x") }
            #expect(throws: Problem.self) { try RunStore(path: folder + "/new.db") }
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func listsAFileThatMayOnlyBeRead() throws {
        try withFolder { folder in
            let path = folder + "/runs.db"
            _ = try RunStore(path: path).begin(sampleRun())
            chmod(path, 0o444)
            let store = try RunStore(path: path)
            #expect(store.isReadOnly)
            #expect(try store.list().count == 1)
            #expect(throws: Problem.self) { try store.begin(sampleRun()) }
        }
    }
}
