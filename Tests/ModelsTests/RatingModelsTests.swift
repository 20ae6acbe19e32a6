import Datasets
import Declarations
import Foundation
import Models
import Testing

/// Models that learn from ratings: their equations, and data whose answer is known.
@Suite struct RatingModelsTests {
    // MARK: What is there to learn

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let settings: KeyValuePairs<String, Value>
        var testDescription: String { name }
        func fit(_ train: TrainingSet) throws -> any Scorer {
            try model(name, settings).fit(train, watching: .silent)
        }
    }

    /// With settings that suit worlds of a few hundred ratings.
    static let cases = [
        Case(
            name: "svd",
            settings: [
                "factors": .number(4), "rate": .number(0.02), "epochs": .number(200), "reg": .number(0.05),
            ]),
        Case(
            name: "svd++",
            settings: [
                "factors": .number(4), "rate": .number(0.02), "epochs": .number(200), "reg": .number(0.05),
            ]),
        Case(
            name: "als-wr", settings: ["factors": .number(4), "epochs": .number(60), "reg": .number(0.05)]),
        Case(name: "nmf", settings: ["factors": .number(5), "epochs": .number(300)]),
        Case(
            name: "co-clustering",
            settings: ["user-clusters": .number(4), "item-clusters": .number(4), "seed": .number(2)]),
    ]

    /// Every fifth rating held out.
    private func halves(_ whole: TrainingSet) -> (train: TrainingSet, test: Interactions) {
        let rows = whole.interactions
        let parts = (0..<rows.count).map { $0 % 5 == 0 }
        let train = rows.rows(parts.indices.filter { !parts[$0] })
        return (
            trainingSet(train, users: whole.userCount, items: whole.itemCount),
            rows.rows(parts.indices.filter { parts[$0] })
        )
    }

    /// Four tastes, which offsets of users and items alone cannot see.
    @Test(arguments: cases)
    func tastesAreLearned(_ given: Case) throws {
        let (train, test) = halves(World.ratings(users: 120, items: 60))
        let bias = try errors(model("bias").fit(train, watching: .silent), on: test).rmse
        let own = try errors(given.fit(train), on: test).rmse
        #expect(own < bias * 0.85, "\(own) against \(bias)")
    }

    /// Ratings drawn evenly from 1 to 5 have a standard deviation of √2, and nobody can do better.
    @Test(arguments: cases + [Case(name: "slope-one", settings: [:])])
    func noiseIsNotLearned(_ given: Case) throws {
        var chance = Chance(seed: 5)
        var rows = World.ratings(users: 120, items: 60).interactions
        rows.ratings = rows.ratings.map { _ in Float(1 + chance.below(5)) }
        let (train, test) = halves(trainingSet(rows, users: 120, items: 60))
        #expect(try errors(given.fit(train), on: test).rmse > 2.0.squareRoot() * 0.95)
    }

    // MARK: Gradient descent

    /// Where no two ratings share a user or an item their order does not matter: the equations of Koren, Bell & Volinsky
    /// 2009, step by step in double precision, from the factors that a fit with rate 0 leaves as they were drawn.
    @Test(arguments: [true, false])
    func svdFollowsItsEquations(_ biased: Bool) throws {
        let rows = Interactions(users: [0, 1, 2], items: [2, 0, 1], ratings: [5, 1, 3])
        let train = trainingSet(rows, users: 4, items: 4)
        func fitted(_ rate: Double, _ epochs: Double) throws -> RatingFactors {
            try
                (model(
                    "svd",
                    [
                        "factors": .number(5), "rate": .number(rate), "epochs": .number(epochs),
                        "reg": .number(0.3),
                        "biased": .truth(biased),
                    ]
                ).fit(train, watching: .silent) as? RatingFactors).orThrow("factors")
        }
        let (start, found) = (try fitted(0, 1), try fitted(0.05, 7))
        for k in 0..<3 {
            let (u, i) = (Int(rows.users[k]), Int(rows.items[k]))
            var (p, q) = (start.tables.user(u).map { Double($0) }, start.tables.item(i).map { Double($0) })
            #expect(p.contains { abs($0) > 0.01 })
            var (bu, bi) = (0.0, 0.0)
            for _ in 0..<7 {
                let e = Double(rows.ratings[k]) - (biased ? 3 : 0) - bu - bi - dot(p, q)
                if biased { (bu, bi) = (bu + 0.05 * (e - 0.3 * bu), bi + 0.05 * (e - 0.3 * bi)) }
                (p, q) = (
                    zip(p, q).map { $0 + 0.05 * (e * $1 - 0.3 * $0) },
                    zip(p, q).map { $1 + 0.05 * (e * $0 - 0.3 * $1) }
                )
            }
            #expect(near(found.tables.user(u), p) && near(found.tables.item(i), q))
            #expect(near([found.tables.userOffsets[u], found.tables.itemOffsets[i]], [bu, bi]))
        }
        #expect(found.tables.user(3).allSatisfy { $0 == 0 } && found.tables.item(3).allSatisfy { $0 == 0 })
        #expect(try found.ratings([3], [3]) == [biased ? 3 : 1], "kept within the scale")
    }

    /// Koren 2008's five updates as they are written, every y_j of N(u) moved at every rating.
    @Test func svdPlusPlusFollowsItsEquations() throws {
        let train = World.ratings(users: 12, items: 10)
        func fitted(_ rate: Double, _ epochs: Double) throws -> RatingFactors {
            try
                (model(
                    "svd++",
                    [
                        "factors": .number(3), "rate": .number(rate), "epochs": .number(epochs),
                        "reg": .number(0.1),
                        "initial": .number(0.3),
                    ]
                ).fit(train, watching: .silent) as? RatingFactors).orThrow("factors")
        }
        let (start, found) = (try fitted(0, 1), try fitted(0.05, 3))
        var naive = NaiveSVDPlusPlus(start, train)
        for _ in 0..<3 { naive.epoch(train.matrix, rate: 0.05, penalty: 0.1) }
        for u in 0..<train.userCount - 1 {
            #expect(near(found.tables.user(u), zip(naive.p[u], naive.implicit(u)).map { $0 + $1 }))
            #expect(near(found.tables.userOffsets[u...u], [naive.bu[u]]))
        }
        for i in 0..<train.itemCount - 1 {
            #expect(near(found.tables.item(i), naive.q[i]))
            #expect(near(found.implicit[i * found.tables.stride..<i * found.tables.stride + 3], naive.y[i]))
            #expect(near(found.tables.itemOffsets[i...i], [naive.bi[i]]))
        }
    }

    private struct NaiveSVDPlusPlus {
        var p: [[Double]], q: [[Double]], y: [[Double]], bu: [Double], bi: [Double]
        let seen: [[Int]]
        let mean: Double

        init(_ start: RatingFactors, _ train: TrainingSet) {
            let (x, tables) = (train.matrix, start.tables)
            seen = (0..<x.rows).map { x.indices[x.range($0)].map { Int($0) } }
            mean = Double(tables.mean)
            y = (0..<x.columns).map { i in (0..<3).map { Double(start.implicit[i * tables.stride + $0]) } }
            q = (0..<x.columns).map { tables.item($0).map { Double($0) } }
            (bu, bi) = (Array(repeating: 0, count: x.rows), Array(repeating: 0, count: x.columns))
            p = []
            p = (0..<x.rows).map { u in
                zip(tables.user(u), implicit(u)).map { Double($0) - $1 }
            }
        }

        func implicit(_ u: Int) -> [Double] {
            (0..<3).map { f in
                seen[u].reduce(0) { $0 + y[$1][f] } / Double(max(1, seen[u].count)).squareRoot()
            }
        }

        mutating func epoch(_ x: SparseMatrix, rate: Double, penalty: Double) {
            for u in 0..<x.rows {
                for k in x.range(u) {
                    let i = Int(x.indices[k])
                    let whole = zip(p[u], implicit(u)).map { $0 + $1 }
                    let e = Double(x.values[k]) - mean - bu[u] - bi[i] - dot(whole, q[i])
                    bu[u] += rate * (e - penalty * bu[u])
                    bi[i] += rate * (e - penalty * bi[i])
                    let (before, share) = (q[i], 1 / Double(seen[u].count).squareRoot())
                    for f in 0..<3 {
                        p[u][f] += rate * (e * before[f] - penalty * p[u][f])
                        q[i][f] += rate * (e * whole[f] - penalty * before[f])
                        for j in seen[u] { y[j][f] += rate * (e * share * before[f] - penalty * y[j][f]) }
                    }
                }
            }
        }
    }

    /// Steps too long end in numbers that are none: a problem, not a model.
    @Test(arguments: ["svd", "svd++"])
    func divergenceIsAProblem(_ name: String) throws {
        let recipe = try model(name, ["rate": .number(1), "epochs": .number(50), "initial": .number(1)])
        let problem = #expect(throws: Problem.self) {
            try recipe.fit(World.ratings(), watching: .silent)
        }
        #expect(problem?.remedy?.contains("rate") == true)
    }

    // MARK: Multiplicative updates

    /// One more epoch is one more application of Luo et al. 2014, eq. 12, to the factors before it.
    @Test func nmfFollowsItsEquations() throws {
        let train = World.ratings(users: 20, items: 12)
        func fitted(_ epochs: Double) throws -> RatingFactors {
            try
                (model("nmf", ["factors": .number(3), "epochs": .number(epochs), "reg": .number(0.2)])
                .fit(train, watching: .silent) as? RatingFactors).orThrow("factors")
        }
        let (before, after) = (try fitted(4), try fitted(5))
        func updated(_ x: SparseMatrix, _ own: (Int) -> [Double], _ other: (Int) -> [Double], row: Int)
            -> [Double]
        {
            let p = own(row)
            var (up, down) = ([0.0, 0, 0], p.map { 0.2 * Double(x.range(row).count) * $0 })
            for k in x.range(row) {
                let q = other(Int(x.indices[k]))
                for f in 0..<3 {
                    up[f] += q[f] * Double(x.values[k])
                    down[f] += q[f] * dot(p, q)
                }
            }
            return (0..<3).map { down[$0] > 0 ? p[$0] * up[$0] / down[$0] : 0 }
        }
        let user = { (u: Int) in before.tables.user(u).map { Double($0) } }
        let item = { (i: Int) in before.tables.item(i).map { Double($0) } }
        for u in 0..<train.userCount - 1 {
            #expect(near(after.tables.user(u), updated(train.matrix, user, item, row: u)))
        }
        for i in 0..<train.itemCount - 1 {
            #expect(near(after.tables.item(i), updated(train.matrix.transposed(), item, user, row: i)))
        }
        #expect(after.tables.users.allSatisfy { $0 >= 0 } && after.tables.items.allSatisfy { $0 >= 0 })
    }

    @Test func nmfRefusesNegativeRatings() throws {
        let rows = Interactions(users: [0, 1], items: [0, 1], ratings: [4, -1])
        #expect(throws: Problem.self) {
            try model("nmf").fit(trainingSet(rows, users: 2, items: 2), watching: .silent)
        }
    }

    // MARK: Early stopping

    /// Random ratings are only learned by heart: the error on others rises, and the model of the best epoch is kept, the
    /// one that a fit of just so many epochs gives.
    @Test(arguments: ["svd", "svd++", "nmf"])
    func theBestEpochIsKept(_ name: String) throws {
        let world = World.ratings(users: 40, items: 30)
        var chance = Chance(seed: 5)
        var rows = world.interactions
        rows.ratings = rows.ratings.map { _ in Float(1 + chance.below(5)) }
        let (train, held) = halves(trainingSet(rows, users: 40, items: 30))
        let data = TrainingSet(dataset: train.dataset, interactions: train.interactions, validation: held)
        let heard = HeardEpochs()
        let recipe = try model(name, ["epochs": .number(200), "patience": .number(3)])
        if name != "nmf" { try recipe.declared.set("rate", to: .number(0.05)) }
        let fitted = try recipe.fit(data, watching: Watcher(epoch: { heard.note($0) }))
        let series = heard.epochs.compactMap { $0.measures["validation-rmse"] }
        let best = try series.indices.min { series[$0] < series[$1] }.orThrow("epochs")
        #expect(series.count == best + 4 && series.count < 200)
        try recipe.declared.set("epochs", to: .number(Double(best + 1)))
        try recipe.declared.set("patience", to: .number(0))
        let brief = try recipe.fit(data, watching: .silent)
        let scores = try [fitted, brief].map { try $0.scores(of: train.everybody, given: train.matrix) }
        #expect(scores[0] == scores[1])
        #expect(abs(try errors(fitted, on: held).rmse - series[best]) < 1e-6)
    }

    // MARK: Slopes and clusters

    /// SlopeOne of scikit-surprise 1.1.5: Fixtures/surprise_slopes.py.
    @Test func slopesAreSurprises() throws {
        let (hashed, pairs) = World.hashed()
        var rows = hashed.interactions
        for k in 0..<rows.count {
            let (u, i) = (Int(rows.users[k]), Int(rows.items[k]))
            let hash = (u * 31 + i * 17 + u * i * 7 + 1) * 2_654_435_761 % (1 << 32)
            rows.ratings[k] = Float(1 + (hash >> 8) % 5)
        }
        let fitted = try model("slope-one").fit(trainingSet(rows, users: 20, items: 15), watching: .silent)
        let found = try (fitted as? any RatingPredictor).orThrow("ratings").ratings(pairs.users, pairs.items)
        let expected: [Float] = [3.49377, 1.29092, 4.07228, 2.26515, 2.48469, 1, 3.18403, 2.81111]
        for (x, y) in zip(found, expected) { #expect(abs(x - y) < 2e-5, "\(found)") }
    }

    /// The worked example of Lemire & Maclachlan 2005, fig. 1: B rated I with 2; A rated I 1 and J 1.5.
    @Test func theExampleOfThePaper() throws {
        let rows = Interactions(users: [0, 0, 1], items: [0, 1, 0], ratings: [1, 1.5, 2])
        let train = trainingSet(rows, users: 3, items: 3)
        for weighted in [false, true] {
            let fitted = try model("slope-one", ["weighted": .truth(weighted)]).fit(train, watching: .silent)
            let scores = try fitted.scores(of: [1, 2], given: train.matrix)
            #expect(scores == [2, 2.5, 2, 1.5, 1.5, 1.5], "nothing to compare with gives the mean")
            let predictor = try (fitted as? any RatingPredictor).orThrow("ratings")
            #expect(try predictor.ratings([1], [1]) == [2], "kept within the scale")
        }
    }

    /// Scores of pairs not yet rated are the predictions, for both schemes.
    @Test(arguments: [false, true])
    func scoresOfSlopesArePredictions(_ weighted: Bool) throws {
        let (train, pairs) = World.hashed()
        let fitted = try model("slope-one", ["weighted": .truth(weighted)]).fit(train, watching: .silent)
        let scores = try fitted.scores(of: train.everybody, given: train.matrix)
        let found = try (fitted as? any RatingPredictor).orThrow("ratings").ratings(pairs.users, pairs.items)
        for (k, prediction) in found.enumerated() {
            let score = scores[Int(pairs.users[k]) * train.itemCount + Int(pairs.items[k])]
            #expect(abs(min(max(score, 1), 5) - prediction) < 0.01)
        }
    }

    /// Where ratings are a mean for each pair of two clusters, the clusters are found and the ratings met.
    @Test func clustersAreFound() throws {
        var rows = Interactions()
        for user in 0..<30 {
            for item in 0..<20 where (user + 3 * item) % 4 != 0 {
                rows.users.append(Int32(user))
                rows.items.append(Int32(item))
                rows.ratings.append(user % 2 == item % 2 ? 5 : 1)
            }
        }
        let train = trainingSet(rows, users: 31, items: 20)
        let recipe = try model("co-clustering", ["user-clusters": .number(2), "item-clusters": .number(2)])
        let fitted = try (recipe.fit(train, watching: .silent) as? CoClusters).orThrow("clusters")
        #expect(try errors(fitted, on: rows).rmse < 0.5)
        for user in 0..<30 { #expect(fitted.users.cluster[user] == fitted.users.cluster[user % 2]) }
        #expect(fitted.users.cluster[0] != fitted.users.cluster[1])
        // A newcomer with the tastes of even users ranks as they do.
        let history = SparseMatrix(
            Interactions(users: [30, 30, 30], items: [0, 2, 3], ratings: [5, 5, 1]), users: 31, items: 20)
        let scores = try fitted.scores(of: [30], given: history)
        #expect((0..<20).allSatisfy { (scores[$0] > 3) == ($0 % 2 == 0) })
    }

    // MARK: Newcomers

    /// A user left out of training is served from the history brought along, about as well as from training.
    @Test(arguments: cases + [Case(name: "slope-one", settings: [:])])
    func newcomersAreFoldedIn(_ given: Case) throws {
        let whole = World.ratings(users: 120, items: 60)
        let rows = whole.interactions
        let isNew = rows.users.map { $0 % 5 == 2 }
        let train = trainingSet(
            rows.rows(isNew.indices.filter { !isNew[$0] }), users: 120, items: 60)
        // Half of the newcomers' ratings are given, half asked for.
        let brought = rows.rows(isNew.indices.filter { isNew[$0] && $0 % 2 == 0 })
        let asked = rows.rows(isNew.indices.filter { isNew[$0] && $0 % 2 == 1 })
        let fitted = try given.fit(train)
        let histories = SparseMatrix(brought, users: 120, items: 60)
        let scores = try fitted.scores(of: train.everybody, given: histories)
        let squares = (0..<asked.count).map { k in
            let score = scores[Int(asked.users[k]) * 60 + Int(asked.items[k])]
            return Double((score - asked.ratings[k]) * (score - asked.ratings[k]))
        }
        let mean = Double(asked.ratings.reduce(0, +)) / Double(asked.count)
        let spread = asked.ratings.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        #expect(squares.reduce(0, +) < 0.75 * spread, "\(squares.reduce(0, +) / spread)")
    }

    /// Written to a file and read again: the same scores, of newcomers too, and the same predictions.
    @Test(arguments: cases + [Case(name: "slope-one", settings: ["weighted": .truth(true)])])
    func savedAndLoadedScoresAgree(_ given: Case) throws {
        let world = World.ratings()
        let path = FileManager.default.temporaryDirectory.appending(
            path: "reel-\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: path) }
        let recipe = try model(given.name, given.settings)
        let fitted = try recipe.fit(world, watching: .silent)
        try recipe.save(fitted, to: path.path)
        let loaded = try ModelRecipe.load(path.path)
        #expect(loaded.recipe.name == given.name)
        let last = Int32(world.userCount - 1)
        let brought = Interactions(users: [last, last], items: [3, 5], ratings: [5, 2])
        let histories = SparseMatrix(
            world.interactions.appending(brought), users: world.userCount, items: world.itemCount)
        let scores = try [fitted, loaded.fitted].map { try $0.scores(of: world.everybody, given: histories) }
        #expect(scores[0] == scores[1])
        let rows = world.interactions
        let predicted = try [fitted, loaded.fitted].map {
            try ($0 as? any RatingPredictor).orThrow("ratings").ratings(rows.users, rows.items.reversed())
        }
        #expect(predicted[0] == predicted[1])
        // A file of another model is refused.
        let other = try model(given.name == "slope-one" ? "nmf" : "slope-one")
        #expect(throws: Problem.self) {
            try (other.model as? any Restorable).orThrow("restorable").restored(
                Weights(path: path.path))
        }
    }

    private func near(_ found: some Sequence<Float>, _ expected: some Sequence<Double>) -> Bool {
        zip(found, expected).allSatisfy { abs(Double($0) - $1) < 2e-5 }
    }
}

private func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }

/// Epochs as they were told.
private final class HeardEpochs: @unchecked Sendable {
    var epochs = [Epoch]()
    func note(_ epoch: Epoch) -> Watcher.Decision {
        epochs.append(epoch)
        return .go
    }
}

extension Restorable {
    fileprivate func restored(_ weights: Weights) throws -> any Scorer { try restore(weights) }
}
