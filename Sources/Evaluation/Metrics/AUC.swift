import Declarations
import Kernels

/// The area under the ROC curve.
public struct AUC: Metric {
    public static let name = "auc"
    public static let summary = "Tells how often a relevant item stands before an irrelevant one."
    public static let example = "reel> evaluate als on=[auc]"
    public static let formula = """
        auc   = share of pairs (relevant, irrelevant) in the right order; a tied pair counts 1/2
        auc@k = the same with all items beyond position k tied with each other (limited area under the curve)
        0.5 where there is no irrelevant item
        """
    public static let source =
        "Hanley & McNeil, Radiology 143, 1982; with a cut-off: Schröder, Thiele & Lehner, UCERSTI 2011"

    @Setting("Positions that count; the whole list if left out.", 1...) public var cutoff: Int? = nil
    public init() {}

    public func value(_ list: RankedList) -> Double {
        guard list.irrelevant > 0, list.relevant > 0 else { return 0.5 }
        let k = min(list.reach(cutoff), list.candidates)
        var wins = 0.0
        // Relevant items met so far, and how many of them are expected among the first k.
        var (before, listed) = (0.0, 0.0)
        for group in list.groups {
            let taken = Double(group.positions(within: k))
            if taken == 0 { break }
            let (size, hits) = (Double(group.size), Double(group.hits))
            let ties = size - hits
            let below = Double(list.irrelevant) - (Double(group.start) - before) - ties
            // Of a group cut by k, a relevant item is listed with chance t/m and then beats all that come after it.
            wins += hits * (0.5 * ties + (0.5 + 0.5 * taken / size) * below)
            before += hits
            listed += hits * taken / size
        }
        let unlisted = Double(list.relevant) - before
        wins += unlisted * 0.5 * (Double(list.irrelevant) - (Double(k) - listed))
        return wins / (Double(list.relevant) * Double(list.irrelevant))
    }
}
