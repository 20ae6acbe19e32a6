import Datasets
import Declarations
import Evaluation
import Foundation
import Testing

/// Python with the packages that a test needs: `REEL_PYTHON`, or `python3`.
enum Peer {
    static let python = ProcessInfo.processInfo.environment["REEL_PYTHON"] ?? "python3"

    static func run(_ program: String, _ arguments: [String] = []) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python, "-c", program] + arguments
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(bytes: data, encoding: .utf8) : nil
    }

    static let hasNumPy = run("import numpy") != nil
    static let hasMeasures = run("import ir_measures, pytrec_eval") != nil
    static let hasRanx = run("import ranx") != nil
}

struct Scratch: ~Copyable {
    let folder: URL
    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("reel-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}

@Suite struct TRECTests {
    private static let words = [
        "ndcg@10", "ndcg@50", "recall@20", "recall@5", "map@50", "mrr@50", "precision@10",
    ]
    private static let odd = ["plain", "two words", "per%cent", "émoji 🎬\u{a0}x", "tab\tend", ""]

    /// Every user has fewer than 50 relevant items, so that min(k, n) is n in map@50.
    private func write(_ scratch: borrowing Scratch) throws -> Evaluation {
        var world = World(users: 80, items: 150, levels: 1, seed: 21)
        var chance = Chance(seed: 22)
        world.scores = world.scores.map { _ in Float(chance.uniform()) * 20 - 10 }
        let users = world.users.map { "u \($0)%" }
        let items = (0..<world.items).map { $0 < Self.odd.count ? Self.odd[$0] : "item \($0)" }
        let asked = try Self.words.map { try MetricSpec($0) }
        let ranked = try world.ranked(RankingRules(for: asked))
        try ranked.writeTREC(run: "my model", to: scratch.path("run.txt"), userIDs: users, itemIDs: items)
        try ranked.writeQrels(world.relevant, to: scratch.path("qrels.txt"), userIDs: users, itemIDs: items)
        let catalogue = Catalogue(
            itemCount: world.items, userCount: 80, popularity: Array(repeating: 1, count: world.items))
        return try evaluate(ranked, on: asked, catalogue: catalogue)
    }

    @Test(
        .enabled(
            if: Peer.hasMeasures,
            "needs ir_measures and pytrec_eval: pip install ir_measures pytrec-eval-terrier"))
    func trecEvalFindsTheSame() throws {
        let scratch = try Scratch()
        let own = try write(scratch)
        let program = """
            import sys, ir_measures as m
            from ir_measures import nDCG, R, AP, RR, P
            names = [nDCG@10, nDCG@50, R@20, R@5, AP@50, RR@50, P@10]
            q = list(m.read_trec_qrels(sys.argv[1])); r = list(m.read_trec_run(sys.argv[2]))
            found = m.calc_aggregate(names, q, r)
            print(*[repr(float(found[n])) for n in names])
            """
        let answer = try #require(Peer.run(program, [scratch.path("qrels.txt"), scratch.path("run.txt")]))
        let numbers = answer.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        try #require(numbers.count == Self.words.count)
        for (score, number) in zip(own.scores, numbers) {
            #expect(abs(score.mean - number) < 1e-6, "\(score.name)")
        }
    }

    @Test(.enabled(if: Peer.hasRanx, "needs ranx: pip install ranx"))
    func ranxFindsTheSame() throws {
        let scratch = try Scratch()
        let own = try write(scratch)
        let program = """
            import sys
            from ranx import Qrels, Run, evaluate
            names = ["ndcg@10", "ndcg@50", "recall@20", "recall@5", "map@50", "mrr@50", "precision@10"]
            found = evaluate(Qrels.from_file(sys.argv[1], kind="trec"), Run.from_file(sys.argv[2], kind="trec"), names)
            print(*[repr(float(found[n])) for n in names])
            """
        let answer = try #require(Peer.run(program, [scratch.path("qrels.txt"), scratch.path("run.txt")]))
        let numbers = answer.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        try #require(numbers.count == Self.words.count)
        for (score, number) in zip(own.scores, numbers) {
            #expect(abs(score.mean - number) < 1e-6, "\(score.name)")
        }
    }

    @Test func everyLineHasSixWordsAndScoresFall() throws {
        let scratch = try Scratch()
        var world = World(users: 3, items: 40, levels: 2, seed: 5, relevantShare: 0.3)
        world.scores[0..<40] = Array(repeating: 1e30, count: 40)[...]
        let ranked = try world.ranked(RankingRules(k: 25))
        let ids = (0..<40).map { $0 < 6 ? Self.odd[$0] : "\($0)" }
        try ranked.writeTREC(run: "t", to: scratch.path("run"), userIDs: ["a b", "c", "d"], itemIDs: ids)
        let lines = try String(contentsOfFile: scratch.path("run"), encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 75)
        for (u, own) in stride(from: 0, to: 75, by: 25).map({ lines[$0..<$0 + 25] }).enumerated() {
            let words = own.map { $0.split(separator: " ").map(String.init) }
            #expect(words.allSatisfy { $0.count == 6 && $0[1] == "Q0" && $0[5] == "t" })
            #expect(words.map { trecID($0[2]) } == ranked.list(u).map { ids[Int($0)] })
            let scores = words.compactMap { Float($0[4]) }
            #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 > $1 })
        }
    }

    @Test(arguments: odd) func idsSurvive(_ id: String) {
        let word = trecWord(id)
        #expect(!word.isEmpty && !word.contains { $0.isWhitespace })
        #expect(trecID(word) == id)
    }

    @Test func aFolderThatCannotBeMadeIsAProblem() throws {
        let ranked = try World(users: 2, items: 30, levels: 9, seed: 1).ranked(RankingRules(k: 3))
        #expect(throws: Problem.self) {
            try ranked.writeTREC(
                run: "t", to: "/dev/null/run", userIDs: ["a", "b"], itemIDs: (0..<30).map { "\($0)" })
        }
    }
}

@Suite struct NPYTests {
    @Test func whatIsWrittenIsReadBack() throws {
        let scratch = try Scratch()
        let floats = NPYMatrix<Float>(rows: 3, columns: 2, values: [1, -2.5, 3e-30, .infinity, 0, 7])
        try NPY.write(floats, to: scratch.path("f.npy"))
        let read = try NPY.floats(scratch.path("f.npy"))
        #expect(read.rows == 3 && read.columns == 2 && read.values == floats.values)
        try NPY.write(
            NPYMatrix<Int32>(rows: 1, columns: 3, values: [1, -2, .max]), to: scratch.path("i.npy"))
        #expect(try NPY.integers(scratch.path("i.npy")).values == [1, -2, .max])
        #expect(throws: Problem.self) { try NPY.integers(scratch.path("f.npy")) }
        #expect(throws: Problem.self) { try NPY.floats(scratch.path("i.npy")) }
    }

