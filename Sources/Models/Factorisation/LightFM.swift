import Datasets
import Declarations
import Kernels

/// Matrix factorisation whose users and items are sums of feature embeddings (Kula 2015, eqs. 1–3):
///
///     q_u = Σ_{f ∈ user} x_uf e_f,   p_i = Σ_{f ∈ item} x_if e_f,   b_i = Σ_f x_if b_f,
///     s_ui = q_u · p_i + b_i.
///
/// With the identity alone this is plain matrix factorisation; with features alone users and items that nobody has seen
/// have vectors at once. The loss of a watched item i of user u:
///
/// - `logistic`: −log σ(s_ui) for what is liked, −log σ(−s_ui) for what is not (`liked-from`);
/// - `bpr`: −log σ(s_ui − s_uj), j drawn as often as it is watched (Rendle et al. 2009);
/// - `warp`: for the first of `max-sampled` items j with s_uj > s_ui − 1, log(⌊(V − 1) / tries⌋) times the hinge
///   (Weston et al. 2011), at most 10;
/// - `warp-kos`: the same with the k-th best of n of the user's items in place of i (Weston et al. 2013).
///
/// Each number moves by adagrad or adadelta. Only items of the training set are drawn as negatives, and what no example
/// has moved is 0: an item that nobody watched is what its features say. Where items have features, negatives are looked
/// for among sums that are at most 8192 examples old (what is then learned from them is fresh): most of the time would
/// go into adding up features of items that teach nothing. Threads learn without locks: exact with one thread, or with
/// at most 8192 examples.
public struct LightFM: Recommender, Restorable {
    public enum Loss: String, Choice { case warp, bpr, logistic, warpKOS = "warp-kos" }
    public enum Optimiser: String, Choice { case adagrad, adadelta }
    public enum Identity: String, Choice { case both, users, items, none }
    /// How much an example counts.
    public enum Weighting: String, Choice { case even, ratings }

    public static let name = "lightfm"
    public static let summary = "Factorises with users and items as sums of their features' vectors."
    public static let example = "train lightfm loss=warp factors=64 features=[genres decade] epochs=20"
    public static let source =
        "Kula, Metadata Embeddings for User and Item Cold-start Recommendations, CBRecSys 2015"

    @Setting("What is minimised.") var loss = Loss.warp
    @Setting("Numbers per feature vector.", 1...4096) var factors = 64
    @Setting("Passes over the training rows.", 1...100_000) var epochs = 20
    @Setting("Learning rate of adagrad.", above: 0) var rate = 0.05
    @Setting("How steps are sized.") var optimiser = Optimiser.adagrad
    @Setting("Share of the past that adadelta keeps.", 0...0.9999) var rho = 0.95
    @Setting("What adadelta adds below its roots.", above: 0) var epsilon = 1e-6
    @Setting("L2 penalty of item vectors, for each step times its rate.", 0...1) var itemAlpha = 0.0
    @Setting("L2 penalty of user vectors, likewise.", 0...1) var userAlpha = 0.0
    @Setting("Negatives tried for a positive (warp, warp-kos).", 1...10_000) var maxSampled = 10
    @Setting("Place of the positive that is learned from (warp-kos).", 1...1000) var k = 5
    @Setting("Positives that it is chosen from (warp-kos).", 1...1000) var n = 10
    @Setting("What users and items are described by: genres, text@1000, users.age.") var features:
        [FeatureWord] = []
    @Setting("Who has a vector of their own beside those of their features.") var identity = Identity.both
    @Setting("Scales the features that one word gives a thing to length 1.") var balance = true
    @Setting(
        "Rating from which a row is liked; without it every row is. Rankings learn from liked rows alone.")
    var likedFrom: Double? = nil
    @Setting("What an example counts: 1, or its rating over the highest.") var weights = Weighting.even
    @Setting("Where chance starts.") var seed = 1
    var stopping = EarlyStopping()

    public init() {}

    private var ownUsers: Bool { identity == .both || identity == .users }
    private var ownItems: Bool { identity == .both || identity == .items }

    public func fit(_ train: TrainingSet, watching watcher: Watcher) throws -> FeatureFactors {
        try watcher.progress("describing users and items", 0)
        let described = try DescribedEntities(
            train, words: features, ownUsers: ownUsers, ownItems: ownItems, balanced: balance)
        var chance = Chance(seed: seed)
        let adadelta = optimiser == .adadelta
        func table(_ rows: FeatureRows, _ penalty: Double) -> FeatureTable {
            let table = FeatureTable(rows, dim: factors, adadelta: adadelta, penalty: Float(penalty))
            table.scatter(using: &chance)
            return table
        }
        return try learn(
            train, described, table(described.users, userAlpha), table(described.items, itemAlpha), watcher)
    }

    /// Goes on where an earlier fit ended, with what its optimiser remembers: a partial fit. New rows may name users and
    /// items that the earlier fit knew; its pipeline and vectors stay, its recipe's settings may differ but for their
    /// shape. Throws where the data has other users or items.
    public func fit(
        _ train: TrainingSet, from earlier: FeatureFactors, watching watcher: Watcher
    ) throws -> FeatureFactors {
        let described = earlier.described
        guard described.users.count == train.userCount, described.items.count == train.itemCount else {
            throw Problem(
                "the earlier fit is of \(described.users.count) users and \(described.items.count) items",
                remedy: "go on with the data set it was fitted on, or fit anew")
        }
        let (users, items) = earlier.tables
        return try learn(train, described, users, items, watcher)
    }

