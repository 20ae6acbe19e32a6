import Datasets
import Declarations
import Evaluation
import Kernels

struct RankingBenchmark: Benchmark {
    static let name = "ranking"
    static let summary =
        "Times full ranking from factors: scores, seen items left out, the best k, measures."
    static let example = "reel> bench ranking users=60 items=40 runs=1"

    @Setting("Folder with users.npy, items.npy (factors), train.npy, test.npy (pairs); made up if left out.")
    var from: FilePath? = nil
    @Setting("Length of the lists.", 1...1000) var k = 20
    @Setting("Measures.") var on: [MetricSpec] = RankingBenchmark.usual
    @Setting("Times it is repeated, after once to warm up.", 1...10_000) var runs = 7
    @Setting("Users, where the data is made up.", 1...1e6) var users = 6040
    @Setting("Items, where the data is made up.", 2...1e6) var items = 3706
    @Setting("Factors, where the data is made up.", 1...4096) var width = 64
    @Setting("Seed of the data made up.", 0...) var seed = 1

    static let usual = ["ndcg@10", "recall@20", "hr@10"].compactMap { try? MetricSpec($0) }

    func run(watching watcher: Watcher) throws -> Table {
        let world =
            try from.map { try MadeUpFactors(folder: $0.typed) }
            ?? MadeUpFactors(users: users, items: items, width: width, seed: seed)
        let dense = try Dense.load()
        let taken = try rankingBenchmark(
            userFactors: world.users, itemFactors: world.items, histories: world.histories,
            relevant: world.relevant, measures: on, k: k, repeats: runs, watching: watcher
        ) { m, n, k, a, b, c in
            dense.sgemm(transposeB: true, m: m, n: n, k: k, a: a, lda: k, b: b, ldb: k, c: c, ldc: n)
        }
        let steps = [
            StepTimes("lists", median: taken.lists.median, least: taken.lists.best),
            StepTimes("measures", median: taken.measures.median, least: taken.measures.best),
            StepTimes("all", median: taken.total.median, least: taken.total.best),
        ]
        return timings(
            "Full ranking, \(taken.users) users, \(taken.items) items, \(world.users.columns) factors", steps,
            quality: taken.evaluation.scores.map { ($0.name, $0.mean) },
            notes: [
                "Runs: \(runs), threads: \(threads); lists are scores, masks, and the best \(k) with their ties.",
                taken.evaluation.notes.first ?? "",
            ])
    }
}
