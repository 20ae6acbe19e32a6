import Datasets
import Declarations

/// What a model may look at when it recommends.
enum HistoryPart: String, Choice {
    case train
    case trainAndValidation = "train+validation"
}

extension Fold {
    /// Users' histories: training rows, validation rows if asked for, and the given part of held-out users.
    func histories(_ part: HistoryPart, of dataset: Dataset) -> SparseMatrix {
        var rows = train
        if part == .trainAndValidation { rows = rows.appending(validation) }
        return SparseMatrix(rows.appending(given), users: dataset.users.count, items: dataset.items.count)
    }
}
