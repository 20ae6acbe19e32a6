import Foundation

/// What Wilcoxon's signed-rank test found.
public struct SignedRanks: Sendable, Hashable {
    /// The smaller of the sums of ranks of positive and of negative differences.
    public var statistic: Double
    /// Two-sided.
    public var p: Double
    /// Whether p was counted over all patterns of signs; otherwise it is the normal approximation's.
    public var isExact: Bool
}

/// Tests whether differences are symmetric around 0 by their signed ranks (Wilcoxon, Biometrics Bulletin 1, 1945).
///
/// Zeros are dropped; equal sizes share the mean of their ranks. p is exact for up to 50 differences without zeros and
/// equal sizes, and for up to 13 with them; beyond that the normal approximation is taken, its variance corrected for
/// equal sizes, without a correction for continuity: what `scipy.stats.wilcoxon(d)` does. Without a difference p is 1.
public func signedRankTest(_ differences: [Double]) -> SignedRanks {
    let kept = differences.filter { $0 != 0 }
    guard !kept.isEmpty else { return SignedRanks(statistic: 0, p: 1, isExact: true) }
    let (ranks, ties) = midranks(kept.map(abs))
    let up = zip(kept, ranks).reduce(0.0) { $1.0 > 0 ? $0 + $1.1 : $0 }
    let n = Double(kept.count)
    let all = n * (n + 1) / 2
    let isPlain = ties == 0 && kept.count == differences.count
    if isPlain && kept.count <= 50 || differences.count <= 13 {
        return SignedRanks(statistic: min(up, all - up), p: exactTails(ranks, up), isExact: true)
    }
    let variance = (n * (n + 1) * (2 * n + 1) - ties / 2) / 24
    let z = (up - all / 2) / variance.squareRoot()
    return SignedRanks(statistic: min(up, all - up), p: min(1, 2 * Normal.cdf(-abs(z))), isExact: false)
}

/// Ranks from 1, equal values sharing the mean of theirs, and the sum of t^3 - t over groups of t equal values.
func midranks(_ values: [Double]) -> (ranks: [Double], ties: Double) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var (ties, start) = (0.0, 0)
    while start < order.count {
        var end = start + 1
        while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
        for k in start..<end { ranks[order[k]] = Double(start + end + 1) / 2 }
        let t = Double(end - start)
        ties += t * t * t - t
        start = end
    }
    return (ranks, ties)
}

/// Twice the smaller tail of the sum of ranks under random signs, by counting the sums one rank after the other. Ranks are
/// doubled, so that shared ones are whole numbers too.
private func exactTails(_ ranks: [Double], _ up: Double) -> Double {
    let doubled = ranks.map { Int((2 * $0).rounded()) }
    let most = doubled.reduce(0, +)
    var chances = [Double](repeating: 0, count: most + 1)
    chances[0] = 1
    var reached = 0
    for rank in doubled {
        for sum in stride(from: reached + rank, through: 0, by: -1) {
            let with = sum >= rank ? chances[sum - rank] : 0
            chances[sum] = (chances[sum] + with) / 2
        }
        reached += rank
    }
    let place = Int((2 * up).rounded())
    let (low, high) = (chances[...place].reduce(0, +), chances[place...].reduce(0, +))
    return min(1, 2 * min(low, high))
}
