import Datasets
import Declarations

/// Recommends what users like this one had.
///
/// As a ranking: with N(u) the k users most like u and s their similarity,
///
///     s_uj = Σ_{v ∈ N(u), j in history of v} s_uv w_vj,   w_vj = 1, or r_vj with `values=ratings`.
///
/// As a rating (Herlocker et al. 1999; Surprise's KNNBasic, KNNWithMeans and KNNBaseline): over the k users who rated i
/// and are most like u,
///
///     r̂_ui = c_ui + Σ_v s_uv (r_vi − c_vi) / Σ_v s_uv,   c = 0, the user's mean, or μ + b_u + b_i.
///
/// With fewer than `min-k` neighbours of positive similarity r̂_ui is c_ui alone (μ for `centre=none`). Likeness is
/// measured from the history given when asked, so users who were held out of training get recommendations, too; a user
/// is never their own neighbour. An empty history scores 0 everywhere as a ranking, and c_ui as a rating.
public struct UserKNN: Recommender {
    public static let name = "user-knn"
    public static let summary = "Recommends what similar users had; predicts ratings from the nearest users'."
    public static let example = "train user-knn k=40 similarity=msd target=ratings"
    public static let source = "Herlocker, Konstan, Borchers & Riedl, SIGIR 1999"

    var neighbours = NeighbourSettings()

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> Neighbours {
        try Neighbours(.users, neighbours.neighbourhood, neighbours.target, train, watching)
    }
}
