import Datasets
import Declarations
import Testing

@Suite struct KCoreTests {
    /// Takes out whoever falls short, again and again, without any cleverness.
    private func slow(_ rows: [Row], users: Int, items: Int) -> Set<Row> {
        var rows = Set(rows)
        while true {
            let perUser = Dictionary(grouping: rows, by: \.user).mapValues(\.count)
            let perItem = Dictionary(grouping: rows, by: \.item).mapValues(\.count)
            let left = rows.filter {
                perUser[$0.user, default: 0] >= users && perItem[$0.item, default: 0] >= items
            }
            if left.count == rows.count { return left }
            rows = left
        }
    }

    @Test(arguments: 0..<12) func isTheFixedPoint(seed: Int) throws {
        let dataset = Toy.dataset(users: 60, items: 50, rows: 330, seed: seed)
        let (users, items) = (2 + seed % 5, 2 + seed % 4)
        let expected = slow(dataset.interactions.all, users: users, items: items)
        let filter = try KCore().with(["users": .number(Double(users)), "items": .number(Double(items))])
        guard !expected.isEmpty else {
            #expect(problem { _ = try filter.apply(dataset, watching: .silent) } != nil)
            return
        }
        let core = try filter.apply(dataset, watching: .silent)
        #expect(core.interactions.count == expected.count)
        #expect(Set(core.external) == Set(expected.map { dataset.external($0) }))
        #expect(try filter.apply(core, watching: .silent).fingerprint == core.fingerprint)
    }
}

