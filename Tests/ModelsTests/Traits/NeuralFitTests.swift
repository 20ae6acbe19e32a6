import Datasets
import Declarations
import Evaluation
import Foundation
import Models
import Tensors
import Testing

/// What the one training loop promises to every model of traits.
@Suite(.needsLibtorch) struct NeuralFitTests {
    private let world = TraitWorld.parts(TraitWorld.series(users: 80))

    private func outcome(_ settings: [String: Value]) throws -> [Double] {
        let fitted = try neural("mlp-traits", settings).fitted(world.train)
        let values = try fitted.predictions(of: world.train.behaviour, for: world.test, watching: .silent)
            .values
        let told = fitted.records.flatMap { record in
            record.epochs.compactMap { $0.measures["loss"] } + [Double(record.epochs.count)]
        }
        return values.map { Double($0) } + told
    }

    /// A change of one setting, beside others without which it could do nothing.
    struct Change: Sendable, CustomTestStringConvertible {
        let name: String
        let value: Value
        var others: [String: Value] = [:]

        init(_ name: String, _ number: Double, beside others: [String: Value] = [:]) {
            (self.name, value, self.others) = (name, .number(number), others)
        }
        init(_ name: String, word: String, beside others: [String: Value] = [:]) {
            (self.name, value, self.others) = (name, .word(word), others)
        }
        var testDescription: String { "\(name)=\(value.literal)" }

        static let all: [Change] = [
            Change("epochs", 5), Change("batch", 8), Change("rate", 0.1), Change("seed", 7),
            Change("optimiser", word: "sgd"), Change("schedule", word: "cosine"), Change("warm-up", 2),
            Change("decay", 0.5), Change("clip", 0.01, beside: ["optimiser": .word("sgd")]),
            Change("accumulate", 3, beside: ["batch": .number(8)]),
            Change("patience", 1, beside: ["rate": .number(1), "epochs": .number(20)]),
            Change("precision", word: "bfloat16"), Change("curriculum", word: "length"),
            Change("curriculum", word: "loss"), Change("pace", 1, beside: ["curriculum": .word("loss")]),
            Change("on-collapse", word: "stop", beside: NeuralFitTests.starved),
            Change("collapse-after", 4, beside: NeuralFitTests.starvedAndStopped),
            Change("task-weights", word: "uncertainty"), Change("variance", 1), Change("covariance", 1),
            Change("contrast", 1), Change("temperature", 1, beside: ["contrast": .number(1)]),
            Change("drop-channels", 0.5), Change("noise", 0.5), Change("adversary", 0.2),
            Change("discriminator", 1), Change("ensemble", 2), Change("scaling", word: "none"),
            Change("every", 0.5),
        ]
    }

    /// Each setting that all neural models share changes what comes out, where it can.
    @Test(arguments: Change.all) func noSettingIsDead(_ change: Change) throws {
        let before = try outcome(change.others)
        #expect(try outcome(change.others.merging([change.name: change.value]) { $1 }) != before)
    }

    /// So much decay that nothing is left of the outputs.
    static let starved: [String: Value] = [
        "optimiser": .word("adamw"), "decay": .number(900), "rate": .number(0.001), "epochs": .number(8),
    ]
    static let starvedAndStopped = starved.merging(["on-collapse": .word("stop")]) { $1 }

    /// Every setting of training and cures is among those above, but for the one that needs a machine of its own.
    @Test func everySharedSettingIsTested() throws {
        let own: Set = ["hidden", "layers", "dropout", "device"]
        let tested = own.union(Change.all.map(\.name))
        #expect(Set(try neural("mlp-traits").settings.map(\.name)) == tested)
        guard Backend.cudaDevices == 0 else { return }
        let problem = #expect(throws: Problem.self) { try outcome(["device": .word("cuda")]) }
        #expect(problem?.remedy == "device=cpu")
    }

