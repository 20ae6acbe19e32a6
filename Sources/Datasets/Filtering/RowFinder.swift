import Declarations

/// Finds the rows of a data set that a shipped split is made of.
struct RowFinder {
    /// Rows of train, validation, test and given, each in the order of the shipped part.
    let parts: [[Int32]]

    /// `nil` where a shipped row's pair is not among the data set's. Throws `Interrupted`.
    init?(_ rows: Interactions, _ shipped: Fold, users: Int) throws {
        let pairs = try SortedPairs(rows, users: users)
        var used = [Bool](repeating: false, count: rows.count)
        var parts = [[Int32]]()
        for part in [shipped.train, shipped.validation, shipped.test, shipped.given] {
            var found = [Int32]()
            found.reserveCapacity(part.count)
            for k in 0..<part.count {
                guard let row = Self.best(pairs.rows(part.users[k], part.items[k]), k, part, rows, used)
                else {
                    return nil
                }
                used[Int(row)] = true
                found.append(row)
            }
            parts.append(found)
        }
        self.parts = parts
    }

    /// Of the rows with the same pair one that is not taken yet, best with the same time and rating.
    private static func best(
        _ candidates: ArraySlice<Int32>, _ k: Int, _ part: Interactions, _ rows: Interactions, _ used: [Bool]
    ) -> Int32? {
        func score(_ row: Int32) -> Int {
            let row = Int(row)
            let sameTime = !part.hasTimes || !rows.hasTimes || part.times[k] == rows.times[row]
            let sameRating = !part.hasRatings || !rows.hasRatings || part.ratings[k] == rows.ratings[row]
            return (used[row] ? 0 : 4) + (sameTime ? 2 : 0) + (sameRating ? 1 : 0)
        }
        return candidates.max { score($0) < score($1) }
    }
}

/// Rows sorted by user, then item, then file order.
struct SortedPairs {
    private let grouped: RowsByUser
    private let items: [ItemIndex]

    /// Throws `Interrupted`.
    init(_ rows: Interactions, users: Int) throws {
        var grouped = RowsByUser(rows.users, count: users)
        try grouped.sort(by: rows.items)
        (self.grouped, items) = (grouped, rows.items)
    }

    /// Rows of one pair, in file order.
    func rows(_ user: UserIndex, _ item: ItemIndex) -> ArraySlice<Int32> {
        let own = grouped[Int(user)]
        var (low, high) = (own.startIndex, own.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if items[Int(own[middle])] < item { low = middle + 1 } else { high = middle }
        }
        return own[low...].prefix { items[Int($0)] == item }
    }

    /// Calls `body` for every pair that has several rows, with these in file order. Throws `Interrupted`.
    func forEachRepeatedPair(_ body: (ArraySlice<Int32>) -> Void) throws {
        for user in 0..<grouped.count {
            if user & 0xFFF == 0 { try Interrupt.check() }
            let range = grouped.range(user)
            var low = range.lowerBound
            while low < range.upperBound {
                let item = items[Int(grouped.rows[low])]
                var high = low + 1
                while high < range.upperBound, items[Int(grouped.rows[high])] == item { high += 1 }
                if high - low > 1 { body(grouped.rows[low..<high]) }
                low = high
            }
        }
    }
}
