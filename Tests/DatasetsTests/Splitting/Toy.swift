import Datasets
import Declarations
import Foundation

/// Small data sets for tests of splits, filters and descriptions.
enum Toy {
    /// Distinct pairs in random order with ratings 1 to 5 and times, some of them equal.
    static func dataset(users: Int = 40, items: Int = 30, rows: Int = 600, seed: Int = 1) -> Dataset {
        var chance = Chance(seed: seed)
        var taken = Set<Int>()
        var table = Interactions()
        while table.count < rows {
            let (user, item) = (chance.below(users), chance.below(items))
            guard taken.insert(user * items + item).inserted else { continue }
            table.users.append(Int32(user))
            table.items.append(Int32(item))
            table.ratings.append(Float(1 + chance.below(5)))
            table.times.append(Int64(1_000_000 + chance.below(rows / 3) * 60))
        }
        return named(table, users: users, items: items)
    }

    /// A data set from rows of (user, item, rating, time).
    static func dataset(_ rows: [(Int32, Int32, Float, Int64)], users: Int, items: Int) -> Dataset {
        let table = Interactions(
            users: rows.map(\.0), items: rows.map(\.1), ratings: rows.map(\.2), times: rows.map(\.3))
        return named(table, users: users, items: items)
    }

    static func named(_ table: Interactions, users: Int, items: Int) -> Dataset {
        var dataset = Dataset(
            name: "toy", users: Entities(ids: (0..<users).map { "u\($0)" }),
            items: Entities(ids: (0..<items).map { "i\($0)" }), interactions: table, history: ["load toy"])
        dataset.fingerprint = dataset.contentFingerprint
        return dataset
    }

    /// Where real data lies, if it does.
    static let real = ProcessInfo.processInfo.environment["REEL_DATA"]
}

/// A row in full: two rows of a toy are never alike.
struct Row: Hashable, Comparable {
    var user: Int32
    var item: Int32
    var rating: Float
    var time: Int64
    static func < (a: Row, b: Row) -> Bool { (a.user, a.item, a.time) < (b.user, b.item, b.time) }
}

extension Interactions {
    var all: [Row] {
        (0..<count).map {
            Row(
                user: users[$0], item: items[$0], rating: hasRatings ? ratings[$0] : 1,
                time: hasTimes ? times[$0] : 0)
        }
    }
}

extension Declared {
    /// The same thing with some settings given by name, as a user would.
    func with(_ settings: [String: Value]) throws -> Self {
        for (name, value) in settings { try set(name, to: value) }
        return self
    }
}

extension Audit {
    subscript(measure: String) -> Finding? { findings.first { $0.measure == measure } }
}

/// What a closure throws, as a problem.
func problem(of body: () throws -> Void) -> Problem? {
    do { try body() } catch { return error as? Problem }
    return nil
}
