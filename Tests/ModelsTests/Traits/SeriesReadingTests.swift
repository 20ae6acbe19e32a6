import Datasets
import Declarations
import Foundation
import Models
import Testing

/// How series are read before a network sees them.
@Suite struct SeriesReadingTests {
    /// Quartiles of −50…50 are −25 and 25: fences at −25 − 5 · 50 and 25 + 5 · 50.
    @Test func fencesStandFiveRangesBeyondTheQuartiles() throws {
        let even = (0...100).map { Float($0) - 50 }
        let scale = ColumnScale(.robust, of: even)
        #expect(scale.unit == nil && scale.lowest == -275 && scale.highest == 275)
        let wild = ColumnScale.columns(even + [1e6, -1e9], width: 1, [0..<103], .robust)[0]
        #expect(abs(wild(1e6) - wild(1e9)) == 0 && wild(49) < wild(50) && wild(50) < wild(1e6))
        // Mean 0 and deviation 1 of what is read, fenced numbers among them.
        let read = (even + [1e6, -1e9]).map { Double(wild($0)) }
        #expect(abs(read.reduce(0, +)) < 1e-4)
        #expect(abs(read.reduce(0) { $0 + $1 * $1 } / 103 - 1) < 1e-5)
    }

    /// Quantiles of e^x at x = ±1.64485 σ: (q95 + q5 − 2) / (q95 − q5) is .676 for σ = 1 and .244 for σ = .3.
    @Test func longTailsAreReadInLogarithms() throws {
        let normal = stride(from: 0.0005, to: 1, by: 0.001).map { Self.quantile($0) }
        let long = ColumnScale(.robust, of: normal.map { Float(exp($0)) })
        #expect(abs((long.unit ?? 0) - 1) < 0.01)
        #expect(ColumnScale(.robust, of: normal.map { Float(exp(0.3 * $0)) }).unit == nil)
        #expect(ColumnScale(.robust, of: normal.map { Float(exp($0)) - 0.5 }).unit == nil)
        // Counts that are nearly always 0 have no spread to fence.
        let rare = ColumnScale(.robust, of: Array(repeating: 0, count: 90) + Array(repeating: 7, count: 10))
        #expect(rare.lowest == nil && rare(7) == 7)
    }

    /// The standard normal quantile by bisection of erf.
    private static func quantile(_ p: Double) -> Double {
        var (low, high) = (-9.0, 9.0)
        for _ in 0..<60 {
            let x = (low + high) / 2
            if 0.5 * (1 + erf(x / 2.0.squareRoot())) < p { low = x } else { high = x }
        }
        return low
    }

    @Test func numbersMayStayAsTheyAre() {
        let found = ColumnScale.columns([3, .nan, 8, 2, 5, 900], width: 2, [0..<3], .none)
        #expect(found.count == 2 && found[1](900) == 900 && found[0](.nan) == 0)
        let standard = ColumnScale.columns([3, .nan, 8, 2, 5, 900], width: 2, [0..<2], .standard)
        #expect(standard[0](3) == -1 && standard[0](8) == 1 && standard[1](2) == 0)
    }

    /// What is observed at one moment may stand in one row or in several.
    @Test(.needsLibtorch, arguments: ["gru-dt", "neural-cde", "mlp-traits"]) func rowsAreMerged(
        _ name: String
    )
        throws
    {
        let (whole, test) = TraitWorld.parts(TraitWorld.series(users: 60))
        var parts = whole.behaviour
        (parts.offsets, parts.times, parts.values) = ([0], [], [])
        for user in 0..<60 {
            for row in whole.behaviour.range(user) {
                let x = whole.behaviour.values[row * 3..<row * 3 + 3].map { $0 }
                parts.values += [x[0], .nan, .nan, .nan, x[1], x[2]]
                parts.times += [whole.behaviour.times[row], whole.behaviour.times[row]]
            }
            parts.offsets.append(parts.times.count)
        }
        let divided = BehaviourTrainingSet(
            dataset: whole.dataset, behaviour: parts, users: whole.users, validation: whole.validation)
        func numbers(_ train: BehaviourTrainingSet, every: Double) throws -> [Float] {
            try neural(name, ["every": .number(every), "epochs": .number(2)]).fitted(train)
                .predictions(of: train.behaviour, for: test, watching: .silent).values
        }
        let expected = try numbers(whole, every: 0)
        #expect(try numbers(divided, every: 0.001) == expected)
        // The plain net reads summaries, in which a row that is cut in two changes nothing.
        #expect(try (numbers(divided, every: 0) != expected) == (name != "mlp-traits"))
    }

    /// One number in thirty is a slip of the pen, a million times too large: robust scaling learns all the same.
    @Test(.needsLibtorch) func slipsOfThePenDoNotDecide() throws {
        var (train, test) = TraitWorld.parts(TraitWorld.series())
        var behaviour = train.behaviour
        for k in stride(from: 0, to: behaviour.values.count, by: 31) { behaviour.values[k] *= 1e6 }
        train = BehaviourTrainingSet(
            dataset: train.dataset, behaviour: behaviour, users: train.users, validation: train.validation)
        func skill(_ scaling: String) throws -> Double {
            try neural("gru-dt", ["epochs": .number(20), "rate": .number(0.01), "scaling": .word(scaling)])
                .fitted(train).skill(on: test, of: train)
        }
        let (robust, standard) = (try skill("robust"), try skill("standard"))
        #expect(robust > 0.4 && standard < robust - 0.2, "\(robust), \(standard)")
    }
}
