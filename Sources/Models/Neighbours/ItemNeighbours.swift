import Datasets
import Declarations
import Kernels

/// The ranking half of item-kNN: each item's k nearest, kept as a sparse matrix.
func itemNeighbours(
    _ matrix: SparseMatrix, _ settings: Neighbourhood, _ watcher: Watcher
) throws -> SparseItemWeights {
    let users =
        settings.similarity == .cosine
        ? settings.weighting.weighted(matrix, settings.values) : matrix.rows(counting: .ratings)
    let items = users.transposed().matrix
    let likeness = Likeness(of: items, byColumns: users, settings)
    let (n, k) = (items.rows, settings.k)
    var found = [[(Int32, Float)]](repeating: [], count: n)
    let step = max(1024, n / 32)
    for slab in stride(from: 0, to: n, by: step) {
        let rows = slab..<min(n, slab + step)
        found.withUnsafeMutableBufferPointer { found in
            nonisolated(unsafe) let found = found
            parallel(rows.count, chunk: 16) { part in
                let search = NeighbourSearch(count: n, k: k)
                for i in part.lazy.map({ slab + $0 }) where !Interrupt.isRaised {
                    items.withRow(i) { likeness.fill(search, entries: $0, weights: $1, own: i) }
                    found[i] = search.nearest().map { ($0, search.similarities[Int($0)]) }
                }
            }
        }
        try watcher.progress("finding each item's neighbours", Double(rows.upperBound) / Double(n))
    }
    let nearest = gathered(found, columns: n)
    return SparseItemWeights(
        matrix: settings.nearest == .had ? nearest : nearest.transposed().matrix, values: settings.values)
}

/// The ranking half of user-kNN: neighbours are looked for when asked, among the users of the training set.
struct UserNeighbours: Scorer {
    private let users: SparseRows
    private let likeness: Likeness
    private let settings: Neighbourhood

    init(_ matrix: SparseMatrix, _ settings: Neighbourhood) {
        let compared = matrix.rows(counting: settings.readsRatings ? .ratings : .binary)
        likeness = Likeness(of: compared, byColumns: compared.transposed().matrix, settings)
        users = matrix.rows(counting: settings.values)
        self.settings = settings
    }

    func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        let n = self.users.columns
        nonisolated(unsafe) let start = scores.baseAddress
        parallel(users.count, chunk: 8) { part in
            guard let start else { return }
            let search = NeighbourSearch(count: self.users.rows, k: settings.k)
            for t in part where !Interrupt.isRaised {
                let (user, row) = (Int(users[t]), start + t * n)
                row.update(repeating: 0, count: n)
                histories.withRow(user, values: settings.readsRatings) {
                    likeness.fill(search, entries: $0, weights: $1, own: user)
                }
                let nearest = search.nearest()
                let weights = nearest.map { search.similarities[Int($0)] }
                weights.withUnsafeBufferPointer { self.users.add(rows: nearest, weights: $0, to: row) }
            }
        }
        try Interrupt.check()
    }
}

extension UserNeighbours: ExplainingScorer {
    func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) -> Explanation {
        let search = NeighbourSearch(count: users.rows, k: settings.k)
        histories.withRow(Int(user), values: settings.readsRatings) {
            likeness.fill(search, entries: $0, weights: $1, own: Int(user))
        }
        return Explanation(
            search.nearest().compactMap { other in
                let entry = users.range(Int(other)).first { users.indices[$0] == item }
                guard let value = entry.map({ users.values?[$0] ?? 1 }) else { return nil }
                let weight = search.similarities[Int(other)]
                return .init(.user(other), weight: weight, weight * value)
            })
    }
}

extension SparseRows {
    /// Calls `body` with a row's columns and its values, where the matrix has some.
    func withRow(_ row: Int, _ body: (UnsafeBufferPointer<Int32>, UnsafeBufferPointer<Float>?) -> Void) {
        let range = range(row)
        indices.withUnsafeBufferPointer { indices in
            let columns = UnsafeBufferPointer(rebasing: indices[range])
            guard let values else { return body(columns, nil) }
            values.withUnsafeBufferPointer { body(columns, UnsafeBufferPointer(rebasing: $0[range])) }
        }
    }
}
