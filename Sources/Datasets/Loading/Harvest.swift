import Declarations

/// What the files of a data set gave, before it becomes one `Dataset`: every part still has indices of its own.
struct Harvest {
    /// Interactions, file by file; the data set's rows are all of them, in this order.
    var parts: [Part] = []
    /// A split that the files bring. Its parts may be those above or others.
    var fold: ShippedFold?
    var users = Attributes()
    var items = Attributes()
    /// Social ties, by external id.
    var ties: [(from: String, to: String, weight: Float)] = []
    /// Whether every id counts, also those that only candidate lists name.
    var keepsAllIDs = false
    var notes: [String] = []

    /// Rows with a way to say where one of them stands.
    struct Part {
        var readings: Readings
        var place: (Int) -> Place
    }

    struct ShippedFold {
        var train: Readings
        var validation = Readings()
        var test: Readings
        var candidates: [(user: String, items: [String])] = []
    }

    /// Adds the rows of a delimited file.
    mutating func add(_ reader: DelimitedReader, _ watcher: Watcher) throws {
        let readings = try reader.read(watcher)
        notes += readings.notes
        parts.append(Part(readings: readings, place: { reader.place(ofRow: $0) }))
    }

    /// Joins everything: ids into one order, columns to them, ratings and duplicates checked as the options say.
    func dataset(named name: String, _ options: LoadOptions) throws -> Loaded {
        var notes = notes
        let foldParts = fold.map { [$0.train, $0.validation, $0.test] } ?? []
        let files = parts.map(\.readings) + foldParts
        let candidates = fold?.candidates ?? []
        let all = options.catalogue == .all
        let userLists =
            files.map(\.userIDs) + [all ? users.ids : [], all ? ties.flatMap { [$0.from, $0.to] } : []]
        let candidateIDs = keepsAllIDs || !candidates.isEmpty ? candidates.flatMap(\.items) : []
        let itemLists = files.map(\.itemIDs) + [all ? items.ids : [], candidateIDs]
        let (userIDs, userIndex) = Vocabulary.join(userLists)
        let (itemIDs, itemIndex) = Vocabulary.join(itemLists)
        func joined(_ k: Int) -> Interactions {
            var rows = files[k].rows
            rows.users = moved(rows.users, userIndex[k])
            rows.items = moved(rows.items, itemIndex[k])
            return rows
        }
        let rows = parts.indices.map(joined)
        for (k, part) in parts.enumerated() { try checkRatings(rows[k], options, part.place) }
        var dataset = Dataset(
            name: name, users: Entities(ids: userIDs, columns: users.aligned(to: userIDs)),
            items: Entities(ids: itemIDs, columns: items.aligned(to: itemIDs)),
            interactions: rows.dropFirst().reduce(rows.first ?? Interactions()) { $0.appending($1) },
            context: joinedContext(&notes))
        dataset.ties = known(ties, userIDs, &notes)
        if fold != nil {
            let n = parts.count
            dataset.shippedSplit = Fold(
                train: joined(n), validation: joined(n + 1), test: joined(n + 2),
                candidates: candidateMatrix(candidates, userIDs, itemIDs))
        }
        try merge(&dataset, options, &notes)
        guard !dataset.interactions.isEmpty else { throw Problem("there are no interactions in \(name)") }
        return Loaded(dataset: dataset, notes: notes)
    }

    private func joinedContext(_ notes: inout [String]) -> [(name: String, column: Column)] {
        guard var context = parts.first?.readings.context else { return [] }
        for part in parts.dropFirst() {
            let others = part.readings.context
            guard others.map(\.name) == context.map(\.name) else {
                notes.append("the files have different further columns, which are left out")
                return []
            }
            for k in context.indices {
                switch (context[k].column, others[k].column) {
                case (.numbers(let a), .numbers(let b)): context[k].column = .numbers(a + b)
                case (.texts(let a), .texts(let b)): context[k].column = .texts(a + b)
                case (.labels(let a), .labels(let b)): context[k].column = .labels(a + b)
                default: return []
                }
            }
        }
        return context
    }

