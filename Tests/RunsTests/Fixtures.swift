import Declarations
import Foundation
import Runs

/// A run with something in every field.
func sampleRun(_ model: String = "als", seed: Int? = 7, started: Double = 1_700_000_000.125) -> Run {
    var run = Run(
        started: started, command: "als = train als factors=64", script: "experiments/first/run.reel",
        line: 3,
        model: model)
    run.recipe = ["ml = load ml-100k", "split leave-last-out", "train als factors=64 \"quoted\""]
    run.name = "als"
    run.settings = [("factors", "64"), ("regularization", "0.01"), ("loss", "\"log\""), ("weighted", "true")]
    run.seed = seed
    (run.dataset, run.datasetFingerprint) = ("ml-100k", "d0")
    (run.split, run.splitFingerprint) = ("leave-last-out", "s0")
    run.audit = .suspect
    run.auditFindings = [Finding("cold-items", 0.02, .suspect, "above 0.01")]
    (run.codeVersion, run.machine) = ("0.1.0", "a machine")
    (run.threads, run.exact) = (2, true)
    run.metrics = [("ndcg@10", 0.1), ("recall@20", 0.2)]
    run.ranking = "full ranking, ties expected"
    run.tags = ["best"]
    run.note = "a note with 'quotes' and 🎬"
    return run
}

/// A folder for one test, gone when it ends.
func withFolder<T>(_ body: (String) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reel-\(UUID().uuidString)")
        .path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}

/// Runs a program of the system and returns what it printed; `nil` where it failed.
func output(of program: String, _ arguments: [String]) throws -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
}

func isInstalled(_ program: String) -> Bool { (try? output(of: "which", [program])) != nil }

/// What Python's sqlite3 answers to statements, a line for each row.
func sqlite(_ path: String, _ statements: String...) throws -> String? {
    let script = """
        import sqlite3, sys
        db = sqlite3.connect(sys.argv[1])
        for statement in sys.argv[2:]:
            for row in db.execute(statement): print(*row)
        db.commit()
        """
    return try output(of: "python3", ["-c", script, path] + statements)
}
