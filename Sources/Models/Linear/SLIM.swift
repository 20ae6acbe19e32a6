import Datasets
import Declarations
import Foundation
import Kernels

/// Sparse linear method: each item regressed on all others, with an elastic net.
///
/// Minimises, column by column of W (Ning & Karypis 2011, eq. 4),
///
///     ½ ‖x_j − X w_j‖² + l1 ‖w_j‖₁ + ½ l2 ‖w_j‖²,   w_jj = 0,  w ≥ 0 with `positive`,
///
/// by coordinate descent on XᵀX. Scores of a history x are xW. scikit-learn's ElasticNet with penalty α and ratio ρ over U
/// users is l1 = U α ρ and l2 = U α (1 − ρ). A history of items that training has not seen scores 0 everywhere.
public struct SLIM: Recommender, Restorable {
    public static let name = "slim"
    public static let summary = "Regresses each item on all others, with few weights: an elastic net."
    public static let example = "train slim l1=1 l2=100"
    public static let source =
        "Ning & Karypis, SLIM: Sparse Linear Methods for Top-N Recommender Systems, ICDM 2011"

    @Setting("Penalty on the magnitude of the weights; larger keeps fewer.", 0...1e9) var l1 = 1.0
    @Setting("Penalty on the squared weights; larger is smoother.", 0...1e9) var l2 = 100.0
    @Setting("Whether weights are kept from falling below 0.") var positive = true
    @Setting("Weights of an item that are kept, the largest.", 1...1e6) var k = 1000
    @Setting("Most sweeps over an item's active weights at a time.", 1...1e6) var sweeps = 100
    @Setting("Change of the weights in a sweep at which an item is done.", 0...1) var tolerance = 1e-4
    @Setting("What an interaction counts: 1, or its rating.") var values = Counting.binary

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> SparseItemWeights {
        let x = train.matrix.rows(counting: values)
        let n = x.columns
        let (need, have) = (UInt64(n) * UInt64(n) * 4, ProcessInfo.processInfo.physicalMemory)
        guard need < have else {
            throw Problem(
                "slim over \(n) items needs \(need >> 30) GB of memory, but this machine has \(have >> 30)",
                remedy: "filter rare items (filter k-core), or train item-knn, which stays sparse")
        }
        let gram = DenseRoom(max(1, n * n))
        try x.gram(into: gram.start) { try watching.progress("counting pairs of items", $0 * 0.1) }
        let regression = SparseRegression(
            l1: Float(l1), l2: Float(l2), positive: positive, sweeps: sweeps, tolerance: Float(tolerance))
        let columns = try regression.solve(gram: gram, columns: n) {
            try watching.progress("regressing each item on the others", 0.1 + $0 * 0.9)
        }
        let kept = gathered(columns, columns: n).keeping(k)
        return SparseItemWeights(matrix: kept.transposed().matrix, profile: Profile(values))
    }

    public func restore(_ weights: Weights) throws -> SparseItemWeights {
        SparseItemWeights(matrix: try weights.itemWeights(), profile: Profile(values))
    }
}
