import Datasets
import Declarations
import Foundation
import Kernels

/// Walks from an item over its users to other items, and holds popular ones back.
///
/// With P_iu = 1 / n_i and P_uj = v_uj / Σ v_u, the weight of item j for who has had i is (Paudel et al. 2017, eqs. 3–5)
///
///     w_ij = Σ_u P_iu^α P_uj^α / n_j^β,   j ≠ i,
///
/// of which the k largest of each row are kept, scaled to a sum of 1 with `normalised`, and of these again the k largest of
/// each column, as in the reference implementation of Ferrari Dacrema et al. (TOIS 2021). Scores are the history times W.
/// A history of items that training has not seen scores 0 everywhere.
public struct RP3Beta: Recommender, Restorable {
    public static let name = "rp3beta"
    public static let summary = "Walks from items over users to items, with popular ones held back."
    public static let example = "train rp3beta k=100 alpha=1 beta=0.6"
    public static let source =
        "Paudel, Christoffel, Newell & Bernstein, Updatable, Accurate, Diverse, and Scalable Recommendations, TiiS 2017"

    @Setting("Neighbours of an item that are kept.", 1...1e6) var k = 100
    @Setting("Power of the transition probabilities.", 0...10) var alpha = 1.0
    @Setting("Power of an item's popularity that its weight is divided by.", 0...10) var beta = 0.6
    @Setting("Whether an item's weights are scaled to a sum of 1.") var normalised = true
    @Setting("What an interaction counts: 1, or its rating.") var values = Counting.binary

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> SparseItemWeights {
        let plain = train.matrix.rows(counting: values)
        let byUser = SparseRows(
            rows: plain.rows, columns: plain.columns, offsets: plain.offsets, indices: plain.indices,
            values: transitions(plain))
        let byItem = plain.transposed().matrix
        let degrees = (0..<byItem.rows).map { Float(byItem.range($0).count) }
        let held = degrees.map { $0 > 0 ? powf($0, Float(-beta)) : 0 }
        let n = byItem.rows
        let walks = try rowByRow(n, watching, "walking from item to item") { item, search in
            let range = byItem.range(item)
            let step = powf(1 / max(1, degrees[item]), Float(alpha))
            let steps = [Float](repeating: step, count: range.count)
            byItem.indices.withUnsafeBufferPointer { users in
                steps.withUnsafeBufferPointer {
                    search.products(byUser, entries: UnsafeBufferPointer(rebasing: users[range]), weights: $0)
                }
            }
            for j in 0..<n { search.similarities[j] *= held[j] }
            search.similarities[item] = 0
        }
        // Of each column, too.
        let columns = walks.transposed().matrix.keeping(k)
        return SparseItemWeights(matrix: columns.transposed().matrix, profile: Profile(values))
    }

    /// P_uj^α for each entry.
    private func transitions(_ matrix: SparseRows) -> [Float] {
        var powers = [Float](repeating: 0, count: matrix.indices.count)
        for user in 0..<matrix.rows {
            let range = matrix.range(user)
            let sum = matrix.values.map { $0[range].reduce(0) { $0 + $1.magnitude } } ?? Float(range.count)
            for k in range {
                powers[k] = sum > 0 ? powf((matrix.values?[k] ?? 1).magnitude / sum, Float(alpha)) : 0
            }
        }
        return powers
    }

    /// The k best of each row that `fill` leaves in a search's similarities, scaled where that is asked for.
    private func rowByRow(
        _ n: Int, _ watcher: Watcher, _ task: String, _ fill: @Sendable (Int, NeighbourSearch) -> Void
    ) throws -> SparseRows {
        var found = [[(Int32, Float)]](repeating: [], count: n)
        let (step, scaled, k) = (max(1024, n / 32), normalised, k)
        for slab in stride(from: 0, to: n, by: step) {
            let rows = slab..<min(n, slab + step)
            found.withUnsafeMutableBufferPointer { found in
                nonisolated(unsafe) let found = found
                parallel(rows.count, chunk: 16) { part in
                    let search = NeighbourSearch(count: n, k: k)
                    for i in part.lazy.map({ slab + $0 }) where !Interrupt.isRaised {
                        fill(i, search)
                        let best = search.nearest().map { ($0, search.similarities[Int($0)]) }
                        let sum = scaled ? best.reduce(0) { $0 + $1.1 } : 1
                        found[i] = best.map { ($0.0, $0.1 / sum) }
                    }
                }
            }
            try watcher.progress(task, Double(rows.upperBound) / Double(n))
        }
        return gathered(found, columns: n)
    }

    public func restore(_ weights: Weights) throws -> SparseItemWeights {
        SparseItemWeights(matrix: try weights.itemWeights(), profile: Profile(values))
    }
}
