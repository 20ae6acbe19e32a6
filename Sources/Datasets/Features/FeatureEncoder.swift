import Foundation

/// What features are read from.
struct FeatureSource: Sendable {
    let entities: Entities
    let interactions: Interactions
    let side: Side
    /// Times of each user's rows, where they are asked for.
    let times: RowsOfUsers

    init(entities: Entities, interactions: Interactions, side: Side) {
        (self.entities, self.interactions, self.side) = (entities, interactions, side)
        times = RowsOfUsers(side == .users ? interactions : Interactions(), count: entities.count)
    }

    /// An entity's values in a column as texts: labels, a text, or a number in bins of this width.
    func labels(_ column: String, of entity: Int, bins: Double?) -> [String] {
        switch entities[column] {
        case .labels(let all): return all[entity]
        case .texts(let all): return all[entity].isEmpty ? [] : splitNames(all[entity], column)
        case .numbers(let all):
            let x = all[entity]
            guard x.isFinite else { return [] }
            guard let bins else { return ["\(x == x.rounded() ? String(Int(x)) : String(x))"] }
            return ["\(Int((x / bins).rounded(.down) * bins))s"]
        case nil: return []
        }
    }

    /// Words of an entity's texts, in small letters.
    func words(_ columns: [String], of entity: Int) -> [String] {
        columns.flatMap { column -> [String] in
            switch entities[column] {
            case .texts(let all): wordsOf(all[entity])
            case .labels(let all): all[entity].flatMap(wordsOf)
            default: []
            }
        }
    }
}

/// Times of interactions, user by user.
struct RowsOfUsers: Sendable {
    let offsets: [Int]
    let times: [Int64]

    init(_ rows: Interactions, count: Int) {
        var offsets = [Int](repeating: 0, count: count + 1)
        guard rows.hasTimes else {
            (self.offsets, times) = (offsets, [])
            return
        }
        for user in rows.users { offsets[Int(user) + 1] += 1 }
        for user in 0..<count { offsets[user + 1] += offsets[user] }
        var next = offsets
        var times = [Int64](repeating: 0, count: rows.count)
        for (user, time) in zip(rows.users, rows.times) {
            times[next[Int(user)]] = time
            next[Int(user)] += 1
        }
        (self.offsets, self.times) = (offsets, times)
    }

    subscript(user: Int) -> ArraySlice<Int64> { times[offsets[user]..<offsets[user + 1]] }
}

/// Fitted once; turns one entity into features of its own count.
protocol FeatureEncoder: Sendable {
    var names: [String] { get }
    func features(of entity: Int, in source: FeatureSource) -> [(Int, Float)]
}

/// One feature for each value: genres, people, tags, decades, occupations.
struct Labels: FeatureEncoder {
    let columns: [String]
    let bins: Double?
    let names: [String]
    private let places: [String: Int]

    /// Keeps values that `atLeast` known entities have, the `size` commonest of them, in the order of the alphabet.
    init(
        _ columns: [String], _ source: FeatureSource, _ known: [Bool], size: Int?, atLeast: Int = 1,
        bins: Double? = nil
    ) {
        (self.columns, self.bins) = (columns, bins ?? Labels.binsForMany(columns, source, known))
        var counts: [String: Int] = [:]
        for entity in known.indices where known[entity] {
            for label in Labels.values(columns, source, entity, self.bins) { counts[label, default: 0] += 1 }
        }
        names = commonest(counts, atLeast: atLeast, size: size)
        places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    }

    func features(of entity: Int, in source: FeatureSource) -> [(Int, Float)] {
        Labels.values(columns, source, entity, bins).compactMap { places[$0] }.sorted().map { ($0, 1) }
    }

    private static func values(_ columns: [String], _ source: FeatureSource, _ entity: Int, _ bins: Double?)
        -> Set<String>
    {
        Set(columns.flatMap { source.labels($0, of: entity, bins: bins) })
    }

    /// Numbers of more than a dozen values are put into bins of ten: ages.
    private static func binsForMany(_ columns: [String], _ source: FeatureSource, _ known: [Bool]) -> Double?
    {
        guard columns.count == 1, case .numbers(let all)? = source.entities[columns[0]] else { return nil }
        return Set(zip(all, known).compactMap { $1 && $0.isFinite ? $0 : nil }).count > 12 ? 10 : nil
    }
}

/// A number less its mean, over its standard deviation; nothing where it is missing.
struct Standardised: FeatureEncoder {
    let column: String
    private let mean: Double
    private let sd: Double
    var names: [String] { [column] }

    init(_ column: String, _ source: FeatureSource, _ known: [Bool]) {
        self.column = column
        var all: [Double] = []
        if case .numbers(let numbers)? = source.entities[column] {
            all = zip(numbers, known).compactMap { $1 && $0.isFinite ? $0 : nil }
        }
        let mean = all.reduce(0, +) / Double(max(1, all.count))
        let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, all.count))
        (self.mean, sd) = (mean, variance > 0 ? variance.squareRoot() : 1)
    }

    func features(of entity: Int, in source: FeatureSource) -> [(Int, Float)] {
        guard case .numbers(let all)? = source.entities[column], all[entity].isFinite else { return [] }
        return [(0, Float((all[entity] - mean) / sd))]
    }
}

