import Datasets
import Declarations
import Evaluation
import Kernels
import Models

struct RatingsBenchmark: Benchmark {
    static let name = "ratings"
    static let summary = "Times a rating model: its fit, and the prediction of ratings held out."
    static let example = "reel> bench ratings users=60 items=40 runs=1"

    /// A model with the settings of its peer.
    enum Rival: String, Choice {
        case svd
        case knnBaseline = "knn-baseline"
    }

    @Setting("Gradient descent on 100 factors for 20 epochs, or 40 users' neighbours around a baseline.")
    var model = Rival.svd
    @Setting("Training ratings, an .npy of whole numbers [n, 3]: user, item, rating; made up if left out.")
    var train: FilePath? = nil
    @Setting("Ratings to predict, in the same form.") var test: FilePath? = nil
    @Setting("Times it is repeated.", 1...1000) var runs = 5
    @Setting("Users, where the data is made up.", 1...1e6) var users = 943
    @Setting("Items, where the data is made up.", 2...1e6) var items = 1682
    @Setting("Seed of the data made up.", 0...) var seed = 1

    func run(watching watcher: Watcher) throws -> Table {
        let (train, test) = try ratings()
        let recipe = try recipe
        var (fits, predictions, whole) = ([Double](), [Double](), [Double]())
        var predicted = [Float]()
        for _ in 0..<runs {
            let start = ContinuousClock.now
            let fitted = try recipe.fit(train, watching: watcher)
            let middle = ContinuousClock.now
            predicted = try (fitted as? any RatingPredictor)?.ratings(test.users, test.items) ?? []
            let end = ContinuousClock.now
            fits.append((middle - start) / .seconds(1))
            predictions.append((end - middle) / .seconds(1))
            whole.append((end - start) / .seconds(1))
        }
        return timings(
            "\(model.rawValue), \(train.interactions.count) ratings to learn from, \(test.count) to predict",
            [StepTimes("fit", fits), StepTimes("predict", predictions), StepTimes("all", whole)],
            quality: [
                ("rmse", RMSE().value(predicted: predicted, actual: test.ratings)),
                ("mae", MAE().value(predicted: predicted, actual: test.ratings)),
            ], notes: ["Runs: \(runs), threads: \(threads)."])
    }

    private var recipe: ModelRecipe {
        get throws {
            guard model == .knnBaseline else { return try ModelRecipe(.word("svd")) }
            let recipe = try ModelRecipe(.word("user-knn"))
            for (name, value) in [
                ("k", Value.number(40)), ("similarity", .word("msd")), ("centre", .word("baseline")),
                ("target", .word("ratings")),
            ] { try recipe.declared.set(name, to: value) }
            return recipe
        }
    }

    private func ratings() throws -> (train: TrainingSet, test: Interactions) {
        let rows: (train: Interactions, test: Interactions)
        switch (train, test) {
        case (let train?, let test?): rows = try (triples(train.typed), triples(test.typed))
        case (nil, nil): rows = madeUp()
        default: throw Problem("train and test belong together", remedy: "give both files, or neither")
        }
        let all = [rows.train, rows.test]
        func entities(_ largest: Int32) -> Entities { Entities(ids: (0...max(0, largest)).map { "\($0)" }) }
        let dataset = Dataset(
            name: "ratings", users: entities(all.compactMap { $0.users.max() }.max() ?? 0),
            items: entities(all.compactMap { $0.items.max() }.max() ?? 0), interactions: rows.train)
        return (TrainingSet(dataset: dataset, interactions: rows.train), rows.test)
    }

    /// Ratings from 1 to 5, every fifth to be predicted.
    private func madeUp() -> (train: Interactions, test: Interactions) {
        var chance = Chance(seed: seed)
        var (train, test) = (Interactions(), Interactions())
        for user in 0..<users {
            var taken = Set<Int>()
            for draw in 0..<min(106, items / 2) {
                let item = chance.below(items)
                guard taken.insert(item).inserted else { continue }
                let rating = Float(1 + (user % 3 + item % 3 + chance.below(3)) % 5)
                if draw % 5 == 0 {
                    test.append(Int32(user), Int32(item), rating)
                } else {
                    train.append(Int32(user), Int32(item), rating)
                }
            }
        }
        return (train, test)
    }
}

extension Interactions {
    fileprivate mutating func append(_ user: Int32, _ item: Int32, _ rating: Float) {
        users.append(user)
        items.append(item)
        ratings.append(rating)
    }
}

/// Users, items and ratings of an .npy of whole numbers.
private func triples(_ path: String) throws -> Interactions {
    let file = try NPY.integers(path)
    guard file.columns == 3 else { throw Problem("\(path) must have three columns: user, item, rating") }
    var rows = Interactions()
    for k in 0..<file.rows {
        let (user, item, rating) = (file.values[3 * k], file.values[3 * k + 1], file.values[3 * k + 2])
        guard user >= 0, item >= 0 else { throw Problem("\(path) names user \(user), item \(item), below 0") }
        rows.append(user, item, Float(rating))
    }
    return rows
}
