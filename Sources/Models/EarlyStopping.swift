import Datasets
import Declarations
import Evaluation

/// Settings of a training that may end before its last epoch.
public struct EarlyStopping: SettingGroup {
    @Setting("Epochs without a better NDCG@10 on the validation rows that end training; 0: none do.", 0...1e6)
    var patience = 0
    @Setting("What to do when the outputs have collapsed, from half of the epochs on.") var onCollapse =
        CollapseChoice.warn

    public init() {}

    /// Watches one training. Throws where it is asked for and there is nothing to look at.
    func watch<State>(_ train: TrainingSet, keeping: State.Type) throws -> BestEpoch<State> {
        let watch = CollapseWatch(train, onCollapse)
        guard patience > 0 else { return BestEpoch(patience: 0, watch, judge: { _ in 0 }) }
        guard !train.validation.isEmpty else {
            throw Problem(
                "patience=\(patience) needs validation rows, but the split has none",
                remedy: "split with validation, or leave patience out")
        }
        let wanted = SparseMatrix(train.validation, users: train.userCount, items: train.itemCount)
        let measures = [try MetricSpec("ndcg@10")]
        let catalogue = Catalogue(itemCount: train.itemCount, userCount: train.userCount, popularity: [])
        let users = (0..<Int32(train.userCount)).filter { !wanted.range(Int($0)).isEmpty }
        return BestEpoch(patience: patience, watch) { scorer in
            let ranked = try rank(
                users: users, itemCount: train.itemCount, histories: train.matrix, relevant: wanted,
                rules: RankingRules(for: measures), oneAtATime: scorer.usesAllCores
            ) { try scorer.scores(for: $0, histories: train.matrix, into: $1) }
            return try evaluate(ranked, on: measures, catalogue: catalogue)["ndcg@10"]?.mean ?? 0
        }
    }
}

/// The best epoch so far of a training with `patience`, and what the model was then; and what the collapse meter says.
final class BestEpoch<State> {
    private let patience: Int
    private let judge: (any Scorer) throws -> Double
    private var watch: CollapseWatch
    private var best = -Double.infinity
    private var epochsSince = 0
    private(set) var state: State?
    /// At the last reading that had not collapsed; kept only where it may be gone back to.
    private var healthy: State?

    init(patience: Int, _ watch: CollapseWatch, judge: @escaping (any Scorer) throws -> Double) {
        (self.patience, self.watch, self.judge) = (patience, watch, judge)
    }

    /// Whether epochs are judged at all.
    var isOn: Bool { patience > 0 }

    /// Tells of an epoch with its measures, to which the validation's and the meter's are added, and answers whether to go
    /// on. `scorer` is the model as it is, `state` a copy of all that the next epoch changes; both are asked for only
    /// where they are needed. `back` goes back to a state, by halves of the rate where there is one, and answers whether
    /// training can go on from there.
    func note(
        _ epoch: Int, of epochs: Int, _ measures: [String: Double], _ watcher: Watcher,
        scorer: () -> any Scorer, state: () -> State, back: (State) -> Bool
    ) throws -> Watcher.Decision {
        var measures = measures
        var (isTired, ends) = (false, false)
        if isOn || CollapseWatch.isDue(epoch, of: epochs, isEvaluated: isOn) {
            let now = scorer()
            if isOn {
                let value: Double
                // Stopped while it is judged: the best before it stays.
                do { value = try judge(now) } catch is Interrupted { return .stop }
                measures["ndcg@10"] = value
                if value > best {
                    (best, epochsSince, self.state) = (value, 0, state())
                } else {
                    epochsSince += 1
                }
                isTired = epochsSince >= patience
            }
            let found = try watch.look(epoch, of: epochs, now, &measures, watcher)
            if found.isHealthy, watch.choice == .rollback { healthy = state() }
            switch found.action {
            case .go: break
            case .stop: ends = true
            case .rollBack: ends = healthy.map { !back($0) } ?? false
            }
        }
        let decision = try watcher.epoch(epoch, of: epochs, measures)
        return isTired || ends ? .stop : decision
    }
}
