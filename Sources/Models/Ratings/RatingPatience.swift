import Datasets
import Declarations

/// Settings of a rating model whose training may end before its last epoch; as `EarlyStopping`, but by the error.
struct RatingPatience: SettingGroup {
    @Setting("Epochs without a lower RMSE on the validation rows that end training; 0: none do.", 0...1e6)
    var patience = 0

    /// Watches one training. Throws where it is asked for and there is nothing to look at.
    func watch(_ train: TrainingSet, _ watcher: Watcher) throws -> Lookout {
        guard patience == 0 || train.validation.hasRatings else {
            throw Problem(
                "patience=\(patience) needs validation rows with ratings, but the split has none",
                remedy: "split with validation, or leave patience out")
        }
        return Lookout(patience: patience, validation: train.validation, watcher: watcher)
    }
}

/// Tells of each epoch, the error on the validation rows beside that of training, and remembers the best model.
struct Lookout {
    private let patience: Int
    private let validation: Interactions
    private let watcher: Watcher
    private var least = Double.infinity
    private var waited = 0
    /// The model with the least error on the validation rows; `nil` where nobody asked for it.
    private(set) var best: RatingFactors?

    fileprivate init(patience: Int, validation: Interactions, watcher: Watcher) {
        (self.patience, self.watcher) = (patience, watcher)
        self.validation = validation.hasRatings ? validation : Interactions()
    }

    /// Tells of an epoch and answers whether it was the last; `model` is asked for where there are validation rows.
    mutating func ends(
        _ epoch: Int, of epochs: Int, rmse: Double, _ model: () -> RatingFactors
    ) throws -> Bool {
        guard !validation.isEmpty else {
            return try watcher.epoch(epoch, of: epochs, ["rmse": rmse]) == .stop
        }
        let now = model()
        let predicted = try now.ratings(validation.users, validation.items)
        let squares = zip(predicted, validation.ratings).reduce(0.0) {
            $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
        }
        let error = (squares / Double(predicted.count)).squareRoot()
        if patience > 0 {
            (waited, best) = error < least ? (0, now) : (waited + 1, best)
            least = min(least, error)
        }
        let measures = ["rmse": rmse, "validation-rmse": error]
        return try watcher.epoch(epoch, of: epochs, measures) == .stop || patience > 0 && waited >= patience
    }
}
