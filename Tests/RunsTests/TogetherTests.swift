import Declarations
import Foundation
import Runs
import Testing

/// Several sessions on one store, and sessions that are killed. The other sessions are this test program itself, started
/// again with one test chosen and a path in the environment.
@Suite(.serialized) struct TogetherTests {
    private static let variable = "REEL_TEST_STORE"

    private func child(_ path: String, runs: Int) throws -> (process: Process, output: FileHandle) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            "--testing-library", "swift-testing", "--filter", "TogetherTests/writesAsAChild",
        ]
        var environment = ProcessInfo.processInfo.environment
        environment[Self.variable] = path
        environment["\(Self.variable)_RUNS"] = String(runs)
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        return (process, pipe.fileHandleForReading)
    }

    /// Numbers of the runs that a child says it has finished.
    private func finished(_ output: FileHandle, after begun: Data = Data()) -> [Int64] {
        String(decoding: begun + output.readDataToEndOfFile(), as: UTF8.self).split(separator: "\n")
            .compactMap {
                line in
                line.hasPrefix("finished ") ? Int64(line.dropFirst(9)) : nil
            }
    }

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["REEL_TEST_STORE"] != nil, "only as a child of the others"
        ))
    func writesAsAChild() throws {
        let environment = ProcessInfo.processInfo.environment
        let store = try RunStore(path: try #require(environment[Self.variable]))
        let count = Int(environment["\(Self.variable)_RUNS"] ?? "") ?? 0
        for _ in 0..<count {
            let id = try store.begin(sampleRun("child"))
            for n in 1...3 { try store.add(epoch: Epoch(n, ["loss": 1 / Double(n)]), to: id) }
            let values = (0..<500).map { Double($0) / 7 }
            try store.record(
                metrics: [("hr@10", 0.5)], perUser: [PerUser("hr@10", users: Array(0..<500), values: values)],
                to: id)
            try store.finish(id, seconds: 1)
            let line = Data("finished \(id)\n".utf8)
            try FileHandle.standardOutput.write(contentsOf: line)
        }
    }

    @Test func storesInThreadsLoseNothing() throws {
        try withFolder { folder in
            let path = folder + "/runs.db"
            DispatchQueue.concurrentPerform(iterations: 8) { worker in
                do {
                    let store = try RunStore(path: path)
                    for i in 0..<20 {
                        let id = try store.begin(sampleRun("worker-\(worker)", seed: i))
                        try store.add(epoch: Epoch(1, ["loss": 0]), to: id)
                        try store.finish(id, seconds: 1)
                    }
                } catch {
                    Issue.record(error)
                }
            }
            let runs = try RunStore(path: path).list()
            #expect(runs.map(\.id) == Array(1...160))
            for worker in 0..<8 {
                #expect(runs.filter { $0.model == "worker-\(worker)" }.map { $0.seed ?? -1 } == Array(0..<20))
            }
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/exe"), "needs /proc"))
    func processesLoseNothing() throws {
        try withFolder { folder in
            let path = folder + "/runs.db"
            let children = try (0..<7).map { _ in try child(path, runs: 30) }
            let store = try RunStore(path: path)
            for _ in 0..<30 { try store.finish(try store.begin(sampleRun("parent")), seconds: 1) }
            let said = children.flatMap { finished($0.output) }
            for child in children {
                child.process.waitUntilExit()
                #expect(child.process.terminationStatus == 0)
            }
            let runs = try store.list()
            #expect(said.count == 210 && runs.count == 240)
            #expect(runs.allSatisfy { $0.status == .finished })
            #expect(Set(runs.filter { $0.model == "child" }.map(\.id)) == Set(said))
        }
    }

    /// Killed at eight moments: what a child had said to be finished is there whole, the run it was at is lost, and SQLite
    /// finds the file sound.
    @Test(.enabled(if: isInstalled("python3"), "python3 is not installed"))
    func aKillAtAnyMomentLeavesAReadableStore() throws {
        try withFolder { folder in
            let path = folder + "/runs.db"
            var said = [Int64]()
            for round in 0..<8 {
                let (process, output) = try child(path, runs: 1_000_000)
                // Once it has finished a run, some milliseconds more, another number each time.
                var begun = Data()
                while begun.range(of: Data("finished ".utf8)) == nil, process.isRunning {
                    begun += output.availableData
                }
                usleep(UInt32(3000 + 7919 * round % 20_000))
                kill(process.processIdentifier, SIGKILL)
                said += finished(output, after: begun)
                process.waitUntilExit()
                let runs = try RunStore(path: path).list()
                #expect(!runs.contains { $0.status == .running })
                #expect(runs.count { $0.status == .lost } <= round + 1)
                #expect(try sqlite(path, "PRAGMA integrity_check") == "ok\n")
            }
            let store = try RunStore(path: path)
            #expect(said.count >= 8)
            for id in said {
                #expect(try store.run(id).status == .finished)
                #expect(try store.perUser("hr@10", of: id).values[499] == 499.0 / 7)
                #expect(try store.epochs(id).count == 3)
            }
        }
    }
}
