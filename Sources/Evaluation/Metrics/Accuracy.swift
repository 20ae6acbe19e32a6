import Declarations
import Kernels

/// Hits or not.
public struct HitRate: Metric {
    public static let name = "hr"
    public static let summary = "Tells how many users find something relevant among their first k items."
    public static let example = "reel> evaluate als on=[hr@10]"
    public static let formula = """
        hr@k = 1 if any of the first k items is relevant, else 0
        ties: 1 - C(m - h, t) / C(m, t) for h relevant among m tied items of which t are listed
        """
    public static let source = "Deshpande & Karypis, ACM TOIS 22(1), 2004; ties: McSherry & Najork, ECIR 2008"

    @Setting("Positions that count; the whole list if left out.", 1...) public var cutoff: Int? = nil
    public init() {}

    public func value(_ list: RankedList) -> Double {
        let k = list.reach(cutoff)
        guard let group = list.groups.first else { return 0 }
        let listed = group.positions(within: k)
        if listed == 0 { return 0 }
        let (size, hits) = (Int(group.size), Int(group.hits))
        // The chance that none of the h relevant ones is among the t listed, one relevant item after the other.
        var missed = 1.0
        for h in 0..<hits {
            let free = size - listed - h
            if free <= 0 { return 1 }
            missed *= Double(free) / Double(size - h)
        }
        return 1 - missed
    }
}

/// Hits over list length.
public struct Precision: Metric {
    public static let name = "precision"
    public static let summary = "Tells what part of the first k items is relevant."
    public static let example = "reel> evaluate als on=[precision@10]"
    public static let formula = """
        precision@k = (relevant items among the first k) / k
        k stays k where fewer than k items can be listed
        """
    public static let source = "Herlocker et al., ACM TOIS 22(1), 2004; ties: McSherry & Najork, ECIR 2008"

    @Setting("Positions that count; the whole list if left out.", 1...) public var cutoff: Int? = nil
    public init() {}

    public func value(_ list: RankedList) -> Double {
        let k = list.reach(cutoff)
        return k == 0 ? 0 : list.hits(at: k) / Double(k)
    }
}

/// Hits over what there is to find.
public struct Recall: Metric {
    public static let name = "recall"
    public static let summary = "Tells what part of the relevant items stands among the first k."
    public static let example = "reel> evaluate als on=[recall@20] recall=capped"
    public static let formula = """
        recall@k = (relevant items among the first k) / n            denominator=relevant
        recall@k = (relevant items among the first k) / min(k, n)    denominator=capped
        """
    public static let source =
        "Herlocker et al., ACM TOIS 22(1), 2004; capped: Liang et al., WWW 2018 (Mult-VAE), eq. 12"

    @Setting("Positions that count; the whole list if left out.", 1...) public var cutoff: Int? = nil
    @Setting("Divides by all relevant items, or by as many as a list of k can hold.") public var denominator =
        Denominator.relevant
    public init() {}

    public func value(_ list: RankedList) -> Double {
        let k = list.reach(cutoff)
        let whole = denominator == .relevant ? list.relevant : min(k, list.relevant)
        return whole == 0 ? 0 : list.hits(at: k) / Double(whole)
    }
}
