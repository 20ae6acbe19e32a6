import Datasets
import Declarations
import Models

struct NeighboursBenchmark: Benchmark {
    static let name = "neighbours"
    static let summary = "Times item-knn by cosine: the fit, and lists of 10 for all users."
    static let example = "reel> bench neighbours users=60 items=40 interactions=900 runs=1"

    @Setting("Neighbours kept of each item.", 1...1e6) var k = 100
    @Setting("Training pairs, an .npy of whole numbers [n, 2], user and item from 0; made up if left out.")
    var train: FilePath? = nil
    @Setting("Pairs to judge on, in the same form.") var test: FilePath? = nil
    @Setting("Times each step is repeated.", 1...1000) var runs = 3
    @Setting("Users, where the data is made up.", 1...1e8) var users = 6040
    @Setting("Items, where the data is made up.", 2...1e7) var items = 3706
    @Setting("Interactions, about, where the data is made up.", 1...1e10) var interactions = 800_000.0
    @Setting("Seed of the data made up.", 0...) var seed = 1

    func run(watching watcher: Watcher) throws -> Table {
        let (histories, relevant) = try pairs()
        let train = trainingSet(of: histories)
        let recipe = try ItemKNN().with([("k", .number(Double(k)))])
        var (fits, recommendations, quality) = ([Double](), [Double](), 0.0)
        for _ in 0..<runs {
            let start = ContinuousClock.now
            let model = try recipe.fit(train, watching: watcher)
            let fitted = ContinuousClock.now
            let lists = try topTen(of: model, histories, relevant, watcher)
            recommendations.append((ContinuousClock.now - fitted) / .seconds(1))
            fits.append((fitted - start) / .seconds(1))
            quality = try ndcg(lists, histories)
        }
        return timings(
            "item-knn, \(histories.rows) users, \(histories.columns) items, \(histories.count) pairs",
            [StepTimes("fit", fits), StepTimes("recommend", recommendations)],
            quality: [("ndcg@10", quality)],
            notes: [
                "Runs: \(runs), cosine, k=\(k); lists of 10 over the whole catalogue, seen items left out."
            ])
    }

    /// Users without a pair to judge on get no list, so that made-up users are judged on what they had.
    private func pairs() throws -> (histories: SparseMatrix, relevant: SparseMatrix) {
        switch (train, test) {
        case (let train?, let test?): return try pairsTogether(train.typed, test.typed)
        case (nil, nil):
            let world = madeUp(users: users, items: items, interactions: interactions, seed: seed)
            return (world, madeUp(users: users, items: items, interactions: interactions / 4, seed: seed + 1))
        default:
            throw Problem("train and test belong together", remedy: "give both files, or neither")
        }
    }
}
