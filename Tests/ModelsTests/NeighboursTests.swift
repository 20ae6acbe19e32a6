import Datasets
import Declarations
import Models
import Testing

@Suite struct NeighboursTests {
    // MARK: Ratings

    struct Case: Sendable {
        let name: String, similarity: String, centre: String
        let expected: [Float]
        init(_ name: String, _ similarity: String, _ centre: String, _ expected: [Float]) {
            (self.name, self.similarity, self.centre, self.expected) = (name, similarity, centre, expected)
        }
    }

    /// KNNBasic, KNNWithMeans and KNNBaseline of scikit-surprise 1.1.5: Fixtures/surprise_knn.py. k=3, min_k=2,
    /// min_support=4; where too few neighbours are left the mean stands, which is seen, too. The adjusted cosine, which it
    /// does not have, by its definition: Fixtures/adjusted_cosine.py.
    @Test(arguments: surprise + adjusted)
    func ratingsAreSurprises(_ given: Case) throws {
        let (train, pairs) = World.hashed()
        let recipe = try model(
            given.name,
            [
                "k": .number(3), "min-k": .number(2), "min-support": .number(4), "target": .word("ratings"),
                "similarity": .word(given.similarity), "centre": .word(given.centre),
            ])
        let fitted = try recipe.fit(train, watching: .silent)
        let found = try (fitted as? any RatingPredictor).orThrow("ratings").ratings(pairs.users, pairs.items)
        for (x, y) in zip(found, given.expected) { #expect(abs(x - y) < 2e-5, "\(given): \(found)") }
    }

    /// Ranked by what it predicts: each score is the prediction of the pair, before it is kept within the scale.
    @Test(arguments: ["user-knn", "item-knn"], ["none", "baseline"])
    func scoresForRatingsArePredictions(_ name: String, _ centre: String) throws {
        let (train, pairs) = World.hashed()
        let recipe = try model(name, ["target": .word("ratings"), "centre": .word(centre), "k": .number(4)])
        let fitted = try recipe.fit(train, watching: .silent)
        let scores = try fitted.scores(of: train.everybody, given: train.matrix)
        let found = try (fitted as? any RatingPredictor).orThrow("ratings").ratings(pairs.users, pairs.items)
        for (k, prediction) in found.enumerated() {
            let score = scores[Int(pairs.users[k]) * train.itemCount + Int(pairs.items[k])]
            #expect(abs(min(max(score, 1), 5) - prediction) < 0.05)
        }
    }

    @Test func aRankerPredictsNoRatings() throws {
        let fitted = try model("item-knn", ["target": .word("ranking")]).fit(
            World.ratings(), watching: .silent)
        let predictor = try (fitted as? any RatingPredictor).orThrow("ratings")
        #expect(!predictor.predictsRatings)
        let problem = #expect(throws: Problem.self) { try predictor.ratings([0], [0]) }
        #expect(problem?.remedy == "train it with target=ratings")
    }

    /// A user who was not there in training is compared by the history that is given.
    @Test func heldOutUsersAreRecommendedTo() throws {
        let (train, _) = World.ring()
        var rows = train.interactions
        let kept = (0..<rows.count).filter { rows.users[$0] != 17 }
        rows = rows.rows(kept)
        let without = trainingSet(rows, users: train.userCount, items: train.itemCount)
        for name in ["user-knn", "item-knn", "ease"] {
            let fitted = try model(name).fit(without, watching: .silent)
            let scores = try fitted.scores(of: [17], given: train.matrix)
            let best = unseen(train, 17).max { scores[Int($0)] < scores[Int($1)] }
            // User 17 begins at item 17 · 120 / 240 = 8; 12 is held out.
            #expect(best == 12, "\(name)")
        }
    }

    // MARK: Rankings

    /// Cosines of whole columns, the k largest of each kept, added up over the history: by the definition, in double.
    @Test(arguments: ["binary", "ratings"], [0.0, 3.0])
    func itemRankingFollowsItsDefinition(_ values: String, _ shrink: Double) throws {
        let train = World.ratings()
        let (n, k) = (train.itemCount, 5)
        let dense = columns(of: train, binary: values == "binary")
        let fitted = try model(
            "item-knn",
            [
                "k": .number(Double(k)), "values": .word(values), "shrink": .number(shrink),
                "min-support": .number(3),
            ]
        ).fit(train, watching: .silent)
        var kept = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
        for i in 0..<n {
            let row = (0..<n).map { $0 == i ? 0 : cosine(dense[i], dense[$0], shrink: shrink, least: 3) }
            for j in row.indices.sorted(by: { (row[$1], $0) < (row[$0], $1) }).prefix(k) {
                kept[i][j] = row[j]
            }
        }
        let scores = try fitted.scores(of: train.everybody, given: train.matrix)
        for user in 0..<train.userCount {
            for j in 0..<n {
                let sum = (0..<n).reduce(0) { $0 + dense[$1][user] * kept[$1][j] }
                #expect(abs(Double(scores[user * n + j]) - sum) < 1e-4)
            }
        }
    }

    /// The same over rows: the k most similar users' rows, weighted by how similar they are.
    @Test(arguments: ["binary", "ratings"])
    func userRankingFollowsItsDefinition(_ values: String) throws {
        let train = World.ratings()
        let (n, k) = (train.itemCount, 5)
        let dense = columns(of: train, binary: values == "binary")
        let rows = (0..<train.userCount).map { user in dense.map { $0[user] } }
        let fitted = try model("user-knn", ["k": .number(Double(k)), "values": .word(values)])
            .fit(train, watching: .silent)
        let scores = try fitted.scores(of: train.everybody, given: train.matrix)
        for user in 0..<train.userCount {
            let alike = rows.indices.map {
                $0 == user ? 0 : cosine(rows[user], rows[$0], shrink: 0, least: 1)
            }
            let nearest = alike.indices.sorted { (alike[$1], $0) < (alike[$0], $1) }.prefix(k)
            for j in 0..<n {
                let sum = nearest.reduce(0) { $0 + alike[$1] * rows[$1][j] }
                #expect(abs(Double(scores[user * n + j]) - sum) < 1e-4)
            }
        }
    }

    /// More neighbours than there are items, and every pair in common: nothing is cut off, nothing is lost.
    @Test func moreNeighboursThanItems() throws {
        let train = World.ratings(users: 30, items: 8)
        let (many, all) = (
            try model("item-knn", ["k": .number(1_000_000)]), try model("item-knn", ["k": .number(8)])
        )
        let scores = try [many, all].map {
            try $0.fit(train, watching: .silent).scores(of: train.everybody, given: train.matrix)
        }
        #expect(scores[0] == scores[1] && scores[0].contains { $0 > 0 })
    }

    private func columns(of train: TrainingSet, binary: Bool) -> [[Double]] {
        var dense = [[Double]](
            repeating: [Double](repeating: 0, count: train.userCount), count: train.itemCount)
        for user in 0..<train.userCount {
            for k in train.matrix.range(user) {
                dense[Int(train.matrix.indices[k])][user] = binary ? 1 : Double(train.matrix.values[k])
            }
        }
        return dense
    }

    private func cosine(_ a: [Double], _ b: [Double], shrink: Double, least: Int) -> Double {
        guard zip(a, b).count(where: { $0 * $1 != 0 }) >= least else { return 0 }
        let norms = (a.reduce(0) { $0 + $1 * $1 } * b.reduce(0) { $0 + $1 * $1 }).squareRoot()
        return zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / (norms + shrink)
    }

    static let adjusted: [Case] = [
        Case(
            "user-knn", "adjusted-cosine", "none",
            [2.67784, 3.19637, 3.01424, 3.01424, 3.64267, 3.01424, 3.3126, 3.15024]),
        Case(
            "user-knn", "adjusted-cosine", "mean",
            [2.24162, 3.27005, 3.4, 3.17909, 3.88164, 1.13, 3.24622, 3.40551]),
        Case(
            "item-knn", "adjusted-cosine", "none",
            [2.19481, 3.96161, 3.01424, 3.01424, 3.01424, 3.01424, 2.93189, 3.54212]),
        Case(
            "item-knn", "adjusted-cosine", "mean",
            [2.64308, 3.46917, 2.83917, 1.53833, 3.41909, 3.36154, 3.20294, 3.67784]),
    ]

    static let surprise: [Case] = [
        Case(
            "user-knn", "cosine", "none",
            [3.05095, 3.27854, 2.07686, 1.69796, 3.11233, 3.01424, 3.32775, 3.2949]),
        Case(
            "user-knn", "cosine", "mean",
            [2.22456, 3.04132, 2.48417, 2.00965, 3.50423, 1.13, 3.27214, 3.30229]),
        Case(
            "user-knn", "cosine", "baseline",
            [2.75751, 3.21272, 2.19791, 1.78795, 3.19013, 3.09303, 3.32032, 3.31827]),
        Case(
            "user-knn", "msd", "none",
            [3.24252, 3.12282, 2.10923, 1.76644, 4.14447, 3.01424, 3.36969, 3.35888]),
        Case(
            "user-knn", "msd", "mean", [2.60278, 3.07089, 2.49134, 2.11624, 4.42465, 1.13, 3.30354, 3.48696]),
        Case(
            "user-knn", "msd", "baseline",
            [3.00526, 3.11458, 2.22291, 1.87083, 4.18651, 3.09303, 3.35825, 3.42596]),
        Case(
            "user-knn", "pearson", "none",
            [2.64272, 2.39413, 1.21463, 3.01424, 3.09245, 3.01424, 3.17615, 2.95897]),
        Case(
            "user-knn", "pearson", "mean",
            [1.87487, 2.40901, 1.69984, 3.17909, 3.51251, 1.13, 3.33051, 2.93588]),
        Case(
            "user-knn", "pearson", "baseline",
            [2.34985, 2.41393, 1.36512, 2.50813, 3.18292, 3.09303, 3.24894, 2.96602]),
        Case(
            "item-knn", "cosine", "none",
            [2.31186, 2.63952, 3.57406, 3.51098, 3.80387, 3.01424, 3.02157, 2.25059]),
        Case(
            "item-knn", "cosine", "mean",
            [2.78152, 2.24836, 3.18629, 1.80398, 3.98632, 3.36154, 3.39109, 2.34404]),
        Case(
            "item-knn", "cosine", "baseline",
            [2.4718, 2.43609, 3.37269, 2.84329, 3.8842, 3.09303, 3.22696, 2.29132]),
        Case(
            "item-knn", "msd", "none",
            [2.40091, 2.56834, 3.6033, 4.25694, 3.79971, 3.01424, 3.05818, 3.19757]),
        Case(
            "item-knn", "msd", "mean",
            [2.41578, 2.27149, 3.21845, 2.46121, 3.95107, 3.36154, 3.40617, 3.49566]),
        Case(
            "item-knn", "msd", "baseline",
            [2.39336, 2.41704, 3.4036, 3.54063, 3.86225, 3.09303, 3.2511, 3.34012]),
        Case(
            "item-knn", "pearson", "none",
            [1.81521, 3.85964, 3.47271, 4.17222, 3.76805, 3.01424, 2.84162, 3.01424]),
        Case(
            "item-knn", "pearson", "mean",
            [2.67498, 3.45125, 3.0797, 2.35348, 3.972, 3.36154, 3.24958, 3.13444]),
        Case(
            "item-knn", "pearson", "baseline",
            [2.13704, 3.64494, 3.26384, 3.44252, 3.86102, 3.09303, 3.06455, 3.02225]),
    ]
}
