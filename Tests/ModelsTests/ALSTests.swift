import Datasets
import Declarations
import Models
import Synchronization
import Testing

@Suite struct ALSTests {
    private func fit(
        _ settings: KeyValuePairs<String, Value>, _ train: TrainingSet = World.ratings(),
        _ watcher: Watcher = .silent
    ) throws -> FactorModel {
        let recipe = try model("als", ["factors": .number(5), "epochs": .number(3)])
        for (name, value) in settings { try recipe.declared.set(name, to: value) }
        return try (recipe.fit(train, watching: watcher) as? FactorModel).orThrow("a factor model")
    }

    /// What makes each item's vector the minimum beside the users' (the gradient of Rendle et al. 2022, eqs. 1–4, and of Hu et
    /// al. 2008, eq. 3): summed over all pairs here, one by one, in double precision.
    @Test(arguments: ["ials", "confidence"], ["binary", "ratings"])
    func itemsMeetTheConditionsOfTheMinimum(_ objective: String, _ values: String) throws {
        let train = World.ratings()
        let (alpha, base, reg) = (1.5, 0.2, 0.03)
        let fitted = try fit([
            "objective": .word(objective), "values": .word(values), "alpha": .number(alpha),
            "unobserved": .number(base), "reg": .number(reg), "solver": .word("cholesky"),
            "frequency-scaling": .number(0.5),
        ])
        let (users, items) = (fitted.userVectors, fitted.itemVectors)
        let byItem = train.matrix.transposed()
        for item in 0..<train.itemCount - 1 {
            var weights = [Int: Double]()
            for k in byItem.range(item) {
                weights[Int(byItem.indices[k])] = alpha * (values == "binary" ? 1 : Double(byItem.values[k]))
            }
            let penalty =
                reg * (Double(weights.count) + base * Double(train.userCount)).squareRoot()
            for d in 0..<5 {
                var slope = penalty * Double(items[item][item * 5 + d])
                for user in 0..<train.userCount {
                    let (x, y) = (users[user], items[item])
                    let score = zip(x, y).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                    let w = weights[user] ?? 0
                    let miss =
                        objective == "ials"
                        ? w * (score - (w > 0 ? 1 : 0)) + base * score
                        : (w + base) * score - (w > 0 ? w + base : 0)
                    slope += miss * Double(x[user * 5 + d])
                }
                #expect(abs(slope) < 1e-3, "item \(item): \(slope)")
            }
        }
    }

