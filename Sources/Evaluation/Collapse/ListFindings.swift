import Datasets

extension ItemLists {
    /// Groups of two lists or more that hold the same items in any order, largest first; of equal size the earlier first.
    public func identical() -> [[Int]] {
        Dictionary(grouping: 0..<count) { self[$0].sorted() }.values.filter { $0.count > 1 }
            .sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
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
private func common(_ a: [ItemIndex], _ b: [ItemIndex]) -> Int {
    var (i, j, both) = (0, 0, 0)
    while i < a.count, j < b.count {
        let (x, y) = (a[i], b[j])
        both += x == y ? 1 : 0
        i += x <= y ? 1 : 0
        j += y <= x ? 1 : 0
    }
    return both
}
