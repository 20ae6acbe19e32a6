import Datasets
import Declarations
import Evaluation
import Kernels

struct MeasuresBenchmark: Benchmark {
    static let name = "measures"
    static let summary =
        "Times measures of lists that are already made: relevant items found, values per user."
    static let example = "reel> bench measures users=50 items=200 k=20 on=[ndcg@10 recall@20] runs=1"

    @Setting("Folder with lists.npy [users, k] and test.npy (pairs); made up if left out.")
    var from: FilePath? = nil
    @Setting("Measures.") var on: [MetricSpec] = MeasuresBenchmark.usual
    @Setting("Times it is repeated, after once to warm up.", 1...10_000) var runs = 7
    @Setting("Users, where the data is made up.", 1...1e6) var users = 6040
    @Setting("Items of the catalogue.", 40...1e6) var items = 3706
    @Setting("Length of the lists, where the data is made up.", 1...40) var k = 40
    @Setting("Seed of the data made up.", 0...) var seed = 1

    static let usual = ["hr", "precision", "recall", "ndcg", "mrr", "map"]
        .flatMap { ["\($0)@10", "\($0)@40"] }.compactMap { try? MetricSpec($0) }

    func run(watching watcher: Watcher) throws -> Table {
        let (lists, relevant) = try from.map { try read($0.typed) } ?? madeUp()
        let catalogue = Catalogue(
            itemCount: relevant.columns, userCount: relevant.rows,
            popularity: [Int](repeating: 1, count: relevant.columns))
        var (finding, measuring, all) = ([Double](), [Double](), [Double]())
        var evaluation: Evaluation?
        for round in 0...runs {
            let start = ContinuousClock.now
            let rankings = try Rankings(lists: lists, relevant: relevant)
            let middle = ContinuousClock.now
            evaluation = try evaluate(rankings, on: on, catalogue: catalogue, watching: watcher)
            let end = ContinuousClock.now
            guard round > 0 else { continue }
            finding.append((middle - start) / .seconds(1))
            measuring.append((end - middle) / .seconds(1))
            all.append((end - start) / .seconds(1))
        }
        return timings(
            "\(on.count) measures of \(lists.count) lists of \(lists.k)",
            [
                StepTimes("relevant items found", finding), StepTimes("measures", measuring),
                StepTimes("all", all),
            ], quality: (evaluation?.scores ?? []).map { ($0.name, $0.mean) }, decimals: nil,
            notes: [
                "Runs: \(runs), threads: \(threads); values of every user, means, and what ties could change."
            ])
    }

    private func read(_ folder: String) throws -> (ItemLists, SparseMatrix) {
        let file = try NPY.integers("\(folder)/lists.npy")
        let relevant = try pairs("\(folder)/test.npy", users: file.rows, items: items)
        return (ItemLists(items: file.values, k: file.columns), relevant)
    }

    /// Lists of different items drawn at random, and 33 relevant ones for each user.
    private func madeUp() -> (ItemLists, SparseMatrix) {
        var chance = Chance(seed: seed)
        var (listed, wanted) = ([ItemIndex](), Interactions())
        for user in 0..<users {
            let (first, step) = (chance.below(items), items / k)
            listed += (0..<k).map { ItemIndex((first + $0 * step) % items) }
            for item in Set((0..<33).map { _ in chance.below(items) }).sorted() {
                wanted.users.append(UserIndex(user))
                wanted.items.append(ItemIndex(item))
            }
        }
        return (ItemLists(items: listed, k: k), SparseMatrix(wanted, users: users, items: items))
    }
}
