import Datasets
import Declarations
import Kernels

/// Matrix factorisation of ratings by gradient descent: r̂_ui = μ + b_u + b_i + ⟨p_u, q_i⟩.
///
/// Minimises Σ (r_ui − r̂_ui)² + λ (b_u² + b_i² + ‖p_u‖² + ‖q_i‖²) over the ratings (Koren, Bell & Volinsky 2009, eq. 5),
/// a rating at a time (Funk 2006); with e = r_ui − r̂_ui and rate γ
///
///     b_u += γ (e − λ b_u),   p_u += γ (e q_i − λ p_u),   and so for b_i and q_i.
///
/// Ratings are visited in strata of independent blocks (Gemulla et al., KDD 2011), drawn anew each epoch, so that all
/// cores work and the numbers are the same for any number of them. `biased=false` leaves μ and offsets out (Salakhutdinov &
/// Mnih 2008). A user unknown to training who brings a history is folded in by ridge regression on the items' factors.
public struct SVD: Recommender {
    public static let name = "svd"
    public static let summary = "Factorises ratings into users' and items' factors by gradient descent."
    public static let example = "train svd factors=100 epochs=20 rate=0.005 reg=0.02"
    public static let source =
        "Funk, Netflix Update: Try This at Home, 2006; Koren, Bell & Volinsky, IEEE Computer 42(8), 2009"

    @Setting("Factors per user and item.", 1...4096) var factors = 100
    @Setting("Passes over all ratings.", 1...1e6) var epochs = 20
    @Setting("Length of a step.", 0...1) var rate = 0.005
    @Setting("Penalty on squared offsets and factors.", 0...100) var reg = 0.02
    @Setting("Standard deviation of the factors at the start.", 0...1) var initial = 0.1
    @Setting("Whether users and items have offsets from the mean of all ratings.") var biased = true
    @Setting("Seed of the first factors and of the order of visits.", 0...) var seed = 0

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> RatingFactors {
        let ratings = RatingMeans(train)
        var chance = Chance(seed: seed)
        var tables = FactorTables(
            users: train.userCount, items: train.itemCount, width: factors, mean: biased ? ratings.mean : 0
        ) { chance.normal(deviation: initial) }
        let strata = Strata(train.matrix.rows(counting: .ratings), using: &chance)
        let step = DescentStep(rate: Float(rate), penalty: Float(reg), biased: biased)
        for epoch in 1...epochs {
            let order = Array(0..<strata.count).shuffled(using: &chance)
            let squares = tables.descend(strata, order: order, step: step)
            let rmse = try FactorTables.error(squares, of: strata.ratingCount, Self.name, epoch: epoch)
            if try watching.epoch(epoch, of: epochs, ["rmse": rmse]) == .stop { break }
        }
        return RatingFactors(
            tables, train.matrix, scale: ratings.scale, newcomers: RidgeFoldIn(penalty: reg, biased: biased))
    }
}
