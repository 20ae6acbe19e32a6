import Datasets
import Declarations
import Testing

/// Every leak is planted once and found; clean folds stay healthy.
@Suite struct AuditTests {
    /// 20 users who each watched the same 10 items, an item a minute.
    private let dataset: Dataset = {
        let table = Interactions(
            users: (0..<200).map { Int32($0 / 10) }, items: (0..<200).map { Int32($0 % 10) },
            times: (0..<200).map { Int64($0 % 10) * 60 })
        return Toy.named(table, users: 20, items: 12)
    }()

    /// The last row of each user is tested on.
    private var clean: Fold {
        let rows = dataset.interactions
        return Fold(
            train: rows.rows((0..<200).filter { $0 % 10 != 9 }),
            test: rows.rows((0..<200).filter { $0 % 10 == 9 }))
    }

    /// Items 9 are what all test rows hold; some of them are put into train under users without test rows.
    private func known(_ fold: Fold) -> Fold {
        var fold = fold
        fold.test = fold.test.rows((0..<fold.test.count - 1).map { $0 })
        fold.train = fold.train.appending(Interactions(users: [19], items: [9], times: [540]))
        return fold
    }

    @Test func cleanIsHealthy() {
        let found = audit([known(clean)], of: dataset, order: .perUser)
        #expect(found.verdict == .healthy, "\(found.findings)")
        #expect(Set(found.findings.map(\.measure)).count == found.findings.count)
        #expect(audit([known(clean)], of: dataset, order: .global).verdict == .healthy)
    }

    @Test func findsTestInTrain() throws {
        var fold = known(clean)
        fold.train = fold.train.appending(fold.test.rows([3]))
        let finding = try #require(audit([fold], of: dataset, ordered: false)["test in train"])
        #expect(finding.value == 1 / 19.0)
        #expect(finding.verdict == .collapsed)
        #expect(finding.reason.hasPrefix("5.3 % of the test rows"))
    }

    @Test func findsTestInTheGivenHistory() throws {
        var fold = known(clean)
        fold.given = fold.test.rows([0])
        let found = audit([fold], of: dataset, ordered: false)
        #expect(found["test in train"]?.value == 1 / 19.0)
        #expect(found["held-out users in train"]?.verdict == .collapsed)
    }

    @Test func findsValidationInTrain() throws {
        var fold = known(clean)
        fold.validation = fold.train.rows([5])
        let finding = audit([fold], of: dataset, ordered: false)["validation in train"]
        #expect(finding?.value == 1)
        #expect(finding?.verdict == .collapsed)
    }

    @Test func findsTheFutureOfTheSameUser() throws {
        var fold = known(clean)
        fold.train.times[4] = 9999
        let found = audit([fold], of: dataset, ordered: true)
        #expect(found["future in train"]?.value == 1 / 181.0)
        #expect(found["future in train"]?.verdict == .suspect)
        let unordered = audit([fold], of: dataset, ordered: false)["future in train"]
        #expect(unordered?.verdict == .healthy)
        #expect(unordered?.value == 1 / 181.0)
        #expect(unordered?.reason.hasPrefix("not a time split") == true)
    }

    @Test func findsTheFutureOfAnybody() throws {
        var fold = known(clean)
        // User 0 has no row left in test; its late row is nobody's own future.
        fold.test = fold.test.rows((1..<19).map { $0 })
        fold.train.times[0] = 9999
        #expect(audit([fold], of: dataset, order: .perUser)["future in train"]?.value == 0)
        #expect(audit([fold], of: dataset, order: .perUser)["others' future in train"]?.value == 1 / 181.0)
        #expect(audit([fold], of: dataset, order: .global)["future in train"]?.verdict == .suspect)
    }

    @Test func findsDuplicatedPairs() throws {
        var fold = known(clean)
        fold.train = fold.train.appending(fold.train.rows([0, 0, 7]))
        let finding = audit([fold], of: dataset, ordered: false)["duplicated pairs"]
        #expect(finding?.value == 3 / 184.0)
        #expect(finding?.verdict == .suspect)
    }

    @Test func findsItemsThatTrainNeverShows() throws {
        let finding = audit([clean], of: dataset, ordered: true)["test items never seen"]
        #expect(finding?.value == 1)
        #expect(finding?.verdict == .collapsed)
    }

    @Test func findsUsersWithoutHistory() throws {
        var fold = known(clean)
        let kept = fold.train.users.indices.filter { fold.train.users[$0] >= 5 }
        fold.train = fold.train.rows(kept)
        let finding = audit([fold], of: dataset, ordered: true)["test users without history"]
        #expect(finding?.value == 5 / 19.0)
        #expect(finding?.verdict == .suspect)
    }

    @Test func sharesAreOverAllFolds() {
        var leaky = known(clean)
        leaky.train = leaky.train.appending(leaky.test.rows([0]))
        let found = audit([known(clean), leaky], of: dataset, ordered: false)
        #expect(found["test in train"]?.value == 1 / 38.0)
    }

    @Test func withoutTimesNothingIsSaidOfTheFuture() {
        var untimed = dataset
        untimed.interactions.times = []
        var fold = clean
        fold.train.times = []
        fold.test.times = []
        #expect(audit([fold], of: untimed, ordered: true)["future in train"] == nil)
    }

    /// Against a brute force with sets, on random folds with repeated pairs.
    @Test(arguments: 0..<10) func agreesWithBruteForce(seed: Int) {
        var chance = Chance(seed: seed)
        func rows(_ n: Int) -> Interactions {
            Interactions(
                users: (0..<n).map { _ in Int32(chance.below(9)) },
                items: (0..<n).map { _ in Int32(chance.below(14)) },
                times: (0..<n).map { _ in Int64(chance.below(50)) })
        }
        let fold = Fold(train: rows(60), test: rows(25))
        var whole = Toy.named(fold.train.appending(fold.test), users: 9, items: 14)
        whole.name = "random"
        let found = audit([fold], of: whole, ordered: true)
        let pairs = fold.train.all.map { [$0.user, $0.item] }
        let seen = Set(pairs)
        let test = fold.test.all
        #expect(
            found["test in train"]?.value == Double(test.count { seen.contains([$0.user, $0.item]) }) / 25)
        #expect(found["duplicated pairs"]?.value == Double(60 - seen.count) / 60)
        let items = Set(fold.train.items)
        #expect(found["test items never seen"]?.value == Double(test.count { !items.contains($0.item) }) / 25)
        let late = fold.train.all.count { row in test.contains { $0.user == row.user && $0.time < row.time } }
        #expect(found["future in train"]?.value == Double(late) / 60)
    }
}
