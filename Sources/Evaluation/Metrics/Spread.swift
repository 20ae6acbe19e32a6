import Datasets
import Declarations

/// How much of the catalogue is ever recommended.
public struct Coverage: ListMetric {
    public static let name = "coverage"
    public static let summary = "Tells what part of the catalogue stands in at least one list."
    public static let example = "reel> evaluate als on=[coverage@10]"
    public static let formula =
        "coverage@k = (items in at least one user's first k) / (items of the catalogue)"
    public static let source = "Ge, Delgado-Battenfeld & Jannach, RecSys 2010"

    @Setting("Length of the lists.", 1...) public var cutoff = 10
    public init() {}

    public func value(_ lists: ItemLists, in catalogue: Catalogue) -> ListValue {
        let listed = lists.counts(itemCount: catalogue.itemCount).count { $0 > 0 }
        return ListValue(catalogue.itemCount == 0 ? .nan : Double(listed) / Double(catalogue.itemCount))
    }
}

/// How unevenly recommendations fall on items.
public struct Gini: ListMetric {
    public static let name = "gini"
    public static let summary = "Measures how unevenly recommendations fall on the items of the catalogue."
    public static let example = "reel> evaluate als on=[gini@10]"
    public static let formula = """
        gini@k = sum over i = 1..V of (2 i - V - 1) c(i) / (V * sum of c), c ascending
        0 if all items are recommended equally often, near 1 if one item takes all
        """
    public static let source = "Gini 1912; Adomavicius & Kwon, IEEE TKDE 24(5), 2012"
    public static let better: Table.Better? = .lower

    @Setting("Length of the lists.", 1...) public var cutoff = 10
    public init() {}

    public func value(_ lists: ItemLists, in catalogue: Catalogue) -> ListValue {
        ListValue(gini(lists.counts(itemCount: catalogue.itemCount)))
    }
}

/// The Gini coefficient of counts; NaN where all are zero.
public func gini(_ counts: [Int]) -> Double {
    let total = counts.reduce(0, +)
    guard total > 0 else { return .nan }
    var sum = 0.0
    for (i, count) in counts.sorted().enumerated() {
        sum += Double(2 * (i + 1) - counts.count - 1) * Double(count)
    }
    return sum / (Double(counts.count) * Double(total))
}

/// How unknown the recommended items are.
public struct Novelty: ListMetric {
    public static let name = "novelty"
    public static let summary = "Averages the self-information of the recommended items, in bits."
    public static let example = "reel> evaluate als on=[novelty@10]"
    public static let formula = """
        novelty@k = mean over users and their first k items of -log2(users with the item / users)
        an item that nobody has in training counts as one that a single user has
        """
    public static let source = "Zhou et al., PNAS 107(10), 2010"

    @Setting("Length of the lists.", 1...) public var cutoff = 10
    public init() {}

    public func value(_ lists: ItemLists, in catalogue: Catalogue) -> ListValue {
        let bits = catalogue.popularity.map { information(of: $0, among: catalogue.userCount) }
        return ListValue(
            meanOf: (0..<lists.count).map { u in
                let list = lists[u]
                return list.isEmpty
                    ? .nan : list.reduce(0.0) { $0 + bits[Int($1)] } / Double(list.count)
            })
    }
}
