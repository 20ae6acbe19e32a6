import Datasets
import Declarations

extension CoClusters: WeightedScorer {
    public func learned() throws -> Weights {
        var weights = Weights()
        try weights.set("user-means", users.means)
        try weights.set("user-clusters", users.cluster)
        try weights.set("item-means", items.means)
        try weights.set("item-clusters", items.cluster)
        try weights.set("mean", [blocks.mean])
        try weights.set("user-cluster-means", blocks.rows)
        try weights.set("item-cluster-means", blocks.columns)
        try weights.set("cluster-means", blocks.pairs, shape: [blocks.rows.count, blocks.columns.count])
        try weights.set("known-users", knownUsers)
        try weights.set("known-items", knownItems)
        try weights.set("scale", scale)
        return weights
    }
}

extension CoClustering: Restorable {
    public func restore(_ weights: Weights) throws -> CoClusters {
        let rows = try weights.floats("user-cluster-means", shape: [-1])
        let columns = try weights.floats("item-cluster-means", shape: [-1])
        let users = try Clustered(
            weights.floats("user-means", shape: [-1]), weights.integers("user-clusters"), clusters: rows.count
        )
        let items = try Clustered(
            weights.floats("item-means", shape: [-1]), weights.integers("item-clusters"),
            clusters: columns.count)
        return CoClusters(
            users: users, items: items,
            blocks: ClusterMeans(
                mean: try weights.floats("mean", shape: [1])[0], rows: rows, columns: columns,
                pairs: try weights.floats("cluster-means", shape: [rows.count, columns.count])),
            knownUsers: try weights.truths("known-users", count: users.means.count),
            knownItems: try weights.truths("known-items", count: items.means.count),
            scale: try weights.scale())
    }
}

extension Clustered {
    /// From what was written; throws where a cluster is none.
    fileprivate init(_ means: [Float], _ cluster: [Int32], clusters: Int) throws {
        guard means.count == cluster.count, cluster.allSatisfy({ $0 >= 0 && $0 < clusters }) else {
            throw Problem(
                "the weights name clusters beyond \(clusters)",
                remedy: "read a file that this model has written")
        }
        self.init(means: means, cluster: cluster, clusters: clusters)
    }
}