    /// With steps enough, all solvers take the same way.
    @Test(arguments: ["cg", "blocks"])
    func solversAgree(_ solver: String) throws {
        // 40 factors are three blocks of 16.
        let exact = try fit(["solver": .word("cholesky"), "factors": .number(40), "reg": .number(0.1)])
        let other = try fit([
            "solver": .word(solver), "steps": .number(200), "block": .number(16), "factors": .number(40),
            "reg": .number(0.1),
        ])
        for (x, y) in zip(exact.itemVectors.values, other.itemVectors.values) { #expect(abs(x - y) < 2e-3) }
    }

    /// Each half of an epoch lowers the loss, whatever the solver, and what is told is the loss by its definition.
    @Test(arguments: ["cg", "cholesky", "blocks"])
    func theLossFallsAndIsWhatItIsSaidToBe(_ solver: String) throws {
        let heard = Mutex([Double]())
        let train = World.ratings()
        let fitted = try fit(
            ["solver": .word(solver), "epochs": .number(8), "steps": .number(1), "block": .number(16)], train,
            Watcher(epoch: { epoch in
                heard.withLock { $0.append(epoch.measures["loss"] ?? .nan) }
                return .go
            }))
        let told = heard.withLock { $0 }
        #expect(told.count == 8)
        for (a, b) in zip(told, told.dropFirst()) { #expect(b <= a * 1.000001) }
        let (base, reg) = (0.1, 0.003)
        let (users, items) = (fitted.userVectors, fitted.itemVectors)
        let counts = train.matrix.transposed()
        func square(_ x: ArraySlice<Float>) -> Double { x.reduce(0) { $0 + Double($1) * Double($1) } }
        var loss = 0.0
        for user in 0..<train.userCount {
            let seen = Set(train.matrix.indices[train.matrix.range(user)])
            loss += reg * (Double(seen.count) + base * Double(train.itemCount)) * square(users[user])
            for item in 0..<train.itemCount {
                let score = zip(users[user], items[item]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                loss += base * score * score + (seen.contains(Int32(item)) ? (score - 1) * (score - 1) : 0)
            }
        }
        for item in 0..<train.itemCount {
            loss +=
                reg * (Double(counts.range(item).count) + base * Double(train.userCount))
                * square(items[item])
        }
        #expect(abs(loss - told[7]) < 1e-4 * loss, "\(loss) \(told[7])")
    }

    /// A user whom training has not seen gets what one with the same history gets when solved for after the items.
    @Test func newUsersAreFoldedIn() throws {
        let train = World.ratings()
        let (known, new) = (Int32(4), Int32(train.userCount - 1))
        var rows = train.interactions
        for k in train.matrix.range(Int(known)) {
            rows.users.append(new)
            rows.items.append(train.matrix.indices[k])
            rows.ratings.append(train.matrix.values[k])
        }
        let histories = SparseMatrix(rows, users: train.userCount, items: train.itemCount)
        for name in ["als", "pure-svd"] {
            let settings: KeyValuePairs<String, Value> = name == "als" ? ["fold-in": .word("everybody")] : [:]
            let fitted = try model(name, settings).fit(train, watching: .silent)
            let scores = try fitted.scores(of: [known, new], given: histories)
            #expect(scores[..<train.itemCount] == scores[train.itemCount...])
        }
        // By default users of the training keep their vectors, and the new one gets nearly the same.
        for name in ["als", "bpr"] {
            let fitted = try model(name, ["epochs": .number(50)]).fit(train, watching: .silent)
            let scores = try fitted.scores(of: [known, new], given: histories)
            let (own, folded) = (Array(scores[..<train.itemCount]), Array(scores[train.itemCount...]))
            #expect(correlation(own, folded) > 0.9, "\(name)")
        }
    }

    /// Early stopping needs something to look at, ends a training before its last epoch, and keeps the best.
    @Test(arguments: ["als", "bpr"])
    func patienceEndsATraining(_ name: String) throws {
        let settings: KeyValuePairs<String, Value> = ["patience": .number(2), "epochs": .number(200)]
        #expect(throws: Problem.self) { try model(name, settings).fit(World.ratings(), watching: .silent) }
        let heard = Mutex([Double]())
        let train = World.ratings(validated: true)
        _ = try model(name, settings).fit(
            train,
            watching: Watcher(epoch: { epoch in
                heard.withLock { $0.append(epoch.measures["ndcg@10"] ?? .nan) }
                return .go
            }))
        let told = heard.withLock { $0 }
        let best = try told.indices.max { told[$0] < told[$1] }.orThrow("an epoch")
        #expect(told.count < 200 && told.count == best + 3)
    }

    /// Ctrl-C ends a training at the end of its epoch, with a model.
    @Test(arguments: ["als", "bpr"])
    func anInterruptKeepsTheModel(_ name: String) throws {
        let flag = Interrupt.Flag()
        let heard = Atomic(0)
        try Interrupt.$own.withValue(flag) {
            let train = World.ratings()
            let fitted = try model(name, ["epochs": .number(100)]).fit(
                train,
                watching: Watcher(epoch: { epoch in
                    heard.store(epoch.number, ordering: .relaxed)
                    if epoch.number == 3 { flag.raise() }
                    return .go
                }))
            #expect(heard.load(ordering: .relaxed) == 3)
            #expect(try fitted.scores(of: [0], given: train.matrix).contains { $0 != 0 })
        }
    }
}

/// Pearson's.
func correlation(_ x: [Float], _ y: [Float]) -> Double {
    let n = Double(x.count)
    let (a, b) = (x.reduce(0) { $0 + Double($1) } / n, y.reduce(0) { $0 + Double($1) } / n)
    var (xy, xx, yy) = (0.0, 0.0, 0.0)
    for (p, q) in zip(x, y) {
        let (u, v) = (Double(p) - a, Double(q) - b)
        (xy, xx, yy) = (xy + u * v, xx + u * u, yy + v * v)
    }
    return xy / (xx * yy).squareRoot()
}
