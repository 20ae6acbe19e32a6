import Datasets
import Declarations
import Testing

/// Expected numbers were made with NumPy 2.4:
///
///     import numpy as np
///     def folds(n, k, seed):                       # scikit-surprise's KFold.split
///         i = np.arange(n); np.random.RandomState(seed).shuffle(i)
///         start = stop = 0
///         for f in range(k):
///             start = stop; stop += n // k + (f < n % k); yield i[start:stop]
///     print([f.tolist() for f in folds(23, 5, 42)])
///     for n in (100000, 100003):
///         for f in folds(n, 5, 0):
///             s = np.sort(f); print(len(f), s[:4], s[-2:], sum(f.tolist()),
///                                   sum(int(v) * int(v) for v in f) % 1000000007)
@Suite struct KFoldTests {
    /// A data set whose items are the row numbers.
    private func numbered(_ n: Int) -> Dataset {
        let table = Interactions(users: [Int32](repeating: 0, count: n), items: (0..<Int32(n)).map { $0 })
        return Toy.named(table, users: 1, items: n)
    }

    private func numpy(_ dataset: Dataset, seed: Double) throws -> Split {
        try KFold().with(["order": .word("numpy"), "seed": .number(seed)]).split(dataset, watching: .silent)
    }

    @Test func agreesWithNumPyOnUnevenFolds() throws {
        let split = try numpy(numbered(23), seed: 42)
        let folds: [[Int32]] = [
            [15, 9, 0, 8, 17], [12, 1, 13, 5, 2], [11, 20, 3, 4, 18], [16, 21, 22, 7], [10, 14, 19, 6],
        ]
        #expect(split.folds.map(\.test.items) == folds.map { $0.sorted() })
        #expect(split.scheme == "kfold order=numpy seed=42")
    }

    struct Expected: Sendable {
        var count: Int
        var first: [Int32]
        var last: [Int32]
        var sum: Int
        var squares: Int
    }

    static let hundredThousand = [
        Expected(
            count: 20_000, first: [3, 6, 9, 14], last: [99_981, 99_992], sum: 1_000_155_690,
            squares: 542_434_251),
        Expected(
            count: 20_000, first: [1, 8, 11, 12], last: [99_991, 99_998], sum: 1_000_808_702,
            squares: 707_188_330),
        Expected(
            count: 20_000, first: [0, 4, 5, 31], last: [99_995, 99_999], sum: 1_002_204_040,
            squares: 283_721_187),
        Expected(
            count: 20_000, first: [7, 16, 19, 35], last: [99_996, 99_997], sum: 995_292_060,
            squares: 192_482_610),
        Expected(
            count: 20_000, first: [2, 10, 13, 20], last: [99_977, 99_978], sum: 1_001_489_508,
            squares: 605_190_340),
    ]
    static let threeMore = [
        Expected(
            count: 20_001, first: [3, 6, 9, 14], last: [99_996, 100_002], sum: 1_001_892_563,
            squares: 443_809_985),
        Expected(
            count: 20_001, first: [1, 8, 11, 12], last: [99_989, 100_001], sum: 1_001_457_636,
            squares: 873_703_679),
        Expected(
            count: 20_001, first: [0, 4, 5, 31], last: [99_975, 99_998], sum: 1_001_012_177,
            squares: 355_358_490),
        Expected(
            count: 20_000, first: [7, 16, 19, 35], last: [99_999, 100_000], sum: 994_493_685,
            squares: 515_503_416),
        Expected(
            count: 20_000, first: [2, 10, 13, 20], last: [99_980, 99_981], sum: 1_001_393_942,
            squares: 143_240_943),
    ]

    /// 100 000 rows are those of MovieLens 100K: the folds of issue 2's reference figures.
    @Test(arguments: [(100_000, hundredThousand), (100_003, threeMore)])
    func agreesWithNumPyOnMovieLensSize(n: Int, expected: [Expected]) throws {
        let split = try numpy(numbered(n), seed: 0)
        for (fold, expected) in zip(split.folds, expected) {
            let rows = fold.test.items
            #expect(rows.count == expected.count)
            #expect(Array(rows.prefix(4)) == expected.first)
            #expect(Array(rows.suffix(2)) == expected.last)
            #expect(rows.reduce(0) { $0 + Int($1) } == expected.sum)
            #expect(rows.reduce(0) { ($0 + Int($1) * Int($1)) % 1_000_000_007 } == expected.squares)
            #expect(fold.train.count == n - expected.count)
        }
    }

    /// The same folds over the rows of u.data; sums of user id, item id, rating and user id × item id of each fold:
    ///
    ///     u, i, r = np.loadtxt("u.data", dtype=np.int64)[:, :3].T
    ///     for t in folds(100000, 5, 0): print(u[t].sum(), i[t].sum(), r[t].sum(), (u[t] * i[t]).sum())
    @Test(.enabled(if: Toy.real != nil, "REEL_DATA is not set"))
    func agreesWithNumPyOnMovieLens() throws {
        let split = try numpy(load(try #require(Toy.real) + "/ml-100k"), seed: 0)
        let (users, items) = (
            split.dataset.users.ids.compactMap(Int.init), split.dataset.items.ids.compactMap(Int.init)
        )
        let sums = split.folds.map { fold in
            fold.test.all.reduce(into: [0, 0, 0, 0]) { sums, row in
                let (user, item) = (users[Int(row.user)], items[Int(row.item)])
                sums[0] += user
                sums[1] += item
                sums[2] += Int(row.rating)
                sums[3] += user * item
            }
        }
        #expect(
            sums == [
                [9_210_230, 8_509_930, 70_540, 3_941_845_519], [9_302_965, 8_520_665, 70_358, 3_969_148_147],
                [9_269_685, 8_530_389, 70_719, 3_977_192_229], [9_196_570, 8_494_614, 70_710, 3_940_162_292],
                [9_269_025, 8_497_415, 70_659, 3_943_290_932],
            ])
    }

    @Test func refusesSeedsThatNumPyHasNot() throws {
        let found = problem { _ = try numpy(numbered(9), seed: -1) }
        #expect(found?.what == "seed must be from 0 to 4294967295 with order=numpy, but is -1")
    }

    @Test func refusesMoreFoldsThanRows() throws {
        let found = problem { _ = try KFold().split(numbered(3), watching: .silent) }
        #expect(found?.what == "toy has 3 rows, too few for 5 folds")
    }
}
