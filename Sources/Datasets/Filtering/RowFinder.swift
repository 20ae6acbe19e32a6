/// Finds the rows of a data set that a shipped split is made of.
struct RowFinder {
    /// Rows of train, validation, test and given, each in the order of the shipped part.
    let parts: [[Int32]]

    /// `nil` where a shipped row's pair is not among the data set's.
    init?(_ rows: Interactions, _ shipped: Fold) {
        let pairs = SortedPairs(rows)
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
    let order: [Int32]
    private let keys: [UInt64]

    init(_ rows: Interactions) {
        var keyed = [(key: UInt64, row: Int32)]()
        keyed.reserveCapacity(rows.count)
        for row in 0..<rows.count {
            keyed.append((pairKey(rows.users[row], rows.items[row]), Int32(row)))
        }
        keyed.sort { ($0.key, $0.row) < ($1.key, $1.row) }
        order = keyed.map(\.row)
        keys = keyed.map(\.key)
    }

    /// Rows of one pair, in file order.
    func rows(_ user: UserIndex, _ item: ItemIndex) -> ArraySlice<Int32> {
        let key = pairKey(user, item)
        let low = lowerBound(key)
        var high = low
        while high < keys.count, keys[high] == key { high += 1 }
        return order[low..<high]
    }

    /// Calls `body` for every pair with its rows in file order.
    func forEachPair(_ body: (ArraySlice<Int32>) throws -> Void) rethrows {
        var low = 0
        while low < keys.count {
            var high = low + 1
            while high < keys.count, keys[high] == keys[low] { high += 1 }
            try body(order[low..<high])
            low = high
        }
    }

    private func lowerBound(_ key: UInt64) -> Int {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// User and item in one word that sorts by user first.
func pairKey(_ user: UserIndex, _ item: ItemIndex) -> UInt64 {
    UInt64(UInt32(bitPattern: user)) << 32 | UInt64(UInt32(bitPattern: item))
}
