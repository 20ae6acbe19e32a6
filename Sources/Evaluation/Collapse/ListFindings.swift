import Datasets
import Kernels

extension ItemLists {
    /// Groups of two lists or more that hold the same items in any order, largest first; of equal size the earlier first.
    public func identical() -> [[Int]] {
        let ordered = inOrder()
        let hashes = ordered.hashes
        // Equal lists have equal hashes, so that each thread can look for them among its own.
        let shares = 16
        let found = Gathered<[[Int]]>(count: shares)
        parallel(shares, chunk: 1) { range in
            for share in range {
                found.set(share, ordered.groups(among: hashes, withTopBits: UInt64(share)))
            }
        }
        return found.all.flatMap { $0 }.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
    }

    /// The same lists with their items in ascending order, fillers last.
    func inOrder() -> OrderedLists {
        var sorted = items
        let k = k
        sorted.withUnsafeMutableBufferPointer { sorted in
            nonisolated(unsafe) let sorted = sorted
            parallel(k == 0 ? 0 : sorted.count / k, chunk: 4096) { lists in
                for list in lists {
                    sort(UnsafeMutableBufferPointer(rebasing: sorted[list * k..<(list + 1) * k]))
                }
            }
        }
        return OrderedLists(items: sorted, k: k)
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
        let first = ItemLists(items: Array(items.prefix(most * k)), k: k).inOrder()
        var shares = [Double](repeating: 0, count: k + 1)
        guard first.count > 1 else { return shares }
        for a in 0..<first.count {
            for b in 0..<a { shares[first.common(a, b)] += 1 }
        }
        let pairs = Double(first.count) * Double(first.count - 1) / 2
        return shares.map { $0 / pairs }
    }
}

/// Top-k lists whose items are in ascending order, as sets are compared.
struct OrderedLists: Sendable {
    /// [lists, k], the largest number past the end.
    private let items: [ItemIndex]
    private let k: Int
    var count: Int { k == 0 ? 0 : items.count / k }

    fileprivate init(items: [ItemIndex], k: Int) { (self.items, self.k) = (items, k) }

    /// How many items two lists share.
    func common(_ a: Int, _ b: Int) -> Int {
        items.withUnsafeBufferPointer { items in
            var (i, j, both) = (a * k, b * k, 0)
            let (lastA, lastB) = (i + k, j + k)
            while i < lastA, j < lastB {
                let (x, y) = (items[i], items[j])
                if x == filler || y == filler { break }
                both += x == y ? 1 : 0
                i += x <= y ? 1 : 0
                j += y <= x ? 1 : 0
            }
            return both
        }
    }

    /// |A and B| / |A or B| of two lists; 0 where both are empty.
    func jaccard(_ a: Int, _ b: Int) -> Double {
        let both = common(a, b)
        let either = length(a) + length(b) - both
        return either == 0 ? 0 : Double(both) / Double(either)
    }

    private func length(_ list: Int) -> Int {
        var end = (list + 1) * k
        while end > list * k, items[end - 1] == filler { end -= 1 }
        return end - list * k
    }

    private func isSame(_ a: Int, _ b: Int) -> Bool {
        items[a * k..<(a + 1) * k] == items[b * k..<(b + 1) * k]
    }

    /// A number for each list, equal for equal ones.
    fileprivate var hashes: [UInt64] {
        var hashes = [UInt64](repeating: 0, count: count)
        items.withUnsafeBufferPointer { items in
            hashes.withUnsafeMutableBufferPointer { hashes in
                nonisolated(unsafe) let (items, hashes) = (items, hashes)
                let k = k
                parallel(hashes.count, chunk: 8192) { lists in
                    for list in lists {
                        hashes[list] = splitMix64(
                            items[list * k..<(list + 1) * k].reduce(0) {
                                ($0 ^ UInt64(UInt32(bitPattern: $1))) &* 0x9E37_79B9_7F4A_7C15
                            })
                    }
                }
            }
        }
        return hashes
    }

    /// Groups of equal lists among those whose hash begins with some four bits.
    fileprivate func groups(among hashes: [UInt64], withTopBits bits: UInt64) -> [[Int]] {
        let own = hashes.indices.filter { hashes[$0] >> 60 == bits }
        let size = max(2, own.count * 2).nextPowerOfTwo
        // The first list of each kind stands at the place its hash says, or at the next free one.
        var places = [Int](repeating: -1, count: size)
        var groups: [[Int]] = []
        var groupAt = [Int](repeating: -1, count: size)
        for list in own {
            var place = Int(truncatingIfNeeded: hashes[list] & UInt64(size - 1))
            while places[place] >= 0 {
                let first = places[place]
                if hashes[first] == hashes[list], isSame(first, list) { break }
                place = (place + 1) & (size - 1)
            }
            if places[place] < 0 {
                places[place] = list
            } else if groupAt[place] >= 0 {
                groups[groupAt[place]].append(list)
            } else {
                groupAt[place] = groups.count
                groups.append([places[place], list])
            }
        }
        return groups
    }
}

/// What stands past the end of an ordered list: it is larger than any item.
private let filler = ItemIndex.max

/// Sorts a short list by insertion, a long one otherwise; what is negative becomes a filler.
private func sort(_ list: UnsafeMutableBufferPointer<ItemIndex>) {
    var list = list
    for i in list.indices where list[i] < 0 { list[i] = filler }
    guard list.count <= 32 else { return list.sort() }
    for i in list.indices {
        let item = list[i]
        var j = i
        while j > 0, list[j - 1] > item {
            list[j] = list[j - 1]
            j -= 1
        }
        list[j] = item
    }
}

extension Int {
    /// The least power of two that is not below a positive number.
    fileprivate var nextPowerOfTwo: Int { 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
