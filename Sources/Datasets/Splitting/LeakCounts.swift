import Declarations

/// What the audit counts in a fold; summed over the folds of a split.
struct LeakCounts {
    var train = 0
    var test = 0
    var validation = 0
    /// Rows whose pair stands in train or in the given history too.
    var testInTrain = 0
    var validationInTrain = 0
    /// Rows of train whose pair has been there before.
    var duplicates = 0
    /// Rows of train later than the first held-out row: of the same user, of anybody.
    var laterThanOwn = 0
    var laterThanAny = 0
    /// Test rows whose item train never shows.
    var unseenItems = 0
    var testUsers = 0
    var usersWithoutHistory = 0
    /// Users with a given history, and those of them that stand in train.
    var heldOut = 0
    var heldOutInTrain = 0

    static func + (a: LeakCounts, b: LeakCounts) -> LeakCounts {
        var sum = a
        sum.train += b.train
        sum.test += b.test
        sum.validation += b.validation
        sum.testInTrain += b.testInTrain
        sum.validationInTrain += b.validationInTrain
        sum.duplicates += b.duplicates
        sum.laterThanOwn += b.laterThanOwn
        sum.laterThanAny += b.laterThanAny
        sum.unseenItems += b.unseenItems
        sum.testUsers += b.testUsers
        sum.usersWithoutHistory += b.usersWithoutHistory
        sum.heldOut += b.heldOut
        sum.heldOutInTrain += b.heldOutInTrain
        return sum
    }
}

extension LeakCounts {
    /// Counts one fold: items are grouped by user, then one stamp per item tells in a single pass per user what is
    /// shared. O(rows + users + items) time, no hashing. After Ctrl-C the counts are incomplete.
    init(_ fold: Fold, users: Int, items: Int) {
        (train, test, validation) = (fold.train.count, fold.test.count, fold.validation.count)
        countPairs(fold, users: users, items: items)
        countFuture(fold, users: users)
    }

    private mutating func countPairs(_ fold: Fold, users: Int, items: Int) {
        if Interrupt.isRaised { return }
        let trained = ItemsByUser(fold.train, users: users)
        let given = ItemsByUser(fold.given, users: users)
        let tested = ItemsByUser(fold.test, users: users)
        let validated = ItemsByUser(fold.validation, users: users)
        var known = [Bool](repeating: false, count: items)
        for item in fold.train.items { known[Int(item)] = true }
        // The user whose history last held the item.
        var stamps = [Int32](repeating: -1, count: items)
        for user in 0..<users {
            if user & 0x3FFF == 0, Interrupt.isRaised { return }
            let stamp = Int32(user)
            for item in trained[user] {
                if stamps[Int(item)] == stamp { duplicates += 1 }
                stamps[Int(item)] = stamp
            }
            for item in given[user] { stamps[Int(item)] = stamp }
            for item in tested[user] {
                if stamps[Int(item)] == stamp { testInTrain += 1 }
                if !known[Int(item)] { unseenItems += 1 }
            }
            for item in validated[user] where stamps[Int(item)] == stamp { validationInTrain += 1 }
            if !given[user].isEmpty {
                heldOut += 1
                if !trained[user].isEmpty { heldOutInTrain += 1 }
            }
            if !tested[user].isEmpty {
                testUsers += 1
                if trained[user].isEmpty, given[user].isEmpty { usersWithoutHistory += 1 }
            }
        }
    }

    private mutating func countFuture(_ fold: Fold, users: Int) {
        var first = [Int64](repeating: .max, count: users)
        for part in [fold.test, fold.validation] {
            for (user, time) in zip(part.users, part.times) { first[Int(user)] = min(first[Int(user)], time) }
        }
        let firstOfAll = first.min() ?? .max
        for (user, time) in zip(fold.train.users, fold.train.times) {
            if time > first[Int(user)] { laterThanOwn += 1 }
            if time > firstOfAll { laterThanAny += 1 }
        }
    }
}

/// Items of each user, by counting.
private struct ItemsByUser {
    let offsets: [Int]
    let items: [Int32]

    init(_ rows: Interactions, users: Int) {
        var next = [Int](repeating: 0, count: users + 1)
        for user in rows.users { next[Int(user) + 1] += 1 }
        for user in 0..<users { next[user + 1] += next[user] }
        offsets = next
        items = [Int32](unsafeUninitializedCapacity: rows.count) { buffer, count in
            for (user, item) in zip(rows.users, rows.items) {
                buffer[next[Int(user)]] = item
                next[Int(user)] += 1
            }
            count = rows.count
        }
    }

    subscript(user: Int) -> ArraySlice<Int32> { items[offsets[user]..<offsets[user + 1]] }
}
