extension Interactions {
    /// Row numbers grouped by user, and within a user by item and row.
    private func rowsByPair(users count: Int) -> [Int32] {
        var starts = [Int](repeating: 0, count: count + 1)
        for user in users { starts[Int(user) + 1] += 1 }
        for user in 0..<count { starts[user + 1] += starts[user] }
        var next = starts
        var keys = [UInt64](repeating: 0, count: self.count)
        for row in 0..<self.count {
            let user = Int(users[row])
            keys[next[user]] = UInt64(UInt32(items[row])) << 32 | UInt64(row)
            next[user] += 1
        }
        for user in 0..<count { keys[starts[user]..<starts[user + 1]].sort() }
        return keys.map { Int32(truncatingIfNeeded: $0) }
    }

    /// The first row whose user and item stand together in an earlier one.
    func firstDuplicate(users count: Int) -> Int? {
        let order = rowsByPair(users: count)
        var first: Int?
        for k in order.indices.dropFirst() {
            let (a, b) = (Int(order[k - 1]), Int(order[k]))
            if users[a] == users[b], items[a] == items[b], b < first ?? .max { first = b }
        }
        return first
    }

    /// One row for each pair, in the order of the rows kept: the first, the last, or the last with the mean rating.
    func merged(_ policy: DuplicatePolicy, users count: Int) -> (rows: Interactions, kept: [Int]) {
        let order = rowsByPair(users: count)
        var keeps = [Bool](repeating: false, count: self.count)
        var means = ratings
        var k = 0
        while k < order.count {
            var end = k + 1
            let (user, item) = (users[Int(order[k])], items[Int(order[k])])
            while end < order.count, users[Int(order[end])] == user, items[Int(order[end])] == item {
                end += 1
            }
            let row = Int(policy == .first ? order[k] : order[end - 1])
            keeps[row] = true
            if policy == .mean, hasRatings {
                let sum = order[k..<end].reduce(0.0) { $0 + Double(ratings[Int($1)]) }
                means[row] = Float(sum / Double(end - k))
            }
            k = end
        }
        let kept = keeps.indices.filter { keeps[$0] }
        var result = self
        result.ratings = means
        return (result.rows(kept), kept)
    }
}

extension Column {
    /// The cells at these positions, in this order.
    func rows(_ positions: [Int]) -> Column {
        switch self {
        case .numbers(let x): .numbers(positions.map { x[$0] })
        case .texts(let x): .texts(positions.map { x[$0] })
        case .labels(let x): .labels(positions.map { x[$0] })
        }
    }
}
