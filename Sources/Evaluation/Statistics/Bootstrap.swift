import Datasets
import Declarations
import Foundation
import Kernels

/// How an interval is read off a bootstrap distribution.
public enum IntervalKind: String, Choice {
    /// Quantiles of the bootstrap distribution (Efron & Tibshirani 1993, ch. 13).
    case percentile
    /// Quantiles corrected for bias and skewness (Efron 1987).
    case bca
}

/// Bootstrap means of paired columns: users are drawn with replacement, the same for every column.
/// - Returns: [columns][resamples], in the order drawn.
public func bootstrapMeans(
    _ columns: [[Double]], resamples: Int = 10_000, seed: Int = 0, watching watcher: Watcher = .silent
) throws -> [[Double]] {
    let paired = PairedColumns(columns)
    return try inParts(resamples, columns: columns.count, "bootstrapping", watcher) { first, count in
        paired.bootstrapMeans(count) { generator(seed, stream: first / resamplingStep + $0, kind: 1) }
    }
}

/// Draws per generator: part of the definition of what a seed gives.
let resamplingStep = 64

/// Splits resampling into parts short enough for Ctrl-C.
func inParts(
    _ count: Int, columns: Int, _ task: String, _ watcher: Watcher,
    _ draw: (_ first: Int, _ count: Int) -> [[Double]]
) throws -> [[Double]] {
    var result = [[Double]](repeating: [], count: columns)
    let part = 16 * resamplingStep
    for first in stride(from: 0, to: count, by: part) {
        try watcher.progress(task, Double(first) / Double(count))
        for (c, drawn) in draw(first, min(part, count - first)).enumerated() { result[c] += drawn }
    }
    return result
}

/// State of one stream of random numbers of a seed; `kind` keeps bootstrap and permutation apart.
func generator(_ seed: Int, stream: Int, kind: Int) -> GeneratorState {
    var base = Chance(seed: seed)
    let mixed = base.next() &+ UInt64(stream) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(kind) << 56
    var chance = Chance(seed: Int(bitPattern: UInt(mixed)))
    return (chance.next(), chance.next(), chance.next(), chance.next())
}

/// Ends of a bootstrap interval of a mean.
/// - Parameters:
///   - drawn: means of the bootstrap samples
///   - values: the values themselves, for the corrections of `bca`
public func interval(
    _ drawn: [Double], of values: [Double], kind: IntervalKind = .percentile, confidence: Double = 0.95
) -> (low: Double, high: Double) {
    let sorted = drawn.sorted()
    var (low, high) = ((1 - confidence) / 2, (1 + confidence) / 2)
    if kind == .bca, let shifted = biasCorrected(sorted, values, low, high) { (low, high) = shifted }
    return (quantile(sorted, low), quantile(sorted, high))
}

/// Levels shifted for bias z0 and acceleration a (Efron 1987, eq. 2.3; for a mean the jackknife values are linear in the
/// values, so that a is their skewness over 6 √n); `nil` where nothing varies.
private func biasCorrected(
    _ sorted: [Double], _ values: [Double], _ low: Double, _ high: Double
) -> (Double, Double)? {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let cubes = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) }
    let below = sorted.count { $0 < mean }
    let through = below + sorted.count { $0 == mean }
    guard squares > 0, through > 0, below < sorted.count else { return nil }
    let a = cubes / (6 * squares * squares.squareRoot())
    let z0 = Normal.quantile(Double(below + through) / 2 / Double(sorted.count))
    func level(_ p: Double) -> Double {
        let z = z0 + Normal.quantile(p)
        return Normal.cdf(z0 + z / (1 - a * z))
    }
    return (level(low), level(high))
}

/// The p-quantile of ascending values, between neighbours linearly (type 7 of Hyndman & Fan 1996).
public func quantile(_ sorted: [Double], _ p: Double) -> Double {
    guard !sorted.isEmpty, !p.isNaN else { return .nan }
    let place = min(max(p, 0), 1) * Double(sorted.count - 1)
    let (low, high) = (Int(place), min(Int(place) + 1, sorted.count - 1))
    return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
}
