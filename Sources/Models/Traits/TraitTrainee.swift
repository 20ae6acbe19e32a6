import Datasets
import Declarations
import Evaluation
import Tensors

/// A network of traits as the training loop sees it.
final class TraitTrainee: Trainee {
    let net: any TraitNet
    let learner: TraitLearner
    let rules: Training
    let preparation: SeriesPreparation
    let train: SeriesSet
    let targets: TraitTargets
    let identity: [String: String]
    let device: Device
    private let held: (series: SeriesSet, targets: TraitTargets)?
    private let meter: CollapseMeter

    init(
        _ net: any TraitNet, _ rules: Training, _ data: BehaviourTrainingSet,
        _ preparation: SeriesPreparation,
        chance: Tensors.Generator, identity: [String: String]
    ) throws {
        (self.net, self.rules, self.preparation, self.identity) = (net, rules, preparation, identity)
        device = try rules.device.device()
        learner = TraitLearner(net, rules, width: data.behaviour.targets.width, preparation, chance: chance)
        try learner.move(to: device)
        train = try SeriesSet(data.behaviour, data.users, preparation, on: device)
        targets = try TraitTargets(data.behaviour.targets, data.users, preparation, on: device)
        let isHeld = !data.validation.isEmpty
        held =
            isHeld
            ? (
                try SeriesSet(data.behaviour, data.validation, preparation, on: device),
                try TraitTargets(data.behaviour.targets, data.validation, preparation, on: device)
            ) : nil
        meter = CollapseMeter(
            data, isHeld ? data.validation : data.users, prefix: isHeld ? "" : "training-")
    }

    var exampleCount: Int { train.count }
    var module: any Module { learner }
    /// What is trained beside the network does not decay.
    var parameterGroups: [ParameterGroup] {
        let all = learner.parameters()
        let own = all.filter { $0.name.hasPrefix("net.") }
        return [ParameterGroup(own), ParameterGroup(all.filter { !$0.name.hasPrefix("net.") }, decay: 0)]
    }

    func difficulties(by curriculum: CurriculumChoice) throws -> [Double] {
        guard curriculum == .loss else { return train.lengths.map { Double($0) } }
        return try withoutGradients {
            try inBatches(train.count) { members in
                let out = try net(train.batch(members), .inference).outputs
                return try targets.rows(members).errors(of: out).doubles()
            }
        }
    }

    /// The mean error of those held out, and what the collapse meter says of a sample of them, or else of training users.
    func evaluate() throws -> Evaluated {
        guard let held else { return try meter.read(outputs(train, count: meter.count), preparation) }
        let raw = try outputs(held.series, count: held.series.count)
        let y = held.targets.rows(Array(0..<held.series.count))
        let loss = try y.mean(of: raw).item()
        var found = try meter.read(raw, preparation)
        found.loss = loss.isFinite ? loss : .infinity
        return found
    }

    /// Standardised outputs, or logits, of the first users of a set: [count, D].
    private func outputs(_ series: SeriesSet, count: Int) throws -> Tensor {
        var parts: [Tensor] = []
        for start in stride(from: 0, to: count, by: TraitTrainee.inferenceBatch) {
            try Interrupt.check()
            let members = Array(start..<min(count, start + Self.inferenceBatch))
            parts.append(try net(series.batch(members), .inference).outputs)
        }
        return .concatenate(parts)
    }

    private func inBatches(_ count: Int, _ body: ([Int]) throws -> [Double]) throws -> [Double] {
        try stride(from: 0, to: count, by: Self.inferenceBatch).flatMap { start in
            try body(Array(start..<min(count, start + Self.inferenceBatch)))
        }
    }

    /// Users per pass where nothing is learned.
    static let inferenceBatch = 256
}

/// All that learns: the network, and what is trained beside it and thrown away afterwards.
struct TraitLearner: Module {
    let net: any TraitNet
    /// s, the logarithm of each task's noise variance (Kendall et al. 2018); nil for equal weights.
    let logNoise: Tensor?
    let discriminator: Discriminator?

    init(
        _ net: any TraitNet, _ rules: Training, width: Int, _ preparation: SeriesPreparation,
        chance: Tensors.Generator
    ) {
        self.net = net
        let tasks = preparation.isClassification ? 1 : width
        logNoise = rules.taskWeights == .uncertainty ? Tensor.zeros([tasks]).requireGradient() : nil
        discriminator = rules.cures.discriminator > 0 ? Discriminator(width, using: chance) : nil
    }

    /// The mean error, or with learned weights the mean over tasks of ½ e^(-s) L + ½ s (Kendall, Gal & Cipolla, CVPR
    /// 2018, eq. 7; for a class, e^(-s) L + ½ s, eq. 10).
    func error(_ outputs: Tensor, _ y: TraitBatch) -> Tensor {
        guard let s = logNoise else { return y.mean(of: outputs) }
        let own = y.labels == nil ? 0.5 * y.columns(of: outputs) : y.mean(of: outputs)
        return ((-s).exp() * own + 0.5 * s).mean()
    }
}

/// What users' outputs should be, standardised.
struct TraitTargets {
    /// [N, D], 0 where unknown; one-hot for classes.
    let values: Tensor
    /// 1 where known, [N, D]; nil where all is.
    let known: Tensor?
    /// Numbers of classes, [N]; nil for traits.
    let labels: Tensor?

    init(
        _ targets: Targets, _ users: [UserIndex], _ preparation: SeriesPreparation, on device: Device
    ) throws {
        let raw = users.flatMap { targets.row($0) }
        let width = targets.width, scales = preparation.targetScales
        let isClass = targets.kind == .classes
        let numbers = raw.enumerated().map { k, x in
            isClass ? x : scales[k % width](x)
        }
        values = try Tensor(numbers, [users.count, width], on: device).checked()
        let isWhole = !raw.contains { $0.isNaN }
        known =
            isWhole
            ? nil
            : try Tensor(raw.map { $0.isNaN ? 0 : 1 as Float }, [users.count, width], on: device).checked()
        labels = isClass ? try Tensor(users.map { targets.label($0) }, on: device).checked() : nil
    }

    func rows(_ members: [Int]) -> TraitBatch {
        let chosen = Tensor(members, on: values.device)
        return TraitBatch(
            values: values.selected(chosen), known: known?.selected(chosen), labels: labels?.selected(chosen))
    }
}

/// What a batch's outputs should be, and how far they are from it.
struct TraitBatch {
    let values: Tensor  // [B, D]
    let known: Tensor?  // [B, D]
    let labels: Tensor?  // [B]

    /// Mean squared error over all that is known, or mean cross-entropy.
    func mean(of outputs: Tensor) -> Tensor {
        let outputs = outputs.converted(to: .float32)
        if let labels { return Loss.crossEntropy(outputs, labels) }
        guard let known else { return Loss.meanSquares(outputs, values) }
        return ((outputs - values).squared() * known).sum() / known.sum().clamped(from: 1)
    }

    /// Mean squared error of each trait: [D].
    func columns(of outputs: Tensor) -> Tensor {
        let squares = (outputs.converted(to: .float32) - values).squared()
        guard let known else { return squares.mean(0) }
        return (squares * known).sum(0) / known.sum(0).clamped(from: 1)
    }

    /// The error of each user: [B].
    func errors(of outputs: Tensor) -> Tensor {
        let outputs = outputs.converted(to: .float32)
        if labels != nil { return -(outputs.logSoftmax() * values).sum(1) }
        let squares = (outputs - values).squared()
        guard let known else { return squares.mean(1) }
        return (squares * known).sum(1) / known.sum(1).clamped(from: 1)
    }
}
