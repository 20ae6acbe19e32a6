import Datasets
import Declarations
import Models
import Testing

/// Published figures and figures of other libraries on public data, reached again.
@Suite(.enabled(if: dataFolder != nil, "REEL_DATA names no folder with the data sets"))
struct FiguresTests {
    // MARK: Ratings

    /// Error of the simple means on the data they were fitted to, unclipped sums of means in NumPy terms:
    ///
    ///     m = r.mean(); bi, bu = means by item, by user
    ///     for p in (m, bi[i], bu[u], bi[i] + bu[u] - m): print(np.sqrt(np.mean((r - p) ** 2)))
    @Test(arguments: [
        ("ml-100k/u.data", [1.1257, 1.0001, 1.0308, 0.9384]),
        ("ml-1m/ratings.dat", [1.1171, 0.9747, 1.0284, 0.9244]),
        ("filmtrust/ratings.txt", [0.9187, 0.8610, 0.7853, 0.7378]),
    ])
    func meansFitTheirOwnData(_ file: String, _ expected: [Double]) throws {
        let data = try Ratings(file)
        let train = trainingSet(data.interactions, users: data.userCount, items: data.itemCount)
        for (name, rmse) in zip(["global-mean", "item-mean", "user-mean", "item-user-mean"], expected) {
            let fitted = try model(name).fit(train, watching: .silent)
            let found = try errors(fitted, on: data.interactions).rmse
            #expect(abs(found - rmse) < 0.00005001, "\(name) on \(file): \(found), expected \(rmse)")
        }
    }

    /// The publisher's first split: user average, RMSE 1.063 and MAE .85019.
    @Test func theUserMeanOnThePublishedSplit() throws {
        let (train, test) = (try Ratings("ml-100k/u1.base"), try Ratings("ml-100k/u1.test"))
        let fitted = try model("user-mean").fit(
            trainingSet(train.interactions, users: 944, items: 1683), watching: .silent)
        let found = try errors(fitted, on: test.interactions)
        #expect(abs(found.rmse - 1.063) < 0.0005 && abs(found.mae - 0.85019) < 0.000005, "\(found)")
    }

    /// The five folds that scikit-surprise cuts with `KFold(5, random_state=0)`, in file order: BaselineOnly by ALS
    /// RMSE .944 MAE .748, KNNBasic over users with MSD and k=40 RMSE .980 MAE .774.
    @Test func theFoldsOfSurprise() throws {
        let folds = numpyFolds(try Ratings("ml-100k/u.data").interactions, k: 5)
        for (recipe, rmse, mae) in [
            (
                try model("bias", ["epochs": .number(10), "reg-u": .number(15), "reg-i": .number(10)]), 0.944,
                0.748
            ),
            (
                try model(
                    "user-knn", ["similarity": .word("msd"), "k": .number(40), "target": .word("ratings")]),
                0.980, 0.774
            ),
        ] {
            let found = try folds.map {
                try errors(
                    recipe.fit(trainingSet($0.train, users: 944, items: 1683), watching: .silent), on: $0.test
                )
            }
            let (x, y) = (found.reduce(0) { $0 + $1.rmse } / 5, found.reduce(0) { $0 + $1.mae } / 5)
            #expect(abs(x - rmse) < 0.0005 && abs(y - mae) < 0.0005, "\(recipe.name): \(x) \(y)")
        }
    }

    // MARK: Rankings

