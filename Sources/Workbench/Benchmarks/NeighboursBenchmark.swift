import Datasets
import Declarations
import Models

struct NeighboursBenchmark: Benchmark {
    static let name = "neighbours"
    static let summary = "Times item-knn by cosine: the fit, and lists of 10 for all users."
    static let example = "reel> bench neighbours users=60 items=40 interactions=900 runs=1"

    @Setting("Neighbours kept of each item.", 1...1e6) var k = 100
    var data = BenchmarkPairs()
    @Setting("Times each step is repeated.", 1...1000) var runs = 3

    func run(watching watcher: Watcher) throws -> Table {
        let (histories, found) = try data.read()
        // Users without a pair to judge on get no list: made-up ones are judged on what they would have had next.
        let relevant =
            found
            ?? madeUp(
                users: data.users, items: data.items, interactions: data.interactions / 4, seed: data.seed + 1
            )
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
}
