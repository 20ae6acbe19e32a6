import CKernels

/// Sums over the entries that two sparse rows have in common.
public struct CommonSums: Sendable {
    /// How many entries are common.
    public let n: Float
    /// Σx, Σy, Σx², Σy², Σxy over them.
    public let x: Float, y: Float, xx: Float, yy: Float, xy: Float
}

/// Scratch of one core that looks for neighbours among `count` rows.
public final class NeighbourSearch {
    private let count: Int
    private let keys: UnsafeMutablePointer<UInt64>
    private let found: UnsafeMutablePointer<Int32>
    private let k: Int
    private var pairs: UnsafeMutablePointer<reel_pair>?
    /// One similarity for each row.
    public let similarities: UnsafeMutablePointer<Float>

    /// For at most `k` neighbours.
    public init(count: Int, k: Int) {
        (self.count, self.k) = (count, max(1, min(k, count)))
        keys = .allocate(capacity: 4 * self.k + 64)
        found = .allocate(capacity: self.k)
        similarities = .allocate(capacity: max(1, count))
        similarities.initialize(repeating: 0, count: max(1, count))
    }

    deinit {
        keys.deallocate()
        found.deallocate()
        similarities.deallocate()
        pairs?.deallocate()
    }

    /// Fills `similarities` with Σ_t weights[t] · x[entries[t], c]: the products of one sparse row, given by its entries,
    /// with all columns of x. Without weights each counts 1.
    public func products(
        _ x: SparseRows, entries: UnsafeBufferPointer<Int32>, weights: UnsafeBufferPointer<Float>?
    ) {
        similarities.update(repeating: 0, count: count)
        x.add(rows: entries, weights: weights, to: similarities)
    }

    /// Turns products p_r into cosines, p_r / (norms[r] · length + shrink), and into 0 where they are below `least`.
    public func cosines(norms: [Float], length: Float, shrink: Float, least: Float) {
        reel_cosines(similarities, norms, count, length, shrink, least)
    }

    /// Fills `similarities` from the sums that one sparse row has in common with each column of x (with values).
    public func compare(
        _ x: SparseRows, entries: UnsafeBufferPointer<Int32>, weights: UnsafeBufferPointer<Float>,
        _ similarity: (Int, CommonSums) -> Float
    ) {
        let pairs = self.pairs ?? .allocate(capacity: max(1, count))
        self.pairs = pairs
        pairs.update(repeating: reel_pair(n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0, pad: (0, 0)), count: count)
        x.pinned { reel_pair_row(pairs, $0, entries.baseAddress, weights.baseAddress, entries.count) }
        for c in 0..<count {
            let p = pairs[c]
            similarities[c] =
                p.n == 0
                ? 0 : similarity(c, CommonSums(n: p.n, x: p.x, y: p.y, xx: p.xx, yy: p.yy, xy: p.xy))
        }
    }

    /// The at most k rows with the largest similarity above 0, ascending; of equals the earlier one. Valid until the
    /// next call.
    public func nearest() -> UnsafeBufferPointer<Int32> {
        UnsafeBufferPointer(start: found, count: reel_nearest(similarities, count, k, keys, found))
    }

    /// Of these candidates the at most k with the largest similarity s above 0: Σ s · value, Σ s, and how many they are.
    public func weigh(
        _ candidates: UnsafeBufferPointer<Int32>, values: UnsafeBufferPointer<Float>
    ) -> (sum: Double, weight: Double, count: Int) {
        var (sum, weight) = (0.0, 0.0)
        let count = reel_weigh(
            similarities, candidates.baseAddress, values.baseAddress, candidates.count, k, keys, &sum, &weight
        )
        return (sum, weight, count)
    }
}

extension SparseRows {
    /// target += Σ_t weights[t] · self[entries[t], :]; without weights each row counts 1.
    public func add(
        rows entries: UnsafeBufferPointer<Int32>, weights: UnsafeBufferPointer<Float>?,
        to target: UnsafeMutablePointer<Float>
    ) {
        pinned { reel_gram_row(target, $0, entries.baseAddress, weights?.baseAddress, nil, entries.count) }
    }
}
