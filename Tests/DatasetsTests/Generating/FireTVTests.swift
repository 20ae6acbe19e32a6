import Datasets
import Declarations
import Foundation
import Testing

/// A folder that goes away with the test.
final class MadeWorld: Sendable {
    let path: String
    init() {
        path = FileManager.default.temporaryDirectory.path + "/reel-\(UUID().uuidString)"
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: path + "/" + name)) }
    func lines(_ name: String) throws -> [Substring] {
        String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n")
    }
    /// A file without quoted fields: its header and its cells by row.
    func cells(_ name: String) throws -> (header: [String], rows: [[Substring]]) {
        let lines = try lines(name)
        let rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        return (lines[0].split(separator: ",").map(String.init), rows)
    }
}

@Suite struct FireTVTests {
    private let files = [
        "users.csv", "content.csv", "watch_history.csv", "content_reactions.csv", "user_connections.csv",
        "planted_users.csv", "planted_content.csv", "README.txt",
    ]

    private func generate(_ users: Int, _ items: Int, _ events: Int, seed: Int = 1) throws -> MadeWorld {
        let scratch = MadeWorld()
        let generator = FireTVGenerator(
            users: users, items: items, events: events, seed: seed, to: scratch.path)
        #expect(try generator.generate(watching: .silent) == scratch.path)
        return scratch
    }

    @Test func sameSeedSameBytes() throws {
        let (a, b) = (try generate(120, 300, 9000, seed: 5), try generate(120, 300, 9000, seed: 5))
        let other = try generate(120, 300, 9000, seed: 6)
        for file in files {
            #expect(try a.bytes(file) == b.bytes(file))
            #expect(try a.bytes(file) != other.bytes(file))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: a.path).sorted() == files.sorted())
    }

    /// Hashes of what was once generated: another machine, another number of threads, another release of Swift must
    /// make the same bytes.
    @Test func bytesAreThoseOfEveryMachine() throws {
        let scratch = try generate(120, 300, 9000, seed: 5)
        var print = Fingerprint()
        for file in files where file != "README.txt" { print.add(Array(try scratch.bytes(file))) }
        #expect(print.hex == "831ee030b90df6bb361d442513737e35")
    }

    @Test func loadsBack() throws {
        let scratch = try generate(200, 400, 12_000)
        let dataset = try loadFireTV(folder: scratch.path)
        #expect(dataset.interactions.count == 12_000)
        #expect(!dataset.interactions.hasRatings)
        #expect(dataset.interactions.hasTimes)
        #expect(try scratch.lines("watch_history.csv").count == 12_001)
        #expect(try scratch.lines("users.csv").count == 201)
        #expect(dataset.ties.count > 200)
        #expect(dataset.context.map(\.name).contains("completion"))
        guard case .texts(let titles)? = dataset.items["title"],
            case .labels(let genres)? = dataset.items["genres"]
        else { throw Problem("titles or genres are missing") }
        #expect(Set(titles).count == titles.count)
        #expect(titles.contains { $0.contains(",") })
        #expect(titles.contains { $0.contains("\"") })
        #expect(titles.contains { $0.unicodeScalars.contains { $0.properties.isEmojiPresentation } })
        #expect(genres.allSatisfy { (1...3).contains($0.count) })
    }

    /// Every user's events lie in the window and in the order of time; one who watches very much is cut by weeks.
    @Test func oneUserMayWatchVeryMuch() throws {
        let scratch = try generate(1, 40, 200_000)
        let dataset = try loadFireTV(folder: scratch.path)
        #expect(dataset.interactions.count == 200_000)
        let times = dataset.interactions.times
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        #expect((times.first ?? 0) >= 1_736_121_600)
        #expect((times.last ?? .max) < 1_736_121_600 + 52 * 7 * 86_400)
    }

    @Test func smallWorldsWork() throws {
        for (users, items, events) in [(1, 1, 1), (3, 1, 50), (50, 2, 10)] {
            let scratch = try generate(users, items, events)
            #expect(try scratch.lines("watch_history.csv").count == events + 1)
            #expect(try loadFireTV(folder: scratch.path).interactions.count == events)
        }
    }

    /// What is interrupted leaves no half of a file behind, under no name.
    @Test func interruptionLeavesNoHalves() throws {
        let scratch = MadeWorld()
        let generator = FireTVGenerator(users: 300, items: 100, events: 2_000_000, to: scratch.path)
        let flag = Interrupt.Flag()
        let watcher = Watcher(progress: { if $0.task.hasSuffix("events"), $0.part > 0.3 { flag.raise() } })
        Interrupt.$own.withValue(flag) {
            #expect(throws: Interrupted.self) { try generator.generate(watching: watcher) }
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
        #expect(!left.contains { $0.hasPrefix("watch_history") || $0.hasSuffix(".part") })
        #expect(left.contains("users.csv"))
    }

    @Test func aFolderThatCannotBeMadeIsSaid() throws {
        let scratch = try generate(2, 2, 2)
        let generator = FireTVGenerator(users: 2, items: 2, events: 2, to: scratch.path + "/users.csv/inside")
        let found = problem { _ = try generator.generate(watching: .silent) }
        #expect(found?.what.contains("users.csv/inside cannot be made") == true)
    }
}

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
