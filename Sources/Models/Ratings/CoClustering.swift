import Datasets
import Declarations
import Kernels

/// Predicts from the mean rating of a cluster of users on a cluster of items.
///
/// With ρ(u) the cluster of user u, γ(i) that of item i, and means of ratings by user, item, cluster and pair of clusters,
///
///     r̂_ui = μ_ρ(u)γ(i) + (μ_u − μ_ρ(u)) + (μ_i − μ_γ(i))        (George & Merugu 2005, eq. 2; their C_5).
///
/// Clusters are drawn at random; an epoch takes the means, moves each user to the cluster with the least squared error,
/// then each item given the users' new clusters, the means standing. A mean over nothing is μ. Where the item is
/// unknown r̂_ui is μ_u, where the user is unknown μ_i, where both are μ; a user unknown to training who brings a history
/// joins the cluster that fits it best. Users of one cluster get the same ranking.
public struct CoClustering: Recommender {
    public static let name = "co-clustering"
    public static let summary = "Predicts ratings from means over clusters of users and of items."
    public static let example = "train co-clustering user-clusters=3 item-clusters=3 epochs=20"
    public static let source =
        "George & Merugu, A Scalable Collaborative Filtering Framework Based on Co-clustering, ICDM 2005"

    @Setting("Clusters of users.", 1...1000) var userClusters = 3
    @Setting("Clusters of items.", 1...1000) var itemClusters = 3
    @Setting("Times that users and items are assigned anew.", 1...1e6) var epochs = 20
    @Setting("Seed of the first clusters.", 0...) var seed = 0

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> CoClusters {
        let means = RatingMeans(train)
        let (byUser, byItem) = (train.matrix, train.matrix.transposed())
        var chance = Chance(seed: seed)
        var users = Clustered(means.ofUsers, clusters: userClusters, using: &chance)
        var items = Clustered(means.ofItems, clusters: itemClusters, using: &chance)
        for epoch in 1...epochs {
            let blocks = ClusterMeans(byUser, users, items, mean: means.mean)
            _ = users.move(byUser, beside: items, blocks)
            let squares = items.move(byItem, beside: users, blocks.turned)
            let rmse = (squares / Double(max(1, byUser.count))).squareRoot()
            if try watching.epoch(epoch, of: epochs, ["rmse": rmse]) == .stop { break }
        }
        return CoClusters(
            users: users, items: items, blocks: ClusterMeans(byUser, users, items, mean: means.mean),
            knownUsers: (0..<byUser.rows).map { !byUser.range($0).isEmpty },
            knownItems: (0..<byItem.rows).map { !byItem.range($0).isEmpty }, scale: means.scale)
    }
}

/// Users or items with their means and the clusters they are in.
public struct Clustered: Sendable {
    public let means: [Float]
    /// From 0 ..< `clusters`.
    public fileprivate(set) var cluster: [Int32]
    public let clusters: Int

    init(means: [Float], cluster: [Int32], clusters: Int) {
        (self.means, self.cluster, self.clusters) = (means, cluster, clusters)
    }

    fileprivate init(_ means: [Float], clusters: Int, using chance: inout Chance) {
        self.init(means: means, cluster: means.map { _ in Int32(chance.below(clusters)) }, clusters: clusters)
    }

    /// Moves each row of `ratings` to the cluster with the least squared error. Returns what is left of it.
    fileprivate mutating func move(
        _ ratings: SparseMatrix, beside columns: Clustered, _ blocks: ClusterMeans
    ) -> Double {
        let (before, means) = (cluster, means)
        var errors = [Double](repeating: 0, count: cluster.count)
        cluster.withUnsafeMutableBufferPointer { cluster in
            errors.withUnsafeMutableBufferPointer { errors in
                nonisolated(unsafe) let (cluster, errors) = (cluster, errors)
                parallel(before.count, chunk: 64) { part in
                    for row in part {
                        (cluster[row], errors[row]) = ratings.withRow(row, values: true) {
                            blocks.best($0, $1, mean: means[row], beside: columns)
                        }
                    }
                }
            }
        }
        return errors.reduce(0, +)
    }
}

/// Means of ratings over clusters of rows, clusters of columns, and pairs of both.
public struct ClusterMeans: Sendable {
    /// μ.
    public let mean: Float
    public let rows: [Float]
    public let columns: [Float]
    /// [rows, columns]
    public let pairs: [Float]

    fileprivate init(_ ratings: SparseMatrix, _ rows: Clustered, _ columns: Clustered, mean: Float) {
        let n = columns.clusters
        var sums = [Double](repeating: 0, count: rows.clusters * n)
        var counts = sums
        for row in 0..<ratings.rows {
            let first = Int(rows.cluster[row]) * n
            for k in ratings.range(row) {
                let pair = first + Int(columns.cluster[Int(ratings.indices[k])])
                sums[pair] += Double(ratings.values[k])
                counts[pair] += 1
            }
        }
        func average(_ part: some Sequence<Int>) -> Float {
            let (sum, count) = part.reduce((0.0, 0.0)) { ($0.0 + sums[$1], $0.1 + counts[$1]) }
            return count > 0 ? Float(sum / count) : mean
        }
        let all = 0..<rows.clusters * n
        self.mean = mean
        self.rows = (0..<rows.clusters).map { average($0 * n..<($0 + 1) * n) }
        self.columns = (0..<n).map { average(stride(from: $0, to: all.upperBound, by: n)) }
        pairs = all.map { average(CollectionOfOne($0)) }
    }

