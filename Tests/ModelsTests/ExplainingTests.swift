import Datasets
import Declarations
import Models
import Testing

/// What scores are made of: contributions add up to the score, and are what the papers say.
@Suite struct ExplainingTests {
    /// Every model that explains, once as it is and once in its other ways.
    static let cases: [(name: String, settings: KeyValuePairs<String, Value>)] = [
        ("popular", [:]), ("global-mean", [:]), ("item-user-mean", [:]), ("bias", [:]), ("item-knn", [:]),
        ("item-knn", ["nearest": .word("scored"), "k": .number(4), "values": .word("ratings")]),
        ("item-knn", ["target": .word("ratings"), "centre": .word("mean"), "k": .number(5)]),
        ("item-knn", ["target": .word("ratings"), "similarity": .word("adjusted-cosine")]),
        ("user-knn", [:]), ("user-knn", ["values": .word("ratings"), "k": .number(4)]),
        ("user-knn", ["target": .word("ratings"), "centre": .word("baseline"), "k": .number(5)]),
        ("user-knn", ["target": .word("ratings"), "min-k": .number(30)]),
        ("rp3beta", [:]), ("ease", ["values": .word("ratings")]), ("slim", [:]), ("pure-svd", [:]),
        ("als", ["fold-in": .word("everybody")]),
        (
            "als",
            ["fold-in": .word("everybody"), "objective": .word("confidence"), "values": .word("ratings")]
        ),
        ("bpr", [:]), ("bpr", ["bias": .truth(false)]), ("svd", [:]), ("svd", ["biased": .truth(false)]),
        ("svd++", [:]), ("als-wr", ["biased": .truth(false)]), ("nmf", [:]), ("co-clustering", [:]),
        ("slope-one", [:]), ("slope-one", ["weighted": .truth(true)]),
        ("lightfm", [:]), ("lightfm", ["features": .list([.word("genres")])]),
        ("fm", ["features": .list([.word("genres")])]),
        ("fm", ["loss": .word("squared"), "features": .list([.word("genres")]), "identity": .word("users")]),
    ]

    /// For users whom training knows, one whom it does not (with a history), and an item that nobody had.
    @Test(arguments: cases.indices)
    func contributionsAddUpToTheScore(_ number: Int) throws {
        let (name, settings) = Self.cases[number]
        let train = World.ratings()
        var rows = train.interactions
        let new = Int32(train.userCount - 1)
        for item in [3, 9, 14] as [Int32] {
            rows.users.append(new)
            rows.items.append(item)
            rows.ratings.append(4)
        }
        let histories = SparseMatrix(rows, users: train.userCount, items: train.itemCount)
        let fitted = try model(name, settings).fit(train, watching: .silent)
        let explaining = try (fitted as? any ExplainingScorer).orThrow(name)
        let users = [0, 4, 7, new]
        let scores = try fitted.scores(of: users, given: histories)
        for (t, user) in users.enumerated() {
            for item in [0, 3, 11, 22, Int32(train.itemCount - 1)] {
                let score = scores[t * train.itemCount + Int(item)]
                let why = try explaining.explanation(of: item, for: user, histories: histories)
                #expect(why.instead == nil)
                #expect(
                    abs(why.total - score) < 1e-3 * max(1, abs(score)),
                    "\(name) \(settings): \(user), \(item): \(why.total), but \(score)")
            }
        }
    }

    /// The example of Lemire & Maclachlan 2005, fig. 1: user A rated item I with 1 and J with 1.5, user B item I with 2; J for B
    /// is 2 + (1.5 − 1) = 2.5, 2 being B's mean and .5 what item I says.
    @Test func slopeOneTellsItsPapersExample() throws {
        var rows = Interactions()
        (rows.users, rows.items, rows.ratings) = ([0, 0, 1], [0, 1, 0], [1, 1.5, 2])
        func entities(_ count: Int) -> Entities { Entities(ids: (0..<count).map { "\($0)" }) }
        let dataset = Dataset(name: "two", users: entities(2), items: entities(2), interactions: rows)
        let train = TrainingSet(dataset: dataset, interactions: rows)
        let fitted = try (model("slope-one", [:]).fit(train, watching: .silent) as? any ExplainingScorer)
            .orThrow("slope-one")
        let why = try fitted.explanation(of: 1, for: 1, histories: train.matrix)
        #expect(why.total == 2.5)
        #expect(why.parts.map(\.ground) == [.term("the user's mean"), .item(0)])
        #expect(why.parts.map(\.contribution) == [2, 0.5])
    }

    /// Hu et al. 2008, eq. 7: c_uj y_iᵀ W y_j with W = (YᵀCY + λI)⁻¹, here by elimination in double precision; and users
    /// of the training are told that theirs is the sum for a vector solved for anew.
    @Test func alsTellsWhatHuToldOf() throws {
        let train = World.ratings()
        let (alpha, base, reg, width) = (2.0, 0.3, 0.4, 6)
        let fitted = try
            (model(
                "als",
                [
                    "objective": .word("confidence"), "alpha": .number(alpha), "unobserved": .number(base),
                    "reg": .number(reg), "frequency-scaling": .number(0), "factors": .number(Double(width)),
                ]
            ).fit(train, watching: .silent) as? FactorModel).orThrow("factors")
        let y = (0..<train.itemCount).map { fitted.itemVectors[$0].map { Double($0) } }
        let (user, item) = (Int32(5), Int32(8))
        let had = train.matrix.indices[train.matrix.range(Int(user))]
        var a = (0..<width).map { r in (0..<width).map { $0 == r ? reg : 0 } }
        for i in 0..<train.itemCount {
            let weight = base + (had.contains(Int32(i)) ? alpha : 0)
            for r in 0..<width { for c in 0..<width { a[r][c] += weight * y[i][r] * y[i][c] } }
        }
        let turned = eliminated(a, y[Int(item)])
        let why = fitted.explanation(of: item, for: user, histories: train.matrix)
        #expect(why.parts.count == had.count && why.instead != nil)
        for part in why.parts {
            guard case .item(let j) = part.ground else { continue }
            let share = (alpha + base) * zip(turned, y[Int(j)]).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(Double(part.contribution) - share) < 1e-4)
        }
    }

    /// a x = b by Gauss without pivots: a is positive definite.
    private func eliminated(_ a: [[Double]], _ b: [Double]) -> [Double] {
        var (a, b) = (a, b)
        for k in b.indices {
            for r in b.indices where r != k {
                let f = a[r][k] / a[k][k]
                for c in b.indices { a[r][c] -= f * a[k][c] }
                b[r] -= f * b[k]
            }
        }
        return b.indices.map { b[$0] / a[$0][$0] }
    }

    /// In a world where viewers choose by genre, the item's genre speaks for it.
    @Test func lightFMNamesTheFeature() throws {
        let train = World.ratings()
        let liked = train.interactions.rows(
            train.interactions.users.indices.filter { train.interactions.ratings[$0] >= 4 })
        let some = TrainingSet(dataset: train.dataset, interactions: liked)
        let fitted = try
            (model(
                "lightfm", ["features": .list([.word("genres")]), "identity": .word("users")]
            ).fit(some, watching: .silent) as? any ExplainingScorer).orThrow("lightfm")
        let why = try fitted.explanation(of: 8, for: 4, histories: some.matrix)
        #expect(why.parts.map(\.ground).contains(.feature("genres:taste 0")))
        #expect(why.parts.count == 2)
    }
}