@Suite(.enabled(if: Toy.real != nil, "REEL_DATA is not set")) struct RealFilterTests {
    private func core(_ name: String, _ least: Double) throws -> Dataset {
        let dataset = try load(try #require(Toy.real) + "/" + name)
        let filter = try KCore().with(["users": .number(least), "items": .number(least)])
        return try filter.apply(dataset, watching: .silent)
    }

    /// What SASRec's authors publish of their 5-core of MovieLens 1M (Kang & McAuley 2018, Table II: 6 040 users,
    /// 3 416 items, 1.0 M actions; 999 611 lines in their file).
    @Test func fiveCoreOfMovieLens1MIsSASRecs() throws {
        let core = try core("ml-1m", 5)
        #expect((core.users.count, core.items.count, core.interactions.count) == (6040, 3416, 999_611))
    }

    /// NumPy, until nothing changes: u, uc = np.unique(a[:, 0], return_counts=True); i, ic the same of a[:, 1];
    /// a = a[np.isin(a[:, 0], u[uc >= k]) & np.isin(a[:, 1], i[ic >= k])]
    @Test func coresOfMovieLens100K() throws {
        let twenty = try core("ml-100k", 20)
        #expect((twenty.users.count, twenty.items.count, twenty.interactions.count) == (917, 937, 94_443))
        let fifty = try core("ml-100k", 50)
        #expect((fifty.users.count, fifty.items.count, fifty.interactions.count) == (513, 560, 69_222))
        #expect(problem { _ = try core("ml-100k", 100) }?.what.hasSuffix("leaves nothing of ml-100k") == true)
    }

    /// The published test of neural collaborative filtering outlives a filter, with its candidate lists.
    @Test func theShippedSplitOfNCFFollows() throws {
        let core = try core("ncf-ml-1m", 20)
        let fold = try #require(core.shippedSplit)
        #expect(fold.train.count + fold.test.count == core.interactions.count)
        let candidates = try #require(fold.candidates)
        #expect(candidates.items.rows == core.users.count)
        #expect(candidates.items.columns == core.items.count)
        #expect(candidates.items.indices.allSatisfy { $0 < core.items.count })
    }
}

extension Dataset {
    /// Rows by external ids, which filters never touch.
    var external: [String] { interactions.all.map { external($0) } }
    func external(_ row: Row) -> String {
        "\(users.ids[Int(row.user)]) \(items.ids[Int(row.item)]) \(row.rating) \(row.time)"
    }
}

@Suite struct FilterTests {
    private let dataset: Dataset = {
        var dataset = Toy.dataset(
            [
                (0, 0, 5, 100), (0, 1, 2, 90), (1, 1, 4, 80), (1, 1, 3, 95), (2, 2, 1, 50), (2, 3, 3, 60),
                (0, 0, 4, 110),
            ], users: 4, items: 5)
        dataset.users.columns = [
            ("age", .numbers([20, 30, .nan, 50])), ("sex", .texts(["f", "m", "", "f"])),
        ]
        dataset.items.columns = [
            ("genres", .labels([["Drama"], ["Drama", "Horror"], ["Comedy"], [], ["War"]])),
            ("year", .numbers([1990, 1991, 1992, .nan, 1994])),
        ]
        dataset.context = [("device", .texts(["tv", "phone", "tv", "tv", "tv", "phone", "tablet"]))]
        dataset.ties = [Tie(0, 1, 0.5), Tie(1, 2), Tie(3, 0)]
        dataset.fingerprint = dataset.contentFingerprint
        return dataset
    }()

    private func apply(_ name: String, _ settings: [String: Value] = [:]) throws -> Dataset {
        let filter = try FilterRecipe(.word(name)).filter
        for (name, value) in settings { try filter.set(name, to: value) }
        return try filter.apply(dataset, watching: .silent)
    }

    @Test func minRatingClosesAllGaps() throws {
        let kept = try apply("min-rating", ["at": .number(3)])
        #expect(
            kept.external == [
                "u0 i0 5.0 100", "u1 i1 4.0 80", "u1 i1 3.0 95", "u2 i3 3.0 60", "u0 i0 4.0 110",
            ])
        #expect(kept.users.ids == ["u0", "u1", "u2"])
        #expect(kept.items.ids == ["i0", "i1", "i3"])
        #expect(kept.interactions.items == [0, 1, 1, 2, 0])
        #expect(kept.ties == [Tie(0, 1, 0.5), Tie(1, 2)])
        guard case .labels(let genres)? = kept.items["genres"] else { throw Problem("genres are gone") }
        #expect(genres == [["Drama"], ["Drama", "Horror"], []])
        guard case .texts(let devices)? = kept.context.first?.column else {
            throw Problem("devices are gone")
        }
        #expect(devices == ["tv", "tv", "tv", "phone", "tablet"])
        #expect(kept.history == ["load toy", "filter min-rating at=3"])
        #expect(kept.fingerprint != dataset.fingerprint)
        #expect(kept.fingerprint == kept.contentFingerprint)
    }

    @Test func binariseDropsRatings() throws {
        let liked = try apply("binarise")
        #expect(!liked.interactions.hasRatings)
        #expect(liked.interactions.times == [100, 80, 110])
    }

    @Test func timeWindowIsHalfOpen() throws {
        #expect(
            try apply("time", ["from": .number(60), "to": .number(95)]).interactions.times == [90, 80, 60])
        #expect(try apply("time", ["from": .number(95)]).interactions.times == [100, 95, 110])
        #expect(
            problem { _ = try apply("time", ["from": .word("2001-01-01")]) }?.description
                == "time from=2001-01-01 leaves nothing of toy; its times go from 1970-01-01T00:00:50 to "
                + "1970-01-01T00:01:50")
    }

    @Test func genresKeepAndDrop() throws {
        #expect(
            try apply("genre", ["keep": .list([.word("drama"), .word("Comedy")])]).items.ids == [
                "i0", "i1", "i2",
            ])
        #expect(try apply("genre", ["drop": .word("Horror")]).items.ids == ["i0", "i2", "i3"])
        #expect(try apply("genre", ["keep": .word("Drama"), "drop": .word("Horror")]).items.ids == ["i0"])
        let found = problem { _ = try apply("genre", ["keep": .word("Dramma")]) }
        #expect(found?.description == "there is no genre named Dramma; did you mean Drama?")
    }

    @Test func dedupeKeepsOneRowForEachPair() throws {
        #expect(
            try apply("dedupe", ["keep": .word("first")]).external
                == ["u0 i0 5.0 100", "u0 i1 2.0 90", "u1 i1 4.0 80", "u2 i2 1.0 50", "u2 i3 3.0 60"])
        #expect(
            try apply("dedupe").external
                == ["u0 i1 2.0 90", "u1 i1 3.0 95", "u2 i2 1.0 50", "u2 i3 3.0 60", "u0 i0 4.0 110"])
        #expect(try apply("dedupe", ["keep": .word("mean")]).interactions.ratings == [2, 3.5, 1, 3, 4.5])
        #expect(try apply("dedupe", ["keep": .word("max")]).interactions.ratings == [2, 4, 1, 3, 5])
    }

    @Test func columnsOfUsersItemsAndRows() throws {
        let older = try apply("column", ["of": .word("users"), "name": .word("age"), "above": .number(20)])
        #expect(older.users.ids == ["u1"])
        let women = try apply("column", ["of": .word("users"), "name": .word("sex"), "is": .word("f")])
        #expect(women.users.ids == ["u0"])
        let nineties = try apply("column", ["name": .word("year"), "below": .number(1992)])
        #expect(nineties.items.ids == ["i0", "i1"])
        let phones = try apply(
            "column",
            ["of": .word("rows"), "name": .word("device"), "is": .list([.word("phone"), .word("tablet")])])
        #expect(phones.interactions.times == [90, 60, 110])
        #expect(
            problem { _ = try apply("column", ["name": .word("yaer"), "is": .word("1")]) }?.description
                == "there is no column of the items named yaer; did you mean year?")
        #expect(problem { _ = try apply("column", ["name": .word("genres"), "above": .number(1)]) } != nil)
        #expect(problem { _ = try apply("column", ["name": .word("year")]) } != nil)
    }

    @Test func nothingLeftSaysWhatThereWas() {
        let found = problem { _ = try apply("min-rating", ["at": .number(6)]) }
        #expect(found?.description == "min-rating at=6 leaves nothing of toy; its ratings go from 1 to 5")
    }

    @Test func ratingsAreAskedFor() {
        var implicit = dataset
        implicit.interactions.ratings = []
        let found = problem { _ = try MinRating().apply(implicit, watching: .silent) }
        #expect(found?.what == "min-rating needs ratings, but toy has none")
    }
}

