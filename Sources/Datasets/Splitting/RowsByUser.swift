/// Rows of a table grouped by an index (a user, an item), each group in file order until it is sorted.
struct RowsByUser {
    /// Where each group begins: one more than there are groups.
    let offsets: [Int]
    /// Row numbers.
    var rows: [Int32]

    /// Groups by counting, in two passes over the rows.
    init(_ indices: [Int32], count: Int) {
        var next = [Int](repeating: 0, count: count + 1)
        for u in indices { next[Int(u) + 1] += 1 }
        for u in 0..<count { next[u + 1] += next[u] }
        offsets = next
        rows = [Int32](repeating: 0, count: indices.count)
        for (row, u) in indices.enumerated() {
            rows[next[Int(u)]] = Int32(truncatingIfNeeded: row)
            next[Int(u)] += 1
        }
    }

    var count: Int { offsets.count - 1 }
    func range(_ user: Int) -> Range<Int> { offsets[user]..<offsets[user + 1] }
    subscript(user: Int) -> ArraySlice<Int32> { rows[range(user)] }

    /// Sorts each group by time, rows of the same second in file order. Without times file order stays.
    mutating func sort(by times: [Int64]) {
        guard !times.isEmpty else { return }
        for user in 0..<count where !isAscending(user, times) {
            rows[range(user)].sort { (times[Int($0)], $0) < (times[Int($1)], $1) }
        }
    }

    private func isAscending(_ user: Int, _ times: [Int64]) -> Bool {
        let range = range(user)
        guard range.count > 1 else { return true }
        for k in range.dropFirst() where times[Int(rows[k])] < times[Int(rows[k - 1])] { return false }
        return true
    }
}

extension Interactions {
    /// Rows of each user, oldest first; file order where there are no times.
    func histories(users: Int) -> RowsByUser {
        var grouped = RowsByUser(self.users, count: users)
        grouped.sort(by: times)
        return grouped
    }
}

extension Chance {
    /// Shuffles in place (Fisher–Yates, from the end).
    mutating func shuffle<C: MutableCollection & RandomAccessCollection>(_ values: inout C)
    where C.Index == Int {
        guard values.count > 1 else { return }
        for k in stride(from: values.endIndex - 1, to: values.startIndex, by: -1) {
            values.swapAt(k, values.startIndex + below(k - values.startIndex + 1))
        }
    }

    /// A random order of `0..<count`.
    mutating func order(_ count: Int) -> [Int32] {
        var order = (0..<Int32(count)).map { $0 }
        shuffle(&order)
        return order
    }
}
