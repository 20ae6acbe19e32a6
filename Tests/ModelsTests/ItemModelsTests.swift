import Datasets
import Declarations
import Models
import Testing

/// Item-to-item models against NumPy, SciPy and scikit-learn: Fixtures/items.py prints these numbers.
@Suite struct ItemModelsTests {
    /// Scores of users 0, 7 and 19 for items 0, 4, 9 and 14.
    private func scores(_ name: String, _ settings: KeyValuePairs<String, Value>) throws -> [Float] {
        let train = World.hashed().train
        let fitted = try model(name, settings).fit(train, watching: .silent)
        let all = try fitted.scores(of: [0, 7, 19], given: train.matrix)
        return (0..<3).flatMap { user in [0, 4, 9, 14].map { all[user * train.itemCount + $0] } }
    }

    private func expect(_ found: [Float], _ wanted: [Float], within tolerance: Float = 2e-5) {
        for (x, y) in zip(found, wanted) { #expect(abs(x - y) < tolerance, "\(found)") }
        #expect(found.count == wanted.count)
    }

    @Test func pureSVDIsNumPys() throws {
        expect(
            try scores("pure-svd", ["factors": .number(4), "iterations": .number(60)]),
            [
                0.369204, 1.00385, 0.98291, 0.990527, 0.371159, 1.17357, 0.434354, 1.08203, 0.89315,
                0.0263174, 1.37598, 0.361298,
            ], within: 1e-4)
    }

    @Test func rp3betaFollowsItsDefinition() throws {
        expect(
            try scores("rp3beta", ["k": .number(5), "alpha": .number(0.9), "beta": .number(0.4)]),
            [0.61984, 0, 0.817362, 0, 0.643012, 0, 0.203028, 0, 0.838141, 0, 1.01791, 0])
    }

    @Test func weightingsAndJaccardFollowTheirDefinitions() throws {
        expect(
            try scores(
                "item-knn",
                [
                    "k": .number(5), "shrink": .number(2), "weighting": .word("bm25"),
                    "nearest": .word("scored"),
                ]),
            [
                0.709314, 0.78794, 1.20788, 0.41114, 1.10858, 1.10968, 0.555828, 0.839096, 0.702107,
                0.506566, 1.54358, 0.613545,
            ])
        expect(
            try scores("item-knn", ["k": .number(5), "weighting": .word("tf-idf")]),
            [3.2722, 0, 1.7881, 0, 3.35651, 0, 0.553715, 0, 3.90805, 0, 2.48715, 0])
        expect(
            try scores("item-knn", ["k": .number(5), "shrink": .number(3), "similarity": .word("jaccard")]),
            [1.92188, 0, 1.83565, 0, 1.94669, 0, 0.751515, 0, 2.686, 0, 2.56292, 0])
    }

    /// Fixtures/adjusted_cosine.py: likeness of items as viewers rate them above or below their own mean.
    @Test func adjustedCosineFollowsItsDefinition() throws {
        expect(
            try scores("item-knn", ["k": .number(5), "similarity": .word("adjusted-cosine")]),
            [
                1.05371, 0.96386, 0.31199, 0.42314, 0.48431, 0.00328, 0.44551, 0.21271, 0.8068, 1.50301,
                0.79872, 0.5671,
            ])
    }

    /// `ElasticNet` without intercept: alpha (l1 + l2) / 20, l1_ratio l1 / (l1 + l2).
    @Test func slimIsScikitLearns() throws {
        let settings: KeyValuePairs<String, Value> = [
            "l1": .number(0.6), "l2": .number(2), "tolerance": .number(0), "sweeps": .number(1000),
        ]
        expect(
            try scores("slim", settings),
            [
                0.516498, 0.472371, 0.800172, 0.542831, 0.67145, 0.581342, 0.326938, 0.750328, 0.705792,
                0.410177, 0.930509, 0.502669,
            ], within: 1e-4)
        expect(
            try scores(
                "slim",
                [
                    "l1": .number(0.6), "l2": .number(2), "tolerance": .number(0), "sweeps": .number(1000),
                    "positive": .truth(false),
                ]),
            [
                0.522566, 0.497239, 0.800172, 0.542831, 0.661638, 0.606817, 0.326938, 0.750328, 0.700174,
                0.397217, 0.930509, 0.502669,
            ], within: 1e-4)
    }

    /// On the ring the items nearest to one are its neighbours there, on either side.
    @Test(arguments: ["item-knn", "rp3beta", "ease", "slim", "pure-svd", "als", "bpr"])
    func likenessFindsTheNeighboursOnTheRing(_ name: String) throws {
        let train = World.ring().train
        let fitted = try model(name).fit(train, watching: .silent)
        let likeness = try (fitted as? any ItemLikeness).orThrow(name).likeness(ofItem: 50)
        #expect(likeness.count == 120)
        let best = likeness.indices.filter { $0 != 50 }.sorted { likeness[$0] > likeness[$1] }.prefix(4)
        #expect(best.allSatisfy { abs($0 - 50) <= 8 }, "\(best)")
        guard let embedding = fitted as? any UserLikeness else { return }
        let users = try embedding.likeness(ofUser: 100)
        let near = users.indices.filter { $0 != 100 }.sorted { users[$0] > users[$1] }.prefix(4)
        #expect(near.allSatisfy { abs($0 - 100) <= 16 }, "\(near)")
    }
}
