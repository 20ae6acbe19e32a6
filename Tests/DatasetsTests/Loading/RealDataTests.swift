import Datasets
import Declarations
import Foundation
import Testing

/// Folder with the real data sets, from the environment; tests that need it are skipped without.
let realData = ProcessInfo.processInfo.environment["REEL_DATA"]

/// Counts are those that each set's PROVENANCE.txt states, counted there with pandas.
@Suite(.enabled(if: realData != nil, "REEL_DATA names no folder with the real data sets"))
struct RealDataTests {
    struct Expected: CustomStringConvertible {
        var path: String
        var users, items, rows: Int
        var description: String { path }
    }
    static let sets = [
        Expected(path: "ml-100k", users: 943, items: 1682, rows: 100_000),
        Expected(path: "ml-1m", users: 6040, items: 3706, rows: 1_000_209),
        Expected(path: "ml-latest-small", users: 610, items: 9724, rows: 100_836),
        Expected(path: "movietweetings-100k", users: 16_554, items: 10_506, rows: 100_000),
        Expected(path: "filmtrust", users: 1508, items: 2071, rows: 35_497),
        Expected(path: "depaulmovie", users: 97, items: 79, rows: 5043),
        Expected(path: "lastfm-2k-hetrec", users: 1892, items: 17_632, rows: 92_834),
        Expected(path: "recbole-ml-100k", users: 943, items: 1682, rows: 100_000),
        Expected(path: "sasrec-ml-1m", users: 6040, items: 3416, rows: 999_611),
        Expected(path: "ncf-ml-1m", users: 6040, items: 3706, rows: 1_000_209),
        Expected(path: "camra2011", users: 602, items: 7710, rows: 116_344),
        Expected(path: "anime-caserec/anime/anime_ratings.dat", users: 4714, items: 7157, rows: 419_943),
        Expected(path: "anime-caserec/anime/anime_history.dat", users: 5000, items: 7390, rows: 520_609),
    ]

    func path(_ name: String) -> String { "\(realData ?? "")/\(name)" }
    func texts(_ column: Column?) -> [String] {
        if case .texts(let texts)? = column { texts } else { [] }
    }
    func numbers(_ column: Column?) -> [Double] {
        if case .numbers(let numbers)? = column { numbers } else { [] }
    }
    func labels(_ column: Column?) -> [[String]] {
        if case .labels(let labels)? = column { labels } else { [] }
    }

    @Test(arguments: sets) func countsAreThoseOfTheProvenance(set: Expected) throws {
        let data = try load(path(set.path))
        #expect(data.users.count == set.users)
        #expect(data.items.count == set.items)
        #expect(data.interactions.count == set.rows)
        #expect(data.interactions.items.count == set.rows)
        #expect([0, set.rows].contains(data.interactions.times.count))
        #expect(data.fingerprint.count == 32)
        #expect(data.history == ["load \(path(set.path))"])
    }

    /// Sums by: awk '{s+=$3; t+=$4} END {printf "%d %d\n", s, t}' u.data; head -1 u.data
    @Test func hundredKIsReadToTheLastField() throws {
        let data = try load(path("ml-100k"))
        let rows = data.interactions
        #expect(rows.ratings.reduce(0.0) { $0 + Double($1) } == 352_986)
        #expect(rows.times.reduce(0, +) == 88_352_885_148_862)
        #expect(data.users.ids[Int(rows.users[0])] == "196" && data.items.ids[Int(rows.items[0])] == "242")
        #expect(data.items.ids.first == "1" && data.items.ids.last == "1682")
        #expect(data.items.label(0) == "Toy Story (1995)")
        #expect(numbers(data.items["year"])[0] == 1995)
        #expect(labels(data.items["genres"])[0] == ["Animation", "Children's", "Comedy"])
        #expect(texts(data.items["title"])[542] == "Misérables, Les (1995)")
        #expect(texts(data.users["occupation"])[0] == "technician" && numbers(data.users["age"])[0] == 24)
    }

    @Test(arguments: ["u1", "u5", "ua"]) func officialFoldsComeAsTheShippedSplit(fold: String) throws {
        var options = LoadOptions()
        options.fold = fold
        let data = try load(path("ml-100k"), options)
        let split = try #require(data.shippedSplit)
        let test = fold == "ua" ? 9430 : 20_000
        #expect(split.test.count == test && split.train.count == 100_000 - test)
        #expect(data.interactions.count == 100_000)
        #expect(data.history[0].hasSuffix("fold=\(fold)") || data.history[0].hasSuffix("fold=\"\(fold)\""))
        // First lines of u1.test, u5.test and ua.test all belong to user 1.
        #expect(data.users.ids[Int(split.test.users[0])] == "1")
    }

