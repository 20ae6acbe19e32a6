import Datasets
import Declarations
import Kernels

/// How different the sampled users' lists are.
public struct PersonalisationCheck: Diagnostic {
    public static let name = "personalisation"
    public static let summary = "Tells how little the unfiltered lists of two users have in common."
    public static let example = "reel> diagnose als"
    public static let formula = Personalisation.formula
    public static let source = Personalisation.source

    @Setting("Below this the model is suspect.", 0...1) public var suspect = Thresholds.personalisation
        .suspect
    @Setting("Below this it has collapsed.", 0...1) public var collapsed = Thresholds.personalisation
        .collapsed
    public init() {}

    public func examine(_ outputs: Outputs) throws -> Finding? {
        guard let lists = outputs.lists, lists.count > 1 else { return nil }
        return Finding(
            Self.name, 1 - (try listOverlap(lists)), bad: .low, suspect: suspect, collapsed: collapsed,
            why: Thresholds.personalisation.reason)
    }
}

/// How close the lists are to the most-popular list.
public struct PopularOverlapCheck: Diagnostic {
    public static let name = "popular-overlap"
    public static let summary = "Tells how much the lists have in common with the most-popular list."
    public static let example = "reel> diagnose als"
    public static let formula = "mean over users of |A and P| / |A or P|, P the k items with the most users"
    public static let source = "Jannach et al., User Modeling and User-Adapted Interaction 25, 2015"

    @Setting("From here on the model is suspect.", 0...1) public var suspect = Thresholds.popularOverlap
        .suspect
    @Setting("From here on it has collapsed.", 0...1) public var collapsed = Thresholds.popularOverlap
        .collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard let lists = outputs.lists, let catalogue = outputs.catalogue, lists.count > 1 else {
            return nil
        }
        let counts = catalogue.popularity
        let ranked = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
        var isPopular = [Bool](repeating: false, count: counts.count)
        for item in ranked.prefix(lists.k) { isPopular[item] = true }
        let chunk = 8192
        let overlaps = Sums(count: (lists.count + chunk - 1) / chunk)
        let longest = min(lists.k, counts.count)
        parallel(lists.count, chunk: chunk) { [isPopular] users in
            overlaps.set(
                users.lowerBound / chunk,
                users.reduce(0.0) { sum, u in
                    let list = lists[u]
                    let both = list.reduce(0) { $0 + (isPopular[Int($1)] ? 1 : 0) }
                    return sum + Double(both) / Double(list.count + longest - both)
                })
        }
        return Finding(
            Self.name, overlaps.total / Double(lists.count), bad: .high, suspect: suspect,
            collapsed: collapsed, why: Thresholds.popularOverlap.reason)
    }
}

/// How many different items the sample is recommended.
public struct CoverageCheck: Diagnostic {
    public static let name = "coverage"
    public static let summary = "Tells what part of the catalogue the sample's lists reach."
    public static let example = "reel> diagnose als"
    public static let formula = """
        coverage = (items in at least one list) / V; judged by (items in at least one list) / k,
        which is 1 for one list for everybody at any size of sample and catalogue
        """
    public static let source = "Ge, Delgado-Battenfeld & Jannach, RecSys 2010"

    @Setting("Below this many list lengths the model is suspect.", 1...) public var suspect =
        Thresholds.reach.suspect
    @Setting("Below this many list lengths it has collapsed.", 1...) public var collapsed =
        Thresholds.reach.collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard let lists = outputs.lists, let catalogue = outputs.catalogue else { return nil }
        // Four lists side by side must fit both the sample and the catalogue, else few items are no sign of anything.
        guard lists.count >= 4, catalogue.itemCount >= 4 * lists.k else { return nil }
        let distinct = lists.counts(itemCount: catalogue.itemCount).count { $0 > 0 }
        let reach = Double(distinct) / Double(lists.k)
        var finding = Finding(
            Self.name, reach, bad: .low, suspect: suspect, collapsed: collapsed, why: Thresholds.reach.reason,
            shown: "\(distinct) different items in \(lists.count) lists of \(lists.k)")
        finding.value = Double(distinct) / Double(catalogue.itemCount)
        return finding
    }
}

