import Datasets
import Declarations
import Foundation
import Testing

@Suite struct LeaveLastOutTests {
    /// User 0 out of order in the file, user 1 with a tie, user 2 with too few rows.
    private let dataset = Toy.dataset(
        [
            (0, 3, 5, 40), (0, 0, 5, 10), (1, 0, 5, 7), (0, 2, 5, 30), (1, 1, 5, 7), (0, 1, 5, 20),
            (1, 2, 5, 7), (2, 0, 5, 1), (2, 1, 5, 2),
        ], users: 3, items: 4)

    @Test func takesTheLatestAndTheOneBefore() throws {
        let fold = try #require(try LeaveLastOut().split(dataset, watching: .silent).folds.first)
        #expect(fold.test.items == [3, 2])
        #expect(fold.validation.items == [2, 1])
        #expect(fold.train.users == [0, 1, 0, 2, 2])
    }

    @Test func withoutValidationTwoRowsAreEnough() throws {
        let splitter = try LeaveLastOut().with(["validation": .truth(false)])
        let split = try splitter.split(dataset, watching: .silent)
        #expect(split.folds[0].test.items == [3, 2, 1])
        #expect(split.folds[0].validation.isEmpty)
        #expect(split.scheme == "leave-last-out validation=false")
    }

    @Test func withoutTimesFileOrderCounts() throws {
        var untimed = dataset
        untimed.interactions.times = []
        let fold = try #require(try LeaveLastOut().split(untimed, watching: .silent).folds.first)
        #expect(fold.test.items == [1, 2])
    }

    /// python3, over the lines "user item" of ml-1m.txt, U[user] = its items in file order:
    ///
    ///     t = [x[-1] for x in U.values()]; v = [x[-2] for x in U.values()]
    ///     print(len(t), sum(t), sum(v), sum(u * x[-1] for u, x in U.items()))
    @Test(.enabled(if: Toy.real != nil, "REEL_DATA is not set"))
    func agreesWithSASRecOnMovieLens() throws {
        let path = try #require(Toy.real) + "/sasrec-ml-1m/ml-1m.txt"
        var table = Interactions()
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ")
            table.users.append(try #require(Int32(words[0])))
            table.items.append(try #require(Int32(words[1])))
        }
        let split = try LeaveLastOut().split(
            Toy.named(table, users: 6041, items: 3417), watching: .silent)
        let fold = split.folds[0]
        #expect((fold.train.count, fold.validation.count, fold.test.count) == (987_531, 6040, 6040))
        #expect(fold.test.items.reduce(0) { $0 + Int($1) } == 5_820_632)
        #expect(fold.validation.items.reduce(0) { $0 + Int($1) } == 5_705_046)
        #expect(
            zip(fold.test.users, fold.test.items).reduce(0) { $0 + Int($1.0) * Int($1.1) } == 17_555_703_963)
        #expect(split.audit.verdict == .healthy)
    }
}

@Suite struct RatioSplitTests {
    @Test func holdsOutTheSameShareOfEveryUser() throws {
        let dataset = Toy.dataset()
        let splitter = try RatioSplit().with(["test": .number(0.2), "validation": .number(0.1)])
        let fold = try splitter.split(dataset, watching: .silent).folds[0]
        for user in 0..<Int32(dataset.users.count) {
            let all = Double(dataset.interactions.users.count { $0 == user })
            #expect(fold.test.users.count { $0 == user } == Int((all * 0.2).rounded()))
            #expect(fold.validation.users.count { $0 == user } == Int((all * 0.1).rounded()))
        }
    }

    @Test func byTimeTheLatestAreHeldOut() throws {
        let splitter = try RatioSplit().with(["order": .word("time"), "validation": .number(0.2)])
        let fold = try splitter.split(Toy.dataset(), watching: .silent).folds[0]
        for user in Set(fold.test.users) {
            let train = fold.train.all.filter { $0.user == user }.map(\.time).max() ?? .min
            let validation = fold.validation.all.filter { $0.user == user }.map(\.time)
            let test = fold.test.all.filter { $0.user == user }.map(\.time).min() ?? .max
            #expect(train <= test)
            #expect(validation.allSatisfy { train <= $0 && $0 <= test })
        }
    }

    @Test func sharesThatLeaveNothingAreRefused() throws {
        let splitter = try RatioSplit().with(["test": .number(0.6), "validation": .number(0.4)])
        let found = problem { _ = try splitter.split(Toy.dataset(), watching: .silent) }
        #expect(found?.what == "test 0.6 and validation 0.4 leave nothing to train on")
    }

    @Test func timeIsAskedFor() throws {
        var untimed = Toy.dataset()
        untimed.interactions.times = []
        let splitter = try RatioSplit().with(["order": .word("time")])
        let found = problem { _ = try splitter.split(untimed, watching: .silent) }
        #expect(found?.what == "ratio order=time seed=0 needs times, but toy has none")
    }
}

@Suite struct TimeSplitTests {
    private let dataset = Toy.dataset(
        (0..<10).map { k in (Int32(k % 2), Int32(k), 3, [10, 20, 30, 40, 50, 60, 70, 80, 80, 90][k]) },
        users: 2,
        items: 10)

    @Test func shareNeverTearsOneSecondApart() throws {
        let fold = try TimeSplit().with(["test": .number(0.2)]).split(dataset, watching: .silent).folds[0]
        #expect(fold.test.times == [80, 80, 90])
        #expect(fold.train.times == [10, 20, 30, 40, 50, 60, 70])
    }

