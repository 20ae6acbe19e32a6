import Datasets
import Declarations
import Testing

/// What is planted is what is found.
@Suite struct PlantedTruthTests {
    private let world: World

    init() throws { world = try World() }

    /// A generated folder with its truth, read from the planted files alone.
    private struct World {
        let scratch = MadeWorld()
        let dataset: Dataset
        /// [users][genres], [users][factors], [items][factors], by the data set's indices.
        let preferences: [[Double]]
        let userTaste: [[Double]]
        let itemTaste: [[Double]]
        let popularity: [Double]
        let genres: [[Int]]
        let favourites: [String]
        let rhythm: [[Double]]
        let weekend: [Double]
        let names: [String]

        init() throws {
            let generator = FireTVGenerator(
                users: 600, items: 1500, events: 60_000, seed: 3, to: scratch.path)
            _ = try generator.generate(watching: .silent)
            let loaded = try loadFireTV(folder: scratch.path)
            dataset = loaded
            let (header, users) = try scratch.cells("planted_users.csv")
            let userOf = Dictionary(uniqueKeysWithValues: users.map { (String($0[0]), $0) })
            let ordered = loaded.users.ids.compactMap { userOf[$0] }
            func columns(_ beginning: String) -> [Int] {
                header.indices.filter { header[$0].hasPrefix(beginning) }
            }
            func numbers(_ row: [Substring], _ columns: [Int]) -> [Double] {
                columns.compactMap { Double(row[$0]) }
            }
            let genreColumns = columns("prefers_")
            names = genreColumns.map { String(header[$0].dropFirst("prefers_".count)) }
            preferences = ordered.map { numbers($0, genreColumns) }
            userTaste = ordered.map { numbers($0, columns("taste_")) }
            favourites = ordered.map { String($0[1]) }
            rhythm = ordered.map { numbers($0, Array(2...5)) }
            weekend = ordered.map { Double($0[6]) ?? .nan }
            let (_, items) = try scratch.cells("planted_content.csv")
            let itemOf = Dictionary(uniqueKeysWithValues: items.map { (String($0[0]), $0) })
            let content = loaded.items.ids.compactMap { itemOf[$0] }
            popularity = content.compactMap { Double($0[2]) }
            itemTaste = content.map { numbers($0, Array(3...10)) }
            guard case .labels(let labels)? = loaded.items["genres"] else { throw Problem("no genres") }
            let names = names
            genres = labels.map { $0.compactMap { names.firstIndex(of: $0) } }
        }

        /// like(u, i) of README.txt.
        func liking(_ user: Int, _ item: Int) -> Double {
            let dot = zip(userTaste[user], itemTaste[item]).reduce(0) { $0 + $1.0 * $1.1 }
            let x = 2 * dot / 8.0.squareRoot()
            return (1 + x / (1 + x * x).squareRoot()) / 2
        }

        /// Sum of pop_j / m_j over the items of each genre.
        var sums: [Double] {
            var sums = [Double](repeating: 0, count: names.count)
            for (item, own) in genres.enumerated() {
                for genre in own { sums[genre] += popularity[item] / Double(own.count) }
            }
            return sums
        }

        /// P(i | u) of README.txt, up to a factor.
        func probabilities(_ user: Int, _ sums: [Double]) -> [Double] {
            genres.indices.map { item in
                let drawn = genres[item].reduce(0.0) {
                    $0 + preferences[user][$1] * popularity[item] / Double(genres[item].count) / sums[$1]
                }
                return liking(user, item) * drawn
            }
        }
    }

    /// Share of users whose last new item is among the first 20 of a ranking of what they had not seen before.
    private func hits(_ scores: (Int) -> [Double]) -> Double {
        let rows = world.dataset.interactions
        var seen = [Int: Set<Int>]()
        var last = [Int: Int]()
        for row in 0..<rows.count {
            let (user, item) = (Int(rows.users[row]), Int(rows.items[row]))
            if seen[user, default: []].insert(item).inserted { last[user] = item }
        }
        let found = last.count { user, item in
            let scores = scores(user)
            let ahead = scores.indices.count {
                scores[$0] > scores[item] && seen[user]?.contains($0) == false
            }
            return ahead < 20
        }
        return Double(found) / Double(last.count)
    }

    @Test func theTruthRanksFarBetterThanPopularity() {
        let sums = world.sums
        let truth = hits { world.probabilities($0, sums) }
        let popular = hits { _ in world.popularity }
        #expect(truth > 2.5 * popular, "truth \(truth), popular \(popular)")
        #expect(truth > 0.25)
    }

    @Test func whatIsWatchedFollowsTheStatedProbabilities() {
        // Items first seen, of everybody, against the probabilities of README.txt: genre by genre within a few percent.
        let rows = world.dataset.interactions
        let sums = world.sums
        var (seen, expected) = ([Double](repeating: 0, count: 18), [Double](repeating: 0, count: 18))
        var counts = [Int: Int]()
        var pairs = Set<Int>()
        for row in 0..<rows.count {
            let (user, item) = (Int(rows.users[row]), Int(rows.items[row]))
            guard pairs.insert(user * 10_000 + item).inserted else { continue }
            counts[user, default: 0] += 1
            for genre in world.genres[item] { seen[genre] += 1 }
        }
        for (user, count) in counts where count < 60 {
            let p = world.probabilities(user, sums)
            let total = p.reduce(0, +)
            for item in p.indices {
                for genre in world.genres[item] { expected[genre] += p[item] / total * Double(count) }
            }
        }
        // Busy users run out of what they like most; they are left out of the expectation, so only shares compare.
        let (a, b) = (seen.reduce(0, +), expected.reduce(0, +))
        for genre in 0..<18 {
            #expect(abs(seen[genre] / a - expected[genre] / b) < 0.03, "\(world.names[genre])")
        }
    }

