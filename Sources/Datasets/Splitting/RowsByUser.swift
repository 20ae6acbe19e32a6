import Declarations
import Kernels

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

    /// Sorts each group by a key of its rows, rows of the same key in file order; without keys file order stays. Runs
    /// on all cores. Throws `Interrupted`.
    mutating func sort<Key: Comparable & BitwiseCopyable & Sendable>(by keys: [Key]) throws {
        guard !keys.isEmpty else { return }
        let offsets = offsets
        try rows.withUnsafeMutableBufferPointer { rows in
            let rows = SharedRows(rows)
            // A wave is short enough for Ctrl-C to be noticed.
            for wave in stride(from: 0, to: offsets.count - 1, by: 4096) {
                try Interrupt.check()
                parallel(min(4096, offsets.count - 1 - wave), chunk: 64) { users in
                    var sorted = [Keyed<Key>]()
                    for user in users {
                        let range = offsets[wave + user]..<offsets[wave + user + 1]
                        sortGroup(UnsafeMutableBufferPointer(rebasing: rows.buffer[range]), keys, &sorted)
                    }
                }
            }
        }
    }
}

private struct Keyed<Key: Comparable> {
    var key: Key
    var row: Int32
}

/// Rows that several cores sort, each its own groups.
private struct SharedRows: @unchecked Sendable {
    let buffer: UnsafeMutableBufferPointer<Int32>
    init(_ buffer: UnsafeMutableBufferPointer<Int32>) { self.buffer = buffer }
}

/// Sorts one group, which is often in order already.
private func sortGroup<Key: Comparable>(
    _ rows: UnsafeMutableBufferPointer<Int32>, _ keys: [Key], _ sorted: inout [Keyed<Key>]
) {
    sorted.removeAll(keepingCapacity: true)
    var isAscending = true
    for row in rows {
        let key = keys[Int(row)]
        if let last = sorted.last, key < last.key { isAscending = false }
        sorted.append(Keyed(key: key, row: row))
    }
    guard !isAscending else { return }
    sorted.sort { $0.key == $1.key ? $0.row < $1.row : $0.key < $1.key }
    for (k, entry) in sorted.enumerated() { rows[k] = entry.row }
}

extension Interactions {
    /// Rows of each user, oldest first; file order where there are no times. Throws `Interrupted`.
    func histories(users: Int) throws -> RowsByUser {
        var grouped = RowsByUser(self.users, count: users)
        try grouped.sort(by: times)
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

    /// Some of `0..<total` in random order, all of them where `count` is `total`: the first steps of a shuffle from the
    /// front. Throws `Interrupted`.
    mutating func draw(_ count: Int, of total: Int) throws -> ArraySlice<Int32> {
        var order = (0..<Int32(total)).map { $0 }
        for k in 0..<count {
            if k & 0xF_FFFF == 0 { try Interrupt.check() }
            order.swapAt(k, k + below(total - k))
        }
        return order[..<count]
    }
}
