import Declarations

/// Every measure there is. A test compares the list with the folder.
public enum Metrics {
    /// One user's list against what is relevant.
    public static let ranking: [any Metric.Type] = [
        HitRate.self, Precision.self, Recall.self, NDCG.self, MRR.self, MAP.self, AUC.self,
    ]
    /// All lists together.
    public static let lists: [any ListMetric.Type] = [
        Coverage.self, Gini.self, Novelty.self, Personalisation.self, IntraListDiversity.self,
        VectorDiversity.self, Serendipity.self, Unexpectedness.self, RecommendedPopularity.self,
        PopularityLift.self, ExposureGini.self, Miscalibration.self,
    ]
    /// Predicted ratings.
    public static let ratings: [any RatingMetric.Type] = [RMSE.self, MAE.self]

    /// Predicted traits or classes.
    public static let traits: [any TraitMetric.Type] = [
        Skill.self, VarianceRatio.self, Within.self, Correlation.self, Accuracy.self, AUROC.self,
        LogLoss.self,
    ]

    public static var all: [any Judge.Type] {
        ranking.map { $0 as any Judge.Type } + lists.map { $0 as any Judge.Type }
            + ratings.map { $0 as any Judge.Type } + traits.map { $0 as any Judge.Type }
    }

    /// Words for completion: "ndcg@10", "auc", "rmse".
    public static var words: [String] {
        ranking.flatMap { $0.name == AUC.name ? [$0.name] : ["\($0.name)@10", "\($0.name)@20"] }
            + lists.map { "\($0.name)@10" } + ratings.map { $0.name }
            + traits.map { $0.name == Within.name ? "within@10" : $0.name }
    }

    /// The measure of that name, or a problem that names the nearest.
    public static func named(_ name: String) throws -> any Judge.Type {
        guard let judge = all.first(where: { $0.name == name }) else {
            throw Problem.unknown("metric", name, known: all.map { $0.name })
        }
        return judge
    }
}
