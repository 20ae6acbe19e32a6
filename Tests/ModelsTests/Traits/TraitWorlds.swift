import Datasets
import Declarations
import Evaluation
import Models

/// Small behaviours whose answer is known.
enum TraitWorld {
    /// Series of 0 to 6 observations (users 0 and 1: none) of three channels, some not observed, at uneven times, with one
    /// number known of each user. The traits are the means of channels 0 and 1 over the series and noise, times `strength`.
    static func series(
        users: Int = 240, strength: Double = 1, seed: Int = 5, isUniform: Bool = false, classes: Bool = false
    ) -> Behaviour {
        var chance = Chance(seed: seed)
        func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + chance.uniform() } }
        var (offsets, times, values, targets, known) = ([0], [Float](), [Float](), [Float](), [Float]())
        for user in 0..<users {
            let length = isUniform ? 4 : user < 2 ? 0 : 1 + chance.below(6)
            let (a, b) = (normal(), normal())
            var time = 0.0
            for _ in 0..<length {
                time += 0.1 + chance.uniform()
                times.append(Float(time))
                values.append(Float(a + 0.3 * normal()))
                values.append(Float(5 + 2 * (b + 0.3 * normal())))
                values.append(!isUniform && chance.uniform() < 0.3 ? .nan : Float(normal()))
            }
            offsets.append(times.count)
            let noise = (1 - strength * strength).squareRoot()
            targets.append(Float(0.5 + 0.1 * (strength * a + noise * normal())))
            targets.append(Float(3 + strength * b + noise * normal()))
            known.append(user % 7 == 3 ? .nan : Float(normal()))
        }
        let traits = NamedColumns(["curiosity", "patience"], values: targets)
        let labels = (0..<users).map { targets[2 * $0] > 0.5 ? 1 : 0 }
        return Behaviour(
            channels: ["clicks", "dwell", "pauses"], offsets: offsets, times: times, values: values,
            statics: NamedColumns(["age"], values: known),
            targets: classes
                ? Targets(classes: ["low", "high"], of: labels) : Targets(traits: traits))
    }

    /// The same as single observations.
    static func snapshots(users: Int = 240, seed: Int = 5) -> Behaviour {
        var behaviour = series(users: users, seed: seed, isUniform: true)
        behaviour.values = (0..<users).flatMap { behaviour.values[$0 * 12..<$0 * 12 + 3] }
        behaviour.times = Array(repeating: 0, count: users)
        behaviour.offsets = Array(0...users)
        behaviour.statics = NamedColumns()
        return behaviour
    }

    /// A quick session, whose level is the trait, and a slow one, whose level is minus the trait, in any order and with
    /// hours between them: means and order say nothing, gaps say all but for noise of a tenth.
    static func sessions(users: Int = 480, seed: Int = 5) -> Behaviour {
        var chance = Chance(seed: seed)
        func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + chance.uniform() } }
        var (times, values, targets) = ([Float](), [Float](), [Float]())
        for _ in 0..<users {
            let (trait, isQuickFirst) = (normal(), chance.below(2) == 0)
            var time = 0.0
            for session in 0..<2 {
                let isQuick = (session == 0) == isQuickFirst
                for row in 0..<4 {
                    let gap =
                        row == 0
                        ? 6 * (1 + chance.uniform()) : (isQuick ? 0.05 : 0.5) * (1 + chance.uniform())
                    time += gap
                    times.append(Float(time))
                    values.append(Float((isQuick ? trait : -trait) + 0.3 * normal()))
                }
            }
            targets.append(Float(trait + 0.1 * normal()))
        }
        return Behaviour(
            channels: ["clicks"], offsets: (0...users).map { $0 * 8 }, times: times, values: values,
            targets: Targets(traits: NamedColumns(["curiosity"], values: targets)))
    }

    /// Three quarters to learn from, the next eighth to choose the best epoch, the rest for the judge.
    static func parts(_ behaviour: Behaviour) -> (train: BehaviourTrainingSet, test: [UserIndex]) {
        let users = (0..<Int32(behaviour.userCount)).map { $0 }
        let (a, b) = (users.count * 3 / 4, users.count * 7 / 8)
        let dataset = Dataset(
            name: "test", users: Entities(ids: users.map { "u\($0)" }), items: Entities(),
            interactions: Interactions(), behaviour: behaviour)
        let train = BehaviourTrainingSet(
            dataset: dataset, behaviour: behaviour, users: Array(users[..<a]), validation: Array(users[a..<b])
        )
        return (train, Array(users[b...]))
    }
}

/// The function of this name, out of reach where a method has it too.
private func measured(_ own: OutputMatrix, _ truth: OutputMatrix, _ means: [Double]) throws -> Double {
    try skill(own, truth, means: means).orThrow("skill")
}

extension TraitPredictor {
    /// Skill on users that the fit has not seen.
    func skill(on users: [UserIndex], of train: BehaviourTrainingSet) throws -> Double {
        let own = try predictions(of: train.behaviour, for: users, watching: .silent)
        return try skill(own, users, train)
    }

    private func skill(_ own: OutputMatrix, _ users: [UserIndex], _ train: BehaviourTrainingSet) throws
        -> Double
    {
        let targets = train.behaviour.targets
        let truth = OutputMatrix(
            rows: users.count, columns: targets.width, values: users.flatMap { targets.row($0) })
        return try measured(own, truth, train.targetMeans)
    }

    /// Spread of the predictions over that of the truth, mean over columns.
    func varianceRatio(on users: [UserIndex], of train: BehaviourTrainingSet) throws -> Double {
        let own = try predictions(of: train.behaviour, for: users, watching: .silent)
        let targets = train.behaviour.targets
        let truth = OutputMatrix(
            rows: users.count, columns: targets.width, values: users.flatMap { targets.row($0) })
        let ratios = varianceRatios(own, truth)
        return ratios.reduce(0, +) / Double(ratios.count)
    }
}

/// A neural model by its name with settings, small and quick unless these say otherwise.
func neural(_ name: String, _ settings: [String: Value] = [:]) throws -> any NeuralTraits {
    let kind = try (traitZoo.first { $0.name == name } as? any NeuralTraits.Type).orThrow(name)
    let model = kind.init()
    for (name, value) in ["epochs": Value.number(3), "batch": .number(32)].merging(
        settings, uniquingKeysWith: { $1 })
    {
        try model.set(name, to: value)
    }
    return model
}

extension NeuralTraits {
    func fitted(_ train: BehaviourTrainingSet, _ watcher: Watcher = .silent) throws -> FittedTraits {
        try fit(train, watching: watcher)
    }
}
