import Declarations
import Tensors

/// The one training loop: epochs of shuffled examples, an evaluation after each, the best weights kept.
///
/// It knows nothing of what is learned; a `Trainee` does. Resumed from a checkpoint it goes on, bit for bit, as if it had
/// never been stopped.
package final class TrainingLoop<Learner: Trainee> {
    let trainee: Learner
    let rules: Training
    let watcher: Watcher
    /// What epochs' numbers begin after, and how many there are in all, where this is one training of several.
    let before: Int, total: Int
    let module: any Module
    let optimiser: Optimiser
    let curriculum: Curriculum
    let chance: Generator
    var state: TrainingState
    var weights = KeptWeights()
    /// Epochs whose numbers stand in the file beside the checkpoint.
    var historyWritten = 0

    let kept: Checkpoints?

    package init(
        _ trainee: Learner, _ rules: Training, watching watcher: Watcher, keeping kept: Checkpoints? = nil,
        part: Int = 0, of parts: Int = 1
    ) {
        (self.trainee, self.rules, self.watcher, self.kept) = (trainee, rules, watcher, kept)
        (before, total) = (part * rules.epochs, parts * rules.epochs)
        let curriculum = Curriculum(rules)
        module = trainee.module
        self.curriculum = curriculum
        let size = rules.batch * rules.accumulate
        func steps(_ epochs: Int) -> Int {
            (0..<epochs).reduce(0) { $0 + (curriculum.count(of: $1, trainee.exampleCount) + size - 1) / size }
        }
        let even = (trainee.exampleCount + size - 1) / size
        let all = curriculum.kind == .none ? rules.epochs * even : steps(rules.epochs)
        optimiser = Optimiser(
            rules.optimiser.method(decay: rules.decay), trainee.parameterGroups, rate: rules.rate,
            schedule: rules.schedule.schedule(
                steps: all, warmUp: Int((rules.warmUp * Double(even)).rounded())))
        optimiser.largestNorm = rules.clip
        chance = Generator(seed: UInt64(bitPattern: Int64(rules.seed)) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        state = TrainingState(pass: rules.batch)
    }

    /// Trains, and leaves the best weights in the module.
    package func run() throws -> TrainingRecord {
        if let kept, kept.resumes { try resume(from: kept) }
        do {
            while state.epoch < rules.epochs, state.ending == nil { try epoch() }
        } catch is Interrupted {
            state.ending = .stopped
        }
        if let best = weights.best { try module.restore(best) }
        return TrainingRecord(
            epochs: state.history, best: state.bestEpoch.map { $0 + before },
            ending: state.ending ?? .complete)
    }

    private func epoch() throws {
        var measures = try pass(through: curriculum.examples(of: state.epoch, of: trainee))
        guard measures["loss"]?.isFinite == true else {
            throw Problem(
                "training diverged in epoch \(state.epoch + 1): the loss is no number any more",
                remedy: "a smaller rate, or clip=1")
        }
        let found = try withoutGradients { try trainee.evaluate() }
        if let loss = found.loss { measures["validation-loss"] = loss }
        measures.merge(found.measures) { $1 }
        state.epoch += 1
        state.history.append(Epoch(state.epoch + before, measures))
        try judge(found)
        try heed(found)
        if let kept { try save(to: kept) }
        if try watcher.epoch(state.epoch + before, of: total, measures) == .stop, state.ending == nil {
            state.ending = .stopped
        }
    }

    /// Keeps what is better than all before, and ends where nothing has been for too long.
    private func judge(_ found: Evaluated) throws {
        guard let loss = found.loss else { return }
        if loss < state.bestLoss ?? .infinity {
            (state.bestLoss, state.bestEpoch) = (loss, state.epoch)
            weights.best = try module.snapshot()
        } else if rules.patience > 0, state.epoch - (state.bestEpoch ?? 0) >= rules.patience {
            state.ending = .patience
        }
    }

    /// Does what the settings say about collapsed outputs.
    private func heed(_ found: Evaluated) throws {
        guard found.verdict == .collapsed else {
            state.collapsed = 0
            if rules.onCollapse == .rollback {
                weights.healthy = try module.snapshot()
                weights.healthyOptimiser = try optimiser.state()
            }
            return
        }
        state.collapsed += 1
        guard state.collapsed == rules.collapseAfter else { return }
        let what = "epoch \(state.epoch + before): the outputs have collapsed, \(found.reason)"
        switch rules.onCollapse {
        case .warn: watcher.note(what)
        case .stop:
            watcher.note("\(what); training stops")
            state.ending = .collapse
        case .rollback: try rollBack(what)
        }
    }

    private func rollBack(_ what: String) throws {
        guard !weights.healthy.isEmpty else {
            watcher.note("\(what); there is no earlier epoch to go back to")
            return
        }
        try module.restore(weights.healthy)
        try optimiser.restore(weights.healthyOptimiser)
        optimiser.rate /= 2
        state.collapsed = 0
        watcher.note(
            "\(what); back to the last epoch that had not, with a rate of \(shortest(optimiser.rate))")
    }
}

/// What a training has come to, besides its tensors.
struct TrainingState: Codable {
    /// Epochs that are done.
    var epoch = 0
    /// Examples per backward pass: less than the batch after memory ran out.
    var pass: Int
    var bestLoss: Double?
    var bestEpoch: Int?
    /// Evaluations in a row whose outputs had collapsed.
    var collapsed = 0
    var rate: Double?
    var ending: TrainingRecord.Ending?
    /// One for each epoch done; kept in a file of its own.
    var history: [Epoch] = []

    private enum CodingKeys: CodingKey { case epoch, pass, bestLoss, bestEpoch, collapsed, rate, ending }

    init(pass: Int) { self.pass = pass }
}

/// Weights that a training may go back to.
struct KeptWeights {
    var best: [String: Tensor]?
    var healthy: [String: Tensor] = [:]
    var healthyOptimiser: [String: Tensor] = [:]
}
