import Datasets
import Declarations
import Foundation
import Models

/// A model by its name, with settings as they would be typed.
func model(_ name: String, _ settings: KeyValuePairs<String, Value> = [:]) throws -> ModelRecipe {
    let recipe = try ModelRecipe(.word(name))
    for (name, value) in settings { try recipe.declared.set(name, to: value) }
    return recipe
}

extension Scorer {
    /// Scores of these users, [users, items].
    func scores(of users: [UserIndex], given histories: SparseMatrix) throws -> [Float] {
        var scores = [Float](repeating: .nan, count: users.count * histories.columns)
        try scores.withUnsafeMutableBufferPointer {
            try self.scores(for: users, histories: histories, into: $0)
        }
        return scores
    }
}

/// What ties count: whether the target comes after all or before all items of its score.
enum Ties { case worst, best }

/// Hits and discounted gains of one relevant item per user, averaged: HR@k is the share of ranks below k, NDCG@k the mean
/// of 1 / log₂(rank + 2) over them (ranks from 0). Written here, apart from `Evaluation`, so that each checks the other.
struct OneTargetMetrics {
    var ranks = [Int]()
    func hr(_ k: Int) -> Double { Double(ranks.count { $0 < k }) / Double(ranks.count) }
    func ndcg(_ k: Int) -> Double {
        ranks.reduce(0) { $0 + ($1 < k ? 1 / log2(Double($1) + 2) : 0) } / Double(ranks.count)
    }
}

/// Ranks each user's target among the candidates (without the target), user by user.
func rank(
    _ model: any Scorer, targets: [(user: Int32, item: Int32)], histories: SparseMatrix, ties: Ties = .worst,
    candidates: (Int) -> any Sequence<Int32>
) throws -> OneTargetMetrics {
    var metrics = OneTargetMetrics()
    let width = histories.columns
    for block in stride(from: 0, to: targets.count, by: 1024) {
        let part = block..<min(targets.count, block + 1024)
        let scores = try model.scores(of: targets[part].map(\.user), given: histories)
        for t in part {
            let row = (t - block) * width
            let own = scores[row + Int(targets[t].item)]
            var ahead = 0
            for item in candidates(t) where item != targets[t].item {
                let other = scores[row + Int(item)]
                if other > own || (ties == .worst && other == own) { ahead += 1 }
            }
            metrics.ranks.append(ahead)
        }
    }
    return metrics
}

/// Root of the mean squared error and mean absolute error.
func errors(_ model: any Scorer, on test: Interactions) throws -> (rmse: Double, mae: Double) {
    let predictor = try (model as? any RatingPredictor).orThrow("a model that predicts ratings")
    let predictions = try predictor.ratings(test.users, test.items)
    let misses = zip(predictions, test.ratings).map { Double($0) - Double($1) }
    let n = Double(misses.count)
    return ((misses.reduce(0) { $0 + $1 * $1 } / n).squareRoot(), misses.reduce(0) { $0 + abs($1) } / n)
}
