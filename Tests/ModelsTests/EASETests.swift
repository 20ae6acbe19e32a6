import Datasets
import Declarations
import Models
import Testing

@Suite struct EASETests {
    /// What makes B the minimum: (G + λI) B equals G off the diagonal, and B is 0 on it (Steck 2019, eq. 7).
    @Test(arguments: ["binary", "ratings"])
    func theWeightsMeetTheConditionsOfTheMinimum(_ values: String) throws {
        let train = World.ratings()
        let recipe = try model("ease", ["l2": .number(7), "values": .word(values)])
        let fitted = try (recipe.fit(train, watching: .silent) as? ItemWeights).orThrow("weights")
        let (n, x) = (train.itemCount, train.matrix)
        var gram = [Double](repeating: 0, count: n * n)
        for user in 0..<train.userCount {
            for k in x.range(user) {
                for l in x.range(user) {
                    let product = values == "binary" ? 1 : Double(x.values[k]) * Double(x.values[l])
                    gram[Int(x.indices[k]) * n + Int(x.indices[l])] += product
                }
            }
        }
        for j in 0..<n {
            #expect(fitted.weights[j, j] == 0)
            for i in 0..<n where i != j {
                let product = (0..<n).reduce(7 * Double(fitted.weights[i, j])) {
                    $0 + gram[i * n + $1] * Double(fitted.weights[$1, j])
                }
                #expect(abs(product - gram[i * n + j]) < 2e-3)
            }
        }
    }

    /// Scores are the history times the weights, more items than a panel is wide.
    @Test(arguments: ["binary", "ratings"])
    func scoresAreTheHistoryTimesTheWeights(_ values: String) throws {
        let train = World.ratings(users: 80, items: 150)
        let recipe = try model("ease", ["values": .word(values)])
        let fitted = try (recipe.fit(train, watching: .silent) as? ItemWeights).orThrow("weights")
        let scores = try fitted.scores(of: train.everybody, given: train.matrix)
        for user in 0..<train.userCount {
            for j in 0..<train.itemCount {
                let sum = train.matrix.range(user).reduce(0.0) {
                    let weight = Double(fitted.weights[Int(train.matrix.indices[$1]), j])
                    return $0 + weight * (values == "binary" ? 1 : Double(train.matrix.values[$1]))
                }
                #expect(abs(Double(scores[user * train.itemCount + j]) - sum) < 1e-4)
            }
        }
    }

    /// NumPy, float64, on the world of the test `hashed`:
    ///
    ///     G = X.T @ X + 2 * np.eye(15); P = np.linalg.inv(G); B = P / -np.diag(P); np.fill_diagonal(B, 0)
    ///
    /// with X the 20 × 15 matrix of ones where there is a rating: Fixtures/ease.py.
    @Test func numPyFindsTheSame() throws {
        let (train, _) = World.hashed()
        let fitted = try (model("ease", ["l2": .number(2)]).fit(train, watching: .silent) as? ItemWeights)
            .orThrow("weights")
        for (i, j, weight) in EASETests.numPy { #expect(abs(fitted.weights[i, j] - weight) < 2e-5) }
    }

    @Test func whatNobodySawAndWhoSawNothingScoreZero() throws {
        let train = World.ratings()
        let fitted = try model("ease").fit(train, watching: .silent)
        let nothing = SparseMatrix(Interactions(), users: train.userCount, items: train.itemCount)
        #expect(try fitted.scores(of: train.everybody, given: nothing).allSatisfy { $0 == 0 })
        let scores = try fitted.scores(of: [0], given: train.matrix)
        #expect(scores[train.itemCount - 1] == 0)
    }

    @Test func theBenchmarkFitsTheSameModel() throws {
        let train = World.ratings()
        let (timings, fitted) = try easeBenchmark(train: train.matrix, l2: 500, runs: 2)
        #expect(timings.count == 2 && timings.allSatisfy { $0.total > 0 })
        let own = try model("ease").fit(train, watching: .silent).scores(of: [4], given: train.matrix)
        #expect(try fitted?.scores(of: [4], given: train.matrix) == own)
    }

    private static let numPy: [(Int, Int, Float)] = [
        (0, 1, 0.122827), (1, 0, 0.112512), (2, 9, 0.072765), (14, 3, 0.147705), (7, 13, 0.107320),
        (11, 12, 0.051184),
    ]
}
