import Datasets
import Declarations
import Kernels

/// How a user who was not trained on finds a place among fixed items: the model's own loss on what the user has had.
struct FeatureFoldIn: Sendable {
    let trainer: HybridTrainer
    let epochs: Int
    let seed: Int

    /// The user's vector, [stride], learned from these items; starts at `start`.
    func vector(items had: some Collection<Int32>, start: [Float], among items: Representations) -> [Float] {
        let one = FeatureTable(.identity(1), dim: items.dim, adadelta: trainer.adadelta)
        one[0] = start
        let fixed = FeatureTable(fixed: items)
        var examples = had.map { HybridExample(user: 0, item: $0) }
        let trainer = trainer.folding(Array(had))
        for epoch in 1...epochs {
            _ = trainer.epoch(
                &examples, users: one, items: fixed, seed: seed &+ epoch, itemsFrozen: true)
        }
        return one[0] + Array(repeating: 0, count: items.stride - items.dim)
    }
}

/// Users and items as sums of feature vectors: scores are inner products and item biases.
///
/// Users of the training set have the vector that was learned, users who are new but have a history are folded in (their
/// vector alone is learned, items stay as they are), and users without any are what their features say.
public struct FeatureFactors: Scorer {
    /// [V, D], from all features of each item, with biases.
    public let items: Representations
    /// [U, D], likewise.
    public let users: Representations
    public let isExact: Bool
    let described: DescribedEntities
    private let userTable: FeatureTable
    private let itemTable: FeatureTable
    private let foldIn: FeatureFoldIn?
    /// Users with a training row.
    private let trained: [Bool]
    private let inner: Bool

    init(
        _ described: DescribedEntities, users: FeatureTable, items: FeatureTable,
        learned: (users: [Bool], items: [Bool]), foldIn: FeatureFoldIn?, isExact: Bool, trained: [Bool],
        inner: Bool = false
    ) {
        users.clear(where: { !learned.users[$0] })
        items.clear(where: { !learned.items[$0] })
        (userTable, itemTable, self.described, self.inner) = (users, items, described, inner)
        self.users = users.represent(described.users, inner: inner)
        self.items = items.represent(described.items, inner: inner)
        (self.foldIn, self.isExact, self.trained) = (foldIn, isExact, trained)
    }

    public func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        fillRows(of: scores, count: users.count, width: items.count, chunk: 4) { t, row in
            let user = Int(users[t])
            vector(of: user, histories).withUnsafeBufferPointer {
                if let start = $0.baseAddress { items.scores(of: start, offset: 0, into: row) }
            }
        }
    }

    private func vector(of user: Int, _ histories: SparseMatrix) -> [Float] {
        let own = Array(users.vectors[user * users.stride..<(user + 1) * users.stride])
        let history = histories.range(user)
        guard !trained[user], !history.isEmpty, let foldIn else { return own }
        return foldIn.vector(
            items: histories.indices[history], start: Array(own.prefix(users.dim)), among: items)
    }

    /// Vectors and biases of items that are new to the model, from their features alone.
    public func represent(items new: Entities) -> Representations {
        itemTable.represent(described.newcomers(.items, new, Interactions()), inner: inner)
    }

    /// Vectors and biases of new users, from what is known of them and their first rows.
    public func represent(users new: Entities, interactions: Interactions = Interactions()) -> Representations
    {
        userTable.represent(described.newcomers(.users, new, interactions), inner: inner)
    }
}
