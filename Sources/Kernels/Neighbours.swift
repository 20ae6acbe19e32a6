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
    private var keys: [UInt64] = []
    private var pairs: [reel_pair]
    /// One similarity for each row; filled by the caller or by `products`.
    public var similarities: [Float]

    public init(count: Int) {
        self.count = count
        pairs = []
        similarities = [Float](repeating: 0, count: count)
    }

    /// Fills `similarities` with Σ_t weights[t] · x[entries[t], c]: the products of one sparse row, given by its entries,
    /// with all columns of x. Without weights each counts 1.
    public func products(
        _ x: SparseRows, entries: UnsafeBufferPointer<Int32>, weights: UnsafeBufferPointer<Float>?
    ) {
        similarities.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        x.pinned { x in
            reel_gram_row(&similarities, x, entries.baseAddress, weights?.baseAddress, nil, entries.count)
        }
    }

    /// Fills `similarities` from the sums that one sparse row has in common with each column of x (with values).
    public func compare(
        _ x: SparseRows, entries: UnsafeBufferPointer<Int32>, weights: UnsafeBufferPointer<Float>,
        _ similarity: (Int, CommonSums) -> Float
    ) {
        let none = reel_pair(n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0, pad: (0, 0))
        if pairs.isEmpty {
            pairs = [reel_pair](repeating: none, count: count)
        } else {
            pairs.withUnsafeMutableBufferPointer { $0.update(repeating: none) }
        }
        x.pinned { x in
            reel_pair_row(&pairs, x, entries.baseAddress, weights.baseAddress, entries.count)
        }
        for c in 0..<count {
            let p = pairs[c]
            similarities[c] =
                p.n == 0
                ? 0 : similarity(c, CommonSums(n: p.n, x: p.x, y: p.y, xx: p.xx, yy: p.yy, xy: p.xy))
        }
    }

    /// The at most k rows with the largest similarity above 0, ascending; of equals the earlier one.
    public func nearest(_ k: Int) -> [Int32] {
        reserve(k)
        return [Int32](unsafeUninitializedCapacity: k) { best, found in
            found = reel_nearest(similarities, count, k, &keys, best.baseAddress)
        }
    }

    /// Of these candidates the at most k with the largest similarity above 0, as positions among them.
    public func nearest(_ k: Int, among candidates: UnsafeBufferPointer<Int32>) -> [Int32] {
        reserve(k)
        return [Int32](unsafeUninitializedCapacity: min(k, candidates.count)) { best, found in
            found = reel_nearest_of(
                similarities, candidates.baseAddress, candidates.count, k, &keys, best.baseAddress)
        }
    }

    private func reserve(_ k: Int) {
        if keys.count < 4 * k + 64 { keys = [UInt64](repeating: 0, count: 4 * k + 64) }
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
