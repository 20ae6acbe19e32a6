import Declarations

/// What counts where items share a score.
public enum Ties: String, Choice {
    /// The exact mean over all orders of the tied items: a constant scorer is worth what chance is worth.
    case average = "expected"
    /// Relevant items stand last among those they are tied with.
    case worst
    /// Relevant items stand first: what `>` in place of `>=` silently does.
    case best
}

/// What recall divides by.
public enum Denominator: String, Choice {
    /// n, all relevant items: 1 is out of reach where n is above the cut-off.
    case relevant
    /// min(k, n): 1 is the best that a list of k can reach.
    case capped
}

/// How lists are made and judged; one set of rules for all models of a comparison.
public struct RankingRules: Sendable, Hashable {
    /// Length of the lists kept: at least the largest cut-off.
    public var k: Int
    /// Items that a user has seen are left out of the ranking. Fixed candidate lists are ranked as they are.
    public var filterSeen = true
    public var ties = Ties.average
    public var recallDenominator = Denominator.relevant
    /// Finds the rank of every relevant item, not only of those among the first k: for measures without a cut-off.
    public var whole = false

    public init(
        k: Int = 10, filterSeen: Bool = true, ties: Ties = .average,
        recallDenominator: Denominator = .relevant, whole: Bool = false
    ) {
        (self.k, self.filterSeen, self.ties) = (k, filterSeen, ties)
        (self.recallDenominator, self.whole) = (recallDenominator, whole)
    }

    /// Rules wide enough for these measures: k is their largest cut-off, the whole list is ranked if one needs it.
    public init(
        for specs: [MetricSpec], filterSeen: Bool = true, ties: Ties = .average,
        recallDenominator: Denominator = .relevant
    ) {
        self.init(
            k: max(1, specs.compactMap(\.cutoff).max() ?? 10), filterSeen: filterSeen, ties: ties,
            recallDenominator: recallDenominator,
            whole: specs.contains { $0.family == .ranking && $0.cutoff == nil })
    }

    /// Sentences for below a table: what is ranked, and what ties are worth.
    public var notes: [String] {
        let order =
            switch ties {
            case .average: "expected value under random order"
            case .worst: "worst case, relevant items last"
            case .best: "best case, relevant items first"
            }
        return [
            filterSeen ? "Items seen before are left out." : "Items seen before are ranked too.",
            "Ties: \(order).",
        ]
    }
}
