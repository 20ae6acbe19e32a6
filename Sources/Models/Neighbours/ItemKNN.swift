import Datasets
import Declarations

/// Recommends what is like the items that the user had.
///
/// As a ranking (Deshpande & Karypis 2004, §4): with N(i) the k items most like i and s their similarity,
///
///     s_uj = Σ_{i ∈ history of u, j ∈ N(i)} w_ui s_ij,   w_ui = 1, or r_ui with `values=ratings`.
///
/// As a rating (Sarwar et al. 2001, §3.2.1; Surprise's KNNBasic, KNNWithMeans and KNNBaseline with items as rows): over
/// the k items that u rated and that are most like i,
///
///     r̂_ui = c_ui + Σ_j s_ij (r_uj − c_uj) / Σ_j s_ij,   c = 0, the item's mean, or μ + b_u + b_i.
///
/// With fewer than `min-k` neighbours of positive similarity r̂_ui is c_ui alone (μ for `centre=none`). An empty history
/// scores 0 everywhere as a ranking, and c_ui as a rating. See `Similarity` for the formulas.
public struct ItemKNN: Recommender {
    public static let name = "item-knn"
    public static let summary =
        "Recommends items like those a user had; predicts ratings from the nearest items'."
    public static let example = "train item-knn k=100 similarity=cosine"
    public static let source = "Deshpande & Karypis, TOIS 2004; Sarwar et al., WWW 2001"

    @Setting("Neighbours that count.", 1...1e6) var k = 100
    @Setting("How the likeness of two items is measured.") var similarity = Similarity.cosine
    @Setting("Draws likeness that rests on little evidence to 0.", 0...1e9) var shrink = 0.0
    @Setting("Users that two items must have in common.", 1...1e9) var minSupport = 1
    @Setting("Neighbours below which a rating is not predicted from them.", 1...1e6) var minK = 1
    @Setting("What neighbours' ratings are measured from.") var centre = Centre.none
    @Setting("What an interaction counts when ranking by cosine.") var values = Counting.binary
    @Setting("Whether to rank, to predict ratings (and rank by them), or each in its own way.")
    var target = Target.auto

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> Neighbours {
        let settings = Neighbourhood(
            k: k, similarity: similarity, shrink: Float(shrink), minSupport: minSupport, minK: minK,
            centre: centre, values: values)
        return try Neighbours(.items, settings, target, train, watching)
    }
}
