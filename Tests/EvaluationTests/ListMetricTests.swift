import Datasets
import Declarations
import Evaluation
import Foundation
import Testing

@Suite struct ListMetricTests {
    private let lists = ItemLists(items: [0, 1, 2, 1, 2, 3, 4, -1, -1], k: 3)
    private let catalogue = Catalogue(
        itemCount: 8, userCount: 16, popularity: [16, 8, 4, 1, 0, 2, 2, 2],
        genres: [["a", "b"], ["b"], ["c"], [], ["a"], [], [], []])

    private func value(_ metric: some ListMetric) throws -> ListValue {
        try metric.value(lists, in: catalogue)
    }

    @Test func coverageCountsItemsOnce() throws { #expect(try value(Coverage()).value == 5.0 / 8) }

    /// `c = numpy.array([0,0,3,1,8,2,2]); abs(c[:,None]-c[None]).sum() / (2*7*c.sum())`
    @Test func giniIsHalfTheRelativeMeanDifference() {
        #expect(abs(gini([0, 0, 3, 1, 8, 2, 2]) - 0.5535714285714286) < 1e-15)
        #expect(gini([4, 4, 4]) == 0)
        #expect(abs(gini([0, 0, 0, 9]) - 0.75) < 1e-15)
        #expect(gini([0, 0]).isNaN)
    }

    @Test func noveltyIsBits() throws {
        let value = try value(Novelty())
        let second = 7.0 / 3  // (1 + 2 + 4) / 3
        #expect(value.perUser == [1, second, 4])
        #expect(isClose(value.value, (5 + second) / 3, within: 1e-12))
    }

    @Test func personalisationIsOneMinusJaccard() throws {
        // Lists {0 1 2}, {1 2 3}, {4}: the first two share 2 of 4.
        #expect(isClose(try value(Personalisation()).value, 1 - 0.5 / 3, within: 1e-12))
        let same = ItemLists(items: Array(repeating: [5, 1, 2], count: 40).flatMap { $0 }, k: 3)
        #expect(try Personalisation().value(same, in: catalogue).value == 0)
    }

    @Test func sampledOverlapIsCloseToThatOfAllPairs() throws {
        var chance = Chance(seed: 5)
        let items = (0..<1500).flatMap { _ -> [ItemIndex] in
            let first = chance.below(6)
            return (0..<5).map { ItemIndex(first + $0 * 2) }
        }
        let sampled = try listOverlap(ItemLists(items: items, k: 5))
        let all = try listOverlap(ItemLists(items: Array(items[..<5000]), k: 5))
        #expect(abs(sampled - all) < 0.01)
        #expect(try listOverlap(ItemLists(items: items, k: 5)) == sampled)
    }

    @Test func diversityLooksAtKnownGenresOnly() throws {
        // {a b}, {b}: 1/2; {b}, {c} and {a b}, {c}: 1. In the second list item 3 has no genre; the third has one item.
        let value = try value(IntraListDiversity())
        #expect(isClose(value.perUser[0], 2.5 / 3, within: 1e-12))
        #expect(value.perUser[1] == 1)
        #expect(value.perUser[2].isNaN)
    }
}
