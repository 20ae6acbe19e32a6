import Datasets
import Declarations
import Kernels
import Tensors

/// What a training will cost, measured on a few steps of it.
public struct TrainingPlan: Sendable, Hashable {
    public var examples: Int
    /// Examples per step, passes and all.
    public var examplesPerStep: Int
    public var stepsPerEpoch: Int
    public var epochs: Int
    /// Networks to be trained, one after the other.
    public var networks: Int
    public var parameters: Int
    /// Of the weights; the gradients take as much again.
    public var weightBytes: Int
    /// Of the optimiser's moments.
    public var optimiserBytes: Int
    /// What one pass keeps until its gradients are there; nil where it cannot be measured (on a CUDA device).
    public var activationBytes: Int?
    public var secondsPerStep: Double
    public var secondsPerEvaluation: Double

    public var secondsPerEpoch: Double { Double(stepsPerEpoch) * secondsPerStep + secondsPerEvaluation }
    /// If no early stop comes first.
    public var seconds: Double { secondsPerEpoch * Double(epochs * networks) }
    public var bytes: Int { 2 * weightBytes + optimiserBytes + (activationBytes ?? 0) }

    public var table: Table {
        func megabytes(_ count: Int) -> Value { .number((Double(count) / 1e6 * 1000).rounded() / 1000) }
        var rows: [(String, Value, String)] = [
            ("examples", .number(Double(examples)), ""),
            ("examples per step", .number(Double(examplesPerStep)), ""),
            ("steps per epoch", .number(Double(stepsPerEpoch)), ""), ("epochs", .number(Double(epochs)), ""),
            ("networks", .number(Double(networks)), ""), ("parameters", .number(Double(parameters)), ""),
            ("weights and gradients", megabytes(2 * weightBytes), "MB"),
            ("optimiser", megabytes(optimiserBytes), "MB"),
        ]
        if let activationBytes { rows.append(("activations", megabytes(activationBytes), "MB")) }
        func time(_ seconds: Double, _ digits: Double) -> Value {
            .number((seconds * digits).rounded() / digits)
        }
        rows += [
            ("step", time(secondsPerStep * 1000, 1000), "ms"), ("epoch", time(secondsPerEpoch, 1000), "s"),
            ("training", time(seconds, 100), "s"),
        ]
        return Table(
            "plan", columns: [Table.Column("what"), Table.Column("amount"), Table.Column("unit")],
            rows: rows.map { [.text($0.0), $0.1, .text($0.2)] },
            notes: ["Measured on a few steps; early stopping may end the training sooner."])
    }
}

/// Takes a few steps with a fresh network, which is thrown away, and says what the whole training will cost.
public func planTraining(
    _ model: some NeuralTraits, on train: BehaviourTrainingSet, steps: Int = 5,
    watching watcher: Watcher = .silent
) throws -> TrainingPlan {
    try problem("planning") {
        let trainee = try TraitGround(model, train).trainee(member: 0)
        var plan = try planTraining(trainee, model.training, steps: steps, watching: watcher)
        plan.networks = model.training.cures.ensemble
        return plan
    }
}

/// The same for anything that learns.
package func planTraining(
    _ trainee: some Trainee, _ rules: Training, steps: Int = 5, watching watcher: Watcher = .silent
) throws -> TrainingPlan {
    let loop = TrainingLoop(trainee, rules, watching: .silent)
    let order = Curriculum(rules).shuffled(trainee.exampleCount, epoch: 0)
    let size = rules.batch * rules.accumulate
    func group(_ number: Int) -> [Int] {
        let start = number * size % max(1, order.count)
        return Array(order[start..<min(order.count, start + size)])
    }
    let activations = try activationBytes(of: trainee, rules, Array(group(0).prefix(rules.batch)))
    let clock = ContinuousClock()
    var times: [Double] = []
    // The first step is slower than all others: threads start and memory is fetched.
    for step in 0...max(1, steps) {
        try watcher.progress("timing steps", Double(step) / Double(max(1, steps) + 1))
        times.append(try clock.measure { _ = try loop.pass(through: group(step)) } / .seconds(1))
    }
    let evaluation = try clock.measure { _ = try withoutGradients { try trainee.evaluate() } } / .seconds(1)
    let own = times.dropFirst().sorted()
    let weights = trainee.module.tensors().reduce(0) { $0 + $1.tensor.count * $1.tensor.type.width }
    let moments = try loop.optimiser.state().values.reduce(0) { $0 + $1.count * $1.type.width }
    return TrainingPlan(
        examples: trainee.exampleCount, examplesPerStep: min(size, trainee.exampleCount),
        stepsPerEpoch: (trainee.exampleCount + size - 1) / size, epochs: rules.epochs, networks: 1,
        parameters: trainee.module.parameterCount, weightBytes: weights, optimiserBytes: moments,
        activationBytes: activations, secondsPerStep: own[own.count / 2], secondsPerEvaluation: evaluation)
}

/// Bytes that the graph of one pass holds before its gradients are computed.
private func activationBytes(of trainee: some Trainee, _ rules: Training, _ examples: [Int]) throws -> Int? {
    guard trainee.device == .cpu, heapBytes() != nil else { return nil }
    let chance = Tensors.Generator(seed: 0)
    func held() throws -> Int {
        let before = heapBytes() ?? 0
        let terms = try rules.precision.compute(on: trainee.device) {
            try trainee.loss(of: examples, .training(chance))
        }
        for term in terms { try term.value.checked() }
        return withExtendedLifetime(terms) { (heapBytes() ?? 0) - before }
    }
    // The first call loads what later ones find.
    _ = try held()
    return max(0, try held())
}
