import Datasets
import Declarations
import Models
import Testing

@Suite struct BaselinesTests {
    /// Three users, three items, the last of each without ratings; means by hand.
    private let train = trainingSet(
        Interactions(users: [0, 0, 1], items: [0, 1, 0], ratings: [5, 3, 2]), users: 3, items: 3)

    private func predictions(_ name: String, _ settings: KeyValuePairs<String, Value> = [:]) throws -> [Float]
    {
        let fitted = try model(name, settings).fit(train, watching: .silent)
        let predictor = try (fitted as? any RatingPredictor).orThrow(name)
        return try predictor.ratings([0, 1, 2, 0, 2], [0, 1, 0, 2, 2])
    }

    @Test func means() throws {
        let mean: Float = 10.0 / 3
        for name in ["constant", "global-mean"] {
            #expect(try predictions(name) == Array(repeating: mean, count: 5))
        }
        #expect(try predictions("item-mean") == [3.5, 3, 3.5, mean, mean])
        #expect(try predictions("user-mean") == [4, 2, mean, 4, mean])
        let sums: [Float] = [3.5 + 4 - mean, 3 + 2 - mean, 3.5, 4, mean]
        for (x, y) in zip(try predictions("item-user-mean"), sums) { #expect(abs(x - y) < 1e-5) }
        let kept = try predictions("item-user-mean", ["clip": .truth(true)])
        #expect(kept[1] == 2, "1.67 lies below the lowest rating there is")
    }

    /// BaselineOnly of scikit-surprise 1.1.5 with 10 epochs, reg_u 15, reg_i 10: Fixtures/surprise_knn.py.
    @Test func biasIsSurprises() throws {
        let (train, pairs) = World.hashed()
        let fitted = try model("bias").fit(train, watching: .silent)
        let found = try (fitted as? any RatingPredictor).orThrow("bias").ratings(pairs.users, pairs.items)
        let expected: [Float] = [2.82189, 2.70276, 3.0342, 2.50813, 3.42805, 3.09303, 3.28547, 3.02225]
        for (x, y) in zip(found, expected) { #expect(abs(x - y) < 2e-5) }
    }

    /// The loss falls from epoch to epoch, and a stop is obeyed.
    @Test func biasTellsOfItsEpochs() throws {
        let heard = Heard()
        let watcher = Watcher(epoch: { heard.note($0) })
        _ = try model("bias").fit(World.ratings(), watching: watcher)
        #expect(heard.epochs.map(\.number) == Array(1...10))
        let errors = heard.epochs.compactMap { $0.measures["rmse"] }
        #expect(errors.count == 10 && (errors.last ?? 9) < errors[0])
        let brief = Heard()
        _ = try model("bias").fit(
            World.ratings(),
            watching: Watcher(epoch: { brief.note($0) == .go && $0.number < 3 ? .go : .stop }))
        #expect(brief.epochs.count == 3)
    }

    @Test func popularCountsOrAverages() throws {
        let histories = train.matrix
        let counted = try model("popular").fit(train, watching: .silent).scores(of: [2], given: histories)
        #expect(counted == [2, 1, 0])
        let rated = try model("popular", ["by": .word("rating"), "shrink": .number(1)]).fit(
            train, watching: .silent
        )
        .scores(of: [0], given: histories)
        let mean: Float = 10.0 / 3
        for (x, y) in zip(rated, [(7 + mean) / 3, (3 + mean) / 2, mean]) { #expect(abs(x - y) < 1e-5) }
    }

    /// Random scores are uniform: mean 1/2 and variance 1/12 over 200 000 of them, within four standard errors.
    @Test func randomIsUniform() throws {
        let (users, items) = (200, 1000)
        let train = trainingSet(Interactions(), users: users, items: items)
        let scores = try model("random").fit(train, watching: .silent).scores(
            of: train.everybody, given: train.matrix)
        let n = Double(scores.count)
        let mean = scores.reduce(0) { $0 + Double($1) } / n
        let variance = scores.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / n
        #expect(abs(mean - 0.5) < 4 * (1 / 12 / n).squareRoot())
        #expect(abs(variance - 1.0 / 12) < 4 * (1.0 / 180 / n).squareRoot())
        #expect(scores.allSatisfy { $0 >= 0 && $0 < 1 } && Set(scores).count > 190_000)
    }

    /// Data without ratings is data where everything counts 1.
    @Test func withoutRatingsEverythingIsOne() throws {
        let (train, _) = World.ring()
        for name in ["constant", "global-mean", "item-mean", "user-mean", "item-user-mean", "bias"] {
            let fitted = try model(name).fit(train, watching: .silent)
            #expect(try (fitted as? any RatingPredictor).orThrow(name).ratings([0, 1], [5, 6]) == [1, 1])
        }
    }
}

/// Epochs as they were told.
private final class Heard: @unchecked Sendable {
    var epochs = [Epoch]()
    func note(_ epoch: Epoch) -> Watcher.Decision {
        epochs.append(epoch)
        return .go
    }
}
