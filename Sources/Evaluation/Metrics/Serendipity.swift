import Datasets
import Declarations

/// How often a list is right where the most-popular list would not have been.
public struct Serendipity: ListMetric {
    public static let name = "serendipity"
    public static let summary =
        "Counts relevant items of a list that the most-popular list would not have shown."
    public static let example = "reel> evaluate als on=[serendipity@10]"
    public static let formula = """
        mean over users of |relevant items among the first k that are not among the k most popular ones| / k,
        the most popular ones without what the user has watched
        """
    public static let source =
        "Ge, Delgado-Battenfeld & Jannach, RecSys 2010, §4 (primitive model: most popular)"

    @Setting("Length of the lists.", 1...) public var cutoff = 10
    public init() {}

    public func value(_ lists: ItemLists, in catalogue: Catalogue) throws -> ListValue {
        let histories = try catalogue.histories(of: lists, for: Self.name)
        guard let relevant = catalogue.relevant else {
            throw Problem("\(Self.name) needs relevant items, which are not known here")
        }
        let ranked = catalogue.popularity.indices.map { ItemIndex($0) }
            .sorted { (catalogue.popularity[Int($1)], $0) < (catalogue.popularity[Int($0)], $1) }
        return ListValue(
            meanOf: (0..<lists.count).map { u in
                let seen = Set(histories[u])
                let obvious = Set(ranked.lazy.filter { !seen.contains($0) }.prefix(cutoff))
                let wanted = relevant.indices[relevant.range(Int(lists.users[u]))]
                let good = lists[u].count { !obvious.contains($0) && wanted.contains($0) }
                return Double(good) / Double(cutoff)
            })
    }
}

/// How different the vectors of one list's items are.
public struct VectorDiversity: ListMetric {
    public static let name = "ild-vectors"
    public static let summary =
        "Tells how different two items of the same list are by the model's own vectors."
    public static let example = """
        reel> a = train als factors=4 epochs=2
        reel> evaluate a on=[ild-vectors@10]
        """
    public static let formula = """
        mean over users of the mean over pairs of their first k items of 1 - x'y / (|x| |y|), x and y the items' vectors
        within one model: another model's vectors are other measures of likeness
        """
    public static let source = "Ziegler et al., WWW 2005, with the cosine of learned vectors"
    public static let better: Table.Better? = nil

    @Setting("Length of the lists.", 2...) public var cutoff = 10
    public init() {}

    public func value(_ lists: ItemLists, in catalogue: Catalogue) throws -> ListValue {
        guard let vectors = catalogue.vectors else {
            throw Problem(
                "\(Self.name) needs vectors of items, but this model has none",
                remedy: "use ild@10, which goes by genres, or a model such as als")
        }
        return ListValue(
            meanOf: (0..<lists.count).map { u in
                let list = Array(lists[u])
                guard list.count > 1 else { return .nan }
                var sum = 0.0
                for i in list.indices {
                    for j in 0..<i { sum += 1 - vectors.cosine(Int(list[i]), Int(list[j])) }
                }
                return sum / (Double(list.count) * Double(list.count - 1) / 2)
            })
    }
}
