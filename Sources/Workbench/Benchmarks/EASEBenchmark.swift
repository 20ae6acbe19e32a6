import Datasets
import Declarations
import Evaluation
import Models

struct EASEBenchmark: Benchmark {
    static let name = "ease"
    static let summary = "Times the fit of EASE: pairs of items counted, inverse, weights."
    static let example = "reel> bench ease users=60 items=40 runs=1"

    @Setting("Training pairs, an .npy of whole numbers [n, 2], user and item from 0; made up if left out.")
    var train: FilePath? = nil
    @Setting("Pairs to judge on, in the same form.") var test: FilePath? = nil
    @Setting("Penalty on the squared weights.", above: 0) var l2 = 250.0
    @Setting("Times the fit is repeated.", 1...1000) var runs = 3
    @Setting("Users, where the data is made up.", 1...1e6) var users = 6040
    @Setting("Items, where the data is made up.", 2...1e5) var items = 3706
    @Setting("Seed of the data made up.", 0...) var seed = 1

    func run(watching watcher: Watcher) throws -> Table {
        let (histories, relevant) = try pairs()
        let (taken, fitted) = try easeBenchmark(train: histories, l2: l2, runs: runs, watching: watcher)
        guard let model = fitted else {
            throw Problem("nothing was fitted", remedy: "runs must be 1 or more")
        }
        let steps = [
            StepTimes("gram", taken.map(\.gram)), StepTimes("inverse", taken.map(\.solve)),
            StepTimes("weights", taken.map(\.weights)), StepTimes("fit", taken.map(\.total)),
        ]
        return timings(
            "EASE, \(histories.rows) users, \(histories.columns) items, \(histories.count) pairs", steps,
            quality: [("ndcg@10", try ndcg(try topTen(of: model, histories, relevant, watcher), histories))],
            notes: ["Runs: \(runs); ndcg@10 of the last over the whole catalogue, seen items left out."])
    }

    /// Training and test pairs, users by items.
    private func pairs() throws -> (histories: SparseMatrix, relevant: SparseMatrix) {
        switch (train, test) {
        case (let train?, let test?):
            return try pairsTogether(train.typed, test.typed)
        case (nil, nil):
            let world = MadeUpFactors(users: users, items: items, width: 16, seed: seed)
            return (world.histories, world.relevant)
        default:
            throw Problem("train and test belong together", remedy: "give both files, or neither")
        }
    }
}
