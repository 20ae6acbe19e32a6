/// External ids of several files brought into one order.
enum Vocabulary {
    /// Joins lists of distinct ids: numerically where all are whole numbers, else as they first appear. Also returns,
    /// for each list, the joint index of each of its ids.
    static func join(_ lists: [[String]]) -> (ids: [String], indices: [[Int32]]) {
        let filled = lists.filter { !$0.isEmpty }
        if filled.count == 1 {
            let same = filled[0].indices.map { Int32($0) }
            return (filled[0], lists.map { $0.isEmpty ? [] : same })
        }
        var index: [String: Int32] = [:]
        var ids: [String] = []
        var indices = lists.map { list in
            list.map { id in
                if let known = index[id] { return known }
                let new = Int32(ids.count)
                index[id] = new
                ids.append(id)
                return new
            }
        }
        guard ids.allSatisfy(isWhole) else { return (ids, indices) }
        let order = ids.indices.sorted { precedes(ids[$0], ids[$1]) }
        var place = [Int32](repeating: 0, count: ids.count)
        for (k, old) in order.enumerated() { place[old] = Int32(k) }
        for k in indices.indices { indices[k] = indices[k].map { place[Int($0)] } }
        return (order.map { ids[$0] }, indices)
    }

    static func isWhole(_ id: String) -> Bool {
        let digits = id.utf8.first == 0x2D && id.utf8.count > 1 ? id.utf8.dropFirst() : id.utf8[...]
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Numeric order of whole numbers of any length; "7" comes before "07".
    static func precedes(_ a: String, _ b: String) -> Bool {
        if let x = Int(a), let y = Int(b), x != y { return x < y }
        let (minusA, minusB) = (a.hasPrefix("-"), b.hasPrefix("-"))
        if minusA != minusB { return minusA }
        func digits(_ text: String, _ minus: Bool) -> Substring.UTF8View {
            let all = text.utf8.dropFirst(minus ? 1 : 0)
            let bare = all.drop { $0 == 0x30 }
            return bare.isEmpty ? all.suffix(1) : bare
        }
        let (p, q) = (digits(a, minusA), digits(b, minusB))
        if p.count != q.count { return (p.count < q.count) != minusA }
        if !p.elementsEqual(q) { return p.lexicographicallyPrecedes(q) != minusA }
        return a.utf8.count < b.utf8.count
    }
}
