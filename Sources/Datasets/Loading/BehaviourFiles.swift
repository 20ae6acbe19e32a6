import Declarations
import Foundation

/// Behaviour as `generate behaviour` writes it: `behaviour.csv` (user, time, a column per channel, empty where nothing
/// was observed) and `traits.csv` (user, a column per trait); beside them, where there are any, `users.csv` and
/// `planted.json`, of which only the unit of time and the reachable skill are read.
struct BehaviourFiles {
    let shelf: Shelf
    let options: LoadOptions
    let watcher: Watcher

    static func isOne(_ shelf: Shelf) -> Bool { shelf["behaviour.csv"] != nil && shelf["traits.csv"] != nil }

    /// What planted.json says to whoever loads the folder.
    private struct Planted: Decodable {
        var timeUnit: String?
        var traits: [String]?
        var reachableSkill: [Double]?
    }

    func loaded(named name: String) throws -> Loaded {
        guard let observed = shelf["behaviour.csv"], let wanted = shelf["traits.csv"] else {
            throw Problem("\(shelf.shown) needs behaviour.csv and traits.csv")
        }
        let observations = try NumberTable(observed, options, watcher)
        let traits = try NumberTable(wanted, options, watcher)
        try refuseDoubles(traits, in: wanted)
        let (ids, indices) = Vocabulary.join([observations.users, traits.users])
        let people = [Set(indices[0]), Set(indices[1])]
        let kept = ids.indices.filter { people[0].contains(Int32($0)) && people[1].contains(Int32($0)) }
        guard !kept.isEmpty else {
            throw Problem("no user of \(observed.shown) stands in \(wanted.shown)")
        }
        var place = [Int32](repeating: -1, count: ids.count)
        for (new, old) in kept.enumerated() { place[old] = Int32(new) }
        var series = try SeriesTable(
            observations, users: kept.count, file: observed, of: { place[Int(indices[0][Int($0)])] })
        series.sortByTime()
        let targets = matrix(traits, users: kept.count) { place[Int(indices[1][Int($0)])] }
        let userIDs = kept.map { ids[$0] }
        let attributes = try shelf["users.csv"].map {
            try PlainFiles.attributes($0, options).aligned(to: userIDs)
        }
        let planted = try planted()
        let behaviour = Behaviour(
            channels: series.channels, offsets: series.offsets, times: series.times, values: series.values,
            statics: NamedColumns(numbersIn: attributes ?? [], rows: kept.count),
            targets: Targets(traits: targets), timeUnit: planted?.timeUnit ?? "steps",
            reachableSkill: planted?.traits == targets.names ? planted?.reachableSkill : nil)
        let dataset = Dataset(
            name: name, users: Entities(ids: userIDs, columns: attributes ?? []), items: Entities(),
            interactions: Interactions(), behaviour: behaviour)
        return Loaded(dataset: dataset, notes: notes(observations, traits, ids.count - kept.count))
    }

    private func notes(_ observations: NumberTable, _ traits: NumberTable, _ lost: Int) -> [String] {
        let bad = observations.left + traits.left
        return
            (lost > 0
            ? ["\(lost) users have no row in one of behaviour.csv and traits.csv and are left out"] : [])
            + (bad > 0 ? ["\(bad) rows could not be read and are left out"] : [])
    }

    /// A user has one row of traits.
    private func refuseDoubles(_ traits: NumberTable, in file: DataFile) throws {
        guard traits.users.count < traits.rows.count else { return }
        var seen = Set<Int32>()
        let row = traits.rows.firstIndex { !seen.insert($0).inserted } ?? 0
        throw Problem(
            "user \(traits.users[Int(traits.rows[row])]) has a second row of traits",
            remedy: "keep one of them",
            at: Place(file: file.shown, line: row + 2))
    }

    private func matrix(_ table: NumberTable, users: Int, of user: (Int32) -> Int32) -> NamedColumns {
        var values = [Float](repeating: .nan, count: users * table.names.count)
        for (row, owner) in table.rows.enumerated() {
            let u = Int(user(owner))
            guard u >= 0 else { continue }
            for (j, column) in table.columns.enumerated() {
                values[u * table.names.count + j] = Float(column[row])
            }
        }
        return NamedColumns(table.names, values: values)
    }

    private func planted() throws -> Planted? {
        guard let file = shelf["planted.json"] else { return nil }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let planted = try? decoder.decode(Planted.self, from: Data(try file.all(watcher))) else {
            throw Problem(
                "\(file.shown) is not what generate behaviour writes", remedy: "generate again, or remove it")
        }
        return planted
    }
}

extension NamedColumns {
    /// The numeric ones of some attributes.
    init(numbersIn columns: [(name: String, column: Column)], rows: Int) {
        let numeric = columns.compactMap { name, column -> (String, [Double])? in
            if case .numbers(let numbers) = column { (name, numbers) } else { nil }
        }
        var values = [Float](repeating: .nan, count: rows * numeric.count)
        for (j, column) in numeric.enumerated() {
            for row in 0..<rows { values[row * numeric.count + j] = Float(column.1[row]) }
        }
        self.init(numeric.map(\.0), values: values)
    }
}