    @Test func theGenreWatchedMostIsTheOnePlanted() {
        let rows = world.dataset.interactions
        var counts = [[Double]](
            repeating: [Double](repeating: 0, count: 18), count: world.dataset.users.count)
        var events = [Int](repeating: 0, count: world.dataset.users.count)
        for row in 0..<rows.count {
            events[Int(rows.users[row])] += 1
            let own = world.genres[Int(rows.items[row])]
            for genre in own { counts[Int(rows.users[row])][genre] += 1 / Double(own.count) }
        }
        let watchers = events.indices.filter { events[$0] >= 30 }
        let agree = watchers.count { user in
            counts[user].indices.max { counts[user][$0] < counts[user][$1] }
                .map { world.names[$0] == world.favourites[user] } ?? false
        }
        #expect(Double(agree) / Double(watchers.count) > 0.75)
    }

    /// Pearson's chi-squared against the mixture that README.txt states, with 23 degrees of freedom: 58 is the
    /// 99.99th percentile (scipy.stats.chi2.ppf(0.9999, 23) = 56.3).
    @Test func hoursFollowThePlantedRhythm() {
        let profiles: [[Double]] = [
            [0, 0, 0, 0, 0, 1, 4, 8, 8, 5, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 4, 5, 7, 8, 8, 7, 5, 3, 2, 1, 1, 1, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 4, 8, 12, 14, 12, 6, 2],
            [10, 7, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 5, 9, 11],
        ]
        var (seen, expected) = ([Double](repeating: 0, count: 24), [Double](repeating: 0, count: 24))
        let rows = world.dataset.interactions
        for (user, time) in zip(rows.users, rows.times) {
            seen[Int(time / 3600 % 24)] += 1
            let sum = world.rhythm[Int(user)].reduce(0, +)
            for (weight, profile) in zip(world.rhythm[Int(user)], profiles) {
                let total = profile.reduce(0, +)
                for hour in 0..<24 { expected[hour] += weight / sum * profile[hour] / total }
            }
        }
        let statistic = zip(seen, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / $1.1 }
        #expect(statistic < 58, "\(statistic)")
        #expect(seen.indices.max { seen[$0] < seen[$1] } == 20)
    }

    /// The same for the days of the week (1970-01-01 was a Thursday), with 6 degrees of freedom.
    @Test func daysFollowThePlantedWeekend() {
        var (seen, expected) = ([Double](repeating: 0, count: 7), [Double](repeating: 0, count: 7))
        let rows = world.dataset.interactions
        for (user, time) in zip(rows.users, rows.times) {
            seen[Int((time / 86_400 + 3) % 7)] += 1
            let uplift = world.weekend[Int(user)]
            let weights = [1, 1, 1, 1, 1.2 * uplift, 1.6 * uplift, 1.4 * uplift]
            for day in 0..<7 { expected[day] += weights[day] / weights.reduce(0, +) }
        }
        let statistic = zip(seen, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / $1.1 }
        #expect(statistic < 28, "\(statistic)")
        #expect(seen[5] > 1.5 * seen[1])
    }

    @Test func completionFollowsLiking() throws {
        guard
            case .numbers(let completion)? = world.dataset.context.first(where: { $0.name == "completion" })?
                .column
        else { throw Problem("no completion") }
        let rows = world.dataset.interactions
        var (low, high) = ([Double](), [Double]())
        for row in 0..<rows.count {
            let liking = world.liking(Int(rows.users[row]), Int(rows.items[row]))
            if liking < 0.3 { low.append(completion[row]) }
            if liking > 0.9 { high.append(completion[row]) }
        }
        let (a, b) = (low.reduce(0, +) / Double(low.count), high.reduce(0, +) / Double(high.count))
        #expect(b - a > 0.35, "\(a) \(b)")
        #expect(completion.allSatisfy { (0...1).contains($0) })
    }

    @Test func reactionsFollowLiking() throws {
        let (_, rows) = try world.scratch.cells("content_reactions.csv")
        let users = Dictionary(uniqueKeysWithValues: world.dataset.users.ids.enumerated().map { ($1, $0) })
        let items = Dictionary(uniqueKeysWithValues: world.dataset.items.ids.enumerated().map { ($1, $0) })
        var likings = [String: [Double]]()
        for row in rows {
            guard let user = users[String(row[0])], let item = items[String(row[1])] else { continue }
            likings[String(row[2]), default: []].append(world.liking(user, item))
        }
        let means = likings.mapValues { $0.reduce(0, +) / Double($0.count) }
        let (love, like, dislike) = (means["love"] ?? 0, means["like"] ?? 0, means["dislike"] ?? 0)
        #expect(love > like + 0.05 && like > dislike + 0.2, "\(means)")
        #expect(rows.count > 1000)
    }

    @Test func friendsAreAlike() {
        let ties = world.dataset.ties
        let same = ties.count { world.favourites[Int($0.from)] == world.favourites[Int($0.to)] }
        let shares = Dictionary(grouping: world.favourites, by: { $0 }).values.map {
            Double($0.count) / Double(world.favourites.count)
        }
        let byChance = shares.reduce(0) { $0 + $1 * $1 }
        #expect(Double(same) / Double(ties.count) > 3 * byChance)
        #expect(ties.allSatisfy { $0.from != $0.to && $0.weight > 0 && $0.weight <= 1 })
        #expect(Set(ties).count == ties.count)
    }
}