    @Test(.enabled(if: Peer.hasNumPy, "needs numpy: pip install numpy"))
    func numPyReadsAndWritesTheSame() throws {
        let scratch = try Scratch()
        try NPY.write(
            NPYMatrix<Float>(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6.5]), to: scratch.path("own.npy"))
        let program = """
            import sys, numpy as np
            a = np.load(sys.argv[1] + "/own.npy"); assert a.dtype == np.float32
            print(a.tolist())
            b = np.arange(12).reshape(3, 4)
            np.save(sys.argv[1] + "/wide.npy", b)
            np.save(sys.argv[1] + "/columns.npy", np.asfortranarray(b.astype(np.float64) / 4))
            np.save(sys.argv[1] + "/line.npy", np.arange(5, dtype=np.int32))
            np.save(sys.argv[1] + "/cube.npy", np.zeros((2, 2, 2), np.float32))
            np.save(sys.argv[1] + "/big.npy", np.array([[2 ** 40]]))
            """
        #expect(Peer.run(program, [scratch.folder.path]) == "[[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]]\n")
        #expect(try NPY.integers(scratch.path("wide.npy")).values == (0..<12).map { Int32($0) })
        #expect(try NPY.floats(scratch.path("columns.npy")).values == (0..<12).map { Float($0) / 4 })
        let line = try NPY.integers(scratch.path("line.npy"))
        #expect(line.rows == 5 && line.columns == 1)
        #expect(throws: Problem.self) { try NPY.floats(scratch.path("cube.npy")) }
        #expect(throws: Problem.self) { try NPY.integers(scratch.path("big.npy")) }
    }

    @Test func brokenFilesAreProblems() throws {
        let scratch = try Scratch()
        try NPY.write(
            NPYMatrix<Float>(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6]), to: scratch.path("a.npy"))
        let whole = try Data(contentsOf: URL(fileURLWithPath: scratch.path("a.npy")))
        for length in [0, 5, 9, 11, 60, whole.count - 1] {
            try whole.prefix(length).write(to: URL(fileURLWithPath: scratch.path("cut.npy")))
            #expect(throws: Problem.self, "\(length) bytes") { try NPY.floats(scratch.path("cut.npy")) }
        }
        #expect(throws: Problem.self) { try NPY.floats(scratch.path("none.npy")) }
        #expect(throws: Problem.self) { try NPY.floats(scratch.folder.path) }
    }
}
