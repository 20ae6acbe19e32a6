import Datasets
import Declarations
import Kernels

/// Two-sided p-values of the hypothesis that each column's differences are symmetric around 0: the share of sign patterns
/// whose sum is at least as far from 0 as the observed one (Fisher 1935; Good 2005, ch. 3).
///
/// Up to `exactPairs` differences that are not 0 all sign patterns are counted; beyond that `flips` random patterns are
/// drawn, the same for all columns, and p = (b + 1) / (m + 1) (Phipson & Smyth 2010), which is never 0.
public func signFlipTest(
    _ columns: [[Double]], flips: Int = 10_000, seed: Int = 0, watching watcher: Watcher = .silent
) throws -> [Double] {
    let few = columns.map { $0.filter { $0 != 0 } }
    let many = few.indices.filter { few[$0].count > exactPairs }
    var result = few.map { $0.count > exactPairs ? 0 : exactSignFlipTest($0) }
    guard !many.isEmpty else { return result }
    let paired = PairedColumns(many.map { columns[$0] })
    let drawn = try inParts(flips, columns: many.count, "permuting", watcher) { first, count in
        paired.signFlipSums(count) { generator(seed, stream: first / resamplingStep + $0, kind: 2) }
    }
    for (sums, column) in zip(drawn, many) {
        let reached = threshold(columns[column])
        let extreme = sums.count { abs($0) >= reached }
        result[column] = Double(extreme + 1) / Double(flips + 1)
    }
    return result
}

/// Up to this many pairs every sign pattern is counted: 2^12 of them.
public let exactPairs = 12

/// The sum that counts as reached, a little below the observed one, as sums of the same numbers in another order round
/// differently.
private func threshold(_ differences: [Double]) -> Double {
    let scale = differences.reduce(0) { $0 + abs($1) }
    return abs(differences.reduce(0, +)) - 1e-12 * scale
}

private func exactSignFlipTest(_ differences: [Double]) -> Double {
    let reached = threshold(differences)
    var extreme = 0
    for pattern in 0..<(1 << differences.count) {
        var sum = 0.0
        for (i, difference) in differences.enumerated() {
            sum += pattern >> i & 1 == 1 ? difference : -difference
        }
        if abs(sum) >= reached { extreme += 1 }
    }
    return Double(extreme) / Double(1 << differences.count)
}

/// p-values corrected for their number so that the chance of any false one stays below the level (Holm 1979).
public func holm(_ p: [Double]) -> [Double] {
    var adjusted = p
    var largest = 0.0
    for (rank, i) in p.indices.sorted(by: { (p[$0], $0) < (p[$1], $1) }).enumerated() {
        largest = max(largest, min(1, Double(p.count - rank) * p[i]))
        adjusted[i] = largest
    }
    return adjusted
}
