import Datasets
import Declarations
import Evaluation

/// Divides held-out rows by what is known of their users, items and times.
struct Slicing {
    let rows: Interactions
    let fold: Fold
    let dataset: Dataset
    /// Most parts that numbers are divided into.
    let groups: Int
    /// Training rows below which a user or an item is cold.
    let cold: Int

    /// Words that name something that need not stand in a column.
    static let words = [
        "activity", "popularity", "genre", "hour", "weekday", "cold", "cold-items",
    ]

    func slices(by word: String) throws -> Slices {
        switch word {
        case "activity": return byUser(counts(fold.train.users, dataset.users.count).map { Double($0) })
        case "popularity":
            return byItem(counts(fold.train.items, dataset.items.count).map { Double($0) })
        case "genre": return try column(of: dataset.items, "genres", rows.items, "items")
        case "hour":
            let names = (0..<24).map { $0 < 10 ? "0\($0)" : "\($0)" }
            return try byTime(names) { Int(($0 / 3600) % 24) }
        case "weekday":
            // The first of January 1970 was a Thursday.
            return try byTime(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]) {
                Int(($0 / 86_400 + 3) % 7)
            }
        case "cold":
            return isCold(counts(fold.train.users, dataset.users.count), rows.users, "users")
        case "cold-items":
            return isCold(counts(fold.train.items, dataset.items.count), rows.items, "items")
        default: return try byColumn(word)
        }
    }

    /// A column of users, items or context; `users.age` says whose.
    private func byColumn(_ word: String) throws -> Slices {
        let parts = word.split(separator: ".", maxSplits: 1).map(String.init)
        if parts.count == 2, parts[0] == "users" {
            return try column(of: dataset.users, parts[1], rows.users, "users")
        }
        if parts.count == 2, parts[0] == "items" {
            return try column(of: dataset.items, parts[1], rows.items, "items")
        }
        if dataset.users[word] != nil { return try column(of: dataset.users, word, rows.users, "users") }
        if dataset.items[word] != nil { return try column(of: dataset.items, word, rows.items, "items") }
        if let context = dataset.context.first(where: { $0.name == word })?.column {
            return slices(of: context, at: try positions())
        }
        let known =
            Self.words + dataset.users.columns.map(\.name) + dataset.items.columns.map(\.name)
            + dataset.context.map(\.name)
        let problem = Problem.unknown("column to slice by", word, known: known)
        throw Problem(problem.what, remedy: problem.remedy ?? "known: \(known.joined(separator: ", "))")
    }

    private func column(of entities: Entities, _ name: String, _ indices: [Int32], _ kind: String) throws
        -> Slices
    {
        guard let column = entities[name] else {
            throw Problem.unknown("column of \(kind)", name, known: entities.columns.map(\.name))
        }
        if case .numbers(let values) = column {
            return kind == "users" ? byUser(values) : byItem(values)
        }
        return slices(of: column, at: indices.map { Int($0) })
    }

    private func slices(of column: Column, at places: [Int?]) -> Slices {
        switch column {
        case .numbers(let values):
            Slices(places.map { $0.map { values[$0] } ?? .nan }, groups: groups)
        case .texts(let texts):
            Slices(places.map { $0.map { texts[$0].isEmpty ? [] : [texts[$0]] } ?? [] })
        case .labels(let labels): Slices(places.map { $0.map { labels[$0] } ?? [] })
        }
    }

    private func byUser(_ values: [Double]) -> Slices {
        let everyone = Set(rows.users).sorted().map { values[Int($0)] }
        return Slices(rows.users.map { values[Int($0)] }, among: everyone, groups: groups)
    }

    private func byItem(_ values: [Double]) -> Slices {
        Slices(rows.items.map { values[Int($0)] }, groups: groups)
    }

    private func byTime(_ names: [String], _ place: (Int64) -> Int) throws -> Slices {
        guard rows.hasTimes else {
            throw Problem("\(dataset.name) has no times", remedy: "slice by activity, or by a column")
        }
        return Slices(rows.times.map { [names[max(0, place($0))]] }, order: names)
    }

    private func isCold(_ counts: [Int], _ indices: [Int32], _ kind: String) -> Slices {
        let names = ["cold \(kind), below \(cold)", "warm \(kind)"]
        return Slices(indices.map { [names[counts[Int($0)] < cold ? 0 : 1]] }, order: names)
    }

    private func counts(_ indices: [Int32], _ count: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: count)
        for index in indices { counts[Int(index)] += 1 }
        return counts
    }

    /// Where each held-out row stands in the data set, by user, item and time.
    private func positions() throws -> [Int?] {
        struct Key: Hashable { let user: UserIndex, item: ItemIndex, time: Int64 }
        func key(_ rows: Interactions, _ k: Int) -> Key {
            Key(user: rows.users[k], item: rows.items[k], time: rows.hasTimes ? rows.times[k] : 0)
        }
        let wanted = Set(rows.users.indices.map { key(rows, $0) })
        let all = dataset.interactions
        var places: [Key: Int] = [:]
        for k in all.users.indices {
            let own = key(all, k)
            if wanted.contains(own) { places[own] = k }
        }
        return rows.users.indices.map { places[key(rows, $0)] }
    }
}
