import CKernels
import Declarations

/// Mean differences between the ratings of items by those who rated both.
public struct ItemDifferences: Sendable {
    /// Items.
    public let count: Int
    /// dev_ij, the mean of r_ui − r_uj over users who rated both, [V, V]; 0 where there is none.
    public let means: [Float]
    /// n_ij, how many they are, [V, V]; 0 on the diagonal.
    public let counts: [Float]

    /// r̂_i of a user who rated these items, `start` being the user's mean; see `SlopeOne`.
    public func prediction(
        of item: Int, _ rated: UnsafeBufferPointer<Int32>, _ ratings: UnsafeBufferPointer<Float>,
        start: Float,
        weighted: Bool
    ) -> Float {
        reel_slope(
            means, counts, count, item, rated.baseAddress, ratings.baseAddress, rated.count, start,
            weighted ? 1 : 0)
    }

    /// The same for every item, [V].
    public func predictions(
        _ rated: UnsafeBufferPointer<Int32>, _ ratings: UnsafeBufferPointer<Float>, start: Float,
        weighted: Bool,
        into out: UnsafeMutablePointer<Float>
    ) {
        let room = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
        defer { room.deallocate() }
        reel_slopes(
            means, counts, count, rated.baseAddress, ratings.baseAddress, rated.count, start,
            weighted ? 1 : 0, out,
            room)
    }
}

extension SparseRows {
    /// Differences between the columns of users by items, on all cores, a row of the result at a time.
    public func differences(progress: (Double) throws -> Void = { _ in }) throws -> ItemDifferences {
        let (byItem, n) = (transposed().matrix, columns)
        var means = [Float](repeating: 0, count: n * n)
        var counts = means
        try means.withUnsafeMutableBufferPointer { means in
            try counts.withUnsafeMutableBufferPointer { counts in
                nonisolated(unsafe) let (means, counts) = (means, counts)
                let step = max(512, n / 32)
                for slab in stride(from: 0, to: n, by: step) {
                    pinned { users in
                        nonisolated(unsafe) let users = users
                        parallel(min(step, n - slab), chunk: 8) { part in
                            guard let means = means.baseAddress, let counts = counts.baseAddress else {
                                return
                            }
                            for i in part.lazy.map({ slab + $0 }) {
                                byItem.pinned { items in
                                    let range = byItem.range(i)
                                    reel_differences(
                                        users, items.indices + range.lowerBound,
                                        items.values + range.lowerBound,
                                        range.count, i, n, means + i * n, counts + i * n)
                                }
                            }
                        }
                    }
                    try progress(Double(min(n, slab + step)) / Double(n))
                }
            }
        }
        return ItemDifferences(count: n, means: means, counts: counts)
    }
}
