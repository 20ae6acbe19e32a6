import Datasets
import Declarations
import Models
import Testing

/// Partial fits, threads, and how much rows count.
@Suite struct ContinuingTests {
    /// More examples than one piece of work, so that threads have something to share.
    private func crowd() -> TrainingSet {
        World.noise(users: 900, items: 60, length: 13).train
    }

    /// Three epochs and two more are five, to the last bit, where the steps follow from the epoch's number alone.
    @Test(arguments: ["lightfm", "als", "bpr"])
    func threeAndTwoAreFive(_ name: String) throws {
        let train = World.ratings()
        func recipe(_ epochs: Double) throws -> ModelRecipe {
            try model(name, ["factors": .number(8), "epochs": .number(epochs)])
        }
        let first = try recipe(3).fit(train, watching: .silent)
        let before = try first.scores(of: train.everybody, given: train.matrix)
        let on = try recipe(2).fit(train, from: first, watching: .silent)
        let whole = try recipe(5).fit(train, watching: .silent)
        #expect(
            try on.scores(of: train.everybody, given: train.matrix)
                == whole.scores(of: train.everybody, given: train.matrix))
        #expect(try first.scores(of: train.everybody, given: train.matrix) == before)
    }

    /// Read from a file it goes on, too, and so does one that draws its negatives.
    @Test func aFactorisationMachineGoesOn() throws {
        let train = World.ratings()
        let recipe = try model("fm", ["epochs": .number(2), "loss": .word("squared")])
        let first = try recipe.fit(train, watching: .silent)
        let on = try recipe.fit(train, from: first, watching: .silent)
        let (before, after) = (
            try errors(first, on: train.interactions).rmse, try errors(on, on: train.interactions).rmse
        )
        #expect(after < before)
    }

    @Test func onlyTheSameKindGoesOnAndOnlyWithTheSameCrowd() throws {
        let train = World.ratings()
        let (als, ease) = (try model("als"), try model("ease"))
        let fitted = try als.fit(train, watching: .silent)
        let closed = #expect(throws: Problem.self) { try ease.fit(train, from: fitted, watching: .silent) }
        #expect(closed?.remedy == "models that can: als, bpr, lightfm, fm")
        #expect(throws: Problem.self) { try model("bpr").fit(crowd(), from: fitted, watching: .silent) }
        let other = try ease.fit(train, watching: .silent)
        #expect(throws: Problem.self) { try als.fit(train, from: other, watching: .silent) }
    }

    /// With one thread the same numbers every time, which the model says; with several it says that it is not exact.
    @Test(arguments: ["lightfm", "fm"])
    func oneThreadIsExact(_ name: String) throws {
        let train = crowd()
        func fitted(_ threads: Double) throws -> any Scorer {
            try model(
                name, ["threads": .number(threads), "factors": .number(8), "epochs": .number(2)]
            ).fit(train, watching: .silent)
        }
        let (one, two) = (try fitted(1), try fitted(1))
        #expect(one.isExact)
        #expect(
            try one.scores(of: [0, 5], given: train.matrix) == two.scores(of: [0, 5], given: train.matrix))
        #expect(try model(name).fit(World.ratings(), watching: .silent).isExact)
        // Several: as many examples are learned from, so scores are alike, if not the same.
        let many = try fitted(3)
        #expect(try many.scores(of: [0, 5], given: train.matrix).contains { $0 != 0 })
    }

    /// Rows of a column's number 0 teach nothing: the same as without them, and a column of equal numbers is no column.
    @Test func rowsCountWhatTheirColumnSays() throws {
        let plain = World.ratings()
        let rows = plain.interactions
        var dataset = plain.dataset
        dataset.context = [
            ("completion", .numbers(rows.items.map { $0 == 3 ? 0 : 0.5 })),
            ("same", .numbers(rows.users.map { _ in 0.25 })),
            ("device", .texts(rows.users.map { _ in "tv" })),
        ]
        // In another order than the data's, as splits leave them.
        let turned = rows.rows(Array((0..<rows.count).reversed()))
        let train = TrainingSet(dataset: dataset, interactions: turned)
        #expect(try train.values(of: "completion").values.contains(0))
        func fitted(_ weights: String) throws -> FeatureFactors {
            try
                (model("lightfm", ["weights": .word(weights), "loss": .word("bpr"), "epochs": .number(3)])
                .fit(train, watching: .silent) as? FeatureFactors).orThrow("factors")
        }
        let (even, same, own) = (try fitted("even"), try fitted("same"), try fitted("completion"))
        #expect(even.itemVectors == same.itemVectors && even.itemVectors != own.itemVectors)
        #expect(throws: Problem.self) { try fitted("device") }
        let unknown = #expect(throws: Problem.self) { try fitted("completions") }
        #expect(unknown?.remedy == "did you mean completion?")
    }

    /// A training row has the number of its own row of the data, also where a pair stands there twice.
    @Test func numbersFollowTheirRows() throws {
        let rows = Interactions(
            users: [0, 1, 0, 1], items: [2, 0, 2, 1], ratings: [5, 4, 3, 2], times: [10, 20, 30, 40])
        var dataset = trainingSet(rows, users: 2, items: 3).dataset
        dataset.context = [("share", .numbers([0.1, 0.2, 0.3, 0.4]))]
        let first = TrainingSet(dataset: dataset, interactions: rows.rows([3, 0]))
        #expect(try first.values(of: "share").values == [0.1, 0.4])
        let second = TrainingSet(dataset: dataset, interactions: rows.rows([2, 1]))
        #expect(try second.values(of: "share").values == [0.3, 0.2])
    }
}
