import Datasets
import Declarations
import Evaluation
import Models

/// Pairs of users and items that a model is timed on: from files, or made up with a long tail.
struct BenchmarkPairs: SettingGroup {
    @Setting("Training pairs, an .npy of whole numbers [n, 2], user and item from 0; made up if left out.")
    var train: FilePath? = nil
    @Setting("Pairs to judge on, in the same form.") var test: FilePath? = nil
    @Setting("Users, where the data is made up.", 1...1e8) var users = 6040
    @Setting("Items, where the data is made up.", 2...1e7) var items = 3706
    @Setting("Interactions, about, where the data is made up.", 1...1e10) var interactions = 800_000.0
    @Setting("Seed of the data made up.", 0...) var seed = 1

    /// Training pairs, and those to judge on where there are some: made-up ones say nothing that could be learned.
    func read() throws -> (histories: SparseMatrix, relevant: SparseMatrix?) {
        switch (train, test) {
        case (let train?, let test?): return try pairsTogether(train.typed, test.typed)
        case (nil, nil):
            return (madeUp(users: users, items: items, interactions: interactions, seed: seed), nil)
        default:
            throw Problem("train and test belong together", remedy: "give both files, or neither")
        }
    }
}

/// Histories as a data set of their own: nothing of it but the pairs counts. `rated` makes up ratings of 1 to 5.
func trainingSet(of histories: SparseMatrix, rated: Bool = false) -> TrainingSet {
    var rows = Interactions()
    rows.users.reserveCapacity(histories.count)
    for user in 0..<histories.rows {
        for _ in histories.range(user) { rows.users.append(UserIndex(user)) }
    }
    rows.items = histories.indices
    if rated {
        rows.ratings = zip(rows.users, rows.items).map { Float(1 + (Int($0) &* 31 &+ Int($1) &* 17) % 5) }
    }
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

/// Two files of pairs as matrices of one shape, which holds the largest user and item of both.
func pairsTogether(_ train: String, _ test: String) throws -> (SparseMatrix, SparseMatrix) {
    let files = try [train, test].map { try NPY.integers($0) }
    var (users, items) = (0, 0)
    for file in files where file.columns == 2 {
        for k in 0..<file.rows {
            users = max(users, Int(file.values[2 * k]) + 1)
            items = max(items, Int(file.values[2 * k + 1]) + 1)
        }
    }
    return (
        try pairs(train, users: users, items: items), try pairs(test, users: users, items: items)
    )
}

/// Pairs with a long tail on both sides: user u's share falls with a power of a random place, item i is drawn with
/// density ∝ i^(−.6). Every user's pairs follow from the seed and the user alone.
func madeUp(users: Int, items: Int, interactions: Double, seed: Int) -> SparseMatrix {
    var (offsets, indices) = ([0], [Int32]())
    indices.reserveCapacity(Int(interactions * 1.1))
    for user in 0..<users {
        var chance = Chance(seed: seed &+ user &* 1_000_003)
        // Mean 1: the square root of a uniform number's inverse, halved, has mean 1 and a heavy tail.
        let share = 0.5 / (chance.uniform() + 1e-4).squareRoot()
        let wanted = min(items / 2, max(1, Int(interactions / Double(users) * share * 1.05)))
        var row = Set<Int32>()
        for _ in 0..<wanted {
            // Inverse of the distribution function (i / V)^.4.
            let u = chance.uniform()
            row.insert(Int32(Double(items) * u * u * u.squareRoot()))
        }
        indices += row.sorted()
        offsets.append(indices.count)
    }
    return SparseMatrix(
        rows: users, columns: items, offsets: offsets, indices: indices,
        values: [Float](repeating: 1, count: indices.count))
}
