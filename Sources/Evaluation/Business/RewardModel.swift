import Foundation

/// Expects rewards from who is shown what: mean + b_u + b_i, each offset shrunk to 0 by `damping` imaginary impressions
/// (Koren, TKDD 4, 2010, §2.1, by alternating means).
public struct RewardModel: Sendable {
    public let mean: Double
    public let userOffsets: [Double]
    public let itemOffsets: [Double]

    public init(
        users: [Int32], items: [Int32], rewards: [Double], userCount: Int, itemCount: Int,
        damping: Double = 10
    ) {
        let mean = rewards.reduce(0, +) / Double(max(1, rewards.count))
        var (own, other) = (
            [Double](repeating: 0, count: userCount), [Double](repeating: 0, count: itemCount)
        )
        for _ in 0..<5 {
            other = Self.offsets(items, itemCount, damping) { rewards[$0] - mean - own[Int(users[$0])] }
            own = Self.offsets(users, userCount, damping) { rewards[$0] - mean - other[Int(items[$0])] }
        }
        (self.mean, userOffsets, itemOffsets) = (mean, own, other)
    }

    private static func offsets(
        _ indices: [Int32], _ count: Int, _ damping: Double, _ rest: (Int) -> Double
    ) -> [Double] {
        var sums = [Double](repeating: 0, count: count)
        var counts = [Double](repeating: damping, count: count)
        for (k, index) in indices.enumerated() {
            sums[Int(index)] += rest(k)
            counts[Int(index)] += 1
        }
        return zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
    }

    public func expected(_ user: Int32, _ item: Int32) -> Double {
        mean + userOffsets[Int(user)] + itemOffsets[Int(item)]
    }
}
