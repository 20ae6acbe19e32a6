import Datasets
import Declarations
import Kernels

/// The rating half of both neighbourhood models: predictions from the k nearest among those that have a rating.
///
/// Likeness is worked out row by row when asked, never kept as a square matrix, so memory stays that of the ratings.
/// Follows Surprise's KNNBasic, KNNWithMeans and KNNBaseline (Hug, JOSS 2020); where that gives the mean of all ratings
/// up for an unknown item although the user is known, this stays with c_ui.
struct NeighbourRatings: RatingPredictor, ExplainingScorer {
    private let axis: Axis
    private let settings: Neighbourhood
    private let matrix: SparseMatrix
    /// Users by items, and items by users, with ratings.
    private let byUser: SparseRows
    private let byItem: SparseRows
    /// For each entry of `byItem` its r − c.
    private let measured: [Float]
    /// c_ui = mean + users[u] + items[i]; the mean of all ratings where the centre is none.
    private let centre: Additive
    private let subtracts: Bool
    /// What is taken from the ratings before rows are compared.
    private let adjustment: ColumnMeans?

    init(_ axis: Axis, _ train: TrainingSet, _ settings: Neighbourhood, _ watcher: Watcher) throws {
        (self.axis, self.settings, matrix) = (axis, settings, train.matrix)
        byUser = matrix.rows(counting: .ratings)
        byItem = byUser.transposed().matrix
        subtracts = settings.centre != .none
        adjustment =
            settings.similarity == .adjustedCosine ? ColumnMeans(axis == .users ? byItem : byUser) : nil
        switch (settings.centre, axis) {
        case (.none, _): centre = try GlobalMean().fit(train, watching: watcher)
        case (.mean, .users): centre = try UserMean().fit(train, watching: watcher)
        case (.mean, .items): centre = try ItemMean().fit(train, watching: watcher)
        case (.baseline, _): centre = try Bias().fit(train, watching: watcher)
        }
        var measured = byItem.values ?? []
        if subtracts && axis == .users {
            for item in 0..<byItem.rows {
                for k in byItem.range(item) { measured[k] -= centre[byItem.indices[k], Int32(item)] }
            }
        }
        self.measured = measured
    }

    // MARK: Pairs

    func ratings(_ users: [UserIndex], _ items: [ItemIndex]) throws -> [Float] {
        let owners = axis == .users ? users : items
        // Pairs of one owner together, so that its likeness to all others is worked out once.
        let order = owners.indices.sorted { (owners[$0], $0) < (owners[$1], $1) }
        let rests = rests(byUser, of: axis == .items ? Set(users).sorted() : [])
        let starts = order.indices.filter { $0 == 0 || owners[order[$0]] != owners[order[$0 - 1]] }
        var predictions = [Float](repeating: 0, count: owners.count)
        predictions.withUnsafeMutableBufferPointer { predictions in
            nonisolated(unsafe) let predictions = predictions
            parallel(starts.count, chunk: 8) { part in
                let search = NeighbourSearch(count: axis == .users ? byUser.rows : byItem.rows, k: settings.k)
                for s in part where !Interrupt.isRaised {
                    let end = s + 1 < starts.count ? starts[s + 1] : order.count
                    fill(search, owner: owners[order[starts[s]]], from: axis == .users ? byUser : byItem)
                    for p in order[starts[s]..<end] {
                        let raw = prediction(users[p], items[p], search, byUser, rests)
                        predictions[p] = clamp(raw, to: centre.scale)
                    }
                }
            }
        }
        try Interrupt.check()
        return predictions
    }

    /// Likeness of one row of `rows` to each row of its kind.
    private func fill(_ search: NeighbourSearch, owner: Int32, from rows: SparseRows) {
        let shrink = settings.shrink
        rows.withRow(Int(owner)) { entries, weights in
            guard let weights else { return }
            let columns = adjustment?.centred ?? (axis == .users ? byItem : byUser)
            adjusted(adjustment, entries, weights) {
                search.compare(columns, entries: entries, weights: $0) { other, common in
                    if other == owner || common.n < Float(settings.minSupport) { return 0 }
                    let counts = (rows.range(other).count, entries.count)
                    return settings.similarity.value(common, counts: counts, shrink: shrink)
                }
            }
        }
    }

