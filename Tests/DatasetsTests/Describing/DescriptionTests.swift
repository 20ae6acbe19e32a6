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
}
