import Datasets
import Declarations
import Kernels

/// Factorisation machine of second order over users, items and whatever is known of them (Rendle 2010, eq. 1):
///
///     ŷ(x) = w₀ + Σ_f w_f x_f + Σ_{f < g} ⟨v_f, v_g⟩ x_f x_g,
///
/// x being the features of a user and of an item side by side: features of one side interact too, unlike in `lightfm`.
/// With the identity alone this is matrix factorisation with biases.
///
/// - `loss=logistic`: −log σ(ŷ) for what was watched and −log σ(−ŷ) for `negatives` items for each, drawn anew in every
///   epoch from what the user has not watched; w₀ = 0.
/// - `loss=squared`: (r − ŷ)² over the ratings, w₀ being their mean: predicts ratings, kept within the ratings seen.
///
/// Each number moves by adagrad. Threads learn without locks: exact with `threads=1`, or with at most 8192 examples.
public struct FactorisationMachine: Recommender, Restorable {
    public enum Loss: String, Choice { case logistic, squared }

    public static let name = "fm"
    public static let summary = "Models ratings or choices by all pairs of features of users and items."
    public static let example = "train fm factors=16 features=[genres decade] epochs=10"
    public static let source = "Rendle, Factorization Machines, ICDM 2010"

    @Setting("What is minimised: of choices among sampled negatives, or of ratings.") var loss = Loss.logistic
    @Setting("Numbers per feature vector.", 1...4096) var factors = 16
    @Setting("Passes over the training rows.", 1...100_000) var epochs = 20
    @Setting("Learning rate of adagrad.", above: 0) var rate = 0.05
    @Setting("L2 penalty of all numbers, for each pass over the examples times the rate.", 0...1e6) var l2 =
        1.0
    @Setting("Unwatched items drawn for each watched one (logistic).", 1...1000) var negatives = 4
    @Setting("What users and items are described by: genres, text@1000, users.age.") var features:
        [FeatureWord] = []
    @Setting("Who has a feature of their own beside those known of them.") var identity = LightFM.Identity
        .both
    @Setting("Scales the features that one word gives a thing to length 1.") var balance = true
    @Setting("What a row counts: even (1), ratings, or a column of numbers, over the highest.")
    var weights = SampleWeights.even
    @Setting("Cores that learn at a time, without locks; 0: all, 1: the same numbers every time.", 0...1024)
    var threads = 0
    @Setting("Where chance starts.") var seed = 1

    public init() {}

    public func fit(_ train: TrainingSet, watching watcher: Watcher) throws -> MachineScorer {
        try watcher.progress("describing users and items", 0)
        let described = try DescribedEntities(
            train, words: features, ownUsers: identity == .both || identity == .users,
            ownItems: identity == .both || identity == .items, balanced: balance)
        var chance = Chance(seed: seed)
        // The same strength on data of any size.
        let penalty = Float(l2 / Double(max(1, examplesPerPass(train))))
        func table(_ rows: FeatureRows) -> FeatureTable {
            let table = FeatureTable(rows, dim: factors, penalty: penalty)
            table.scatter(using: &chance)
            return table
        }
        let (users, items) = (table(described.users), table(described.items))
        return try learn(train, described, users, items, &chance, watcher)
    }

    private func examplesPerPass(_ train: TrainingSet) -> Int {
        train.matrix.count * (loss == .squared ? 1 : 1 + negatives)
    }

    private func learn(
        _ train: TrainingSet, _ described: DescribedEntities, _ users: FeatureTable, _ items: FeatureTable,
        _ chance: inout Chance, _ watcher: Watcher, from earlier: MachineScorer? = nil
    ) throws -> MachineScorer {
        let before = earlier?.factors.epochs ?? 0
        let means = RatingMeans(train)
        let mean = loss == .squared ? earlier?.mean ?? means.mean : 0
        let watched = try watched(train, mean: mean)
        var trainer = HybridTrainer(history: train.matrix.rows(counting: .binary), pool: [], candidates: 0)
        (trainer.loss, trainer.rate) = (loss == .squared ? .squared : .logistic, Float(rate))
        (trainer.isFactorisationMachine, trainer.workers) = (true, threads)
        var done = before
        for epoch in 1...epochs {
            done = before + epoch
            var examples = loss == .squared ? watched : watched + unwatched(train, using: &chance)
            let mean = trainer.epoch(
                &examples, users: users, items: items, seed: seed &* 1_000_003 &+ done,
                stopped: { Interrupt.isRaised })
            let measure = loss == .squared ? ("rmse", mean.squareRoot()) : ("loss", mean)
            if try watcher.epoch(epoch, of: epochs, [measure.0: measure.1]) == .stop { break }
        }
        let (met, known) = (described.features(of: watched), train.known.users)
        let fitted = FeatureFactors(
            described, users: users, items: items, moved: earlier.map { met.or($0.factors.moved) } ?? met,
            foldIn: nil, isExact: trainer.isExact(examplesPerPass(train)) && earlier?.isExact ?? true,
            trained: earlier.map { zip(known, $0.factors.trained).map { $0 || $1 } } ?? known, epochs: done,
            inner: true)
        return MachineScorer(
            factors: fitted, mean: mean, scale: loss == .squared ? earlier?.scale ?? means.scale : nil)
    }

