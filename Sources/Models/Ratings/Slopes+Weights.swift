import Datasets
import Declarations
import Kernels

extension Slopes: WeightedScorer {
    public func learned() throws -> Weights {
        let n = differences.count
        var weights = Weights()
        try weights.set("differences", differences.means, shape: [n, n])
        try weights.set("counts", differences.counts, shape: [n, n])
        try weights.set(
            "ratings",
            SparseMatrix(
                rows: ratings.rows, columns: n, offsets: ratings.offsets, indices: ratings.indices,
                values: ratings.values ?? []))
        try weights.set("mean", [mean])
        try weights.set("scale", scale)
        return weights
    }
}

extension SlopeOne: Restorable {
    public func restore(_ weights: Weights) throws -> Slopes {
        let ratings = try weights.sparse("ratings")
        let n = ratings.columns
        return Slopes(
            differences: ItemDifferences(
                count: n, means: try weights.floats("differences", shape: [n, n]),
                counts: try weights.floats("counts", shape: [n, n])),
            ratings: ratings.rows(counting: .ratings), mean: try weights.floats("mean", shape: [1])[0],
            scale: try weights.scale(), weighted: weighted)
    }
}
