import Declarations
import Evaluation
import Foundation
import Testing
import Workbench

/// The benchmarks are listed, measure what they say, and answer wrong input.
struct BenchTests {
    @Test func everyBenchmarkOfTheFolderIsListed() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Workbench/Benchmarks")
        var declared: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /struct \w+: Benchmark \{\n    static let name = "([\w-]+)"/) {
                declared.insert(String(match.output.1))
            }
        }
        let listed = Session(output: Pad()).words("benchmarks")
        #expect(!listed.isEmpty)
        #expect(declared == Set(listed))
        #expect(listed == Session(output: Pad()).topics("bench").map { $0.name })
    }

    /// Two users with one factor, 1 and -1; three items with 3, 2 and 1. The first has seen item 0 and wants 1, which is
    /// then the first of their list; the second wants 0, the last of theirs: its gain is 1 / log2(4).
    @Test func rankingFromFilesGivesTheQualityCountedByHand() throws {
        let stage = try Stage()
        defer { stage.clear() }
        let folder = stage.folder.path
        try NPY.write(NPYMatrix<Float>(rows: 2, columns: 1, values: [1, -1]), to: "\(folder)/users.npy")
        try NPY.write(NPYMatrix<Float>(rows: 3, columns: 1, values: [3, 2, 1]), to: "\(folder)/items.npy")
        try NPY.write(NPYMatrix<Int32>(rows: 1, columns: 2, values: [0, 0]), to: "\(folder)/train.npy")
        try NPY.write(NPYMatrix<Int32>(rows: 2, columns: 2, values: [0, 1, 1, 0]), to: "\(folder)/test.npy")
        try stage.run("t = bench ranking from=\"\(folder)\" k=3 on=[hr@1 ndcg@3] runs=2")
        try stage.run("assert t.rows == 3; last = t[2]")
        try stage.run("assert last.step == \"all\" and last.hr@1 == 0.5 and last.ndcg@3 == 0.75")
        try stage.run("assert last.least > 0 and last.median >= last.least")
    }

    /// The same fit through `train` reaches the same quality, so what is timed is the model that is used.
    @Test func easeFromFilesReachesTheQualityThatTrainReaches() throws {
        let stage = try Stage()
        defer { stage.clear() }
        let (users, items) = (30, 12)
        var (train, test, csv) = ([Int32](), [Int32](), [String: String]())
        for user in 0..<users {
            // A train pair of every item and user, so that the files below number both in the same order.
            for item in 0..<items
            where (user * 7 + item * item * 5 + user * item) % 3 == 0 || item == user % items {
                train += [Int32(user), Int32(item)]
                csv["train", default: ""] += "\(user),\(item)\n"
            }
            for item in 0..<items
            where (user * 7 + item * item * 5 + user * item) % 3 == 1 && item != user % items {
                test += [Int32(user), Int32(item)]
                csv["test", default: ""] += "\(user),\(item)\n"
            }
        }
        let folder = stage.folder.path
        try NPY.write(
            NPYMatrix(rows: train.count / 2, columns: 2, values: train), to: "\(folder)/train.npy")
        try NPY.write(NPYMatrix(rows: test.count / 2, columns: 2, values: test), to: "\(folder)/test.npy")
        for (part, rows) in csv {
            try ("userId,movieId\n" + rows).write(
                toFile: "\(folder)/\(part).csv", atomically: true, encoding: .utf8)
        }
        try stage.run(
            "t = bench ease train=\"\(folder)/train.npy\" test=\"\(folder)/test.npy\" l2=3 runs=1; b = t[3].ndcg@10"
        )
        let reached = try #require(stage.pad.values.last?.number)
        try stage.run("load \"\(folder)/train.csv\"")
        try stage.run("split fixed train=\"\(folder)/train.csv\" test=\"\(folder)/test.csv\"")
        try stage.run("m = train ease l2=3; evaluate m on=[ndcg@10]; n = m.ndcg@10")
        let other = try #require(stage.pad.values.last?.number)
        #expect(abs(reached - other) < 1e-6)
        #expect(reached > 0)
    }

    @Test(arguments: [
        "bench", "bench nothing", "bench ease epochs=3", "bench ease runs=0", "bench ease train=only.npy",
        "bench ranking from=nowhere", "bench csv file=nowhere.csv",
    ])
    func wrongInputIsAnswered(statement: String) throws {
        let stage = try Stage()
        defer { stage.clear() }
        #expect(throws: Problem.self) { try stage.run(statement) }
    }
}
