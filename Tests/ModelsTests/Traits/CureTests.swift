import Datasets
import Declarations
import Evaluation
import Models
import Tensors
import Testing

/// A linear model that remembers what it was shown.
private struct Spy: NeuralTraits {
    static let name = "spy"
    static let summary = "Remembers what it is shown."
    static let example = ""
    static let source = ""
    var reading = SeriesReading()
    var training = Training()
    let seen = Seen()

    init() { training.epochs = 1 }

    func net(for shape: SeriesShape, using chance: Tensors.Generator) throws -> SpyNet {
        SpyNet(layer: Linear(shape.channels, shape.outputs, using: chance), seen: seen)
    }
}

private final class Seen: @unchecked Sendable {
    /// Batches shown while training, in order.
    var batches: [SeriesBatch] = []
    /// And while not.
    var others: [SeriesBatch] = []
}

private struct SpyNet: TraitNet {
    let layer: Linear
    let seen: Seen

    func callAsFunction(_ x: SeriesBatch, _ phase: Phase) throws -> TraitOutputs {
        if case .training = phase { seen.batches.append(x) } else { seen.others.append(x) }
        let mean = x.mean(of: x.values)
        return TraitOutputs(layer(mean), representation: mean)
    }
}

@Suite(.needsLibtorch) struct CureTests {
    private let world = TraitWorld.parts(TraitWorld.series(users: 80))

    private func shown(_ change: (inout Training) -> Void) throws -> (clean: SeriesBatch, Seen) {
        var spy = Spy(), plain = Spy()
        (spy.training.batch, plain.training.batch) = (60, 60)
        change(&spy.training)
        _ = try (spy.fit(world.train, watching: .silent), plain.fit(world.train, watching: .silent))
        let clean = try #require(plain.seen.batches.first)
        #expect(plain.seen.batches.count == 1 && spy.seen.others.count == plain.seen.others.count)
        for (a, b) in zip(spy.seen.others, plain.seen.others) {
            #expect(try a.values.floats() == b.values.floats())
        }
        return (clean, spy.seen)
    }

    @Test func noiseIsAddedWhereSomethingWasObserved() throws {
        let (clean, seen) = try shown { $0.cures.noise = 0.5 }
        let gaps = try (seen.batches[0].values - clean.values).doubles()
        let mask = try clean.observed.doubles()
        #expect(zip(gaps, mask).allSatisfy { $1 == 1 || $0 == 0 })
        let own = zip(gaps, mask).filter { $1 == 1 }.map(\.0)
        let spread = (own.reduce(0) { $0 + $1 * $1 } / Double(own.count)).squareRoot()
        #expect(own.count > 300 && abs(spread - 0.5) < 0.06)
        #expect(try seen.batches[0].observed.doubles() == mask)
    }

    @Test func wholeChannelsAreDropped() throws {
        let (clean, seen) = try shown { $0.cures.dropChannels = 0.4 }
        let view = seen.batches[0]
        let (before, after) = try (clean.observed.sum(1).doubles(), view.observed.sum(1).doubles())
        #expect(zip(before, after).allSatisfy { $1 == 0 || $0 == $1 })
        let there = zip(before, after).filter { $0.0 > 0 }
        let dropped = Double(there.count { $0.1 == 0 }) / Double(there.count)
        // Four standard deviations of a share of some 170.
        #expect(abs(dropped - 0.4) < 0.15)
        #expect(try (view.values - clean.values * view.observed).abs().max().item() == 0)
    }

    /// The second pass of each step is shown x + ε sign ∇J, which is worse for the network than x and than x - ε sign ∇J.
    @Test func theAdversaryGoesWhereTheLossGrows() throws {
        let (clean, seen) = try shown { $0.cures.adversary = 0.3 }
        #expect(seen.batches.count == 2)
        let gaps = try (seen.batches[1].values - clean.values).floats()
        let mask = try clean.observed.floats()
        #expect(zip(gaps, mask).allSatisfy { abs(abs($0) - 0.3 * $1) < 1e-6 || $0 == 0 })
        #expect(gaps.count { $0 != 0 } > 300)
        var spy = Spy()
        (spy.training.cures.adversary, spy.training.epochs) = (0.3, 4)
        let told = Told()
        _ = try spy.fit(world.train, watching: told.watcher())
        for epoch in told.epochs {
            #expect((epoch.measures["adversary"] ?? 0) > (epoch.measures["error"] ?? .infinity))
        }
    }

    @Test func contrastShowsASecondView() throws {
        let (clean, seen) = try shown { $0.cures.contrast = 1 }
        #expect(seen.batches.count == 2)
        #expect(try seen.batches[0].values.floats() == clean.values.floats())
        let gap = try (seen.batches[1].values - clean.values).abs().max().item()
        #expect(gap > 0.1 && gap < 0.6)
    }

