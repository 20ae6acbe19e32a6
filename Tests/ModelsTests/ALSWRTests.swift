import Datasets
import Declarations
import Models
import Testing

/// Alternating least squares of ratings: the conditions of its minimum, and newcomers.
@Suite struct ALSWRTests {
    /// After the items' half of an epoch the gradient of Zhou et al. 2008, §3.2, is 0 for each item, with its offset or
    /// without: summed here rating by rating in double precision.
    @Test(arguments: [true, false])
    func alternatingSquaresMeetTheConditionsOfTheMinimum(_ biased: Bool) throws {
        let (train, reg, width) = (World.ratings(), 0.07, 18)
        let fitted = try
            (model(
                "als-wr",
                [
                    "factors": .number(Double(width)), "epochs": .number(3), "reg": .number(reg),
                    "biased": .truth(biased),
                ]
            ).fit(train, watching: .silent) as? RatingFactors).orThrow("factors")
        let (tables, byItem) = (fitted.tables, train.matrix.transposed())
        for i in 0..<train.itemCount - 1 {
            let q = tables.item(i).map { Double($0) }
            let penalty = reg * Double(byItem.range(i).count)
            var slope = (q + [Double(tables.itemOffsets[i])]).map { $0 * penalty }
            for k in byItem.range(i) {
                let u = Int(byItem.indices[k])
                let p = tables.user(u).map { Double($0) }
                let found = Double(tables.mean + tables.userOffsets[u] + tables.itemOffsets[i]) + dot(p, q)
                let miss = found - Double(byItem.values[k])
                for f in 0..<width { slope[f] += miss * p[f] }
                if biased { slope[width] += miss }
            }
            #expect(slope.allSatisfy { abs($0) < 1e-3 }, "item \(i): \(slope)")
            #expect(biased || tables.itemOffsets[i] == 0)
        }
    }

    /// A newcomer with the history of somebody known gets what that one gets when solved for beside the same items.
    @Test(arguments: [true, false])
    func alternatingSquaresFoldNewcomersIn(_ biased: Bool) throws {
        let train = World.ratings()
        let recipe = try model("als-wr", ["epochs": .number(200), "biased": .truth(biased)])
        let fitted = try recipe.fit(train, watching: .silent)
        let (known, new) = (Int32(4), Int32(train.userCount - 1))
        var rows = train.interactions
        for k in train.matrix.range(Int(known)) {
            rows.users.append(new)
            rows.items.append(train.matrix.indices[k])
            rows.ratings.append(train.matrix.values[k])
        }
        let histories = SparseMatrix(rows, users: train.userCount, items: train.itemCount)
        let scores = try fitted.scores(of: [known, new], given: histories)
        // The last item has no rating: it stands where the user's mean stands.
        let (own, folded) = (scores[..<train.itemCount].dropLast(), scores[train.itemCount...].dropLast())
        for (x, y) in zip(own, folded) { #expect(abs(x - y) < 0.02) }
    }

    private func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
}
