import Declarations

/// Held-out rows in files of their own: `load train.txt test=test.txt`, as benchmarks hand them round. All rows become
/// one data set, and `split fixed` takes the files' division.
struct HeldOutFiles {
    let options: LoadOptions
    let watcher: Watcher

    /// Adds the files that the options name to what was read as training rows.
    func added(to train: Loaded) throws -> Loaded {
        var whole = train
        let validation = try part(options.validation)
        let test = try part(options.test)
        let parts = [train, validation, test].compactMap { $0 }
        let users = Vocabulary.join(parts.map(\.dataset.users.ids))
        let items = Vocabulary.join(parts.map(\.dataset.items.ids))
        func moved(_ loaded: Loaded?, _ place: Int) -> Interactions {
            guard var rows = loaded?.dataset.interactions else { return Interactions() }
            rows.users = rows.users.map { users.indices[place][Int($0)] }
            rows.items = rows.items.map { items.indices[place][Int($0)] }
            return rows
        }
        let fold = Fold(
            train: moved(train, 0), validation: moved(validation, 1),
            test: moved(test, validation == nil ? 1 : 2))
        whole.dataset.users = entities(train.dataset.users, users.ids, users.indices[0])
        whole.dataset.items = entities(train.dataset.items, items.ids, items.indices[0])
        whole.dataset.interactions = fold.train.appending(fold.validation).appending(fold.test)
        whole.dataset.ties = train.dataset.ties.map {
            Tie(users.indices[0][Int($0.from)], users.indices[0][Int($0.to)], $0.weight)
        }
        if !train.dataset.context.isEmpty {
            whole.notes.append("only user, item, rating and time are kept where files are put together")
            whole.dataset.context = []
        }
        whole.dataset.shippedSplit = fold
        whole.notes += (validation?.notes ?? []) + (test?.notes ?? [])
        return whole
    }

    private func part(_ path: FilePath?) throws -> Loaded? {
        guard let path else { return nil }
        var own = LoadOptions()
        for (name, value) in options.record { try own.set(name, to: value) }
        (own.test, own.validation) = (nil, nil)
        return try loadWithNotes(path.typed, own, watching: watcher)
    }

    /// The same entities in a longer list; what only the held-out files name has no attributes.
    private func entities(_ known: Entities, _ ids: [String], _ places: [Int32]) -> Entities {
        func spread<Element>(_ values: [Element], _ missing: Element) -> [Element] {
            var all = [Element](repeating: missing, count: ids.count)
            for (k, value) in values.enumerated() { all[Int(places[k])] = value }
            return all
        }
        return Entities(
            ids: ids,
            columns: known.columns.map { name, column in
                switch column {
                case .numbers(let values): (name, .numbers(spread(values, .nan)))
                case .texts(let values): (name, .texts(spread(values, "")))
                case .labels(let values): (name, .labels(spread(values, [])))
                }
            })
    }
}
