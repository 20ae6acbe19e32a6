import Datasets
import Declarations
import Kernels

/// Matrix factorisation of ratings by alternating least squares: r̂_ui = μ + b_u + b_i + ⟨p_u, q_i⟩.
///
/// Minimises, n_u and n_i being the ratings of a user and of an item (Zhou et al. 2008, §3.2: weighted-λ-regularisation),
///
///     Σ (r_ui − r̂_ui)² + λ Σ_u n_u (b_u² + ‖p_u‖²) + λ Σ_i n_i (b_i² + ‖q_i‖²).
///
/// An epoch solves exactly for every user's offset and factors together beside fixed items, then for every item's beside
/// fixed users. `biased=false` is the paper's own: without μ and offsets, each item's first factor starting at its mean
/// rating (§3.1); an item or user that training never saw then gets the other's mean. A user unknown to training who brings
/// a history is solved for in the same way. For who watched what without ratings see `als`.
public struct ALSWR: Recommender {
    public static let name = "als-wr"
    public static let summary = "Factorises ratings by alternating least squares."
    public static let example = "train als-wr factors=20 epochs=15 reg=0.1"
    public static let source =
        "Zhou, Wilkinson, Schreiber & Pan, Large-scale Parallel Collaborative Filtering for the Netflix Prize, AAIM 2008"

    @Setting("Factors per user and item.", 1...4096) var factors = 20
    @Setting("Times that users and items are solved for in turn.", 1...1e6) var epochs = 15
    @Setting("Penalty λ on squared offsets and factors, once for each rating.", above: 0) var reg = 0.1
    @Setting("Standard deviation of the factors at the start.", above: 0) var initial = 0.1
    @Setting("Whether users and items have offsets from the mean of all ratings.") var biased = true
    @Setting("Seed of the first factors.", 0...) var seed = 0

    var stopping = RatingPatience()

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> RatingFactors {
        let means = RatingMeans(train)
        let byUser = train.matrix.rows(counting: .ratings)
        let byItem = byUser.transposed().matrix
        let squares = RatingSquares(penalty: Float(reg), mean: biased ? means.mean : 0)
        // The last column is the offset.
        let width = factors + (biased ? 1 : 0)
        let users = Factors(rows: byUser.rows, width: width)
        let items = start(means, rows: byItem.rows, width: width)
        let fallback = biased ? nil : Fallback(means)
        func fitted() -> RatingFactors {
            RatingFactors(
                tables(users, items, squares.mean), train.matrix, scale: means.scale, fallback: fallback,
                newcomers: RidgeFoldIn(penalty: reg, biased: biased))
        }
        var lookout = try stopping.watch(train, watching)
        for epoch in 1...epochs {
            _ = half(users, byUser, beside: items, squares)
            let rest = half(items, byItem, beside: users, squares)
            let rmse = try FactorTables.error(rest, of: train.matrix.count, Self.name, epoch: epoch)
            if try lookout.ends(epoch, of: epochs, rmse: rmse, fitted) { break }
        }
        return lookout.best ?? fitted()
    }

    /// The items' first factors, [V, width].
    private func start(_ means: RatingMeans, rows: Int, width: Int) -> Factors {
        var chance = Chance(seed: seed)
        let items = Factors(rows: rows, width: width)
        let ofItems = means.ofItems
        for item in 0..<rows {
            for f in 0..<factors { items[item][f] = chance.normal(deviation: initial) }
            if !biased { items[item][0] = ofItems[item] }
        }
        return items
    }

    /// Solves for one side: a 1 stands where the other side keeps its offset, which is taken from the ratings.
    private func half(
        _ own: Factors, _ matrix: SparseRows, beside other: Factors, _ squares: RatingSquares
    ) -> Double {
        guard biased else { return squares.solve(own, matrix, beside: other, offsets: nil) }
        let fixed = Factors(other)
        for row in 0..<fixed.rows { fixed[row][factors] = 1 }
        return squares.solve(own, matrix, beside: fixed, offsets: offsets(other))
    }

    private func offsets(_ side: Factors) -> [Float] {
        (0..<side.rows).map { biased ? side[$0][factors] : 0 }
    }

    private func tables(_ users: Factors, _ items: Factors, _ mean: Float) -> FactorTables {
        func own(_ side: Factors) -> [Float] {
            (0..<side.rows).flatMap { row in (0..<factors).map { side[row][$0] } }
        }
        return FactorTables(
            users: own(users), items: own(items), width: factors, userOffsets: offsets(users),
            itemOffsets: offsets(items), mean: mean)
    }
}

extension ALSWR: Restorable {
    public func restore(_ weights: Weights) throws -> RatingFactors {
        try RatingFactors(weights, newcomers: RidgeFoldIn(penalty: reg, biased: biased))
    }
}
