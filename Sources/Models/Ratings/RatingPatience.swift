import Datasets
import Declarations

/// Settings of a rating model whose training may end before its last epoch; as `EarlyStopping`, but by the error.
struct RatingPatience: SettingGroup {
    @Setting("Epochs without a lower RMSE on the validation rows that end training; 0: none do.", 0...1e6)
    var patience = 0
    @Setting(
        "What to do when all users' scores have come to be alike, from half of the epochs on; rollback ends training."
    )
    var onCollapse = CollapseChoice.warn

    /// Watches one training. Throws where it is asked for and there is nothing to look at.
    func watch(_ train: TrainingSet, _ watcher: Watcher) throws -> Lookout {
        guard patience == 0 || train.validation.hasRatings else {
            throw Problem(
                "patience=\(patience) needs validation rows with ratings, but the split has none",
                remedy: "split with validation, or leave patience out")
        }
        return Lookout(
            patience: patience, validation: train.validation, watcher: watcher,
            watch: CollapseWatch(train, onCollapse))
    }
}

/// Tells of each epoch, the error on the validation rows beside that of training, and remembers the best model.
struct Lookout {
    private let patience: Int
    private let validation: Interactions
    private let watcher: Watcher
    private var watch: CollapseWatch
    private var least = Double.infinity
    private var waited = 0
    /// The model with the least error on the validation rows; `nil` where nobody asked for it.
    private(set) var best: RatingFactors?
    /// At the last reading that had not collapsed; kept only where it may be gone back to.
    private var healthy: RatingFactors?

    fileprivate init(patience: Int, validation: Interactions, watcher: Watcher, watch: CollapseWatch) {
        (self.patience, self.watcher, self.watch) = (patience, watcher, watch)
        self.validation = validation.hasRatings ? validation : Interactions()
    }

    /// Tells of an epoch and answers whether it was the last; `model` is asked for where there is something to look at.
    mutating func ends(
        _ epoch: Int, of epochs: Int, rmse: Double, _ model: () -> RatingFactors
    ) throws -> Bool {
        var measures = ["rmse": rmse]
        var isLast = false
        if !validation.isEmpty {
            let now = model()
            let predicted = try now.ratings(validation.users, validation.items)
            let squares = zip(predicted, validation.ratings).reduce(0.0) {
                $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
            }
            let error = (squares / Double(predicted.count)).squareRoot()
            if patience > 0 {
                (waited, best) = error < least ? (0, now) : (waited + 1, best)
                least = min(least, error)
                isLast = waited >= patience
            }
            measures["validation-rmse"] = error
        }
        if try hasCollapsed(epoch, of: epochs, &measures, model) { isLast = true }
        return try watcher.epoch(epoch, of: epochs, measures) == .stop || isLast
    }

    /// Reads the collapse meter where it is due, and answers whether training ends for what it says.
    private mutating func hasCollapsed(
        _ epoch: Int, of epochs: Int, _ measures: inout [String: Double], _ model: () -> RatingFactors
    ) throws -> Bool {
        let isGrown = Double(epoch) >= CollapseWatch.youth * Double(epochs)
        guard isGrown, CollapseWatch.isDue(epoch, of: epochs, isEvaluated: patience > 0) else { return false }
        let now = model()
        let found = try watch.look(epoch, of: epochs, now, &measures, watcher)
        if found.isHealthy, watch.choice == .rollback { healthy = now }
        switch found.action {
        case .go: return false
        case .stop: return true
        case .rollBack:
            best = healthy ?? best
            return healthy != nil
        }
    }
}
