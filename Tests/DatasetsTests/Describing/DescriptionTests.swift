import Datasets
import Declarations
import Testing

@Suite struct DescriptionTests {
    private let dataset: Dataset = {
        var dataset = Toy.dataset(
            [
                (0, 0, 3, 0), (0, 1, 4, 86_400), (0, 0, 5, 951_782_400), (1, 2, 1, 5), (2, 0, 5, 6),
            ], users: 4, items: 3)
        dataset.users.columns = [("age", .numbers([20, .nan, 40, 20]))]
        dataset.items.columns = [
            ("title", .texts(["A", "", "C"])), ("genres", .labels([["x", "y"], [], ["x"]])),
        ]
        dataset.ties = [Tie(0, 1)]
        return dataset
    }()

    private func value(_ table: Table, _ measure: String) -> Value? {
        table.rows.first { $0[0].text == measure }?[1]
    }

    @Test func countsRowsAndRepeats() throws {
        let it = try Description(dataset, watching: .silent)
        #expect((it.users, it.items, it.interactions, it.duplicates, it.ties) == (4, 3, 5, 1, 1))
        #expect(it.density == 5 / 12.0)
        #expect(it.span?.first.date == "1970-01-01")
        #expect(it.span?.last.date == "2000-02-29")
        #expect(it.longTail.map(\.rank) == [1, 2, 3])
        #expect(it.longTail.map(\.count) == [3, 1, 1])
        #expect(it.itemLabels == ["A", "i1", "C"])
        #expect((it.perUser.min, it.perUser.median, it.perUser.mean, it.perUser.max) == (0, 1, 1.25, 3))
        #expect((it.perUser.cold, it.perItem.cold) == (4, 3))
    }

    /// python3 -c "import numpy as np; print(np.std([3, 4, 5, 1, 5], ddof=1))"
    @Test func ratingsHaveMeanSpreadAndHistogram() throws {
        let ratings = try #require(try Description(dataset, watching: .silent).ratings)
        #expect(abs(ratings.mean - 3.6) < 1e-12)
        #expect(abs(ratings.sd - 1.6733200530681511) < 1e-12)
        #expect(ratings.histogram.map(\.value) == [1, 3, 4, 5])
        #expect(ratings.histogram.map(\.count) == [1, 1, 1, 2])
    }

    @Test func manyRatingsAreBinned() throws {
        var many = Toy.dataset()
        many.interactions.ratings = (0..<600).map { Float($0) / 599 }
        let ratings = try #require(try Description(many, watching: .silent).ratings)
        #expect(ratings.histogram.map(\.count).reduce(0, +) == 600)
        #expect(ratings.histogram.count == 20)
        #expect(abs(ratings.binWidth - 0.05) < 1e-6)
    }

    /// python3: x = np.array([5, 1, 1, 9, 4, 0, 20]); np.abs(x[:, None] - x).sum() / (2 * 7 * 7 * x.mean())
    @Test func giniIsTheMeanDifference() {
        let counts = CountSummary([5, 1, 1, 9, 4, 0, 20])
        #expect(abs(counts.gini - 0.5714285714285714) < 1e-15)
        #expect(counts.median == 4)
        #expect(CountSummary([3, 3, 3]).gini == 0)
        #expect(CountSummary([]).gini == 0)
        #expect(CountSummary([]).mean == 0)
        #expect(counts.top.map(\.share) == [0.5, 0.5, 29 / 40.0])
    }

    @Test func missingFieldsAreCounted() throws {
        let columns = try Description(dataset, watching: .silent).columns
        #expect(columns.map(\.name) == ["age", "title", "genres"])
        #expect(columns.map(\.missing) == [1, 1, 1])
        #expect(columns.map(\.distinct) == [2, 2, 2])
        #expect(columns.map(\.sample) == ["20 to 40", "A, C", "x, y"])
    }

    @Test func tablesAreComplete() throws {
        let it = try Description(dataset, watching: .silent)
        for table in [it.overviewTable, it.longTailTable, it.ratingsTable, it.columnsTable] {
            #expect(table.rows.allSatisfy { $0.count == table.columns.count })
        }
        #expect(value(it.overviewTable, "interactions")?.number == 5)
        #expect(value(it.overviewTable, "last interaction")?.text == "2000-02-29")
        #expect(it.longTailTable.rows.last?[3].number == 1)
        #expect(it.columnsTable.rows.count == 3)
    }

    @Test func emptyAndImplicitDataIsDescribed() throws {
        let it = try Description(Toy.named(Interactions(), users: 0, items: 0), watching: .silent)
        #expect(it.ratings == nil)
        #expect(it.span == nil)
        #expect(it.overviewTable.rows.count > 10)
    }

    /// NumPy over u.data, a = its four columns, x = np.unique(a[:, c], return_counts=True)[1], xs = sorted x:
    ///
    ///     n = len(x); print(x.min(), np.median(x), x.mean(), x.max(), (x < 5).sum())
    ///     print(((2 * np.arange(1, n + 1) - n - 1) * xs).sum() / (n * x.sum()))
    ///     print([xs[::-1][:int(np.ceil(p * n))].sum() / 1e5 for p in (.01, .1, .2)])
    ///     print(a[:, 2].mean(), a[:, 2].std(ddof=1), np.unique(a[:, 2], return_counts=True))
    @Test(.enabled(if: Toy.real != nil, "REEL_DATA is not set"))
    func agreesWithNumPyOnMovieLens() throws {
        let it = try Description(load(try #require(Toy.real) + "/ml-100k"), watching: .silent)
        #expect((it.perUser.min, it.perUser.median, it.perUser.max, it.perUser.cold) == (20, 65, 737, 0))
        #expect((it.perItem.min, it.perItem.median, it.perItem.max, it.perItem.cold) == (1, 27, 583, 333))
        #expect(abs(it.perUser.gini - 0.47190850477200424) < 1e-12)
        #expect(abs(it.perItem.gini - 0.628999631391201) < 1e-12)
        #expect(it.perUser.top.map(\.share) == [0.05511, 0.32189, 0.51533])
        #expect(it.perItem.top.map(\.share) == [0.07634, 0.42871, 0.64719])
        let ratings = try #require(it.ratings)
        #expect(abs(ratings.mean - 3.52986) < 1e-9)
        #expect(abs(ratings.sd - 1.125673599144316) < 1e-9)
        #expect(ratings.histogram.map(\.count) == [6110, 11_370, 27_145, 34_174, 21_201])
        #expect((it.span?.first.seconds, it.span?.last.seconds) == (874_724_710, 893_286_638))
        #expect(it.duplicates == 0)
    }
}
