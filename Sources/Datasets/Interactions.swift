/// Position of a user in its data set, counted from 0. External ids stay in `Entities.ids`.
public typealias UserIndex = Int32
/// Position of an item in its data set, counted from 0.
public typealias ItemIndex = Int32

/// Who watched or rated what, as columns in file order.
public struct Interactions: Sendable {
    public var users: [UserIndex]
    public var items: [ItemIndex]
    /// One per row, or empty where the data carries none (every row then counts 1).
    public var ratings: [Float]
    /// Unix seconds, one per row, or empty where the data carries none.
    public var times: [Int64]

    public init(users: [UserIndex] = [], items: [ItemIndex] = [], ratings: [Float] = [], times: [Int64] = [])
    {
        (self.users, self.items, self.ratings, self.times) = (users, items, ratings, times)
    }

    public var count: Int { users.count }
    public var isEmpty: Bool { users.isEmpty }
    public var hasRatings: Bool { !ratings.isEmpty }
    public var hasTimes: Bool { !times.isEmpty }

    /// The rows at these positions, in this order.
    public func rows(_ positions: [Int]) -> Interactions {
        Interactions(
            users: positions.map { users[$0] }, items: positions.map { items[$0] },
            ratings: hasRatings ? positions.map { ratings[$0] } : [],
            times: hasTimes ? positions.map { times[$0] } : [])
    }

    /// These rows followed by others; a column is kept only where both have it (or one side has no rows).
    public func appending(_ others: Interactions) -> Interactions {
        if isEmpty { return others }
        if others.isEmpty { return self }
        return Interactions(
            users: users + others.users, items: items + others.items,
            ratings: hasRatings && others.hasRatings ? ratings + others.ratings : [],
            times: hasTimes && others.hasTimes ? times + others.times : [])
    }
}

/// A sparse matrix in compressed rows (CSR): the users' histories, or their transpose.
public struct SparseMatrix: Sendable {
    public let rows: Int
    public let columns: Int
    /// Where each row begins: `rows + 1` positions.
    public let offsets: [Int]
    /// Column of each entry, ascending within its row.
    public let indices: [Int32]
    /// One per entry.
    public let values: [Float]

    /// From parts that are already in order.
    public init(rows: Int, columns: Int, offsets: [Int], indices: [Int32], values: [Float]) {
        (self.rows, self.columns) = (rows, columns)
        (self.offsets, self.indices, self.values) = (offsets, indices, values)
    }

    /// Counts rows, places entries, sorts each row; of a pair that occurs twice the last value is kept.
    public init(_ interactions: Interactions, users: Int, items: Int) {
        let n = interactions.count
        var starts = [Int](repeating: 0, count: users + 1)
        for u in interactions.users { starts[Int(u) + 1] += 1 }
        for u in 0..<users { starts[u + 1] += starts[u] }
        var next = starts
        var order = [Int32](repeating: 0, count: n)
        for k in 0..<n {
            let u = Int(interactions.users[k])
            order[next[u]] = Int32(k)
            next[u] += 1
        }
        var offsets = [0]
        var indices = [Int32]()
        var values = [Float]()
        offsets.reserveCapacity(users + 1)
        indices.reserveCapacity(n)
        values.reserveCapacity(n)
        for u in 0..<users {
            let row = order[starts[u]..<starts[u + 1]].sorted {
                let (a, b) = (interactions.items[Int($0)], interactions.items[Int($1)])
                return a == b ? $0 < $1 : a < b
            }
            for k in row {
                let item = interactions.items[Int(k)]
                let value = interactions.hasRatings ? interactions.ratings[Int(k)] : 1
                if indices.count > offsets[u], indices[indices.count - 1] == item {
                    values[values.count - 1] = value
                } else {
                    indices.append(item)
                    values.append(value)
                }
            }
            offsets.append(indices.count)
        }
        self.init(rows: users, columns: items, offsets: offsets, indices: indices, values: values)
    }

    public var count: Int { indices.count }
    public func range(_ row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }

    /// Items by users from users by items, in one counting pass.
    public func transposed() -> SparseMatrix {
        var starts = [Int](repeating: 0, count: columns + 1)
        for i in indices { starts[Int(i) + 1] += 1 }
        for i in 0..<columns { starts[i + 1] += starts[i] }
        var next = starts
        var columnIndices = [Int32](repeating: 0, count: count)
        var columnValues = [Float](repeating: 0, count: count)
        for row in 0..<rows {
            for k in range(row) {
                let i = Int(indices[k])
                columnIndices[next[i]] = Int32(row)
                columnValues[next[i]] = values[k]
                next[i] += 1
            }
        }
        return SparseMatrix(
            rows: columns, columns: rows, offsets: starts, indices: columnIndices, values: columnValues)
    }
}
