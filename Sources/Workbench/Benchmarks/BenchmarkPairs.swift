import Datasets
import Declarations
import Evaluation
import Models

/// Histories as a data set of their own: nothing of it but the pairs counts.
func trainingSet(of histories: SparseMatrix) -> TrainingSet {
    var rows = Interactions()
    rows.users.reserveCapacity(histories.count)
    for user in 0..<histories.rows {
        for _ in histories.range(user) { rows.users.append(UserIndex(user)) }
    }
    rows.items = histories.indices
    func entities(_ count: Int) -> Entities { Entities(ids: (0..<count).map { "\($0)" }) }
    let dataset = Dataset(
        name: "benchmark", users: entities(histories.rows), items: entities(histories.columns),
        interactions: rows)
    return TrainingSet(dataset: dataset, interactions: rows)
}

/// Lists of 10 for everybody over the whole catalogue, seen items left out.
func topTen(
    of model: any Scorer, _ histories: SparseMatrix, _ relevant: SparseMatrix, _ watcher: Watcher
) throws -> Rankings {
    try rank(
        users: (0..<histories.rows).map { UserIndex($0) }, itemCount: histories.columns, histories: histories,
        relevant: relevant, rules: RankingRules(for: [try MetricSpec("ndcg@10")]), watching: watcher,
        oneAtATime: model.usesAllCores
    ) { try model.scores(for: $0, histories: histories, into: $1) }
}

/// Mean ndcg@10 of such lists.
func ndcg(_ lists: Rankings, _ histories: SparseMatrix) throws -> Double {
    let catalogue = Catalogue(itemCount: histories.columns, userCount: histories.rows, popularity: [])
    return try evaluate(lists, on: [try MetricSpec("ndcg@10")], catalogue: catalogue)["ndcg@10"]?.mean ?? .nan
}
