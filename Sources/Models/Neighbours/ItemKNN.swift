import Datasets
import Declarations

/// Recommends what is like the items that the user had.
///
/// As a ranking (Deshpande & Karypis 2004, §4): with N(i) the k items most like i and s their similarity,
///
///     s_uj = Σ_{i ∈ history of u, j ∈ N(i)} w_ui s_ij,   w_ui = 1, or r_ui with `values=ratings`,
///
/// or, with `nearest=scored` (Ferrari Dacrema et al., TOIS 2021), over the i in N(j). A `weighting` changes the entries that
/// are compared, not w_ui.
///
/// As a rating (Sarwar et al. 2001, §3.2.1, with `similarity=adjusted-cosine`; Surprise's KNNBasic, KNNWithMeans and KNNBaseline with items as rows): over
/// the k items that u rated and that are most like i,
///
///     r̂_ui = c_ui + Σ_j s_ij (r_uj − c_uj) / Σ_j s_ij,   c = 0, the item's mean, or μ + b_u + b_i.
///
/// With fewer than `min-k` neighbours of positive similarity r̂_ui is c_ui alone (μ for `centre=none`). An empty history
/// scores 0 everywhere as a ranking, and c_ui as a rating. See `Similarity` for the formulas.
public struct ItemKNN: Recommender, Restorable {
    public static let name = "item-knn"
    public static let summary =
        "Recommends items like those a user had; predicts ratings from the nearest items'."
    public static let example = "train item-knn k=100 similarity=cosine"
    public static let source = "Deshpande & Karypis, TOIS 2004; Sarwar et al., WWW 2001"

    var neighbours = NeighbourSettings()
    @Setting("How much an entry says when items are compared by cosine for a ranking.") var weighting =
        Weighting.none
    @Setting("Whose k nearest are kept when ranking: those of what was had, or those of what is scored.")
    var nearest = Nearest.had

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> Neighbours {
        var settings = neighbours.neighbourhood
        (settings.weighting, settings.nearest) = (weighting, nearest)
        return try Neighbours(.items, settings, neighbours.target, train, watching)
    }

    public func restore(_ weights: Weights) throws -> Neighbours {
        try fit(weights.trainingSet(), watching: .silent)
    }
}