/// How many users get exactly what somebody else gets.
public struct IdenticalListsCheck: Diagnostic {
    public static let name = "identical-lists"
    public static let summary = "Tells for what share of users somebody else has exactly the same list."
    public static let example = "reel> diagnose als"
    public static let formula = """
        share of users whose k items are, in any order, those of another user of the sample
        judged by the share of the largest group of such users: a few groups of like taste are no collapse
        """
    public static let source = "personalisation (Zhou et al., PNAS 107(10), 2010) at its extreme"

    @Setting("From this share in one group on the model is suspect.", 0...1) public var suspect = Thresholds
        .identicalLists.suspect
    @Setting("From this share on it has collapsed.", 0...1) public var collapsed = Thresholds.identicalLists
        .collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard let lists = outputs.lists, lists.count > 1 else { return nil }
        let groups = lists.identical()
        let twins = groups.reduce(0) { $0 + $1.count }
        let largest = groups.first?.count ?? 0
        var finding = Finding(
            Self.name, Double(largest) / Double(lists.count), bad: .high, suspect: suspect,
            collapsed: collapsed, why: Thresholds.identicalLists.reason,
            shown: "the largest group has \(largest) of \(lists.count) users")
        finding.value = Double(twins) / Double(lists.count)
        return finding
    }
}

/// How concentrated the recommendations are.
public struct GiniCheck: Diagnostic {
    public static let name = "gini"
    public static let summary = "Measures how unevenly the sample's recommendations fall on items."
    public static let example = "reel> diagnose als"
    public static let formula =
        Gini.formula + "\njudged relative to 1 - k/V, the value of one list for everybody"
    public static let source = Gini.source

    @Setting("From this part of the largest value on the model is suspect.", 0...1) public var suspect =
        Thresholds.concentration.suspect
    @Setting("From this part of the largest value on it has collapsed.", 0...1) public var collapsed =
        Thresholds.concentration.collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard let lists = outputs.lists, let catalogue = outputs.catalogue else { return nil }
        guard lists.count >= 4, catalogue.itemCount >= 4 * lists.k else { return nil }
        let value = gini(lists.counts(itemCount: catalogue.itemCount))
        let largest = 1 - Double(lists.k) / Double(catalogue.itemCount)
        var finding = Finding(
            Self.name, value / largest, bad: .high, suspect: suspect, collapsed: collapsed,
            why: Thresholds.concentration.reason,
            shown: "\(figures(value / largest)) of the largest possible \(figures(largest))")
        finding.value = value
        return finding
    }
}

/// Whether scores choose a first item at all.
public struct TiedTopsCheck: Diagnostic {
    public static let name = "tied-tops"
    public static let summary = "Tells for what share of users several items share the highest score."
    public static let example = "reel> diagnose als"
    public static let formula = "share of users whose highest score belongs to more than one item"
    public static let source = "Ferrari Dacrema, Cremonesi & Jannach, RecSys 2019 (on constant scores)"

    @Setting("From here on the model is suspect.", 0...1) public var suspect = Thresholds.tiedTops.suspect
    @Setting("From here on it has collapsed.", 0...1) public var collapsed = Thresholds.tiedTops.collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        outputs.tiedTops.map {
            Finding(
                Self.name, $0, bad: .high, suspect: suspect, collapsed: collapsed,
                why: Thresholds.tiedTops.reason)
        }
    }
}

/// Whether the rankings know anything: a remark, not a verdict.
public struct RankingSkillCheck: Diagnostic {
    public static let name = "ranking-skill"
    public static let summary = "Tells how much better than chance the sampled rankings are, as a remark."
    public static let example = "reel> diagnose als"
    public static let formula = "2 auc - 1: 0 for a constant and for chance, 1 for a perfect ranking"
    public static let source =
        "Somers, American Sociological Review 27, 1962; Hanley & McNeil, Radiology 143, 1982"

    @Setting("Below this the remark is made.", 0...1) public var least = Thresholds.rankingSkill
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard let auc = outputs.auc else { return nil }
        let skill = 2 * auc - 1
        return Finding(
            Self.name, skill, .healthy,
            skill < least
                ? "the rankings are no better than chance (auc \(figures(auc)))" : "auc \(figures(auc))")
    }
}
