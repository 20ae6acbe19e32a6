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
///
/// each times n / (n + shrink) (Koren 2010, §2.2). For rankings the cosine is that of the whole rows, not of what they
/// have in common: Σxy / (‖x‖ ‖y‖ + shrink) (Ferrari Dacrema et al., RecSys 2019).
public enum Similarity: String, Choice {
    case cosine, msd, pearson

    func value(_ common: CommonSums, shrink: Float) -> Float {
        let n = Double(common.n)
        let (x, y, xy) = (Double(common.x), Double(common.y), Double(common.xy))
        let (xx, yy) = (Double(common.xx), Double(common.yy))
        let alike: Double
        switch self {
        case .cosine:
            let norms = (xx * yy).squareRoot()
            alike = norms > 0 ? xy / norms : 0
        case .msd: alike = 1 / (max(0, xx + yy - 2 * xy) / n + 1)
        case .pearson:
            let spread = max(0, n * xx - x * x) * max(0, n * yy - y * y)
            alike = spread > 0 ? (n * xy - x * y) / spread.squareRoot() : 0
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
}

/// Whose neighbours are asked.
enum Axis: Sendable { case users, items }

/// A fitted neighbourhood model: one part ranks, one predicts ratings; either may be missing.
public struct Neighbours: Scorer, RatingPredictor {
    let ranker: (any Scorer)?
    let rater: NeighbourRatings?

    init(_ axis: Axis, _ settings: Neighbourhood, _ target: Target, _ train: TrainingSet, _ watcher: Watcher)
        throws
    {
        switch (target, axis) {
        case (.ratings, _): ranker = nil
        case (_, .items): ranker = try ItemNeighbours(train.matrix, settings, watcher)
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
}
