import Datasets
import Declarations
import Evaluation
import Foundation
import Testing

/// Measures beyond accuracy on three users and eight items. The numbers are NumPy's, from the formulas as `help metric`
/// prints them: `arp = [mean(pop[l]) / 16 for l in lists]`, `e[i] += 1 / log2(place + 2)`, `(p * log(p / q)).sum()`, ….
@Suite struct BeyondAccuracyTests {
    private let lists = ItemLists(items: [0, 1, 2, 1, 2, 3, 4, 5, -1], k: 3, users: [0, 1, 2])
    private let catalogue: Catalogue = {
        var catalogue = Catalogue(
            itemCount: 8, userCount: 16, popularity: [16, 8, 4, 1, 0, 2, 2, 2],
            genres: [["a", "b"], ["b"], ["c"], [], ["a"], ["a", "c"], ["b"], []])
        func sparse(_ rows: [[Int32]]) -> SparseMatrix {
            let users = rows.enumerated().flatMap { u, row in row.map { _ in Int32(u) } }
            return SparseMatrix(Interactions(users: users, items: rows.flatMap { $0 }), users: 3, items: 8)
        }
        catalogue.histories = sparse([[3, 4], [0, 5], [1, 2, 6]])
        catalogue.relevant = sparse([[1, 2], [3], [5, 0]])
        catalogue.vectors = OutputMatrix(
            rows: 8, columns: 2, values: [1, 0, 0, 1, 1, 1, 2, 0, 0, 0, 1, -1, 0, 2, 3, 1])
        return catalogue
    }()

    private func value(_ metric: some ListMetric) throws -> ListValue {
        var metric = metric
        metric.cutoff = 3
        return try metric.value(lists, in: catalogue)
    }

    @Test func popularity() throws {
        #expect(abs(try value(RecommendedPopularity()).value - 0.3055555555555556) < 1e-12)
        #expect(abs(try value(PopularityLift()).value - 0.03529411764705882) < 1e-12)
    }

    /// `abs(e[:, None] - e[None]).sum() / (2 * 8 * e.sum())`
    @Test func exposure() throws {
        #expect(abs(try value(ExposureGini()).value - 0.40176702515809004) < 1e-12)
    }

    @Test func calibration() throws {
        let found = try value(Miscalibration())
        #expect(
            areClose(
                found.perUser, [1.742969305058623, 1.9585177736258454, 3.1648982181117633], within: 1e-12))
        // A list with the genres of the history is calibrated.
        let same = ItemLists(items: [3, 4, -1], k: 3, users: [0])
        #expect(abs(try Miscalibration().value(same, in: catalogue).value) < 1e-12)
    }

    @Test func surprise() throws {
        #expect(areClose(try value(Unexpectedness()).perUser, [5.0 / 6, 0.75, 11.0 / 12], within: 1e-12))
        #expect(try value(Serendipity()).perUser == [0, 1.0 / 3, 0])
    }

    @Test func diversityOfVectors() throws {
        #expect(
            areClose(
                try value(VectorDiversity()).perUser, [0.5285954792089683, 0.5285954792089683, 1],
                within: 1e-12))
    }

    @Test func whatIsMissingIsSaid() throws {
        let bare = Catalogue(itemCount: 8, userCount: 16, popularity: catalogue.popularity)
        #expect(throws: Problem.self) { try Miscalibration().value(lists, in: bare) }
        #expect(throws: Problem.self) { try Serendipity().value(lists, in: bare) }
        #expect(throws: Problem.self) { try VectorDiversity().value(lists, in: bare) }
        #expect(throws: Problem.self) { try PopularityLift().value(lists, in: bare) }
    }
}

@Suite struct SlicesTests {
    @Test func numbersAreCutIntoPartsOfAboutEqualSize() {
        let slices = Slices([5, 1, 2, 9, 9, 3, .nan, 7], groups: 2)
        #expect(slices.labels == ["1..3", "5..9"] && slices.rows == [[1, 2, 5], [0, 3, 4, 7]])
        #expect(slices.unknown == 1)
        // Few different values get a part each; a value is never cut in two.
        #expect(Slices([1, 1, 1, 1, 2], groups: 4).labels == ["1", "2"])
        let heavy = Slices([1, 1, 1, 1, 1, 2, 3, 4], groups: 3)
        #expect(heavy.rows.flatMap { $0 }.sorted() == Array(0..<8))
        #expect(heavy.labels.first == "1")
        // Cut by users, of whom the second has three rows.
        #expect(
            Slices([10, 20, 20, 20, 30, 40], among: [10, 20, 30, 40], groups: 2).rows == [
                [0, 1, 2, 3], [4, 5],
            ])
        #expect(Slices([.nan], groups: 2).labels.isEmpty)
    }

    @Test func labelsMayOverlap() {
        let slices = Slices([["a", "b"], ["b"], [], ["b", "c"]])
        #expect(
            slices.labels == ["b", "a", "c"] && slices.rows == [[0, 1, 3], [0], [3]] && slices.unknown == 1)
        #expect(Slices([["x"], ["y"]], order: ["y", "z", "x"]).labels == ["y", "x"])
    }

    /// Means .5 and .25: difference .25, ratio .5; the interval is that of two samples drawn apart.
    @Test func disparities() throws {
        let groups: [(label: String, mean: Double, perUser: [Double])] = [
            (label: "a", mean: 0.5, perUser: (0..<400).map { Double($0 % 2) }),
            (label: "b", mean: 0.25, perUser: (0..<400).map { $0 % 4 == 0 ? 1 : 0 }),
            (label: "c", mean: .nan, perUser: []),
        ]
        let found = try #require(disparity(groups, metric: "hr@10", better: .higher))
        #expect(found.best == "a" && found.worst == "b" && found.difference == 0.25 && found.ratio == 0.5)
        // sqrt(.25/400 + .1875/400) = .0331, times 1.96: .0648.
        #expect(abs(found.low - 0.185) < 0.006 && abs(found.high - 0.315) < 0.006)
        let errors = try #require(disparity(groups, metric: "rmse", better: .lower))
        #expect(errors.best == "b" && errors.ratio == 0.5)
        #expect(try disparity([groups[0]], metric: "hr@10", better: .higher) == nil)
    }
}
