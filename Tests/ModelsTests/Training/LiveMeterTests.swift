import Datasets
import Declarations
import Models
import Testing

/// The collapse meter of recommenders, from healthy seeds to planted failures.
@Suite struct LiveMeterTests {
    /// Scores by a formula.
    private struct Formula: Scorer {
        let items: Int
        let score: @Sendable (Int, Int) -> Float
        func scores(
            for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
        ) throws {
            for (row, user) in users.enumerated() {
                for item in 0..<items { scores[row * items + item] = score(Int(user), item) }
            }
        }
    }

    private func verdict(_ score: @escaping @Sendable (Int, Int) -> Float) throws -> Verdict? {
        let train = World.ring().train
        return try LiveMeter(train).read(Formula(items: train.itemCount, score: score))?.verdict
    }

    @Test func oneReadingSeesWhatIsPlanted() throws {
        #expect(try verdict { _, _ in 0 } == .collapsed)
        #expect(try verdict { user, item in Float(item) + Float(user) } == .collapsed)
        #expect(try verdict { user, item in Float(user + 1) * Float(item % 17) } == .collapsed)
        // Saturated: half of the items share the highest score.
        #expect(try verdict { user, item in min(1, Float((user * 31 + item * 17) % 101) / 50) } == .collapsed)
        #expect(try verdict { user, item in -Float((item - user / 2 + 120) % 120) } == .healthy)
    }

    @Test func tooLittleDataSaysNothing() throws {
        let train = trainingSet(Interactions(), users: 3, items: 4)
        #expect(try LiveMeter(train).read(Formula(items: 4) { _, _ in 0 }) == nil)
    }

    @Test(arguments: ["bpr", "lightfm", "als"])
    func healthySeedsRaiseNoAlarm(_ name: String) throws {
        let train = World.ring(users: 120, items: 60).train
        for seed in 1...20 {
            let told = Told()
            let recipe = try model(name, ["seed": .number(Double(seed)), "epochs": .number(30)])
            _ = try recipe.fit(train, watching: told.watcher())
            #expect(told.notes.isEmpty, "seed \(seed): \(told.notes)")
            #expect(told.epochs.last?.measures["personalisation"] != nil)
        }
    }

    /// Read after epochs 1, 2, 4, …, from a sixteenth of all on, and the last, or after every epoch that is evaluated.
    @Test func itIsReadWhereItCostsLittle() throws {
        func read(_ settings: KeyValuePairs<String, Value>) throws -> [Int] {
            let told = Told()
            _ = try model("bpr", settings).fit(World.ratings(validated: true), watching: told.watcher())
            return told.epochs.filter { $0.measures["effective-rank"] != nil }.map(\.number)
        }
        #expect(try read(["epochs": .number(21)]) == [2, 4, 8, 16, 21])
        #expect(try read(["epochs": .number(5), "patience": .number(5)]) == [1, 2, 3, 4, 5])
    }

    /// Starved by its penalty, a model gives everybody the same.
    @Test func collapseIsActedOn() throws {
        func fit(_ choice: String) throws -> Told {
            let told = Told()
            let recipe = try model(
                "bpr", ["reg": .number(10), "epochs": .number(16), "on-collapse": .word(choice)])
            _ = try recipe.fit(World.ratings(), watching: told.watcher())
            return told
        }
        let (warned, stopped) = (try fit("warn"), try fit("stop"))
        #expect(warned.epochs.count == 16 && warned.notes.count == 1)
        #expect(warned.notes.first?.hasPrefix("epoch 8: the outputs have collapsed") == true)
        #expect(stopped.epochs.count == 8 && stopped.notes.first?.hasSuffix("training stops") == true)
        #expect(try !fit("rollback").notes.isEmpty)
    }
}
