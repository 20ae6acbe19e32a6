/// Where a measure begins to speak of collapse: every number with its reason and its source.
///
/// Most were placed between models whose state is known, on samples of 256 users of ML-100K and FilmTrust, unfiltered lists
/// of 10, score rows centred (`Benchmarks/ranking/calibrate.py` prints the table):
///
///     model                     personalisation  effective rank  abundance  cosine         uniformity
///     popular, item bias                    .00            1.00       1.00  1.000                 .00
///     one factor (SVD)                      .00            1.00       1.00  1.000                 .00
///     BPR after 1 or 5 epochs               .00      1.08..1.19      <1.02  1.000                 .00
///     log popular + noise .1                .38          34..59   2.1..2.6   .990...995    -.04..-.02
///     EASE l2=1e6 (starved)            .40...49      1.98..3.84  1.11..1.3   .952...958    -.15..-.10
///     two factors (SVD)                .36...66      1.70..1.90  1.28..1.5   .646...835    -.73..-.44
///     EASE, item-kNN, BPR, ALS         .59...95        4.2..77   1.79..10    .124...838    -2.6..-.24
public enum Thresholds {
    /// Where a measure turns suspect and where it speaks of collapse. Whether low or high is bad, the diagnostic knows.
    public struct Pair: Sendable, Hashable {
        public let suspect: Double
        public let collapsed: Double
        public let reason: String
        public let source: String
    }

    public static let personalisation = Pair(
        suspect: 0.2, collapsed: 0.05,
        reason: "two users share nearly their whole lists",
        source:
            "calibrated: known collapses lie at .00, the most popularity-bound model that still adapts at .36"
    )

    public static let popularOverlap = Pair(
        suspect: 0.75, collapsed: 0.95,
        reason: "the lists are the most-popular list",
        source: "calibrated: popular lies at 1, popular with noise at .71, healthy models below .67")

    /// In list lengths: distinct items recommended to the sample, over k.
    public static let reach = Pair(
        suspect: 2, collapsed: 1.2,
        reason: "all lists together hold hardly more items than one list",
        source: "calibrated: collapsed models recommend exactly one list, two-factor models three")

    /// Gini over the value that one list for everybody has, 1 - k / V.
    public static let concentration = Pair(
        suspect: 0.999, collapsed: 0.9999,
        reason: "recommendations are as concentrated as one list for everybody",
        source: "calibrated: collapsed models lie at 1.0000, starved EASE at .997 to .999")

    public static let tiedTops = Pair(
        suspect: 0.25, collapsed: 0.5,
        reason: "the first place is decided by the order of the catalogue",
        source:
            "a share of users: for half of them (a quarter: suspect) the scores do not choose a first item")

    /// Share of users in the largest group with one and the same list.
    public static let identicalLists = Pair(
        suspect: 0.5, collapsed: 0.9,
        reason: "most users have one and the same list",
        source: "calibrated: known collapses lie at 1, BPR on FilmTrust (short histories) at .2, others below"
    )

    /// Share of columns of a representation, or of predicted traits.
    public static let deadDimensions = Pair(
        suspect: 0.1, collapsed: 0.5,
        reason: "dimensions that are the same for everybody",
        source: "dimensional collapse, Jing et al., ICLR 2022; the shares are conventions")

    /// A column is dead whose variance is below this part of the columns' mean variance.
    public static let deadVariance = 1e-4

    public static let effectiveRank = Pair(
        suspect: 1.5, collapsed: 1.3,
        reason: "one direction carries all differences between scores",
        source:
            "Roy & Vetterli 2007 (a rank-one matrix has 1); calibrated: collapsed models up to 1.19, two factors 1.70"
    )

    /// For representations: part of their dimensions in use.
    public static let usedDimensions = Pair(
        suspect: 0.1, collapsed: 0.02,
        reason: "most dimensions of the representation are unused",
        source:
            "dimensional collapse, Guo et al., ICML 2024 and Garrido et al., ICML 2023; a tenth is a convention"
    )

    public static let abundance = Pair(
        suspect: 1.1, collapsed: 1.05,
        reason: "the first singular value outweighs all others together",
        source: "Guo et al., ICML 2024; calibrated: collapsed models up to 1.02, starved EASE from 1.11")

    public static let cosine = Pair(
        suspect: 0.98, collapsed: 0.999,
        reason: "all users' outputs point the same way",
        source: "calibrated: collapsed models lie above .9999, starved EASE at .95 to .96")

    public static let uniformity = Pair(
        suspect: -0.05, collapsed: -0.005,
        reason: "all outputs crowd on one point of the sphere",
        source: "Wang & Isola, ICML 2020 (0 when all coincide, -4 when spread); calibrated as the cosine")

    public static let varianceRatio = Pair(
        suspect: 0.1, collapsed: 0.01,
        reason: "predictions hardly vary where the truth does",
        source:
            "for least squares the ratio equals R²: a hundredth of the variance explained is the average for everybody"
    )

    public static let skill = Pair(
        suspect: 0, collapsed: -.infinity,
        reason: "no better than predicting the training means",
        source:
            "1 - MSE / MSE of the means is 0 for the means themselves (Murphy, Monthly Weather Review 116, 1988)"
    )

    /// Parts of the skill that a quick reference reaches on the same inputs.
    public static let signal = Pair(
        suspect: 0.5, collapsed: 0.1,
        reason: "less than what a quick reference reaches on the same inputs",
        source:
            "a convention: a model worth its training reaches at least half of what ridge or neighbours do")

    /// What a signal missed must look like to be called a collapse: a variance ratio below this, or below this part of the
    /// reference's skill. Of a signal that explains a share s of the variance least squares keeps s of the spread; a
    /// quarter of that, and in any case a twentieth of the targets', is too little to be a shrunken estimate of it.
    public static let hardlyAnySpread = 0.05
    public static let spreadOfSkill = 0.25

    /// Of a weak signal with skill s no more than 5 s of the usual thresholds of spread is asked for: from a skill of a
    /// fifth on they hold in full.
    public static let spreadPerSkill = 5.0

    /// Below this 2 AUC - 1 a ranking knows next to nothing. It decides no verdict: spread without skill is not collapse.
    public static let rankingSkill = 0.05
}