/// Words by TF-IDF, the rows of length 1 (Salton & Buckley 1988; the smoothed form of scikit-learn's TfidfVectorizer):
/// idf_t = ln((1 + n) / (1 + df_t)) + 1 over the n known entities.
struct WeightedWords: FeatureEncoder {
    let columns: [String]
    let names: [String]
    private let places: [String: Int]
    private let idf: [Float]

    init(_ columns: [String], _ source: FeatureSource, _ known: [Bool], size: Int) {
        self.columns = columns
        var counts: [String: Int] = [:]
        for entity in known.indices where known[entity] {
            for word in Set(source.words(columns, of: entity)) { counts[word, default: 0] += 1 }
        }
        let n = Double(known.count { $0 })
        names = commonest(counts, atLeast: 2, size: size)
        places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        idf = names.map { Float(log((1 + n) / (1 + Double(counts[$0] ?? 0))) + 1) }
    }

    func features(of entity: Int, in source: FeatureSource) -> [(Int, Float)] {
        var counts: [Int: Float] = [:]
        for word in source.words(columns, of: entity) {
            if let place = places[word] { counts[place, default: 0] += 1 }
        }
        let weights = counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value * idf[$0.key]) }
        let length = weights.reduce(0) { $0 + $1.1 * $1.1 }.squareRoot()
        return weights.map { ($0.0, $0.1 / length) }
    }
}

/// Words hashed into a fixed number of features, each with a sign (Weinberger et al., ICML 2009): no vocabulary.
struct HashedWords: FeatureEncoder {
    let columns: [String]
    let size: Int
    var names: [String] { (0..<size).map { "#\($0)" } }

    init(_ columns: [String], size: Int) { (self.columns, self.size) = (columns, size) }

    func features(of entity: Int, in source: FeatureSource) -> [(Int, Float)] {
        var sums: [Int: Float] = [:]
        for word in source.words(columns, of: entity) {
            let hash = scattered(word)
            sums[Int((hash >> 1) % UInt64(size)), default: 0] += hash & 1 == 0 ? 1 : -1
        }
        let length = sums.values.map { $0 * $0 }.sorted().reduce(0, +).squareRoot()
        return length == 0 ? [] : sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value / length) }
    }
}

/// When a user watches: shares of the rows by hour of the day or day of the week, in UTC.
struct Moments: FeatureEncoder {
    enum Unit { case hours, weekdays }
    let unit: Unit

    init(_ unit: Unit) { self.unit = unit }

    /// 1970 began on a Thursday.
    private static let days = ["thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"]
    var names: [String] { unit == .hours ? (0..<24).map { "\($0)h" } : Self.days }

    func features(of entity: Int, in source: FeatureSource) -> [(Int, Float)] {
        let times = source.times[entity]
        var counts = [Float](repeating: 0, count: names.count)
        for time in times {
            let hour = Int((Double(time) / 3600).rounded(.down))
            let place = unit == .hours ? hour : Int((Double(hour) / 24).rounded(.down))
            counts[(place % counts.count + counts.count) % counts.count] += 1
        }
        return counts.enumerated().filter { $0.element > 0 }.map { ($0, $1 / Float(times.count)) }
    }
}

/// The values that enough have, the commonest where there is room for so many only; in the order of the alphabet.
private func commonest(_ counts: [String: Int], atLeast: Int, size: Int?) -> [String] {
    let all = counts.filter { $0.value >= atLeast }
    let kept = all.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(size ?? all.count)
    return kept.map(\.key).sorted()
}

/// Letters and digits in a row, in small letters, of two bytes or more. All that is not ASCII counts as a letter.
func wordsOf(_ text: String) -> [String] {
    Array(text.lowercased().utf8)
        .split { byte in
            byte < 0x80 && !(0x61...0x7A).contains(byte) && !(0x30...0x39).contains(byte)
        }
        .filter { $0.count > 1 }.map { String(decoding: $0, as: UTF8.self) }
}

/// FNV-1a (Fowler, Noll & Vo), then scattered once more, as its low bits are weak.
private func scattered(_ word: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    return hash ^ (hash >> 33)
}

/// People's names of a text column, which commas or bars part; anything else is one label.
private func splitNames(_ text: String, _ column: String) -> [String] {
    guard FeatureKind.people.columns.contains(column) || FeatureKind.tags.columns.contains(column) else {
        return [text]
    }
    // "Joss Whedon (screenplay by)" is Joss Whedon.
    return text.split { $0 == "," || $0 == "|" }.map { name in
        String(name.prefix { $0 != "(" }).trimmingCharacters(in: .whitespaces)
    }.filter { !$0.isEmpty && $0 != "N/A" }
}