    private func checkRatings(_ rows: Interactions, _ options: LoadOptions, _ place: (Int) -> Place) throws {
        let low = options.minRating.map { Float($0) } ?? -.infinity
        let high = options.maxRating.map { Float($0) } ?? .infinity
        guard options.minRating != nil || options.maxRating != nil,
            let row = rows.ratings.firstIndex(where: { $0 < low || $0 > high })
        else { return }
        throw Problem(
            "rating \(shortest(Double(rows.ratings[row]))) is \(rows.ratings[row] < low ? "below min" : "above max")-rating",
            remedy: "mend the row, or change the setting", at: place(row))
    }

    /// Ties between known users; those with others are counted.
    private func known(
        _ ties: [(from: String, to: String, weight: Float)], _ ids: [String], _ notes: inout [String]
    ) -> [Tie] {
        guard !ties.isEmpty else { return [] }
        let index = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, Int32($0)) })
        let kept = ties.compactMap { tie in
            index[tie.from].flatMap { from in index[tie.to].map { Tie(from, $0, tie.weight) } }
        }
        if kept.count < ties.count {
            notes.append(
                "\(ties.count - kept.count) of \(ties.count) ties are with users who have no interactions and are left "
                    + "out; catalogue=all keeps them")
        }
        return kept
    }

    private func candidateMatrix(
        _ lists: [(user: String, items: [String])], _ users: [String], _ items: [String]
    ) -> Candidates? {
        guard !lists.isEmpty else { return nil }
        let userIndex = Dictionary(uniqueKeysWithValues: users.enumerated().map { ($1, $0) })
        let itemIndex = Dictionary(uniqueKeysWithValues: items.enumerated().map { ($1, Int32($0)) })
        var rows = [[Int32]](repeating: [], count: users.count)
        var lengths: [Int: Int] = [:]
        for list in lists {
            lengths[list.items.count, default: 0] += 1
            if let user = userIndex[list.user] { rows[user] += list.items.compactMap { itemIndex[$0] } }
        }
        var (offsets, indices) = ([0], [Int32]())
        for row in rows {
            indices += Set(row).sorted()
            offsets.append(indices.count)
        }
        let usual = lengths.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
        return Candidates(
            items: SparseMatrix(
                rows: users.count, columns: items.count, offsets: offsets, indices: indices,
                values: Array(repeating: 1, count: indices.count)),
            size: usual)
    }

    private func merge(_ dataset: inout Dataset, _ options: LoadOptions, _ notes: inout [String]) throws {
        guard options.duplicates != .keep else { return }
        let all = dataset.interactions
        if options.duplicates == .error {
            guard let twin = all.firstDuplicate(users: dataset.users.count) else { return }
            var row = twin
            let part = parts.first { part in
                if row < part.readings.rows.count { return true }
                row -= part.readings.rows.count
                return false
            }
            let user = dataset.users.ids[Int(all.users[twin])], item = dataset.items.ids[Int(all.items[twin])]
            throw Problem(
                "user \(user) and item \(item) occur together a second time",
                remedy: "say duplicates=keep, last, first or mean", at: part?.place(row))
        }
        let (merged, kept) = all.merged(options.duplicates, users: dataset.users.count)
        if merged.count < all.count { notes.append("\(all.count - merged.count) duplicate rows are merged") }
        dataset.interactions = merged
        dataset.context = dataset.context.map { ($0.name, $0.column.rows(kept)) }
        if let fold = dataset.shippedSplit {
            dataset.shippedSplit?.train =
                fold.train.merged(options.duplicates, users: dataset.users.count).rows
        }
    }
}

/// Indices of one list as those of the joint one.
private func moved(_ rows: [Int32], _ index: [Int32]) -> [Int32] {
    // A single list keeps its order: nothing moves.
    if index.indices.allSatisfy({ index[$0] == Int32($0) }) { return rows }
    return rows.map { index[Int($0)] }
}