    /// He et al. 2017's files: each user's last item against 99 negatives. 156 negatives equal the positive; that item
    /// counts once. `ease` l2=1320: HR@1 .2225 HR@5 .5629 HR@10 .7192 NDCG@10 .4494.
    @Test func rankingAgainstNinetyNineNegatives() throws {
        let files = try NCF()
        let ease = try model("ease", ["l2": .number(1320)]).fit(files.train, watching: .silent)
        let found = try files.judge(ease)
        let all = [found.hr(1), found.hr(5), found.hr(10), found.ndcg(10)]
        for (x, y) in zip(all, [0.2225, 0.5629, 0.7192, 0.4494]) { #expect(abs(x - y) <= 0.0002, "\(all)") }

        let popular = try model("popular").fit(files.train, watching: .silent)
        let (worst, best) = (try files.judge(popular, ties: .worst), try files.judge(popular, ties: .best))
        for (x, y) in [
            (worst.hr(10), 0.4531), (best.hr(10), 0.4538), (worst.ndcg(10), 0.2541), (best.ndcg(10), 0.2545),
        ] {
            #expect(abs(x - y) < 0.00005001)
        }
    }

    private struct NCF {
        let train: TrainingSet
        let targets: [(user: Int32, item: Int32)]
        let negatives: [[Int32]]

        init() throws {
            let rows = try Ratings("ncf-ml-1m/ml-1m.train.rating")
            train = trainingSet(rows.interactions, users: 6040, items: 3706)
            targets = try numbers(in: "ncf-ml-1m/ml-1m.test.rating").map { (Int32($0[0]), Int32($0[1])) }
            // The first two numbers are the pair (user,item) that the candidates stand against.
            negatives = try numbers(in: "ncf-ml-1m/ml-1m.test.negative").map {
                $0.dropFirst(2).map { Int32($0) }
            }
        }

        func judge(_ model: any Scorer, ties: Ties = .worst) throws -> OneTargetMetrics {
            try rank(model, targets: targets, histories: train.matrix, ties: ties) { negatives[$0] }
        }
    }

    /// Kang & McAuley 2018's file, each user's last item of all others, the one before it for validation.
    @Test func rankingTheWholeCatalogue() throws {
        let rows = try numbers(in: "sasrec-ml-1m/ml-1m.txt").map {
            (user: Int32($0[0]) - 1, item: Int32($0[1]) - 1)
        }
        var sequences = [[Int32]](repeating: [], count: 6040)
        for row in rows { sequences[Int(row.user)].append(row.item) }
        func interactions(_ part: ([Int32]) -> ArraySlice<Int32>) -> Interactions {
            var all = Interactions()
            for (user, sequence) in sequences.enumerated() {
                all.items += part(sequence)
                all.users += Array(repeating: Int32(user), count: part(sequence).count)
            }
            return all
        }
        let train = trainingSet(interactions { $0.dropLast(2) }, users: 6040, items: 3416)
        let seen = trainingSet(interactions { $0.dropLast() }, users: 6040, items: 3416)
        let targets = sequences.enumerated().map { (user: Int32($0), item: $1[$1.count - 1]) }
        func judge(_ model: any Scorer, filtered: Bool = true) throws -> (hr: Double, ndcg: Double) {
            let found = try rank(model, targets: targets, histories: seen.matrix) { user in
                let had = filtered ? Set(sequences[user].dropLast()) : []
                return (Int32(0)..<3416).filter { !had.contains($0) }
            }
            return (found.hr(10), found.ndcg(10))
        }
        // Most watched, counted in train alone: HR@10 .0369 NDCG@10 .0180.
        let popular = try judge(model("popular").fit(train, watching: .silent))
        #expect(
            abs(popular.hr - 0.0369) < 0.00005001 && abs(popular.ndcg - 0.0180) < 0.00005001, "\(popular)")
        // EASE fitted to train and validation: .1099 and .0544, and .0301 and .0141 with what was seen left in.
        let ease = try model("ease", ["l2": .number(500)]).fit(seen, watching: .silent)
        let (filtered, unfiltered) = (try judge(ease), try judge(ease, filtered: false))
        #expect(abs(filtered.hr - 0.1099) <= 0.0001 && abs(filtered.ndcg - 0.0544) <= 0.0001, "\(filtered)")
        #expect(
            abs(unfiltered.hr - 0.0301) <= 0.0001 && abs(unfiltered.ndcg - 0.0141) <= 0.0001, "\(unfiltered)")
    }
}
