import Datasets
import Kernels

extension ItemLists {
    /// Groups of two lists or more that hold the same items in any order, largest first; of equal size the earlier first.
    public func identical() -> [[Int]] {
        // Lists are told apart by a sum that no order changes, and only those of equal sums one by one.
        let sums = orderlessSums()
        let order = sums.indices.sorted { sums[$0] < sums[$1] }
        var groups: [[Int]] = []
        var start = 0
        while start < count {
            var end = start + 1
            while end < count, sums[order[end]] == sums[order[start]] { end += 1 }
            if end - start > 1 {
                let alike = Dictionary(grouping: order[start..<end].sorted()) { self[$0].sorted() }
                groups += alike.values.filter { $0.count > 1 }
            }
            start = end
        }
        return groups.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
    }

    /// A sum over the items of each list.
    private func orderlessSums() -> [UInt64] {
        var sums = [UInt64](repeating: 0, count: count)
        items.withUnsafeBufferPointer { items in
            sums.withUnsafeMutableBufferPointer { sums in
                nonisolated(unsafe) let (items, sums) = (items, sums)
                let k = k
                parallel(sums.count, chunk: 8192) { lists in
                    for list in lists {
                        for place in list * k..<(list + 1) * k where items[place] >= 0 {
                            sums[list] &+= splitMix64(UInt64(bitPattern: Int64(items[place])))
                        }
                    }
                }
            }
        }
        return sums
    }

    /// Items by the share of lists that hold them, most first; at most so many.
    public func mostListed(_ most: Int, itemCount: Int) -> [(item: ItemIndex, share: Double)] {
        let counts = counts(itemCount: itemCount)
        return counts.indices.filter { counts[$0] > 0 }
            .sorted { (counts[$1], $0) < (counts[$0], $1) }
            .prefix(most).map { (ItemIndex($0), Double(counts[$0]) / Double(max(1, count))) }
    }

    /// Share of pairs of lists that have 0, 1, … k items in common: all pairs of the first `most` lists.
    public func overlaps(most: Int = 512) -> [Double] {
        let sorted = (0..<min(most, count)).map { self[$0].sorted() }
        var shares = [Double](repeating: 0, count: k + 1)
        guard sorted.count > 1 else { return shares }
        for a in sorted.indices {
            for b in 0..<a { shares[common(sorted[a], sorted[b])] += 1 }
        }
        let pairs = Double(sorted.count) * Double(sorted.count - 1) / 2
        return shares.map { $0 / pairs }
    }
}

/// How many elements two ascending lists share.
func common(_ a: [ItemIndex], _ b: [ItemIndex]) -> Int {
    var (i, j, both) = (0, 0, 0)
    while i < a.count, j < b.count {
        let (x, y) = (a[i], b[j])
        both += x == y ? 1 : 0
        i += x <= y ? 1 : 0
        j += y <= x ? 1 : 0
    }
    return both
}
