import Datasets
import Declarations
import Kernels

/// Non-negative matrix factorisation of ratings: r̂_ui = ⟨p_u, q_i⟩ with p, q ≥ 0.
///
/// Single-element multiplicative updates with regularisation (Luo et al. 2014, eq. 12), users and items at once from the
/// factors before them; over the n_u ratings of u
///
///     p_uf ← p_uf Σ_i q_if r_ui / (Σ_i q_if r̂_ui + λ n_u p_uf),   and so for q_if over the n_i ratings of i.
///
/// Where the item is unknown r̂_ui is the user's mean, where the user is, the item's. A user unknown to training who brings
/// a history is folded in by as many updates of their factors alone. Ratings must not be negative.
public struct NMF: Recommender {
    public static let name = "nmf"
    public static let summary = "Factorises ratings into non-negative factors by multiplicative updates."
    public static let example = "train nmf factors=15 epochs=50 reg=0.06"
    public static let source = "Luo, Zhou, Xia & Zhu, IEEE Transactions on Industrial Informatics 10(2), 2014"

    @Setting("Factors per user and item.", 1...4096) var factors = 15
    @Setting("Updates of all factors.", 1...1e6) var epochs = 50
    @Setting("Penalty on squared factors, once for each rating.", 0...100) var reg = 0.06
    @Setting("What the factors at the start are drawn below, evenly from 0.", above: 0) var initial = 1.0
    @Setting("Seed of the first factors.", 0...) var seed = 0

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> RatingFactors {
        if let least = train.matrix.values.min(), least < 0 {
            throw Problem(
                "nmf factorises ratings of 0 or more, but one is \(least)",
                remedy: "filter min-rating, or train svd")
        }
        let means = RatingMeans(train)
        var chance = Chance(seed: seed)
        var tables = FactorTables(users: train.userCount, items: train.itemCount, width: factors, mean: 0) {
            Float(chance.uniform() * initial)
        }
        let byUser = train.matrix.rows(counting: .ratings)
        let byItem = byUser.transposed().matrix
        let penalty = Float(reg)
        for epoch in 1...epochs {
            let (p, q, stride) = (tables.users, tables.items, tables.stride)
            let users = multiplicativeUpdate(byUser, own: p, other: q, stride: stride, penalty: penalty)
            let items = multiplicativeUpdate(byItem, own: q, other: p, stride: stride, penalty: penalty)
            (tables.users, tables.items) = (users.rows, items.rows)
            let rmse = try FactorTables.error(users.squares, of: train.matrix.count, Self.name, epoch: epoch)
            if try watching.epoch(epoch, of: epochs, ["rmse": rmse]) == .stop { break }
        }
        return RatingFactors(
            tables, train.matrix, scale: means.scale, fallback: Fallback(means),
            newcomers: MultiplicativeFoldIn(updates: epochs, penalty: penalty))
    }
}

/// Updates of a newcomer's factors alone, from equal ones.
private struct MultiplicativeFoldIn: FoldIn {
    let updates: Int
    let penalty: Float

    func fold(
        _ items: UnsafeBufferPointer<Int32>, _ ratings: UnsafeBufferPointer<Float>,
        beside model: RatingFactors
    ) -> (offset: Float, factors: [Float])? {
        let tables = model.tables
        let history = SparseRows(
            rows: 1, columns: tables.itemOffsets.count, offsets: [0, items.count], indices: Array(items),
            values: Array(ratings))
        var factors = [Float](repeating: 0, count: tables.stride)
        for f in 0..<tables.width { factors[f] = 1 }
        for _ in 0..<updates {
            factors =
                multiplicativeUpdate(
                    history, own: factors, other: tables.items, stride: tables.stride, penalty: penalty
                ).rows
        }
        // Only items that training never saw: nothing to go by.
        return factors.contains { $0 > 0 } ? (0, factors) : nil
    }
}