    /// z = [[1, 0], [3, 4], [5, 2]]: deviations 2 and 2, covariance 2, by hand.
    @Test func penaltiesAreThePapers() throws {
        let z = Tensor([1, 0, 3, 4, 5, 2] as [Float], [3, 2])
        let hinge = try SpreadPenalties.variance(z * 0.25).item()
        #expect(abs(hinge - (1 - (0.25 + 1e-4).squareRoot())) < 1e-6)
        #expect(try SpreadPenalties.variance(z).item() == 0)
        #expect(abs(try SpreadPenalties.covariance(z).item() - 2 * 2 * 2 / 2.0) < 1e-6)
        #expect(try SpreadPenalties.covariance(z[0..<1]).item() == 0)
        #expect(try SpreadPenalties.variance(z[0..<1]).item() == 0)
    }

    /// Where a column's spread is too small, the gradient drives its rows apart.
    @Test func theHingeDrivesRowsApart() throws {
        let z = Tensor([0.1, 5, -0.1, -5] as [Float], [2, 2]).requireGradient()
        let slope = try #require(try gradients(of: [SpreadPenalties.variance(z)], to: [z])[0]).floats()
        #expect(slope[0] < 0 && slope[2] > 0 && slope[1] == 0 && slope[3] == 0)
    }

    /// One loss, two wills: its step makes the discriminator better and the outputs more like the truth.
    @Test func theDiscriminatorIsFooled() throws {
        let chance = Tensors.Generator(seed: 1)
        let rival = Discriminator(2, using: chance)
        let truth = chance.normal([64, 2])
        let outputs = (0.05 * chance.normal([64, 2])).requireGradient()
        let loss = rival(outputs: outputs, truth: truth)
        try loss.backward()
        let before = try loss.item()
        let slope = try #require(outputs.gradient)
        let moved = outputs.detached() - 0.05 * slope / slope.abs().max()
        #expect(try rival(outputs: moved, truth: truth).item() > before)
        let optimiser = Optimiser(.sgd(), rival, rate: 0.01)
        try optimiser.step()
        #expect(try rival(outputs: outputs, truth: truth).item() < before)
    }

    /// So much decay that a plain network falls back onto the average.
    private static let hard: [String: Value] = [
        "rate": .number(0.01), "decay": .number(2), "epochs": .number(25),
        "patience": .number(0), "batch": .number(64), "hidden": .number(16), "layers": .number(1),
    ]

    private func ratio(_ settings: [String: Value]) throws -> Double {
        let fitted = try neural("mlp-traits", Self.hard.merging(settings) { $1 }).fitted(world.train)
        return try fitted.varianceRatio(on: world.test, of: world.train)
    }

    @Test func varianceCuresACollapsedNetwork() throws {
        let plain = try ratio([:])
        #expect(plain < Thresholds.varianceRatio.collapsed)
        #expect(try ratio(["variance": .number(20)]) > 4 * plain)
    }

    @Test func theDiscriminatorCuresACollapsedNetwork() throws {
        #expect(try ratio(["discriminator": .number(20)]) > 2 * ratio([:]))
    }

    /// Mean of |correlation| between different parts of the representation.
    private func sharing(_ settings: [String: Value]) throws -> Double {
        let model = try neural(
            "mlp-traits",
            ["epochs": .number(20), "rate": .number(0.01), "hidden": .number(8), "layers": .number(1)]
                .merging(settings) { $1 })
        let z = try model.fitted(world.train).representations(
            of: world.train.behaviour, for: world.train.users, watching: .silent)
        let rows = Tensor(z.values, [z.rows, z.columns])
        let centred = rows - rows.mean(0, keep: true)
        let c = centred.transposed().matmul(centred) / Double(z.rows - 1)
        return try (c.abs().sum() - c.diagonal().sum()).item() / c.diagonal().sum().item()
    }

    @Test func covarianceMakesPartsShareLess() throws {
        #expect(try sharing(["covariance": .number(1)]) < 0.6 * sharing([:]))
    }

    /// Mean cosine between representations of different users.
    @Test func contrastTellsUsersApart() throws {
        func likeness(_ settings: [String: Value]) throws -> Double {
            let model = try neural(
                "mlp-traits",
                ["epochs": .number(20), "rate": .number(0.01), "hidden": .number(16)].merging(settings) { $1 }
            )
            let z = try model.fitted(world.train).representations(
                of: world.train.behaviour, for: world.train.users, watching: .silent)
            let rows = Tensor(z.values, [z.rows, z.columns]).normalised()
            return try rows.matmul(rows.transposed()).mean().item()
        }
        #expect(try likeness(["contrast": .number(1)]) < 0.8 * likeness([:]))
    }

    /// Each remedy's trials are settings that every neural model takes.
    @Test func everyCureIsASetting() throws {
        for cure in cures {
            #expect(!cure.trials.isEmpty && !cure.summary.isEmpty && !cure.source.isEmpty)
            for trial in cure.trials {
                #expect(trial.contains { $0.name == cure.name })
                for (name, value) in trial { _ = try neural("gru-traits", [name: value]) }
            }
        }
        #expect(Set(cures.map(\.name)).count == cures.count)
    }
}