    public func restore(_ weights: Weights) throws -> MachineScorer {
        let parts = try FeatureFactors.parts(
            weights, ownUsers: identity == .both || identity == .users,
            ownItems: identity == .both || identity == .items, balanced: balance)
        let factors = FeatureFactors(
            parts.described, users: parts.users, items: parts.items, moved: nil, foldIn: nil, isExact: true,
            trained: parts.trained, epochs: weights.epochs, inner: true)
        let range = try weights.floats("mean-and-range", shape: [3])
        return MachineScorer(
            factors: factors, mean: range[0],
            scale: loss == .squared && range[1] <= range[2] ? range[1]...range[2] : nil)
    }

    private func watched(_ train: TrainingSet, mean: Float) throws -> [HybridExample] {
        let matrix = train.matrix
        let weights = try weights.weights(train)
        return (0..<matrix.rows).flatMap { user in
            matrix.range(user).map { t in
                HybridExample(
                    user: Int32(user), item: matrix.indices[t], weight: weights[t],
                    target: loss == .squared ? matrix.values[t] - mean : 1)
            }
        }
    }

    /// For each watched item `negatives` that the user has not watched, out of those that somebody has.
    private func unwatched(_ train: TrainingSet, using chance: inout Chance) -> [HybridExample] {
        let matrix = train.matrix
        let known = train.known.items
        let pool = known.indices.filter { known[$0] }
        var seen = [Int32](repeating: -1, count: matrix.columns)
        var examples: [HybridExample] = []
        examples.reserveCapacity(matrix.count * negatives)
        for user in 0..<matrix.rows {
            for t in matrix.range(user) { seen[Int(matrix.indices[t])] = Int32(user) }
            // Who has watched everything has nothing left out.
            guard matrix.range(user).count < pool.count else { continue }
            for _ in 0..<matrix.range(user).count * negatives {
                var item = pool[chance.below(pool.count)]
                while seen[item] == user { item = pool[chance.below(pool.count)] }
                examples.append(HybridExample(user: Int32(user), item: Int32(item), target: 0))
            }
        }
        return examples
    }
}

extension FactorisationMachine: Continuing {
    public static var shape: [String] { ["loss", "factors", "l2", "features", "identity", "balance"] }

    /// Goes on where an earlier fit ended, with what its optimiser remembers; negatives are drawn on.
    public func fit(
        _ train: TrainingSet, from earlier: MachineScorer, watching watcher: Watcher
    ) throws -> MachineScorer {
        let described = earlier.factors.described
        try requireFit(of: train, users: described.users.count, items: described.items.count)
        let (users, items) = earlier.factors.tables
        var chance = Chance(seed: seed &+ earlier.factors.epochs &* 1_000_003)
        return try learn(train, described, users, items, &chance, watcher, from: earlier)
    }
}

/// A fitted factorisation machine.
public struct MachineScorer: EmbeddingModel, WeightedScorer, RatingPredictor, ExplainingScorer {
    public let factors: FeatureFactors
    /// w₀.
    public let mean: Float
    /// Range of the ratings, where it was fitted to them.
    public let scale: ClosedRange<Float>?
    public var isExact: Bool { factors.isExact }
    public var userVectors: Vectors { factors.userVectors }
    public var itemVectors: Vectors { factors.itemVectors }
    public var predictsRatings: Bool { scale != nil }

    public func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        let (width, all) = (factors.items.count, factors.users)
        fillRows(of: scores, count: users.count, width: width, chunk: 4) { t, row in
            let user = Int(users[t])
            all.vectors.withUnsafeBufferPointer {
                guard let start = $0.baseAddress else { return }
                let offset = all.biases[user] + mean
                factors.items.scores(of: start + user * all.stride, offset: offset, into: row)
            }
        }
    }

    public func ratings(_ users: [UserIndex], _ items: [ItemIndex]) throws -> [Float] {
        guard let scale else {
            throw Problem("this fm was fitted to choices", remedy: "train fm loss=squared predicts ratings")
        }
        let (u, v) = (factors.users, factors.items)
        return zip(users, items).map { user, item in
            let product = zip(u[Int(user)], v[Int(item)]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            let sum = mean + u.biases[Int(user)] + v.biases[Int(item)] + product
            return clamp(sum, to: scale)
        }
    }

    /// w₀, what the user's features add by themselves, and what each feature of the item adds: x_f (w_f + ⟨p_u, v_f⟩) and
    /// its pairs with the item's others.
    public func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) -> Explanation {
        let (u, v) = (factors.users, factors.items)
        let own = factors.shares(of: Int(item), for: Array(u[Int(user)]))
        let product = zip(u[Int(user)], v[Int(item)]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        let inner = product + v.biases[Int(item)] - own.reduce(0) { $0 + $1.contribution }
        return Explanation(
            (mean == 0 ? [] : [.init(.term("mean of all ratings"), mean)])
                + [.init(.term("the user's features by themselves"), u.biases[Int(user)])] + own
                + (own.count < 2 ? [] : [.init(.term("pairs of the item's features"), inner)]))
    }

    public func learned() throws -> Weights {
        var weights = try factors.learned()
        try weights.set("mean-and-range", [mean, scale?.lowerBound ?? 0, scale?.upperBound ?? 0])
        return weights
    }
}
