import Datasets
import Declarations
import Evaluation

/// Settings of a training that may end before its last epoch.
public struct EarlyStopping: SettingGroup {
    @Setting("Epochs without a better NDCG@10 on the validation rows that end training; 0: none do.", 0...1e6)
    var patience = 0

    public init() {}

    /// Watches one training. Throws where it is asked for and there is nothing to look at.
    func watch<State>(_ train: TrainingSet, keeping: State.Type) throws -> BestEpoch<State> {
        guard patience > 0 else { return BestEpoch(patience: 0, judge: { _ in 0 }) }
        guard !train.validation.isEmpty else {
            throw Problem(
                "patience=\(patience) needs validation rows, but the split has none",
                remedy: "split with validation, or leave patience out")
        }
        let wanted = SparseMatrix(train.validation, users: train.userCount, items: train.itemCount)
        let measures = [try MetricSpec("ndcg@10")]
        let catalogue = Catalogue(itemCount: train.itemCount, userCount: train.userCount, popularity: [])
        let users = (0..<Int32(train.userCount)).filter { !wanted.range(Int($0)).isEmpty }
        return BestEpoch(patience: patience) { scorer in
            let ranked = try rank(
                users: users, itemCount: train.itemCount, histories: train.matrix, relevant: wanted,
                rules: RankingRules(for: measures), oneAtATime: scorer.usesAllCores
            ) { try scorer.scores(for: $0, histories: train.matrix, into: $1) }
            return try evaluate(ranked, on: measures, catalogue: catalogue)["ndcg@10"]?.mean ?? 0
        }
    }
}

/// The best epoch so far of a training with `patience`, and what the model was then.
final class BestEpoch<State> {
    private let patience: Int
    private let judge: (any Scorer) throws -> Double
    private var best = -Double.infinity
    private var epochsSince = 0
    private(set) var state: State?

    init(patience: Int, judge: @escaping (any Scorer) throws -> Double) {
        (self.patience, self.judge) = (patience, judge)
    }

    /// Whether epochs are judged at all.
    var isOn: Bool { patience > 0 }

    /// Tells of an epoch with its measures, to which the validation's is added, and answers whether to go on. `scorer` is the
    /// model as it is, `state` a copy of all that the next epoch changes; both are asked for only where they are needed.
    func note(
        _ epoch: Int, of epochs: Int, _ measures: [String: Double], _ watcher: Watcher,
        scorer: () -> any Scorer,
        state: () -> State
    ) throws -> Watcher.Decision {
        var measures = measures
        var tired = false
        if isOn {
            let value: Double
            // Stopped while it is judged: the best before it stays.
            do { value = try judge(scorer()) } catch is Interrupted { return .stop }
            measures["ndcg@10"] = value
            if value > best {
                (best, epochsSince, self.state) = (value, 0, state())
            } else {
                epochsSince += 1
            }
            tired = epochsSince >= patience
        }
        let decision = try watcher.epoch(epoch, of: epochs, measures)
        return tired ? .stop : decision
    }
}
