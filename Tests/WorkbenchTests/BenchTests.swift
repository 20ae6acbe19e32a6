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
            for match in text.matches(of: /struct \w+: Benchmark \{[^"]*?\n    static let name = "([\w-]+)"/)
            {
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
        try stage.run("assert t.rows == 3")
        try stage.run("assert t[2].step == \"all\" and t[2].hr@1 == 0.5 and t[2].ndcg@3 == 0.75")
        try stage.run("assert t[2].least > 0 and t[2].median >= t[2].least")
    }

    /// 30 users × 12 items, four of a generator's eleven outcomes for train, two for test. The number is NumPy's: in float64,
    /// b = -inv(x.T @ x + 3 * eye(12)) over its diagonal, scores x @ b, ndcg@10 as Benchmarks/ease/peer.py counts it.
    @Test func easeFromFilesReachesTheQualityThatNumPyReaches() throws {
        let stage = try Stage()
        defer { stage.clear() }
        var (train, test, state) = ([Int32](), [Int32](), 1)
        for user in 0..<30 {
            for item in 0..<12 {
                state = (state * 1_103_515_245 + 12345) & 0x7fff_ffff
                let outcome = user % 12 == item ? 0 : (state >> 8) % 11
                if outcome < 4 { train += [Int32(user), Int32(item)] }
                if outcome == 4 || outcome == 5 { test += [Int32(user), Int32(item)] }
            }
        }
        let files = ["train": train, "test": test]
        for (name, pairs) in files {
            try NPY.write(
                NPYMatrix(rows: pairs.count / 2, columns: 2, values: pairs),
                to: "\(stage.folder.path)/\(name).npy")
        }
        let paths = "train=\"\(stage.folder.path)/train.npy\" test=\"\(stage.folder.path)/test.npy\""
        try stage.run("t = bench ease \(paths) l2=3 runs=2")
        try stage.run("assert t[3].step == \"fit\" and t[3].median >= t[3].least and t[3].least > 0")
        try stage.run("assert abs(t[3].ndcg@10 - 0.6542795217438744) < 0.000001")
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
