import Declarations
import Foundation
import Language
import Runs

struct StoreBenchmark: Benchmark {
    static let name = "store"
    static let summary =
        "Times listing, filtering and sorting in a store of many runs, as typed at the prompt."
    static let example = "reel> bench store size=500 runs=1"

    @Setting("Runs in the store.", 1...10_000_000) var size = 100_000
    @Setting("Times each is repeated, after once to warm up.", 1...10_000) var runs = 7
    @Setting("Seed of the runs made up.", 0...) var seed = 1

    /// What is timed, as it is typed.
    static let steps: [(name: String, text: String)] = [
        ("listing", "runs"),
        ("filtering", "runs | where model == \"als\" and ndcg@10 > 0.45 | take 20"),
        ("sorting", "runs | sort ndcg@10 desc | take 20"),
        ("both", "runs | where dataset == \"ml-1m\" and factors >= 64 | sort ndcg@10 desc | take 20"),
    ]

    func run(watching watcher: Watcher) throws -> Table {
        let folder = FileManager.default.temporaryDirectory.appending(path: "reel-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "runs.db").path
        let store = try RunStore(path: path)
        let began = ContinuousClock.now
        for start in stride(from: 0, to: size, by: 5000) {
            try watcher.progress("storing runs", Double(start) / Double(size))
            _ = try store.begin((start..<min(size, start + 5000)).map(madeUp))
        }
        var times = [StepTimes("storing", [(ContinuousClock.now - began) / .seconds(1)])]
        let session = Session(output: Silent(), storePath: path)
        let interpreter = Interpreter(host: session)
        var shown = 0
        for step in Self.steps {
            var seconds: [Double] = []
            for round in 0...runs {
                try watcher.progress("timing \(step.name)", Double(round) / Double(runs + 1))
                let start = ContinuousClock.now
                try interpreter.run("t = \(step.text)", file: "benchmark")
                if round > 0 { seconds.append((ContinuousClock.now - start) / .seconds(1)) }
            }
            if case .table(let table)? = session.names["t"], step.name != "listing" {
                shown += table.rows.count
            }
            times.append(StepTimes(step.name, seconds))
        }
        let start = ContinuousClock.now
        let rows = try store.lazyTable().rows.count
        times.append(StepTimes("every row", [(ContinuousClock.now - start) / .seconds(1)]))
        return timings(
            "A store of \(size) runs", times,
            quality: [("rows", Double(rows)), ("found", Double(shown))], decimals: 0,
            notes: Self.steps.map { "\($0.name): \($0.text)" }
                + ["every row: all runs with all columns brought into memory, as an export of them does"])
    }

    /// A run with eight settings and four metrics.
    private func madeUp(_ k: Int) -> Run {
        var state = UInt64(truncatingIfNeeded: (seed &* 1_000_003 &+ k)) &* 0x9E37_79B9_7F4A_7C15
        func next() -> Double {
            state ^= state >> 29
            state = state &* 0xBF58_476D_1CE4_E5B9
            return Double((state ^ state >> 32) >> 11) * 0x1p-53
        }
        let model = ["als", "bpr", "ease", "item-knn", "lightfm"][Int(next() * 5)]
        var run = Run(started: 1.7e9 + Double(k) * 7, command: "m = train \(model)", model: model)
        run.status = .finished
        run.ended = run.started + 5
        run.recipe = ["load ml-1m", "split leave-last-out", "train \(model)"]
        let factors = [16, 32, 64, 128][Int(next() * 4)]
        run.settings =
            [("factors", "\(factors)"), ("reg", "\(next())"), ("epochs", "\(1 + Int(next() * 50))")]
            + ["rate", "alpha", "decay", "steps", "block"].map { ($0, "\(Int(next() * 1000))") }
        run.seed = Int(next() * 10)
        (run.dataset, run.datasetFingerprint) = (["ml-1m", "ml-100k", "lastfm"][Int(next() * 3)], "d")
        (run.split, run.splitFingerprint) = ("leave-last-out", "s")
        run.verdict = next() < 0.9 ? .healthy : .collapsed
        run.metrics = ["ndcg@10", "recall@10", "hr@10", "coverage@10"].map { ($0, next() * 0.5) }
        run.seconds = next() * 100
        return run
    }
}
