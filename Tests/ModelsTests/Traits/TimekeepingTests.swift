import Datasets
import Declarations
import Foundation
import Models
import Tensors
import Testing

/// How networks are told of time.
@Suite(.needsLibtorch) struct TimekeepingTests {
    /// Gaps of 1 and 3 typical ones move the clock by log₂ 2 = 1 and log₂ 4 = 2, twice as far where values move by 2.
    @Test func theClockGoesByLogarithmsOfGaps() throws {
        let x = seriesBatch(
            Tensor([7, 8, 9] as [Float], [1, 3, 1]), times: Tensor([0, 0.5, 2] as [Float], [1, 3]))
        let pace = SeriesPace(typicalGap: 0.5, movement: 2)
        let paths = try ControlPath(.linear, clock: .gaps, channels: 1, longest: 3, pace: pace)(x)
        // The clock, the gap ahead (of the last row the one before), the value.
        #expect(try paths.start.floats() == [0, 1, 7])
        #expect(try paths.control.floats() == [2, 1, 1, 4, 0, 1])
    }

    /// A rectilinear path knows the gap when it has crossed it: first the clock moves, then gap and value jump.
    @Test func rectilinearPathsDoNotLookAhead() throws {
        let x = seriesBatch(
            Tensor([7, 8, 9] as [Float], [1, 3, 1]), times: Tensor([0, 0.5, 2] as [Float], [1, 3]))
        let pace = SeriesPace(typicalGap: 0.5, movement: 2)
        let paths = try ControlPath(.rectilinear, clock: .gaps, channels: 1, longest: 3, pace: pace)(x)
        #expect(try paths.start.floats() == [0, 1, 7])
        #expect(try paths.control.floats() == [2, 0, 0, 0, 0, 1, 4, 0, 0, 0, 1, 1])
    }

    /// Two users, gaps of 1 1 4 and 1 1 1: the mean is 1.5, the median 1 of it. The value goes 0 1 0 1 and 0 2 (missing)
    /// 2 before it is standardised, to changes of 1 1 1, 2, and nothing over two steps: root mean square √(7 / 6) over
    /// the standard deviation of 0 1 0 1 0 2 2.
    @Test func thePaceIsThatOfTheTrainingSeries() throws {
        let behaviour = Behaviour(
            channels: ["clicks"], offsets: [0, 4, 8], times: [0, 1, 2, 6, 0, 1, 2, 3],
            values: [0, 1, 0, 1, 0, 2, .nan, 2],
            targets: Targets(traits: NamedColumns(["trait"], values: [0, 1])))
        let dataset = Dataset(
            name: "test", users: Entities(ids: ["a", "b"]), items: Entities(), interactions: Interactions(),
            behaviour: behaviour)
        let train = BehaviourTrainingSet(dataset: dataset, behaviour: behaviour, users: [0, 1])
        let fitted = try neural("neural-cde", ["epochs": .number(1), "scaling": .word("standard")]).fitted(
            train)
        let deviation = (10.0 / 7 - 36.0 / 49).squareRoot()
        #expect(abs(fitted.shape.pace.typicalGap - 1 / 1.5) < 1e-6)
        #expect(abs(fitted.shape.pace.movement - (7.0 / 6).squareRoot() / deviation) < 1e-6)
    }

    /// Where all gaps are alike there is nothing to tell by them: either way gives the same numbers.
    @Test(arguments: TraitMember.all) func evenSeriesKeepAnEvenClock(_ member: TraitMember) throws {
        guard try member.recipe().settings.contains(where: { $0.name == "clock" }) else { return }
        var behaviour = TraitWorld.series(users: 40, isUniform: true)
        behaviour.times = behaviour.times.indices.map { Float($0 % 4) }
        let (train, test) = TraitWorld.parts(behaviour)
        func numbers(_ clock: String) throws -> [Float] {
            try member.recipe(["epochs": .number(1), "clock": .word(clock)]).fitted(train)
                .predictions(of: train.behaviour, for: test, watching: .silent).values
        }
        #expect(try numbers("gaps") == numbers("even"))
    }

    /// The trait is the level of a quick session, and with the other sign that of a slow one: hours lie between them,
    /// and either may be first. Told of logarithms of gaps, each model finds it; on an even clock the equations do not.
    @Test(arguments: ["neural-cde", "hybrid-traits", "ode-rnn", "behaviour-transformer"])
    func quickSessionsAreHeardBesideHoursOfSilence(_ name: String) throws {
        let (train, test) = TraitWorld.parts(TraitWorld.sessions())
        func skill(_ clock: String) throws -> Double {
            var settings: [String: Value] = [
                "epochs": .number(25), "rate": .number(0.01), "schedule": .word("cosine"), "clip": .number(1),
                "clock": .word(clock),
            ]
            if name == "neural-cde" { settings["norm-end"] = .truth(true) }
            if name.hasSuffix("e") || name.hasPrefix("h") { settings["path"] = .word("linear") }
            return try TraitMember(name: name).recipe(settings).fitted(train).skill(on: test, of: train)
        }
        let (gaps, even) = (try skill("gaps"), try skill("even"))
        #expect(gaps > 0.6, "\(gaps), even \(even)")
        #expect(even < 0.4, "\(gaps), even \(even)")
    }
}
