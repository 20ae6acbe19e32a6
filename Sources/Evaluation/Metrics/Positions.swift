import Declarations
import Foundation
import Kernels

/// Discounted hits.
public struct NDCG: Metric {
    public static let name = "ndcg"
    public static let summary = "Counts relevant items among the first k, the later the less."
    public static let example = "reel> evaluate als on=[ndcg@10]"
    public static let formula = """
        dcg@k  = sum over positions i = 1..k of rel(i) / log2(i + 1), rel(i) = 1 or 0
        ndcg@k = dcg@k / (the sum of 1 / log2(i + 1) over i = 1..min(k, n))
        ties: each tied position counts with the group's share of relevant items
        """
    public static let source =
        "Järvelin & Kekäläinen, ACM TOIS 20(4), 2002; ties: McSherry & Najork, ECIR 2008"

    @Setting("Positions that count; the whole list if left out.", 1...) public var cutoff: Int? = nil
    public init() {}

    public func value(_ list: RankedList) -> Double {
        let k = list.reach(cutoff)
        var gain = 0.0
        for group in list.groups {
            let taken = group.positions(within: k)
            if taken <= 0 { break }
            gain += group.density * Discounts.sum(from: Int(group.start), count: taken)
        }
        let ideal = Discounts.sum(from: 0, count: min(k, list.relevant))
        return ideal == 0 ? 0 : gain / ideal
    }
}

/// Sums of 1 / log2(i + 2) over positions i counted from 0.
enum Discounts {
    private static let sums: [Double] = {
        var sums = [0.0]
        for i in 0..<(1 << 16) { sums.append(sums[i] + 1 / log2(Double(i + 2))) }
        return sums
    }()

    private static let single = (0..<1 << 10).map { 1 / log2(Double($0 + 2)) }

    static func sum(from first: Int, count: Int) -> Double {
        let last = first + count
        if count == 1 { return first < single.count ? single[first] : 1 / log2(Double(first + 2)) }
        if last < sums.count { return sums[last] - sums[first] }
        return (first..<last).reduce(0) { $0 + 1 / log2(Double($1 + 2)) }
    }
}

/// One over the first hit's position.
public struct MRR: Metric {
    public static let name = "mrr"
    public static let summary = "Averages one over the position of the first relevant item."
    public static let example = "reel> evaluate als on=[mrr@10]"
    public static let formula = """
        mrr@k = 1 / (position of the first relevant item), 0 if it is beyond k
        ties: sum over j of P(j) / (s + j + 1), P(j) = C(m - 1 - j, h - 1) / C(m, h), for h relevant among m tied items
        that begin after s others
        """
    public static let source = "Voorhees, TREC-8, 1999; ties: McSherry & Najork, ECIR 2008"

    @Setting("Positions that count; the whole list if left out.", 1...) public var cutoff: Int? = nil
    public init() {}

    public func value(_ list: RankedList) -> Double {
        let k = list.reach(cutoff)
        guard let group = list.groups.first else { return 0 }
        let (start, size, hits) = (Int(group.start), Int(group.size), Int(group.hits))
        var sum = 0.0
        // Chance that the first hit of the group is at offset j: P(0) = h / m, P(j + 1) = P(j) (m - j - h) / (m - j - 1).
        var chance = Double(hits) / Double(size)
        for j in 0..<min(size - hits + 1, max(0, k - start)) {
            sum += chance / Double(start + j + 1)
            if size - j > 1 { chance *= Double(size - j - hits) / Double(size - j - 1) }
        }
        return sum
    }
}

/// Mean of the precisions at the hits.
public struct MAP: Metric {
    public static let name = "map"
    public static let summary = "Averages the precision at each relevant item among the first k."
    public static let example = "reel> evaluate als on=[map@10]"
    public static let formula = """
        map@k = (the sum of precision@i over the relevant positions i <= k) / min(k, n)    denominator=capped
        denominator=relevant divides by n, as trec_eval does
        ties: position s + j + 1 counts h/m (H + 1 + j (h - 1)/(m - 1)) / (s + j + 1), H hits before the m tied items
        """
    public static let source =
        "Buckley & Voorhees, SIGIR 2000; ties: McSherry & Najork, ECIR 2008"

    @Setting("Positions that count; the whole list if left out.", 1...) public var cutoff: Int? = nil
    @Setting("Divides by as many relevant items as a list of k can hold, or by all of them.") public
        var denominator =
        Denominator.capped
    public init() {}

    public func value(_ list: RankedList) -> Double {
        let k = list.reach(cutoff)
        let whole = denominator == .relevant ? list.relevant : min(k, list.relevant)
        guard whole > 0 else { return 0 }
        var (sum, before) = (0.0, 0.0)
        for group in list.groups {
            let taken = group.positions(within: k)
            if taken <= 0 { break }
            let others = group.size > 1 ? Double(group.hits - 1) / Double(group.size - 1) : 0
            var part = 0.0
            for j in 0..<taken {
                part += (before + 1 + Double(j) * others) / Double(Int(group.start) + j + 1)
            }
            sum += group.density * part
            before += Double(group.hits)
        }
        return sum / Double(whole)
    }
}
