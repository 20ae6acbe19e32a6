import Datasets
import Declarations
import Foundation

/// How popular what is recommended is.
public struct RecommendedPopularity: ListMetric {
    public static let name = "arp"
    public static let summary =
        "Averages how popular the recommended items are: the share of users who have them."
    public static let example = "reel> evaluate als on=[arp@10]"
    public static let formula =
        "arp@k = mean over users and their first k items of (users with the item in training) / users"
    public static let source =
        "Yin, Cui, Li, Yao & Chen, PVLDB 5(9), 2012 (average recommendation popularity)"
    public static let better: Table.Better? = nil

    @Setting("Length of the lists.", 1...) public var cutoff = 10
    public init() {}

    public func value(_ lists: ItemLists, in catalogue: Catalogue) -> ListValue {
        ListValue(meanOf: (0..<lists.count).map { catalogue.meanPopularity(lists[$0]) })
    }
}

/// How much more popular the lists are than what their users watch by themselves.
public struct PopularityLift: ListMetric {
    public static let name = "popularity-lift"
    public static let summary = "Tells how much more popular lists are than what their users have watched."
    public static let example = "reel> evaluate als on=[popularity-lift@10]"
    public static let formula = """
        popularity-lift@k = (r - p) / p, r = arp@k of the lists, p the same mean over the users' training histories
        0: as popular as what they watch by themselves; 1: twice as popular
        """
    public static let source =
        "Abdollahpouri, Mansoury, Burke & Mobasher, RecSys 2020 (connection of popularity bias and fairness)"
    public static let better: Table.Better? = nil

    @Setting("Length of the lists.", 1...) public var cutoff = 10
    public init() {}

    public func value(_ lists: ItemLists, in catalogue: Catalogue) throws -> ListValue {
        let histories = try catalogue.histories(of: lists, for: Self.name)
        let pairs = (0..<lists.count).map {
            (catalogue.meanPopularity(lists[$0]), catalogue.meanPopularity(histories[$0]))
        }.filter { !$0.0.isNaN && !$0.1.isNaN }
        let own = pairs.reduce(0) { $0 + $1.1 }
        return ListValue(own > 0 ? pairs.reduce(0) { $0 + $1.0 } / own - 1 : .nan)
    }
}

/// How unevenly attention falls on items.
public struct ExposureGini: ListMetric {
    public static let name = "exposure-gini"
    public static let summary =
        "Measures how unevenly attention falls on items, places counting by how far up they are."
    public static let example = "reel> evaluate als on=[exposure-gini@10]"
    public static let formula =
        "gini over all items of e(i) = sum over lists that hold i of 1 / log2(1 + place of i)"
    public static let source =
        "Singh & Joachims, KDD 2018 (exposure); Gini 1912; Do & Usunier, SIGIR 2022 (Gini of exposure)"
    public static let better: Table.Better? = .lower

    @Setting("Length of the lists.", 1...) public var cutoff = 10
    public init() {}

    public func value(_ lists: ItemLists, in catalogue: Catalogue) -> ListValue {
        var exposure = [Double](repeating: 0, count: catalogue.itemCount)
        for u in 0..<lists.count {
            for (place, item) in lists[u].enumerated() { exposure[Int(item)] += 1 / log2(Double(place) + 2) }
        }
        let total = exposure.reduce(0, +)
        guard total > 0 else { return ListValue(.nan) }
        let n = exposure.count
        let sum = exposure.sorted().enumerated().reduce(0.0) {
            $0 + Double(2 * ($1.offset + 1) - n - 1) * $1.element
        }
        return ListValue(sum / (Double(n) * total))
    }
}

extension Catalogue {
    /// Mean share of users who have the items; NaN of none.
    func meanPopularity(_ items: ArraySlice<ItemIndex>) -> Double {
        let sum = items.reduce(0) { $0 + popularity[Int($1)] }
        return items.isEmpty ? .nan : Double(sum) / Double(items.count) / Double(max(1, userCount))
    }

    /// What the users of the lists have watched, list by list.
    func histories(of lists: ItemLists, for metric: String) throws -> [ArraySlice<ItemIndex>] {
        guard let histories, lists.users.count == lists.count else {
            throw Problem("\(metric) needs the users' histories, which are not known here")
        }
        return lists.users.map { histories.indices[histories.range(Int($0))] }
    }
}