    @Test func latinTitlesOfOneMillionAreReadable() throws {
        let loaded = try loadWithNotes(path("ml-1m"))
        let titles = texts(loaded.dataset.items["title"])
        #expect(titles.contains("Misérables, Les (1995)"))
        #expect(loaded.notes.contains { $0.contains("movies.dat") && $0.contains("Latin-1") })
        #expect(texts(loaded.dataset.users["occupation"])[0] == "K-12 student")
        #expect(numbers(loaded.dataset.users["age"])[0] == 1)
        let ratings = loaded.dataset.interactions.ratings
        #expect(ratings.filter { $0 == 1 }.count == 56_174)
    }

    @Test func latestSmallBringsTagsLinksAndEmptyGenres() throws {
        let data = try load(path("ml-latest-small"))
        #expect(texts(data.items["imdb"])[0] == "0114709" && texts(data.items["tmdb"])[0] == "862")
        // grep -c "(no genres listed)" movies.csv is 34; 9,742 movies are listed, 9,724 of them rated.
        #expect(labels(data.items["genres"]).filter(\.isEmpty).count == 34)
        // grep "^[0-9]*,1," tags.csv: pixar, pixar, fun
        #expect(labels(data.items["tags"])[0] == ["pixar", "fun"])
        var options = LoadOptions()
        options.catalogue = .all
        #expect(try load(path("ml-latest-small"), options).items.count == 9742)
    }

    @Test func filmTrustHasTies() throws {
        // awk 'NR==FNR {u[$1]; next} $1 in u && $2 in u' ratings.txt trust.txt | wc -l: 1632 of 1853 links; with the
        // users of trust.txt there are 1642.
        let loaded = try loadWithNotes(path("filmtrust"))
        #expect(loaded.dataset.ties.count == 1632 && loaded.notes.count == 1)
        var options = LoadOptions()
        options.catalogue = .all
        let all = try load(path("filmtrust"), options)
        #expect(all.ties.count == 1853)
        #expect(all.users.count == 1642)
    }

    @Test func dePaulKeepsItsContext() throws {
        let data = try load(path("depaulmovie"))
        #expect(data.context.map(\.name) == ["Time", "Location", "Companion"])
        #expect(Set(texts(data.context[0].column)) == ["NA", "Weekend", "Weekday"])
        #expect(!data.interactions.hasTimes)
        #expect(data.users.ids[0] == "1001" && data.items.ids[0] == "tt1499658")
    }

    @Test func lastFMHasNamesFriendsAndTags() throws {
        let data = try load(path("lastfm-2k-hetrec"))
        #expect(data.items.label(0) == "MALICE MIZER")
        #expect(data.ties.count == 25_434)
        #expect(data.interactions.ratings[0] == 13_883)
        #expect(labels(data.items["tags"]).contains { $0.contains("metal") })
    }

    @Test func recBoleFilesAgreeWithTheOriginal() throws {
        let atomic = try load(path("recbole-ml-100k"))
        let original = try load(path("ml-100k"))
        #expect(atomic.interactions.users == original.interactions.users)
        #expect(atomic.interactions.items == original.interactions.items)
        #expect(atomic.interactions.ratings == original.interactions.ratings)
        #expect(atomic.interactions.times == original.interactions.times)
        #expect(atomic.items.label(0) == "Toy Story" && numbers(atomic.items["year"])[0] == 1995)
        #expect(labels(atomic.items["genres"])[0] == ["Animation", "Children's", "Comedy"])
        #expect(texts(atomic.users["occupation"]) == texts(original.users["occupation"]))
    }

    @Test(arguments: ["ncf-ml-1m", "ncf-ml-1m/ml-1m", "ncf-ml-1m/ml-1m.test.negative"])
    func candidatesComeWithTheirSplit(name: String) throws {
        let data = try load(path(name))
        let fold = try #require(data.shippedSplit)
        let candidates = try #require(fold.candidates)
        #expect(fold.train.count == 994_169 && fold.test.count == 6040)
        #expect(candidates.size == 99)
        // Python: sum(len(set(line.split()[1:])) for line in the file)
        #expect(candidates.items.count == 597_960)
        // The files number users and items from 0 on, so indices are the files' own ids.
        #expect(data.items.ids == (0..<3706).map(String.init))
        #expect(
            fold.test.items[0] == 25 && candidates.items.indices[candidates.items.range(0)].contains(1064))
    }

    @Test func sequencesKeepTheOrderOfTheFile() throws {
        let data = try load(path("sasrec-ml-1m"))
        #expect(!data.interactions.hasTimes && !data.interactions.hasRatings)
        #expect(data.items.ids[Int(data.interactions.items.last ?? 0)] == "154")
    }

    @Test func catalogueOnlySetsSayWhatIsMissing() {
        let problem = #expect(throws: Problem.self) { try load(path("netflix-titles")) }
        #expect(problem?.what.contains("user") == true)
    }
}
