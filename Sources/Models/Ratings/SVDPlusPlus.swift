import Datasets
import Declarations
import Kernels

/// Matrix factorisation that also reads what a user rated at all: with N(u) the items that u rated,
///
///     r̂_ui = μ + b_u + b_i + ⟨q_i, p_u + |N(u)|^−½ Σ_{j ∈ N(u)} y_j⟩        (Koren 2008, eq. 15).
///
/// Gradient descent a rating at a time, user by user; with e = r_ui − r̂_ui, rate γ and penalty λ
///
///     b_u += γ (e − λ b_u),   b_i += γ (e − λ b_i),   p_u += γ (e q_i − λ p_u),
///     q_i += γ (e (p_u + |N(u)|^−½ Σ y_j) − λ q_i),   y_j += γ (e |N(u)|^−½ q_i − λ y_j) for all j ∈ N(u).
///
/// Within a user's ratings all y_j of N(u) get the same addition and the same shrinkage, so their sum can be kept
/// instead, and each y_j be brought up to date when the user is done: the same numbers as moving all of them at each
/// rating, at the cost of `svd`. As every user moves the same y_j, one core does the work. A user unknown to training
/// who brings a history has p_u = 0 and the y_j of that history.
public struct SVDPlusPlus: Recommender {
    public static let name = "svd++"
    public static let summary = "Factorises ratings, with factors for what a user rated at all."
    public static let example = "train svd++ factors=20 epochs=20 rate=0.007 reg=0.02"
    public static let source = "Koren, Factorization Meets the Neighborhood, KDD 2008, §4"

    @Setting("Factors per user and item.", 1...4096) var factors = 20
    @Setting("Passes over all ratings.", 1...1e6) var epochs = 20
    @Setting("Length of a step.", 0...1) var rate = 0.007
    @Setting("Penalty on squared offsets and factors.", 0...100) var reg = 0.02
    @Setting("Standard deviation of the factors at the start.", 0...1) var initial = 0.1
    @Setting("Seed of the first factors.", 0...) var seed = 0

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> RatingFactors {
        let means = RatingMeans(train)
        var chance = Chance(seed: seed)
        var tables = FactorTables(
            users: train.userCount, items: train.itemCount, width: factors, mean: means.mean
        ) { chance.normal(deviation: initial) }
        var implicit = FactorTables(users: 0, items: train.itemCount, width: factors, mean: 0) {
            chance.normal(deviation: initial)
        }.items
        let ratings = train.matrix.rows(counting: .ratings)
        let step = DescentStep(rate: Float(rate), penalty: Float(reg), biased: true)
        for epoch in 1...epochs {
            let squares = tables.descend(ratings, implicit: &implicit, step: step)
            let rmse = try FactorTables.error(squares, of: train.matrix.count, Self.name, epoch: epoch)
            if try watching.epoch(epoch, of: epochs, ["rmse": rmse]) == .stop { break }
        }
        for user in 0..<ratings.rows {
            let part = train.matrix.withRow(user, values: false) { items, _ in
                tables.implicitPart(implicit, of: items)
            }
            for f in part.indices { tables.users[user * tables.stride + f] += part[f] }
        }
        return RatingFactors(
            tables, implicit: implicit, train.matrix, scale: means.scale,
            newcomers: ImplicitFoldIn(penalty: reg))
    }
}

/// A newcomer's factors are the implicit part of the history; the offset is what is left, shrunk as a ridge regression
/// shrinks it: Σ rest / (n + λ n).
private struct ImplicitFoldIn: FoldIn {
    let penalty: Double

    func fold(
        _ items: UnsafeBufferPointer<Int32>, _ ratings: UnsafeBufferPointer<Float>,
        beside model: RatingFactors
    ) -> (offset: Float, factors: [Float])? {
        let tables = model.tables
        let factors = tables.implicitPart(model.implicit, of: items)
        var rest = 0.0
        for (item, rating) in zip(items, ratings) {
            let product = zip(tables.item(Int(item)), factors).reduce(0) { $0 + $1.0 * $1.1 }
            rest += Double(rating - tables.mean - tables.itemOffsets[Int(item)] - product)
        }
        return (Float(rest / (Double(items.count) * (1 + penalty))), factors)
    }
}
