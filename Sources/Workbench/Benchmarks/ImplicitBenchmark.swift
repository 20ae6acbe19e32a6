import Datasets
import Declarations
import Evaluation
import Foundation
import Kernels
import Models
import Runs

struct ImplicitBenchmark: Benchmark {
    static let name = "implicit"
    static let summary = "Times the fit of a model of implicit feedback, on data of any size."
    static let example = "reel> bench implicit users=60 items=40 interactions=900 factors=8 epochs=3 runs=1"

    /// Models of who had what; each with its own defaults but for als and bpr.
    enum Rival: String, Choice {
        case als, bpr, lightfm, slim, ease, rp3beta
        case pureSVD = "pure-svd"
        case itemKNN = "item-knn"
    }

    @Setting("Model to time.") var model = Rival.als
    @Setting("Latent factors, of models that have some.", 1...4096) var factors = 64
    @Setting("Epochs, of models that have some.", 1...1e6) var epochs = 15
    @Setting("How als solves for a row.") var solver = ALS.Solver.cg
    @Setting("Training pairs, an .npy of whole numbers [n, 2], user and item from 0; made up if left out.")
    var train: FilePath? = nil
    @Setting("Pairs to judge on, in the same form.") var test: FilePath? = nil
    @Setting("Times the fit is repeated.", 1...1000) var runs = 3
    @Setting("Users, where the data is made up.", 1...1e8) var users = 6040
    @Setting("Items, where the data is made up.", 2...1e7) var items = 3706
    @Setting("Interactions, about, where the data is made up.", 1...1e10) var interactions = 800_000.0
    @Setting("Seed of the data made up.", 0...) var seed = 1

    func run(watching watcher: Watcher) throws -> Table {
        let (histories, relevant) = try pairs()
        let train = try trainingSet(histories)
        let recipe = try recipe()
        var (seconds, processor, fitted) = ([Double](), [Double](), (any Scorer)?.none)
        for _ in 0..<runs {
            let (start, spent) = (ContinuousClock.now, processorSeconds())
            fitted = try recipe.fit(train, watching: watcher)
            seconds.append((ContinuousClock.now - start) / .seconds(1))
            processor.append(processorSeconds() - spent)
        }
        var quality = [(name: String, value: Double)]()
        if let relevant, let fitted {
            quality.append(("ndcg@10", try judge(fitted, histories, relevant, watcher)))
        }
        quality.append(("memory-mb", Double(Machine.peakMemory) / 1e6))
        let what = model == .als ? "als by \(solver.rawValue)" : model.rawValue
        return timings(
            "\(what), \(histories.rows) users, \(histories.columns) items, \(histories.count) pairs",
            [StepTimes("processor", processor), StepTimes("fit", seconds)], quality: quality,
            notes: [
                "Runs: \(runs), threads: \(threads), \(factors) factors, \(epochs) epochs; als and bpr with implicit's settings."
            ])
    }

    /// The recipe with settings that mean what those of Benchmarks/implicit/peer.py mean: confidence 10, penalty .05 (BPR: .01),
    /// rate .05. BPR's negatives are drawn uniformly, implicit's by popularity, which ranks worse.
    private func recipe() throws -> ModelRecipe {
        let recipe = try ModelRecipe(.word(model.rawValue))
        var settings: [(String, Value)] = [
            ("factors", .number(Double(factors))), ("epochs", .number(Double(epochs))),
        ].filter { name, _ in recipe.declared.settings.contains { $0.name == name } }
        let spread = Value.number(0.01 * Double(factors).squareRoot())
        switch model {
        case .als:
            settings += [
                ("sd", spread),
                ("objective", .word("confidence")), ("alpha", .number(9)), ("unobserved", .number(1)),
                ("reg", .number(0.05)), ("frequency-scaling", .number(0)), ("solver", .word(solver.rawValue)),
            ]
        case .bpr:
            settings += [("sd", spread), ("rate", .number(0.05)), ("reg", .number(0.01))]
        case .lightfm, .slim, .ease, .rp3beta, .pureSVD, .itemKNN: break
        }
        for (name, value) in settings { try recipe.declared.set(name, to: value) }
        return recipe
    }

    private func pairs() throws -> (histories: SparseMatrix, relevant: SparseMatrix?) {
        switch (train, test) {
        case (let train?, let test?): return try pairsTogether(train.typed, test.typed)
        case (nil, nil):
            return (madeUp(users: users, items: items, interactions: interactions, seed: seed), nil)
        default:
            throw Problem("train and test belong together", remedy: "give both files, or neither")
        }
    }

    private func trainingSet(_ histories: SparseMatrix) throws -> TrainingSet {
        var rows = Interactions()
        rows.users.reserveCapacity(histories.count)
        for user in 0..<histories.rows {
            for _ in histories.range(user) { rows.users.append(UserIndex(user)) }
        }
        rows.items = histories.indices
        func entities(_ count: Int) -> Entities { Entities(ids: (0..<count).map { "\($0)" }) }
        let dataset = Dataset(
            name: "benchmark", users: entities(histories.rows), items: entities(histories.columns),
            interactions: rows)
        return TrainingSet(dataset: dataset, interactions: rows)
    }

    private func judge(
        _ model: any Scorer, _ histories: SparseMatrix, _ relevant: SparseMatrix, _ watcher: Watcher
    ) throws -> Double {
        let measures = [try MetricSpec("ndcg@10")]
        let ranked = try rank(
            users: (0..<histories.rows).map { UserIndex($0) }, itemCount: histories.columns,
            histories: histories, relevant: relevant, rules: RankingRules(for: measures), watching: watcher
        ) { try model.scores(for: $0, histories: histories, into: $1) }
        let catalogue = Catalogue(itemCount: histories.columns, userCount: histories.rows, popularity: [])
        return try evaluate(ranked, on: measures, catalogue: catalogue)["ndcg@10"]?.mean ?? .nan
    }
}

/// Processor time of this process, all its threads together, in seconds: what a busy machine does not stretch.
private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Pairs with a long tail on both sides: user u's share falls with a power of a random place, item i is drawn with
/// density ∝ i^(−.6). Every user's pairs follow from the seed and the user alone.
func madeUp(users: Int, items: Int, interactions: Double, seed: Int) -> SparseMatrix {
    var (offsets, indices) = ([0], [Int32]())
    indices.reserveCapacity(Int(interactions * 1.1))
    for user in 0..<users {
        var chance = Chance(seed: seed &+ user &* 1_000_003)
        // Mean 1: the square root of a uniform number's inverse, halved, has mean 1 and a heavy tail.
        let share = 0.5 / (chance.uniform() + 1e-4).squareRoot()
        let wanted = min(items / 2, max(1, Int(interactions / Double(users) * share * 1.05)))
        var row = Set<Int32>()
        for _ in 0..<wanted {
            // Inverse of the distribution function (i / V)^.4.
            let u = chance.uniform()
            row.insert(Int32(Double(items) * u * u * u.squareRoot()))
        }
        indices += row.sorted()
        offsets.append(indices.count)
    }
    return SparseMatrix(
        rows: users, columns: items, offsets: offsets, indices: indices,
        values: [Float](repeating: 1, count: indices.count))
}