    private func learn(
        _ train: TrainingSet, _ described: DescribedEntities, _ users: FeatureTable, _ items: FeatureTable,
        _ watcher: Watcher
    ) throws -> FeatureFactors {
        var examples = self.examples(train)
        var (users, items, trainer) = (users, items, self.trainer(train))
        let learned = described.features(of: examples)
        let isExact = HybridTrainer.isExact(examples.count)
        let known = train.known.users
        let folding = foldIn(trainer)
        func model(_ users: FeatureTable, _ items: FeatureTable) -> FeatureFactors {
            FeatureFactors(
                described, users: users, items: items, learned: learned, foldIn: folding,
                isExact: isExact, trained: known)
        }
        let best = try stopping.watch(train, keeping: (FeatureTable, FeatureTable).self)
        for epoch in 1...epochs {
            let mean = trainer.epoch(
                &examples, users: users, items: items, seed: seed &* 1_000_003 &+ epoch,
                stopped: { Interrupt.isRaised })
            let decision = try best.note(
                epoch, of: epochs, ["loss": mean], watcher, scorer: { model(users.copy(), items.copy()) },
                state: { (users.copy(), items.copy()) },
                back: { former in
                    (users, items) = (former.0.copy(), former.1.copy())
                    trainer.rate /= 2
                    return true
                })
            if decision == .stop { break }
        }
        let kept = best.state ?? (users, items)
        return model(kept.0, kept.1)
    }

    private func foldIn(_ trainer: HybridTrainer) -> HybridFoldIn {
        HybridFoldIn(trainer: trainer, epochs: epochs, seed: seed)
    }

    public func restore(_ weights: Weights) throws -> FeatureFactors {
        let parts = try FeatureFactors.parts(
            weights, ownUsers: ownUsers, ownItems: ownItems, balanced: balance)
        let pool = try weights.integers("pool")
        guard pool.allSatisfy({ (0..<Int32(parts.described.items.count)).contains($0) }) else {
            throw Problem(
                "the file draws items that it does not hold",
                remedy: "read a file that this model has written")
        }
        let nobody = SparseMatrix(Interactions(), users: 0, items: parts.described.items.count)
        let trainer = HybridTrainer(
            history: nobody.rows(counting: .binary), pool: pool, candidates: Set(pool).count)
        return FeatureFactors(
            parts.described, users: parts.users, items: parts.items, learned: nil,
            foldIn: foldIn(set(trainer)), isExact: true, trained: parts.trained)
    }

    /// Liked rows; for logistic loss the others too, as what is not liked.
    private func examples(_ train: TrainingSet) -> [HybridExample] {
        let matrix = train.matrix
        let top = matrix.values.max() ?? 1
        var examples: [HybridExample] = []
        examples.reserveCapacity(matrix.count)
        for user in 0..<matrix.rows {
            for t in matrix.range(user) {
                let rating = matrix.values[t]
                let isLiked = likedFrom.map { Double(rating) >= $0 } ?? true
                guard isLiked || loss == .logistic else { continue }
                // A rating of 0 or below would teach the opposite of what it says.
                let weight = weights == .even || top <= 0 ? 1 : max(0, rating / top)
                examples.append(
                    HybridExample(
                        user: Int32(user), item: matrix.indices[t], weight: weight, target: isLiked ? 1 : 0))
            }
        }
        return examples
    }

    private func trainer(_ train: TrainingSet) -> HybridTrainer {
        let liked = train.matrix.keeping { rating in likedFrom.map { Double(rating) >= $0 } ?? true }
        let known = train.known.items
        let items = known.indices.filter { known[$0] }.map { Int32($0) }
        // BPR draws as often as items are liked, the others evenly.
        return set(
            HybridTrainer(
                history: liked.rows(counting: .binary), pool: loss == .bpr ? liked.indices : items,
                candidates: items.count))
    }

    /// The trainer with this recipe's settings.
    private func set(_ trainer: HybridTrainer) -> HybridTrainer {
        var trainer = trainer
        trainer.loss =
            switch loss {
            case .warp: .warp
            case .bpr: .bpr
            case .logistic: .logistic
            case .warpKOS: .kos
            }
        (trainer.rate, trainer.adadelta) = (Float(rate), optimiser == .adadelta)
        (trainer.rho, trainer.epsilon) = (Float(rho), Float(epsilon))
        (trainer.sampled, trainer.kth, trainer.positives) = (maxSampled, k, n)
        return trainer
    }
}

extension FeatureTable {
    /// Small numbers around 0, uniform in ±1/(2 dim): where LightFM starts.
    func scatter(using chance: inout Chance) {
        for feature in 0..<features {
            self[feature] = (0..<dim).map { _ in Float((chance.uniform() - 0.5) / Double(dim)) }
        }
    }
}

extension SparseMatrix {
    /// The entries whose value will do.
    func keeping(_ isWanted: (Float) -> Bool) -> SparseMatrix {
        var (offsets, indices, values) = ([0], [Int32](), [Float]())
        for row in 0..<rows {
            for t in range(row) where isWanted(self.values[t]) {
                indices.append(self.indices[t])
                values.append(self.values[t])
            }
            offsets.append(indices.count)
        }
        return SparseMatrix(rows: rows, columns: columns, offsets: offsets, indices: indices, values: values)
    }
}