    init(mean: Float, rows: [Float], columns: [Float], pairs: [Float]) {
        (self.mean, self.rows, self.columns, self.pairs) = (mean, rows, columns, pairs)
    }

    /// The same with columns as rows.
    fileprivate var turned: ClusterMeans {
        let n = columns.count
        let turned = (0..<pairs.count).map { pairs[$0 % rows.count * n + $0 / rows.count] }
        return ClusterMeans(mean: mean, rows: columns, columns: rows, pairs: turned)
    }

    /// μ_ρ(u)γ(i) − μ_ρ(u) − μ_γ(i): what a pair of clusters adds to the means of the two.
    func effect(_ row: Int, _ column: Int) -> Float {
        pairs[row * columns.count + column] - rows[row] - columns[column]
    }

    /// The cluster that a row with these ratings and this mean fits best, the first of equals, and its squared error.
    fileprivate func best(
        _ items: UnsafeBufferPointer<Int32>, _ ratings: UnsafeBufferPointer<Float>?, mean: Float,
        beside others: Clustered
    ) -> (cluster: Int32, error: Double) {
        // In a cluster of columns all errors move alike: the count, sum and sum of squares of what is to explain will do.
        var sums = [(n: Double, x: Double, xx: Double)](repeating: (0, 0, 0), count: columns.count)
        for (item, rating) in zip(items, ratings ?? UnsafeBufferPointer(start: nil, count: 0)) {
            let rest = Double(rating - mean - others.means[Int(item)])
            let column = Int(others.cluster[Int(item)])
            sums[column].n += 1
            sums[column].x += rest
            sums[column].xx += rest * rest
        }
        var best = (cluster: Int32(0), error: Double.infinity)
        for row in rows.indices {
            var error = 0.0
            for (column, sum) in sums.enumerated() {
                let effect = Double(effect(row, column))
                error += sum.xx - 2 * effect * sum.x + effect * effect * sum.n
            }
            if error < best.error { best = (Int32(row), error) }
        }
        return best
    }
}

/// Fitted clusters.
public struct CoClusters: RatingPredictor, ExplainingScorer {
    public let users: Clustered
    public let items: Clustered
    public let blocks: ClusterMeans
    let knownUsers: [Bool]
    let knownItems: [Bool]
    let scale: ClosedRange<Float>

    public func ratings(_ users: [UserIndex], _ items: [ItemIndex]) throws -> [Float] {
        zip(users, items).map { user, item in
            let u = Int(user)
            let own = knownUsers[u] ? (self.users.means[u], Int(self.users.cluster[u])) : nil
            return clamp(prediction(own, Int(item)), to: scale)
        }
    }

    public func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        fillRows(of: scores, count: users.count, width: items.means.count) { t, row in
            let u = Int(users[t])
            let own =
                knownUsers[u] ? (self.users.means[u], Int(self.users.cluster[u])) : newcomer(u, histories)
            for i in items.means.indices { row[i] = prediction(own, i) }
        }
    }

    /// The terms of r̂_ui, those that are known.
    public func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) -> Explanation {
        let (u, i) = (Int(user), Int(item))
        let own = knownUsers[u] ? (users.means[u], Int(users.cluster[u])) : newcomer(u, histories)
        var parts = [Explanation.Part]()
        if let own { parts.append(.init(.term("the user's mean rating"), own.0)) }
        if knownItems[i] {
            parts.append(.init(.term("the item's mean rating"), items.means[i]))
            if let own {
                let effect = blocks.effect(own.1, Int(items.cluster[i]))
                parts.append(.init(.term("what the pair of clusters adds to the means of both"), effect))
            }
        }
        return Explanation(parts.isEmpty ? [.init(.term("mean of all ratings"), blocks.mean)] : parts)
    }

    /// Mean and cluster of a user whom training never saw; `nil` where there is no history.
    private func newcomer(_ user: Int, _ histories: SparseMatrix) -> (Float, Int)? {
        histories.withRow(user, values: true) { rated, ratings in
            guard let ratings, !ratings.isEmpty else { return nil }
            let mean = Float(ratings.sum / Double(ratings.count))
            return (mean, Int(blocks.best(rated, ratings, mean: mean, beside: items).cluster))
        }
    }

    private func prediction(_ user: (mean: Float, cluster: Int)?, _ item: Int) -> Float {
        switch (user, knownItems[item]) {
        case (let user?, true):
            user.mean + items.means[item] + blocks.effect(user.cluster, Int(items.cluster[item]))
        case (let user?, false): user.mean
        case (nil, true): items.means[item]
        case (nil, false): blocks.mean
        }
    }
}