@Suite struct SampleTests {
    private let dataset = Toy.dataset()

    private func sample(_ settings: [String: Value]) throws -> Dataset {
        try Sample().with(settings).apply(dataset, watching: .silent)
    }

    @Test func usersComeWithAllTheirRows() throws {
        let some = try sample(["users": .number(0.25)])
        #expect(some.users.count == 10)
        let all = Set(
            dataset.external.filter { some.users.ids.contains(String($0.split(separator: " ")[0])) })
        #expect(Set(some.external) == all)
    }

    @Test func rowsAreCounted() throws {
        let some = try sample(["rows": .number(50)])
        #expect(some.interactions.count == 50)
        let place = Dictionary(uniqueKeysWithValues: dataset.external.enumerated().map { ($1, $0) })
        let places = some.external.compactMap { place[$0] }
        #expect(places.count == 50)
        #expect(places == places.sorted())
    }

    @Test func sameSeedSameSample() throws {
        let a = try sample(["users": .number(7), "seed": .number(3)])
        #expect(try sample(["users": .number(7), "seed": .number(3)]).fingerprint == a.fingerprint)
        #expect(try sample(["users": .number(7), "seed": .number(4)]).fingerprint != a.fingerprint)
    }

    @Test func mustBeToldHowMuch() {
        #expect(problem { _ = try sample([:]) }?.remedy == "say users=0.1 or rows=10000")
    }
}

@Suite struct ShippedSplitTests {
    /// Train is every third row left out; candidates are ten items for each user.
    private let dataset: Dataset = {
        var dataset = Toy.dataset()
        let rows = dataset.interactions
        let test = (0..<600).filter { $0 % 3 == 0 }
        // A shipped split has an order of its own.
        let train = (0..<600).filter { $0 % 3 != 0 }.reversed().map { $0 }
        let items = SparseMatrix(
            rows: 40, columns: 30, offsets: (0...40).map { $0 * 10 },
            indices: (0..<400).map { Int32($0 % 10 * 3) }, values: [Float](repeating: 1, count: 400))
        dataset.shippedSplit = Fold(
            train: rows.rows(train), test: rows.rows(test), candidates: Candidates(items: items, size: 10))
        return dataset
    }()

    @Test func followsTheRowsThatStay() throws {
        let kept = try MinRating().apply(dataset, watching: .silent)
        let fold = try #require(kept.shippedSplit)
        let before = try #require(dataset.shippedSplit)
        let stay = before.train.all.filter { $0.rating >= 4 }.map { dataset.external($0) }
        #expect(fold.train.all.map { kept.external($0) } == stay)
        #expect(fold.train.count + fold.test.count == kept.interactions.count)
        #expect(fold.candidates?.size == 10)
        #expect(fold.candidates?.items.rows == kept.users.count)
    }

    @Test func candidatesFollowToo() throws {
        let kept = try Sample().with(["users": .number(9)]).apply(dataset, watching: .silent)
        let lists = try #require(kept.shippedSplit?.candidates?.items)
        #expect(lists.rows == 9)
        for user in 0..<9 {
            let names = lists.range(user).map { kept.items.ids[Int(lists.indices[$0])] }
            #expect(Set(names).isSubset(of: Set((0..<10).map { "i\($0 * 3)" })))
        }
    }

    @Test func ratingsAreDroppedThereToo() throws {
        let kept = try Binarise().apply(dataset, watching: .silent)
        #expect(kept.shippedSplit?.train.hasRatings == false)
    }

    @Test func aSplitThatLosesItsTestIsDroppedAndSaid() throws {
        var dataset = dataset
        let rows = dataset.interactions
        let low = (0..<600).filter { rows.ratings[$0] < 4 }
        dataset.shippedSplit = Fold(
            train: rows.rows((0..<600).filter { rows.ratings[$0] >= 4 }), test: rows.rows(low))
        let kept = try MinRating().apply(dataset, watching: .silent)
        #expect(kept.shippedSplit == nil)
        #expect(kept.history.last == "filter min-rating (the files' own split does not outlive it)")
    }
}