    @Test func theWatcherSeesLossSkillAndSpread() throws {
        let told = Told()
        let fitted = try neural("mlp-traits").fitted(world.train, told.watcher())
        #expect(told.epochs.map(\.number) == [1, 2, 3] && fitted.records[0].epochs == told.epochs)
        for epoch in told.epochs {
            #expect(Set(epoch.measures.keys) == ["loss", "validation-loss", "skill", "variance-ratio"])
        }
        let alone = BehaviourTrainingSet(
            dataset: world.train.dataset, behaviour: world.train.behaviour, users: world.train.users)
        let other = Told()
        _ = try neural("mlp-traits").fitted(alone, other.watcher())
        #expect(
            Set(other.epochs[0].measures.keys) == ["loss", "training-skill", "training-variance-ratio"])
    }

    /// The collapse meter's numbers are those of a diagnosis of the predictions.
    @Test func theMeterMeasuresThePredictions() throws {
        let fitted = try neural("mlp-traits").fitted(world.train)
        let last = try #require(fitted.records[0].best).advanced(by: -1)
        let measures = fitted.records[0].epochs[last].measures
        let held = world.train.validation
        #expect(abs(try fitted.skill(on: held, of: world.train) - (measures["skill"] ?? .nan)) < 1e-5)
        #expect(
            abs(try fitted.varianceRatio(on: held, of: world.train) - (measures["variance-ratio"] ?? .nan))
                < 1e-5)
    }

    @Test func theCollapsedAreCalledSo() throws {
        let told = Told()
        _ = try neural("mlp-traits", Self.starved).fitted(world.train, told.watcher())
        #expect(told.notes.count == 1 && told.notes[0].contains("collapsed, variance-ratio 0"))
    }

    /// An ensemble's prediction is the mean of its networks', each trained with a seed of its own.
    @Test func anEnsembleIsTheMeanOfItsNetworks() throws {
        func values(_ settings: [String: Value]) throws -> [Float] {
            try neural("mlp-traits", settings).fitted(world.train)
                .predictions(of: world.train.behaviour, for: world.test, watching: .silent).values
        }
        let both = try values(["ensemble": .number(2), "seed": .number(4)])
        let (one, other) = (try values(["seed": .number(4)]), try values(["seed": .number(5)]))
        for i in both.indices { #expect(abs(both[i] - (one[i] + other[i]) / 2) < 1e-5) }
    }

    @Test func anEnsembleIsResumedToo() throws {
        let settings: [String: Value] = ["ensemble": .number(3), "dropout": .number(0.2)]
        func values(_ watcher: Watcher) throws -> [Float] {
            try neural("mlp-traits", settings).fitted(world.train, watcher)
                .predictions(of: world.train.behaviour, for: world.test, watching: .silent).values
        }
        try inFolder { folder in
            let told = Told(), rest = Told()
            told.last = 5
            let part = try values(told.watcher(keeping: Checkpoints(folder: folder)))
            let whole = try values(.silent)
            #expect(part != whole)
            let resumed = try values(rest.watcher(keeping: Checkpoints(folder: folder, resumes: true)))
            #expect(resumed == whole && rest.epochs.map(\.number) == Array(1...9))
        }
    }

    @Test func otherChannelsAreRefused() throws {
        let fitted = try neural("mlp-traits").fitted(world.train)
        var other = world.train.behaviour
        other.channels[1] = "scrolls"
        let problem = #expect(throws: Problem.self) {
            try fitted.predictions(of: other, for: [0], watching: .silent)
        }
        #expect(problem?.what.contains("scrolls") == true)
        let nobody = BehaviourTrainingSet(dataset: world.train.dataset, behaviour: other, users: [])
        #expect(throws: Problem.self) { try neural("mlp-traits").fitted(nobody) }
    }

    @Test func brokenFilesAreProblems() throws {
        try inFolder { folder in
            let path = folder + "/broken"
            #expect(throws: Problem.self) { try FittedTraits(path: path) }
            try Data("{}".utf8).write(to: URL(fileURLWithPath: path))
            #expect(throws: Problem.self) { try FittedTraits(path: path) }
            try Safetensors([:], metadata: ["model": "mlp-traits", "reelbench": "{}"]).write(to: path)
            #expect(throws: Problem.self) { try FittedTraits(path: path) }
        }
    }

    /// Half of the targets are not known; what is known is learned all the same.
    @Test func unknownTargetsAreLeftOut() throws {
        let (whole, test) = TraitWorld.parts(TraitWorld.series())
        var behaviour = whole.behaviour
        for user in whole.users { behaviour.targets.columns.values[2 * Int(user) + Int(user) % 2] = .nan }
        let train = BehaviourTrainingSet(
            dataset: whole.dataset, behaviour: behaviour, users: whole.users, validation: whole.validation)
        let fitted = try neural(
            "mlp-traits", TraitMember.quick.filter { $0.key != "dim" && $0.key != "heads" }
        )
        .fitted(train)
        #expect(try fitted.skill(on: test, of: train) > 0.6)
        #expect(try fitted.predictions(of: behaviour, for: [], watching: .silent).rows == 0)
    }

    @Test func ratesAndPlansForAnyModel() throws {
        let model = try neural("gru-traits", ["ensemble": .number(2)])
        let search = try findRate(model, on: world.train, steps: 30)
        #expect(search.points.count > 10 && search.points.count <= 30)
        let plan = try planTraining(model, on: world.train, steps: 2)
        #expect(plan.networks == 2 && plan.examples == 60 && plan.stepsPerEpoch == 2)
    }
}
