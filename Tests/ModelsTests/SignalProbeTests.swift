import Datasets
import Declarations
import Foundation
import Models
import Testing

/// Two channels over eight steps whose mean, or whose order, carries a trait; and none.
enum Planted {
    enum Where: Sendable { case level, order, course, nowhere }

    /// Traits of mean 0 and deviation 1. In `order` the channels turn round each other one way or the other, as far as the
    /// trait says, so that means and deviations of both stay what they are. In `course` one channel rises once, early or
    /// late.
    static func train(_ place: Where, users: Int = 300, seed: Int = 1) -> BehaviourTrainingSet {
        var chance = Chance(seed: seed)
        func normal() -> Double {
            (-2 * log(1 - chance.uniform())).squareRoot() * cos(2 * .pi * chance.uniform())
        }
        var (values, traits): ([Float], [Float]) = ([], [])
        for _ in 0..<users {
            let trait = normal()
            traits.append(Float(trait))
            let phase = 2 * Double.pi * chance.uniform()
            for t in 0..<8 {
                let angle = phase + 2 * .pi * Double(t) / 8
                let turn = place == .order ? (trait < 0 ? -1.0 : 1) : (t % 2 == 0 ? 1 : -1)
                let level = place == .level ? trait : 0
                let rise = place == .course ? (t == (trait < 0 ? 2 : 5) ? 3.0 : 0) : cos(angle)
                values.append(Float(rise + level + 0.3 * normal()))
                values.append(Float(turn * sin(angle) + 0.3 * normal()))
            }
        }
        let behaviour = Behaviour(
            channels: ["clicks", "scrolls"], offsets: (0...users).map { $0 * 8 },
            times: (0..<users * 8).map { Float($0 % 8) }, values: values,
            targets: Targets(traits: NamedColumns(["trait"], values: traits)))
        let dataset = Dataset(
            name: "planted", users: Entities(ids: (0..<users).map { "u\($0)" }), items: Entities(),
            interactions: Interactions(), behaviour: behaviour)
        return BehaviourTrainingSet(
            dataset: dataset, behaviour: behaviour, users: (0..<Int32(users)).map { $0 })
    }
}

@Suite struct SignalProbeTests {
    @Test func findsWhatALevelSays() throws {
        let found = try #require(try SignalProbe()(Planted.train(.level)))
        #expect(found.isFound && found.skill > 0.9, "\(found)")
    }

    /// The sign of the trait is in the order alone; a sign explains 2/π = .64 of a normal trait's variance.
    @Test func findsWhatOnlyTheOrderSays() throws {
        let found = try #require(try SignalProbe()(Planted.train(.order)))
        #expect(found.isFound && found.skill > 0.5 && found.skill < 2 / .pi + 0.05, "\(found)")
    }

    /// When something happens, its sum, its steps and the areas it spans do not tell.
    @Test func findsWhatOnlyTheCourseSays() throws {
        let found = try #require(try SignalProbe()(Planted.train(.course)))
        #expect(found.isFound && found.skill > 0.5 && found.skill < 2 / .pi + 0.05, "\(found)")
        #expect(try skill(.order, .course) < 0.2)
        #expect(try skill(.course, .course) > 0.5)
    }

    @Test(arguments: 0..<5)
    func findsNothingWhereThereIsNothing(seed: Int) throws {
        let found = try #require(try SignalProbe()(Planted.train(.nowhere, seed: seed)))
        #expect(!found.isFound, "\(found)")
    }

    @Test func saysTheSameTwice() throws {
        let train = Planted.train(.level, users: 60)
        #expect(try SignalProbe()(train) == SignalProbe()(train))
    }

    @Test func ridgeOnSummariesMissesOrder() throws {
        #expect(try skill(.summaries, .order) < 0.2)
        #expect(try skill(.order, .order) > 0.5)
    }

    /// Skill of ridge regression on what a view reads, where a trait was planted in some place.
    private func skill(_ view: SeriesFeatures.View, _ place: Planted.Where) throws -> Double {
        let train = Planted.train(place)
        var recipe = RidgeTraits()
        recipe.view = view
        let fitted = try recipe.fit(train, watching: .silent)
        let predicted = try fitted.predictions(of: train.behaviour, for: train.users, watching: .silent)
        var (own, all) = (0.0, 0.0)
        for user in train.users {
            let truth = Double(train.behaviour.targets.row(user).first ?? 0)
            own += pow(Double(predicted.row(Int(user)).first ?? 0) - truth, 2)
            all += pow(train.targetMeans[0] - truth, 2)
        }
        return 1 - own / all
    }
}
