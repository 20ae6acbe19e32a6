import Datasets
import Declarations
import Foundation

/// Items' genres as numbers and as bits.
struct GenreTable {
    let names: [String]
    /// Numbers of each item's genres.
    let numbers: [[Int]]
    private let words: Int
    private let bits: [UInt64]

    /// - Throws: a `Problem` that names the metric where nothing is known of genres.
    init(_ catalogue: Catalogue, for metric: String) throws {
        guard catalogue.genres.contains(where: { !$0.isEmpty }) else {
            throw Problem(
                "\(metric) needs genres, but this data set has none", remedy: "leave it out of on=[…]")
        }
        names = Set(catalogue.genres.joined()).sorted()
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        numbers = catalogue.genres.map { Set($0).compactMap { places[$0] }.sorted() }
        let words = (names.count + 63) / 64
        var bits = [UInt64](repeating: 0, count: words * catalogue.genres.count)
        for (item, own) in numbers.enumerated() {
            for genre in own { bits[item * words + genre / 64] |= 1 << UInt64(genre % 64) }
        }
        (self.words, self.bits) = (words, bits)
    }

    func isKnown(_ item: ItemIndex) -> Bool { !numbers[Int(item)].isEmpty }

    /// 1 - |G and H| / |G or H| of two items' genres, at least one of them known.
    func distance(_ a: ItemIndex, _ b: ItemIndex) -> Double {
        var (both, either) = (0, 0)
        for word in 0..<words {
            let (x, y) = (bits[Int(a) * words + word], bits[Int(b) * words + word])
            both += (x & y).nonzeroBitCount
            either += (x | y).nonzeroBitCount
        }
        return 1 - Double(both) / Double(either)
    }

    /// Share of each genre among items, an item with several counting a part for each; `nil` where none is known.
    func shares(_ items: ArraySlice<ItemIndex>) -> [Double]? {
        var shares = [Double](repeating: 0, count: names.count)
        var known = 0.0
        for item in items where isKnown(item) {
            known += 1
            let own = numbers[Int(item)]
            for genre in own { shares[genre] += 1 / Double(own.count) }
        }
        return known > 0 ? shares.map { $0 / known } : nil
    }
}

/// How far a list's genres are from those of its user's history.
public struct Miscalibration: ListMetric {
    public static let name = "miscalibration"
    public static let summary = "Tells how far the genres of a list are from those of its user's history."
    public static let example = "reel> evaluate als on=[miscalibration@10]"
    public static let formula = """
        mean over users of sum over genres g of p(g) log(p(g) / q(g)), natural logarithm
        p the genres' shares in the user's training history, q = .99 of those in the first k items + .01 p
        """
    public static let source = "Steck, Calibrated recommendations, RecSys 2018, eq. 2-4 and 6 (alpha = .01)"
    public static let better: Table.Better? = .lower

    static let alpha = 0.01

    @Setting("Length of the lists.", 1...) public var cutoff = 10
    public init() {}

    public func value(_ lists: ItemLists, in catalogue: Catalogue) throws -> ListValue {
        let genres = try GenreTable(catalogue, for: Self.name)
        let histories = try catalogue.histories(of: lists, for: Self.name)
        return ListValue(
            meanOf: (0..<lists.count).map { u in
                guard let p = genres.shares(histories[u]), let q = genres.shares(lists[u]) else {
                    return .nan
                }
                return zip(p, q).reduce(0.0) { sum, pair in
                    guard pair.0 > 0 else { return sum }
                    let mixed = (1 - Self.alpha) * pair.1 + Self.alpha * pair.0
                    return sum + pair.0 * log(pair.0 / mixed)
                }
            })
    }
}

/// How unlike a user's history the recommended items are.
public struct Unexpectedness: ListMetric {
    public static let name = "unexpectedness"
    public static let summary =
        "Tells how different in genre recommended items are from what their user has watched."
    public static let example = "reel> evaluate als on=[unexpectedness@10]"
    public static let formula = """
        mean over users, their first k items i and the items j of their training history of
        1 - |G(i) and G(j)| / |G(i) or G(j)|; items without a known genre are left out
        """
    public static let source =
        "Vargas & Castells, RecSys 2011, §3.3 (distance-based novelty, the user's profile)"
    public static let better: Table.Better? = nil

    @Setting("Length of the lists.", 1...) public var cutoff = 10
    public init() {}

    public func value(_ lists: ItemLists, in catalogue: Catalogue) throws -> ListValue {
        let genres = try GenreTable(catalogue, for: Self.name)
        let histories = try catalogue.histories(of: lists, for: Self.name)
        return ListValue(
            meanOf: (0..<lists.count).map { u in
                let (own, seen) = (lists[u].filter(genres.isKnown), histories[u].filter(genres.isKnown))
                guard !own.isEmpty, !seen.isEmpty else { return .nan }
                let sum = own.reduce(0.0) { sum, i in
                    sum + seen.reduce(0.0) { $0 + genres.distance(i, $1) }
                }
                return sum / Double(own.count * seen.count)
            })
    }
}
