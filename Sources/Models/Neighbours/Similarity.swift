import Datasets
import Declarations
import Kernels

/// How alike two rows of ratings are.
///
/// Over the n entries that both have, with at least `min-support` of them (Surprise's conventions, Hug 2020):
///
///     cosine   Σxy / √(Σx² Σy²)
///     msd      1 / (Σ(x − y)² / n + 1)
///     pearson  (n Σxy − Σx Σy) / √((n Σx² − (Σx)²)(n Σy² − (Σy)²)),  0 where a variance is 0
///     jaccard  n / (n_x + n_y − n),  n_x and n_y being the entries of either
///     adjusted-cosine  the cosine of what is left when each user's mean is taken from their ratings (Sarwar et al. 2001,
///              §3.1.3; of users: each item's mean from its ratings)
///
/// each times n / (n + shrink) (Koren 2010, §2.2). For rankings the cosine is that of the whole rows, not of what they
/// have in common: Σxy / (‖x‖ ‖y‖ + shrink) (Ferrari Dacrema et al., RecSys 2019).
public enum Similarity: String, Choice {
    case cosine, msd, pearson, jaccard, adjustedCosine = "adjusted-cosine"

    /// `counts` are how many entries the two rows have.
    func value(_ common: CommonSums, counts: (Int, Int), shrink: Float) -> Float {
        let n = Double(common.n)
        let (x, y, xy) = (Double(common.x), Double(common.y), Double(common.xy))
        let (xx, yy) = (Double(common.xx), Double(common.yy))
        let alike: Double
        switch self {
        case .cosine, .adjustedCosine:
            let norms = (xx * yy).squareRoot()
            alike = norms > 0 ? xy / norms : 0
        case .msd: alike = 1 / (max(0, xx + yy - 2 * xy) / n + 1)
        case .pearson:
            let spread = max(0, n * xx - x * x) * max(0, n * yy - y * y)
            alike = spread > 0 ? (n * xy - x * y) / spread.squareRoot() : 0
        case .jaccard: alike = n / max(1, Double(counts.0 + counts.1) - n)
        }
        return Float(alike * n / (n + Double(shrink)))
    }
}

/// What neighbours' ratings are measured from before they are averaged.
public enum Centre: String, Choice {
    case none, mean, baseline
}

/// What a neighbourhood model is asked for.
public enum Target: String, Choice {
    /// Ranks by likeness of what was watched, and predicts ratings from neighbours' ratings.
    case auto
    /// Ranks only.
    case ranking
    /// Predicts ratings, and ranks by what it predicts.
    case ratings
}

/// The settings of a neighbourhood model.
struct Neighbourhood: Sendable {
    var k: Int
    var similarity: Similarity
    var shrink: Float
    var minSupport: Int
    var minK: Int
    var centre: Centre
    var values: Counting
    var weighting = Weighting.none
    var nearest = Nearest.had
}

/// Whose k nearest an item-to-item model keeps.
public enum Nearest: String, Choice { case had, scored }

/// Whose neighbours are asked.
enum Axis: Sendable { case users, items }

/// A fitted neighbourhood model: one part ranks, one predicts ratings; either may be missing.
public struct Neighbours: ItemLikeness, RatingPredictor, WeightedScorer {
    let ranker: (any Scorer)?
    let rater: NeighbourRatings?
    /// What it was fitted to, which is all that it knows.
    private let train: TrainingSet

    init(_ axis: Axis, _ settings: Neighbourhood, _ target: Target, _ train: TrainingSet, _ watcher: Watcher)
        throws
    {
        self.train = train
        switch (target, axis) {
        case (.ratings, _): ranker = nil
        case (_, .items): ranker = try itemNeighbours(train.matrix, settings, watcher)
        case (_, .users): ranker = UserNeighbours(train.matrix, settings)
        }
        rater = target == .ranking ? nil : try NeighbourRatings(axis, train, settings, watcher)
    }

    public func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        try (ranker ?? rater)?.scores(for: users, histories: histories, into: scores)
    }

    public var predictsRatings: Bool { rater != nil }

    public func ratings(_ users: [UserIndex], _ items: [ItemIndex]) throws -> [Float] {
        guard let rater else {
            throw Problem(
                "this model was fitted to rank, so it predicts no ratings",
                remedy: "train it with target=ratings")
        }
        return try rater.ratings(users, items)
    }

    public func likeness(ofItem item: ItemIndex) throws -> [Float] {
        guard let ranker = ranker as? SparseItemWeights else {
            throw Problem(
                "this model compares no items when it ranks", remedy: "item-knn does, unless target=ratings")
        }
        return try ranker.likeness(ofItem: item)
    }

    public func learned() throws -> Weights { try Weights(of: train) }
}

extension Weights {
    /// A training set, for models that are their data.
    init(of train: TrainingSet) throws {
        self.init()
        let rows = train.interactions
        set("shape", try Entry([2], .longs([Int64(train.userCount), Int64(train.itemCount)])))
        try set("users", rows.users)
        try set("items", rows.items)
        try set("ratings", rows.ratings)
    }

    /// The training set again, without what is known of its users and items.
    func trainingSet() throws -> TrainingSet {
        let shape = try longs("shape")
        let rows = Interactions(
            users: try integers("users"), items: try integers("items"), ratings: try floats("ratings"))
        guard shape.count == 2, rows.items.count == rows.count,
            rows.ratings.isEmpty || rows.ratings.count == rows.count,
            zip(rows.users, rows.items).allSatisfy({
                $0 >= 0 && $0 < shape[0] && $1 >= 0 && $1 < shape[1]
            })
        else {
            throw Problem(
                "the weights are no training set", remedy: "read a file that this model has written")
        }
        func entities(_ count: Int64) -> Entities { Entities(ids: (0..<count).map { "\($0)" }) }
        let dataset = Dataset(
            name: "restored", users: entities(shape[0]), items: entities(shape[1]), interactions: rows)
        return TrainingSet(dataset: dataset, interactions: rows)
    }
}
