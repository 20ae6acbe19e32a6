import Datasets
import Declarations
import Evaluation
import Models
import Tensors
import Testing

/// A neural model of traits and how it is trained here: quickly. A new one joins by standing in the zoo.
struct TraitMember: Sendable, CustomTestStringConvertible {
    let name: String
    var testDescription: String { name }

    static let all = traitZoo.filter { $0 is any NeuralTraits.Type }.map { TraitMember(name: $0.name) }

    /// Settings with which an easy world is learned in a few seconds; what a model does not know is left out.
    static let quick: [String: Value] = [
        "epochs": .number(30), "rate": .number(0.01), "batch": .number(32), "hidden": .number(16),
        "dim": .number(16), "heads": .number(2), "layers": .number(1), "dropout": .number(0),
    ]

    func recipe(_ settings: [String: Value] = [:]) throws -> any NeuralTraits {
        let known = Set(try neural(name).settings.map(\.name))
        let quick = Self.quick.filter { known.contains($0.key) }
        return try neural(name, quick.merging(settings, uniquingKeysWith: { $1 }))
    }
}

/// What every neural model of traits must do, whatever else it does.
@Suite(.needsLibtorch) struct TraitConformanceTests {
    @Test(arguments: TraitMember.all) func learnsWhatThereIsToLearn(_ member: TraitMember) throws {
        let (train, test) = TraitWorld.parts(TraitWorld.series())
        let fitted = try member.recipe().fitted(train)
        #expect(try fitted.skill(on: test, of: train) > 0.6)
        #expect(try fitted.varianceRatio(on: test, of: train) > 0.4)
    }

