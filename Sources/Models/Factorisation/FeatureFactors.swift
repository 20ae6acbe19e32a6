import Datasets
import Declarations
import Kernels

/// How a user who was not trained on finds a place among fixed items: the model's own loss on what the user has had.
struct HybridFoldIn: Sendable {
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
public struct FeatureFactors: EmbeddingModel, WeightedScorer {
    /// [V, D], from all features of each item, with biases.
    public let items: Representations
    /// [U, D], likewise.
    public let users: Representations
    public let isExact: Bool
    let described: DescribedEntities
    private let userTable: FeatureTable
    private let itemTable: FeatureTable
    private let foldIn: HybridFoldIn?
    /// Users with a training row.
    let trained: [Bool]
    /// Features that some example has moved; `nil` for a model read from a file, whose others are 0 already.
    let moved: LearnedFeatures?
    /// Epochs that it was trained for.
    let epochs: Int
    private let inner: Bool

    init(
        _ described: DescribedEntities, users: FeatureTable, items: FeatureTable,
        moved: LearnedFeatures?, foldIn: HybridFoldIn?, isExact: Bool, trained: [Bool], epochs: Int,
        inner: Bool = false
    ) {
        if let moved {
            users.clear(where: { !moved.users[$0] })
            items.clear(where: { !moved.items[$0] })
        }
        (userTable, itemTable, self.described, self.inner) = (users, items, described, inner)
        self.users = users.represent(described.users, inner: inner)
        self.items = items.represent(described.items, inner: inner)
        (self.foldIn, self.isExact, self.trained) = (foldIn, isExact, trained)
        (self.moved, self.epochs) = (moved, epochs)
    }

    /// Copies to go on learning with.
    var tables: (users: FeatureTable, items: FeatureTable) { (userTable.copy(), itemTable.copy()) }

    public var userVectors: Vectors { Vectors(users) }
    public var itemVectors: Vectors { Vectors(items) }

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

extension FeatureFactors: ExplainingScorer {
    /// What each feature of the item adds: x_if (q_u · e_f + b_f).
    public func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) -> Explanation {
        Explanation(shares(of: Int(item), for: vector(of: Int(user), histories)))
    }

    func shares(of item: Int, for user: [Float]) -> [Explanation.Part] {
        let names = described.fitted.names(.items)
        return described.items.range(item).map { t in
            let (feature, weight) = (Int(described.items.indices[t]), described.items.weights[t])
            let product = zip(user, itemTable[feature]).reduce(itemTable.bias(feature)) { $0 + $1.0 * $1.1 }
            let name = described.name(ofItemFeature: feature, among: names)
            return .init(
                name.map { .feature($0) } ?? .term("what is the item's own"), weight: weight, weight * product
            )
        }
    }
}

extension Vectors {
    fileprivate init(_ rows: Representations) {
        self.init(rows: rows.count, width: rows.dim, values: (0..<rows.count).flatMap { rows[$0] })
    }
}

// MARK: Files

extension FeatureFactors {
    /// Feature vectors and biases, who has which features, the fitted pipeline, and what folding in needs.
    public func learned() throws -> Weights {
        var weights = Weights()
        for (name, table, rows) in [
            ("user", userTable, described.users), ("item", itemTable, described.items),
        ] {
            let content = table.content
            try weights.set("\(name)-features", content.vectors, shape: [table.features, table.dim])
            try weights.set("\(name)-biases", content.biases)
            try weights.set(
                "\(name)s",
                SparseMatrix(
                    rows: rows.count, columns: rows.features, offsets: rows.offsets, indices: rows.indices,
                    values: rows.weights))
        }
        try weights.set("trained", trained.map { $0 ? 1 : 0 } as [Int32])
        if let foldIn { try weights.set("pool", foldIn.trainer.pool) }
        weights.about["pipeline"] = try described.fitted.text
        weights.epochs = epochs
        return weights
    }

    /// Tables and descriptions that `weights` has written.
    static func parts(_ weights: Weights, ownUsers: Bool, ownItems: Bool, balanced: Bool) throws
        -> (described: DescribedEntities, users: FeatureTable, items: FeatureTable, trained: [Bool])
    {
        func side(_ name: String) throws -> (FeatureRows, FeatureTable) {
            let matrix = try weights.sparse("\(name)s")
            let rows = FeatureRows(
                offsets: matrix.offsets, indices: matrix.indices, weights: matrix.values,
                features: matrix.columns)
            let vectors = try weights.floats("\(name)-features", shape: [matrix.columns, -1])
            let biases = try weights.floats("\(name)-biases", shape: [matrix.columns])
            let table = FeatureTable(rows, dim: try weights.entry("\(name)-features").shape[1])
            for f in 0..<matrix.columns {
                table[f] = Array(vectors[f * table.dim..<(f + 1) * table.dim])
                table.setBias(f, to: biases[f])
            }
            return (rows, table)
        }
        let ((userRows, users), (itemRows, items)) = (try side("user"), try side("item"))
        let trained = try weights.integers("trained").map { $0 != 0 }
        guard trained.count == userRows.count, users.dim == items.dim else {
            throw Problem(
                "the users and items in the file do not belong together",
                remedy: "read a file that this model has written")
        }
        let described = DescribedEntities(
            users: userRows, items: itemRows,
            fitted: try FittedFeatures(text: weights.about["pipeline"] ?? "[]"),
            ownUsers: ownUsers, ownItems: ownItems, balanced: balanced)
        return (described, users, items, trained)
    }
}
