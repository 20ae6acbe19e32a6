import Declarations
import Kernels

/// Items that the same users have, under different ids.
///
/// Two items are twins where at least `fewest` users have each and |A and B| / |A or B| of their users is at least `alike`;
/// what nearly everybody has says nothing.
/// Different films do not come near it: of items with 20 users or more, the closest two have .75 of their users in common on
/// ML-1M, .79 on ML-100K and .84 on FilmTrust.
enum ItemTwins {
    static let fewest = 20
    static let alike = 0.95
    /// Largest part of the users that an item may have: of two that nine in ten have, chance alone shares four in five.
    static let widest = 0.8

    /// For each item the first of its twins, itself where it has none.
    ///
    /// Only items are compared whose four lowest users in the order of one of six hashes are the same: of twins at the
    /// threshold that leaves out one pair in 20 000 (Broder, On the resemblance and containment of documents, 1997).
    static func representatives(of rows: Interactions, items: Int) -> [Int32] {
        var counts = [Int](repeating: 0, count: items)
        for item in rows.items { counts[Int(item)] += 1 }
        let most = widest * Double(Set(rows.users).count)
        let frequent = counts.map { $0 >= fewest && Double($0) <= most }
        var first = (0..<Int32(items)).map { $0 }
        guard frequent.contains(true) else { return first }
        let likely = candidates(rows, frequent)
        guard !likely.isEmpty else { return first }
        let users = usersOf(Set(likely.flatMap { [$0.0, $0.1] }), rows)
        for (a, b) in likely where isTwin(users[a] ?? [], users[b] ?? []) {
            let (x, y) = (root(first, a), root(first, b))
            first[Int(max(x, y))] = min(x, y)
        }
        return first.indices.map { root(first, Int32($0)) }
    }

    private static func root(_ first: [Int32], _ item: Int32) -> Int32 {
        var item = item
        while first[Int(item)] != item { item = first[Int(item)] }
        return item
    }

    /// Pairs of items that agree in one sketch.
    private static func candidates(_ rows: Interactions, _ frequent: [Bool]) -> [(Int32, Int32)] {
        let hashes = 6
        var sketches = [[Sketch]](repeating: [], count: hashes)
        sketches.withUnsafeMutableBufferPointer { sketches in
            nonisolated(unsafe) let sketches = sketches
            parallel(hashes, chunk: 1) { range in
                for number in range {
                    var own = [Sketch](repeating: Sketch(), count: frequent.count)
                    let salt = splitMix64(UInt64(number + 1))
                    for (user, item) in zip(rows.users, rows.items) where frequent[Int(item)] {
                        own[Int(item)].take(splitMix64(UInt64(UInt32(bitPattern: user)) ^ salt))
                    }
                    sketches[number] = own
                }
            }
        }
        var seen = Set<Int64>()
        var pairs: [(Int32, Int32)] = []
        for own in sketches {
            let groups = Dictionary(grouping: own.indices.filter { frequent[$0] }) { own[$0] }
            for group in groups.values where group.count > 1 {
                for other in group.dropFirst()
                where seen.insert(Int64(group[0]) << 32 | Int64(other)).inserted {
                    pairs.append((Int32(group[0]), Int32(other)))
                }
            }
        }
        return pairs.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }

    private static func usersOf(_ items: Set<Int32>, _ rows: Interactions) -> [Int32: Set<UserIndex>] {
        var users: [Int32: Set<UserIndex>] = [:]
        for (user, item) in zip(rows.users, rows.items) where items.contains(item) {
            users[item, default: []].insert(user)
        }
        return users
    }

    private static func isTwin(_ a: Set<UserIndex>, _ b: Set<UserIndex>) -> Bool {
        guard min(a.count, b.count) >= fewest else { return false }
        let both = a.intersection(b).count
        return Double(both) >= alike * Double(a.count + b.count - both)
    }
}

/// The four lowest hashes of an item's users, each once.
private struct Sketch: Hashable {
    private var lowest = SIMD4<UInt64>(repeating: .max)

    mutating func take(_ hash: UInt64) {
        guard hash < lowest[3] else { return }
        var place = 3
        for k in 0..<4 where hash <= lowest[k] {
            if hash == lowest[k] { return }
            place = k
            break
        }
        for k in stride(from: 3, to: place, by: -1) { lowest[k] = lowest[k - 1] }
        lowest[place] = hash
    }
}