    /// r̂_ui for a search whose similarities are those of u (axis users) or of i (axis items). `histories` and `rests`
    /// hold what users rated and how far from the centre.
    private func prediction(
        _ user: UserIndex, _ item: ItemIndex, _ search: NeighbourSearch, _ histories: SparseRows,
        _ rests: [Float]
    ) -> Float {
        let (rows, values) = axis == .users ? (byItem, measured) : (histories, rests)
        let range = rows.range(Int(axis == .users ? item : user))
        let found = rows.indices.withUnsafeBufferPointer { candidates in
            values.withUnsafeBufferPointer {
                search.weigh(
                    UnsafeBufferPointer(rebasing: candidates[range]),
                    values: UnsafeBufferPointer(rebasing: $0[range]))
            }
        }
        let start = centre[user, item]
        guard found.count >= settings.minK, found.weight > 0 else { return start }
        return Float(Double(subtracts ? start : 0) + found.sum / found.weight)
    }

    /// r − c for the entries of these users' rows, 0 elsewhere; only item-kNN asks for them.
    private func rests(_ histories: SparseRows, of users: some Sequence<UserIndex>) -> [Float] {
        guard axis == .items, let values = histories.values else { return [] }
        guard subtracts else { return values }
        var rests = [Float](repeating: 0, count: values.count)
        for user in users {
            for k in histories.range(Int(user)) { rests[k] = values[k] - centre[user, histories.indices[k]] }
        }
        return rests
    }

    // MARK: Explaining

    /// c_ui, and what each of the neighbours adds to it: s (r − c) / Σ s.
    func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) -> Explanation {
        let given = histories.rows(counting: .ratings)
        let rests = rests(given, of: [user])
        let search = NeighbourSearch(count: axis == .users ? byUser.rows : byItem.rows, k: settings.k)
        fill(search, owner: axis == .users ? user : item, from: axis == .users ? given : byItem)
        let (rows, values) = axis == .users ? (byItem, measured) : (given, rests)
        let near = rows.range(Int(axis == .users ? item : user))
            .map { (other: rows.indices[$0], value: values[$0]) }
            .filter { search.similarities[Int($0.other)] > 0 }
            .sorted {
                (search.similarities[Int($1.other)], $0.other) < (
                    search.similarities[Int($0.other)], $1.other
                )
            }
            .prefix(settings.k)
        let all = near.reduce(0.0) { $0 + Double(search.similarities[Int($1.other)]) }
        let start = centre[user, item]
        let stands = near.count < settings.minK || !(all > 0)
        let first = Explanation.Part(.term("what is expected before neighbours are asked"), start)
        if stands { return Explanation([first]) }
        return Explanation(
            (subtracts ? [first] : [])
                + near.map { other, value in
                    let weight = search.similarities[Int(other)]
                    let share = Float(Double(weight) * Double(value) / all)
                    return .init(axis == .users ? .user(other) : .item(other), weight: weight, share)
                })
    }

    // MARK: Everything

    func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        let given = histories.rows(counting: .ratings)
        switch axis {
        case .users: scoreByUsers(users, given, scores)
        case .items: scoreByItems(users, given, scores)
        }
        try Interrupt.check()
    }

    private func scoreByUsers(
        _ users: [UserIndex], _ histories: SparseRows, _ scores: UnsafeMutableBufferPointer<Float>
    ) {
        let (n, rests) = (byItem.rows, rests(histories, of: users))
        nonisolated(unsafe) let start = scores.baseAddress
        parallel(users.count, chunk: 4) { part in
            guard let start else { return }
            let search = NeighbourSearch(count: byUser.rows, k: settings.k)
            for t in part where !Interrupt.isRaised {
                fill(search, owner: users[t], from: histories)
                for i in 0..<n {
                    start[t * n + i] = prediction(users[t], Int32(i), search, histories, rests)
                }
            }
        }
    }

    private func scoreByItems(
        _ users: [UserIndex], _ histories: SparseRows, _ scores: UnsafeMutableBufferPointer<Float>
    ) {
        let (n, rests) = (byItem.rows, rests(histories, of: users))
        nonisolated(unsafe) let start = scores.baseAddress
        parallel(n, chunk: 16) { part in
            guard let start else { return }
            let search = NeighbourSearch(count: n, k: settings.k)
            for i in part where !Interrupt.isRaised {
                fill(search, owner: Int32(i), from: byItem)
                for t in users.indices {
                    start[t * n + i] = prediction(users[t], Int32(i), search, histories, rests)
                }
            }
        }
    }
}