    @Test func validationComesBefore() throws {
        let splitter = try TimeSplit().with(["test": .number(0.1), "validation": .number(0.3)])
        let fold = try splitter.split(dataset, watching: .silent).folds[0]
        #expect(fold.test.times == [90])
        #expect(fold.validation.times == [70, 80, 80])
    }

    @Test func datesCut() throws {
        let splitter = try TimeSplit().with(["test": .word("1970-01-01T00:01:00"), "validation": .number(41)])
        let split = try splitter.split(dataset, watching: .silent)
        #expect(split.folds[0].test.times == [60, 70, 80, 80, 90])
        #expect(split.folds[0].validation.times == [50])
        #expect(split.scheme == "time test=1970-01-01T00:01:00 validation=1970-01-01T00:00:41")
    }

    @Test func aDateOutsideIsRefusedWithTheSpan() throws {
        let late = try TimeSplit().with(["test": .word("2000-01-01")])
        #expect(
            problem { _ = try late.split(dataset, watching: .silent) }?.what
                == "time test=2000-01-01 leaves no row of toy to test on")
        let early = try TimeSplit().with(["test": .word("1970-01-01")])
        let found = problem { _ = try early.split(dataset, watching: .silent) }
        #expect(found?.remedy == "its times go from 1970-01-01T00:00:10 to 1970-01-01T00:01:30")
    }
}

@Suite struct HeldOutUsersTests {
    @Test func heldOutUsersHaveNoRowsInTrain() throws {
        let splitter = try HeldOutUsers().with(["users": .number(0.25), "validation": .number(3)])
        let fold = try splitter.split(Toy.dataset(), watching: .silent).folds[0]
        let (test, validation) = (Set(fold.test.users), Set(fold.validation.users))
        #expect(test.count == 10)
        #expect(validation.count == 3)
        #expect(test.isDisjoint(with: validation))
        #expect(Set(fold.train.users).isDisjoint(with: test.union(validation)))
        #expect(Set(fold.given.users) == test.union(validation))
    }

    @Test func givenIsTheShareAskedFor() throws {
        let dataset = Toy.dataset()
        let splitter = try HeldOutUsers().with(["users": .number(12), "given": .number(0.5)])
        let fold = try splitter.split(dataset, watching: .silent).folds[0]
        for user in Set(fold.test.users) {
            let all = Double(dataset.interactions.users.count { $0 == user })
            #expect(fold.given.users.count { $0 == user } == Int((all * 0.5).rounded()))
        }
    }

    @Test func leaveLastTestsOnTheLatestRow() throws {
        let splitter = try HeldOutUsers().with(["users": .number(8), "given": .word("leave-last")])
        let split = try splitter.split(Toy.dataset(), watching: .silent)
        let fold = split.folds[0]
        #expect(fold.test.count == 8)
        for row in fold.test.all {
            #expect(fold.given.all.filter { $0.user == row.user }.allSatisfy { $0.time <= row.time })
        }
        #expect(split.scheme == "held-out-users users=8 given=leave-last seed=0")
    }

    @Test func everybodyCannotBeHeldOut() throws {
        let splitter = try HeldOutUsers().with(["users": .number(40)])
        let found = problem { _ = try splitter.split(Toy.dataset(), watching: .silent) }
        #expect(found?.what == "40 of 40 users cannot be held out of toy")
    }
}

@Suite struct FixedSplitTests {
    @Test func takesWhatTheFilesBring() throws {
        var dataset = Toy.dataset()
        let rows = dataset.interactions
        dataset.shippedSplit = Fold(train: rows.rows(Array(0..<500)), test: rows.rows(Array(500..<600)))
        let split = try FixedSplit().split(dataset, watching: .silent)
        #expect(split.folds[0].train.all == Array(rows.all[..<500]))
        #expect(split.folds[0].test.all == Array(rows.all[500...]))
        #expect(split.scheme == "fixed")
        dataset.shippedSplit = Fold(train: rows.rows(Array(0..<501)), test: rows.rows(Array(501..<600)))
        #expect(try FixedSplit().split(dataset, watching: .silent).fingerprint != split.fingerprint)
    }

    /// Training rows that are each user's last in time are lent to validation; the test rows are the files' own.
    @Test func lendsValidationRows() throws {
        var dataset = Toy.dataset()
        let rows = dataset.interactions
        dataset.shippedSplit = Fold(train: rows.rows(Array(0..<500)), test: rows.rows(Array(500..<600)))
        let split = try FixedSplit().with(["validation": .number(2)]).split(dataset, watching: .silent)
        let fold = split.folds[0]
        #expect(split.scheme == "fixed validation=2" && fold.test.all == Array(rows.all[500...]))
        #expect(fold.train.count + fold.validation.count == 500)
        for user in 0..<Int32(dataset.users.count) {
            let lent = fold.validation.all.filter { $0.user == user }
            let kept = fold.train.all.filter { $0.user == user }
            #expect(lent.count == (kept.isEmpty ? 0 : 2))
            for row in kept { #expect(lent.allSatisfy { $0.time >= row.time }) }
        }
        dataset.shippedSplit = Fold(
            train: rows.rows([0, 1, 2]), validation: rows.rows([3]), test: rows.rows([4]))
        let lender = try FixedSplit().with(["validation": .number(1)])
        let found = problem { _ = try lender.split(dataset, watching: .silent) }
        #expect(found?.what == "the files bring validation rows of their own")
    }

    @Test func saysWhereThereIsNone() {
        let found = problem { _ = try FixedSplit().split(Toy.dataset(), watching: .silent) }
        #expect(found?.what == "toy brings no split of its own")
        #expect(found?.remedy?.contains("leave-last-out") == true)
    }
}