    @Test(arguments: TraitMember.all) func learnsSnapshotsAndClasses(_ member: TraitMember) throws {
        let (snapshots, test) = TraitWorld.parts(TraitWorld.snapshots())
        #expect(try member.recipe().fitted(snapshots).skill(on: test, of: snapshots) > 0.6)
        let (classes, others) = TraitWorld.parts(TraitWorld.series(classes: true))
        let fitted = try member.recipe().fitted(classes)
        let shares = try fitted.predictions(of: classes.behaviour, for: others, watching: .silent)
        #expect(try fitted.skill(on: others, of: classes) > 0.3)
        for row in 0..<shares.rows { #expect(abs(shares.row(row).reduce(0, +) - 1) < 1e-5) }
    }

    @Test(arguments: TraitMember.all) func learnsNothingFromNoise(_ member: TraitMember) throws {
        let (train, test) = TraitWorld.parts(TraitWorld.series(strength: 0))
        let fitted = try member.recipe(["patience": .number(3)]).fitted(train)
        #expect(try fitted.skill(on: test, of: train) < 0.1)
    }

    @Test(arguments: TraitMember.all) func sameSeedSameNumbers(_ member: TraitMember) throws {
        let (train, test) = TraitWorld.parts(TraitWorld.series(users: 60))
        func numbers(_ seed: Double) throws -> [Float] {
            let recipe = try member.recipe(["epochs": .number(2), "seed": .number(seed)])
            return try recipe.fitted(train).predictions(of: train.behaviour, for: test, watching: .silent)
                .values
        }
        #expect(try numbers(3) == numbers(3))
        #expect(try numbers(3) != numbers(4))
    }

    /// A user alone, with others, in another order: the same but for the last digits of sums.
    @Test(arguments: TraitMember.all) func companyAndPaddingChangeNothing(_ member: TraitMember) throws {
        let (train, test) = TraitWorld.parts(TraitWorld.series(users: 64))
        let fitted = try member.recipe(["epochs": .number(2)]).fitted(train)
        let all = try fitted.predictions(of: train.behaviour, for: test, watching: .silent)
        let turned = try fitted.predictions(of: train.behaviour, for: test.reversed(), watching: .silent)
        for (row, user) in test.enumerated() {
            let one = try fitted.predictions(of: train.behaviour, for: [user], watching: .silent)
            for (j, value) in one.values.enumerated() {
                #expect(abs(value - all.row(row)[row * all.columns + j]) < 2e-5)
                let back = test.count - 1 - row
                #expect(abs(value - turned.row(back)[back * all.columns + j]) < 2e-5)
            }
        }
    }

    @Test(arguments: TraitMember.all) func savedAndLoadedAgree(_ member: TraitMember) throws {
        let (train, test) = TraitWorld.parts(TraitWorld.series(users: 60))
        let recipe = try member.recipe(["epochs": .number(2), "ensemble": .number(2)])
        let fitted = try recipe.fitted(train)
        let loaded = try inFolder { folder in
            try fitted.save(to: folder + "/model.safetensors")
            return try FittedTraits(path: folder + "/model.safetensors")
        }
        let (own, others) = try (
            fitted.predictions(of: train.behaviour, for: test, watching: .silent),
            loaded.predictions(of: train.behaviour, for: test, watching: .silent)
        )
        #expect(own == others && loaded.nets.count == 2 && loaded.recipe == member.name)
        #expect(loaded.settings.map(\.value.literal) == recipe.record.map(\.value.literal))
    }

    /// Users without an observation, and a behaviour in which nobody has any.
    @Test(arguments: TraitMember.all) func emptySeriesGiveFiniteNumbers(_ member: TraitMember) throws {
        let (train, _) = TraitWorld.parts(TraitWorld.series(users: 60))
        let fitted = try member.recipe(["epochs": .number(2)]).fitted(train)
        var nothing = train.behaviour
        (nothing.offsets, nothing.times, nothing.values) = (Array(repeating: 0, count: 61), [], [])
        for behaviour in [train.behaviour, nothing] {
            let found = try fitted.predictions(of: behaviour, for: [0, 1, 2], watching: .silent)
            #expect(found.values.allSatisfy { $0.isFinite })
        }
        let (empty, test) = TraitWorld.parts(nothing)
        let blind = try member.recipe(["epochs": .number(2)]).fitted(empty)
        let found = try blind.predictions(of: nothing, for: test, watching: .silent)
        #expect(found.values.allSatisfy { $0.isFinite })
    }

    /// Changing a setting of the model's own changes its numbers; those of training are tested apart.
    @Test(arguments: TraitMember.all) func noSettingOfItsOwnIsDead(_ member: TraitMember) throws {
        struct Shared: Declared {
            static let name = "shared"
            static let summary = "Stands for settings that all neural models share."
            static let example = ""
            var reading = SeriesReading()
            var training = Training()
            init() {}
        }
        let shared = Set(Shared().settings.map(\.name))
        let (train, test) = TraitWorld.parts(TraitWorld.series(users: 40))
        let own = try member.recipe().settings.filter { !shared.contains($0.name) }
        // Dropout between layers needs more than one.
        let depth: [String: Value] = own.contains { $0.name == "layers" } ? ["layers": .number(2)] : [:]
        func numbers(_ settings: [String: Value]) throws -> [Float]? {
            let all = depth.merging(["epochs": .number(1)]) { $1 }.merging(settings) { $1 }
            return try inferred(member, all, train, test)
        }
        #expect(!own.isEmpty)
        let contexts =
            [[:]]
            + own.flatMap { other in
                alternatives(other).map { [other.name: $0] }
            }
        for setting in own {
            let lives = try contexts.contains { context in
                guard context[setting.name] == nil, let before = try numbers(context) else { return false }
                return try alternatives(setting).contains {
                    guard
                        let after = try numbers(context.merging([setting.name: $0], uniquingKeysWith: { $1 }))
                    else { return false }
                    return after != before
                }
            }
            #expect(lives, "\(member.name) \(setting.name)=")
        }
    }

    /// What a model with these settings infers; nil where they do not go together.
    private func inferred(
        _ member: TraitMember, _ settings: [String: Value], _ train: BehaviourTrainingSet, _ test: [UserIndex]
    ) throws -> [Float]? {
        guard let fitted = try? member.recipe(settings).fitted(train) else { return nil }
        return try fitted.predictions(of: train.behaviour, for: test, watching: .silent).values
    }

    /// Other values that a setting might take.
    private func alternatives(_ setting: NamedSetting) -> [Value] {
        switch setting.setting.value {
        case .number(let x): [.number(0.3), .number(4), .number(x * 2), .number(x + 1)]
        case .truth(let truth): [.truth(!truth)]
        default: setting.about.choices.map { .word($0) }
        }
    }
}
