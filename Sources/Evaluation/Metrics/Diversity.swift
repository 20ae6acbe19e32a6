import Datasets
import Declarations
import Foundation
import Kernels

/// How different the lists of different users are.
public struct Personalisation: ListMetric {
    public static let name = "personalisation"
    public static let summary = "Tells how little the lists of two users have in common."
    public static let example = "reel> evaluate als on=[personalisation@10]"
    public static let formula = """
        personalisation@k = 1 - mean over pairs of users of |A and B| / |A or B|, A and B their first k items
        all pairs up to \(allPairs) users, beyond that \(sampledPairs) pairs drawn with seed 0
        """
    public static let source = "Zhou et al., PNAS 107(10), 2010 (inter-list distance), with Jaccard's index"

    static let allPairs = 1000
    static let sampledPairs = 200_000

    @Setting("Length of the lists.", 1...) public var cutoff = 10
    public init() {}

    public func value(_ lists: ItemLists, in catalogue: Catalogue) throws -> ListValue {
        try ListValue(1 - listOverlap(lists))
    }
}

/// Mean Jaccard index of pairs of lists; NaN for fewer than two lists.
///
/// All pairs where there are at most `Personalisation.allPairs` lists, else a sample drawn with `seed`.
public func listOverlap(_ lists: ItemLists, seed: Int = 0) throws -> Double {
    let n = lists.count
    guard n > 1 else { return .nan }
    let sums = Sums(count: 64)
    if n <= Personalisation.allPairs {
        let sorted = lists.inOrder()
        try inWaves(n, chunk: (n + 63) / 64, "comparing lists", .silent) { users in
            var sum = 0.0
            for u in users { for v in 0..<u { sum += sorted.jaccard(u, v) } }
            sums.set(users.lowerBound / ((n + 63) / 64), sum)
        }
        return sums.total / (Double(n) * Double(n - 1) / 2)
    }
    let pairs = Personalisation.sampledPairs
    let sorted = lists.inOrder()
    try inWaves(64, chunk: 1, "comparing lists", .silent) { part in
        var chance = Chance(seed: seed &* 64 &+ part.lowerBound)
        var sum = 0.0
        for _ in 0..<pairs / 64 {
            let u = chance.below(n)
            let v = (u + 1 + chance.below(n - 1)) % n
            sum += sorted.jaccard(u, v)
        }
        sums.set(part.lowerBound, sum)
    }
    return sums.total / Double(pairs / 64 * 64)
}

/// What pieces of work found, one slot for each, read in order once all are done.
final class Gathered<Found>: @unchecked Sendable {
    private let slots: UnsafeMutableBufferPointer<Found?>
    init(count: Int) {
        slots = .allocate(capacity: count)
        slots.initialize(repeating: nil)
    }
    deinit { slots.deinitialize().deallocate() }
    func set(_ slot: Int, _ found: Found) { slots[slot] = found }
    var all: [Found] { slots.compactMap { $0 } }
}

/// Partial sums, one for each part of the work, added up in order.
typealias Sums = Gathered<Double>

extension Gathered<Double> {
    var total: Double { all.reduce(0, +) }
}

/// Bits that it takes to single out an item that `count` of `users` have.
func information(of count: Int, among users: Int) -> Double {
    -log2(Double(max(1, count)) / Double(max(1, users)))
}

/// How different the items of one list are.
public struct IntraListDiversity: ListMetric {
    public static let name = "ild"
    public static let summary = "Tells how different in genre two items of the same list are."
    public static let example = "reel> evaluate als on=[ild@10]"
    public static let formula = """
        ild@k = mean over users of the mean over pairs of their first k items of 1 - |G and H| / |G or H|,
        G and H the items' genres; items without a known genre are left out
        """
    public static let source = "Smyth & McClave, ICCBR 2001; Ziegler et al., WWW 2005"

    @Setting("Length of the lists.", 2...) public var cutoff = 10
    public init() {}

    public func value(_ lists: ItemLists, in catalogue: Catalogue) throws -> ListValue {
        let genres = try GenreTable(catalogue, for: Self.name)
        return ListValue(
            meanOf: (0..<lists.count).map { u in
                let known = lists[u].filter(genres.isKnown)
                guard known.count > 1 else { return .nan }
                var sum = 0.0
                for i in known.indices { for j in 0..<i { sum += genres.distance(known[i], known[j]) } }
                return sum / (Double(known.count) * Double(known.count - 1) / 2)
            })
    }
}
