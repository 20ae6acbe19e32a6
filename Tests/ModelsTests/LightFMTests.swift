import Datasets
import Declarations
import Foundation
import Models
import Testing

/// Films of four genres, viewers of four tastes; the last five films of each genre are new to everybody.
private func coldWorld() -> (train: TrainingSet, cold: [Int32]) {
    let (users, items) = (80, 80)
    var rows = Interactions()
    let cold = (60..<Int32(items)).map { $0 }
    for user in 0..<users {
        for item in 0..<60 where item % 4 == user % 4 && (user * 7 + item * 3) % 5 < 3 {
            rows.users.append(Int32(user))
            rows.items.append(Int32(item))
        }
    }
    var dataset = trainingSet(rows, users: users, items: items).dataset
    dataset.items.columns = [("genres", .labels((0..<items).map { ["g\($0 % 4)"] }))]
    return (TrainingSet(dataset: dataset, interactions: rows), cold)
}

@Suite struct LightFMTests {
    /// Without features all new films are worth the same; with genres a viewer's own come first.
    @Test func featuresRankFilmsThatNobodyHasWatched() throws {
        let (train, cold) = coldWorld()
        let words = Value.list([.word("genres")])
        let pure = try model("lightfm", ["factors": .number(8)]).fit(train, watching: .silent)
        let hybrid = try model("lightfm", ["factors": .number(8), "features": words]).fit(
            train, watching: .silent)
        for user in train.everybody {
            let plain = try pure.scores(of: [user], given: train.matrix)
            #expect(Set(cold.map { plain[Int($0)] }) == [0])
            let scores = try hybrid.scores(of: [user], given: train.matrix)
            let best = cold.sorted { scores[Int($0)] > scores[Int($1)] }.prefix(5)
            #expect(best.allSatisfy { $0 % 4 == user % 4 })
        }
    }

    /// Vectors for films that the data set did not hold, and for a model read back from its file.
    @Test(arguments: ["lightfm", "fm"])
    func savedAndLoadedItDescribesTheSame(_ name: String) throws {
        let (train, _) = coldWorld()
        let recipe = try model(name, ["factors": .number(8), "features": .list([.word("genres")])])
        let fitted = try recipe.fit(train, watching: .silent)
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).safetensors")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try recipe.save(fitted, to: path)
        let loaded = try ModelRecipe.load(path).fitted
        let all = train.everybody
        #expect(
            try fitted.scores(of: all, given: train.matrix) == loaded.scores(of: all, given: train.matrix))
        guard let one = fitted as? FeatureFactors, let other = loaded as? FeatureFactors else { return }
        let new = Entities(ids: ["new"], columns: [("genres", .labels([["g2"]]))])
        let (first, second) = (one.represent(items: new), other.represent(items: new))
        #expect(first.vectors == second.vectors && first.biases == second.biases)
        // A new film is what a film of its genre is that nobody has watched.
        #expect(Array(first[0]) == Array(one.items[62]))
    }

    /// Who was not there in training, but has a history by now, is placed among the fixed items.
    @Test(arguments: ["warp", "bpr", "warp-kos"])
    func aNewcomerIsFoldedIn(_ loss: String) throws {
        let (train, _) = World.ring()
        var rows = train.interactions
        let newcomer = Int32(17)
        let own = zip(rows.users, rows.items).filter { $0.0 == newcomer }.map(\.1)
        rows = rows.rows(rows.users.indices.filter { rows.users[$0] != newcomer })
        let without = trainingSet(rows, users: train.userCount, items: train.itemCount)
        let fitted = try model("lightfm", ["loss": .word(loss)]).fit(without, watching: .silent)
        let scores = try fitted.scores(of: [newcomer], given: train.matrix)
        // The own items and the one left out between them stand before all others.
        let best = scores.indices.sorted { scores[$0] > scores[$1] }.prefix(own.count + 6).map { Int32($0) }
        #expect(own.count { best.contains($0) } >= own.count - 1, "\(own) \(best)")
    }

    /// Two epochs and two more by a partial fit are four epochs' worth of learning, and the first model stays as it was.
    @Test func aPartialFitGoesOn() throws {
        let (train, _) = World.ring()
        var recipe = LightFM()
        for (name, value) in [("epochs", Value.number(3)), ("factors", .number(16))] {
            try recipe.set(name, to: value)
        }
        let first = try recipe.fit(train, watching: .silent)
        let before = first.itemVectors
        let second = try recipe.fit(train, from: first, watching: .silent)
        #expect(first.itemVectors == before && second.itemVectors != before)
        func seen(_ model: FeatureFactors) throws -> Double {
            let scores = try model.scores(of: train.everybody, given: train.matrix)
            let own = train.interactions
            return zip(own.users, own.items).reduce(0) {
                $0 + Double(scores[Int($1.0) * train.itemCount + Int($1.1)])
            }
        }
        #expect(try seen(second) > seen(first))
        recipe = LightFM()
        let small = trainingSet(Interactions(), users: 2, items: 2)
        #expect(throws: Problem.self) { try recipe.fit(small, from: first, watching: .silent) }
    }

    @Test func withoutFeaturesOrVectorsOfTheirOwnThereIsNothingToLearn() throws {
        let problem = #expect(throws: Problem.self) {
            try model("lightfm", ["identity": .word("none")]).fit(World.ratings(), watching: .silent)
        }
        #expect(problem?.what == "users have neither features nor vectors of their own")
    }

    /// Ctrl-C keeps what is learned so far.
    @Test func anInterruptedFitIsAModel() throws {
        let (train, _) = World.ring()
        let flag = Interrupt.Flag()
        let watcher = Watcher(epoch: { epoch in
            if epoch.number == 2 { flag.raise() }
            return .go
        })
        try Interrupt.$own.withValue(flag) {
            let fitted = try LightFM().fit(train, watching: watcher)
            #expect(fitted.items.vectors.contains { $0 != 0 })
        }
    }
}
