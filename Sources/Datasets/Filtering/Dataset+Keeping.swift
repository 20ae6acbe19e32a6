import Declarations

/// What becomes of the ratings of the rows that are kept.
enum KeptRatings {
    case same
    /// Every row then counts 1.
    case dropped
    /// One for each kept row.
    case replaced([Float])
}

extension Dataset {
    /// Keeps some rows, in file order; users and items left without rows leave the data set, and everything that is
    /// counted by user, item or row follows: attributes, context, ties, the shipped split with its candidates.
    func keeping(_ rows: [Int], ratings: KeptRatings = .same, as words: String) throws -> Dataset {
        let users = Renumbering(interactions.users, rows, count: self.users.count)
        let items = Renumbering(interactions.items, rows, count: self.items.count)
        var kept = interactions.rows(rows)
        kept.users = kept.users.map { users.new[Int($0)] }
        kept.items = kept.items.map { items.new[Int($0)] }
        switch ratings {
        case .same: break
        case .dropped: kept.ratings = []
        case .replaced(let ratings): kept.ratings = ratings
        }
        var result = Dataset(
            name: name, users: self.users.entries(users.old), items: self.items.entries(items.old),
            interactions: kept, context: context.map { ($0.name, $0.column.entries(rows)) },
            ties: ties.compactMap { tie in
                let (from, to) = (users.new[Int(tie.from)], users.new[Int(tie.to)])
                return from < 0 || to < 0 ? nil : Tie(from, to, tie.weight)
            },
            history: history + [words])
        if let shipped = shippedSplit {
            result.shippedSplit = try self.following(shipped, rows, kept, users, items)
            if result.shippedSplit == nil {
                result.history[result.history.count - 1] += " (the files' own split does not outlive it)"
            }
        }
        result.fingerprint = result.contentFingerprint
        return result
    }

    /// The shipped split's rows among those kept; `nil` where its rows are not the data set's own, or where one of its
    /// parts would lose all.
    private func following(
        _ shipped: Fold, _ rows: [Int], _ kept: Interactions, _ users: Renumbering, _ items: Renumbering
    ) throws -> Fold? {
        guard let finder = try RowFinder(interactions, shipped, users: self.users.count) else { return nil }
        var place = [Int32](repeating: -1, count: interactions.count)
        for (new, old) in rows.enumerated() { place[old] = Int32(new) }
        let parts = finder.parts.map { part in
            kept.rows(part.compactMap { place[Int($0)] < 0 ? nil : Int(place[Int($0)]) })
        }
        guard !parts[2].isEmpty, parts[0].count + parts[3].count > 0 else { return nil }
        return Fold(
            train: parts[0], validation: parts[1], test: parts[2], given: parts[3],
            candidates: shipped.candidates?.renumbered(users, items))
    }
}

/// Old indices to new ones where some leave.
struct Renumbering {
    /// New index of each old one, -1 for those that leave.
    let new: [Int32]
    /// Old index of each new one, ascending.
    let old: [Int]

    /// Keeps those that occur in some rows of a column.
    init(_ column: [Int32], _ rows: [Int], count: Int) {
        var stays = [Bool](repeating: false, count: count)
        for row in rows { stays[Int(column[row])] = true }
        old = (0..<count).filter { stays[$0] }
        var new = [Int32](repeating: -1, count: count)
        for (k, index) in old.enumerated() { new[index] = Int32(k) }
        self.new = new
    }
}

extension Entities {
    /// Those at some positions, with their attributes.
    func entries(_ positions: [Int]) -> Entities {
        Entities(
            ids: positions.map { ids[$0] }, columns: columns.map { ($0.name, $0.column.entries(positions)) })
    }
}

extension Column {
    /// The values at some positions.
    func entries(_ positions: [Int]) -> Column {
        switch self {
        case .numbers(let values): .numbers(positions.map { values[$0] })
        case .texts(let values): .texts(positions.map { values[$0] })
        case .labels(let values): .labels(positions.map { values[$0] })
        }
    }
}

extension Candidates {
    /// The lists of the users that stay, without the items that left; `size` is the most frequent length.
    func renumbered(_ users: Renumbering, _ itemNumbers: Renumbering) -> Candidates {
        var offsets = [0]
        var indices = [Int32]()
        var values = [Float]()
        var lengths = [Int: Int]()
        for user in users.old {
            for k in user < items.rows ? items.range(user) : 0..<0 {
                let item = itemNumbers.new[Int(items.indices[k])]
                guard item >= 0 else { continue }
                indices.append(item)
                values.append(items.values[k])
            }
            let length = indices.count - offsets[offsets.count - 1]
            if length > 0 { lengths[length, default: 0] += 1 }
            offsets.append(indices.count)
        }
        let matrix = SparseMatrix(
            rows: users.old.count, columns: itemNumbers.old.count, offsets: offsets, indices: indices,
            values: values)
        let usual = lengths.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
        return Candidates(items: matrix, size: usual)
    }
}
