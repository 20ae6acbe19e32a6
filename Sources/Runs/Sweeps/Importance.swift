import Foundation

/// How much of the variance of a sweep's metric each dimension explains by itself: functional ANOVA over a forest of
/// regression trees (Hutter, Hoos & Leyton-Brown, ICML 2014, §3).
///
/// A tree divides the space into boxes. Its marginal in one dimension is the mean over all others, a step function whose
/// variance is exact; divided by the variance of the tree it is that dimension's share. Shares are averaged over the
/// trees; what is left of 1 are interactions.
public struct ImportanceForest: Sendable {
    public var trees = 64
    /// Trials that a leaf holds at least.
    public var leaf = 3

    public init() {}

    /// One share for each dimension, from 0 to 1; `nil` where there are fewer than six trials or the metric never changes.
    ///
    /// - Parameter places: for each trial a place from 0 to 1 in each dimension.
    public func shares(
        _ places: [[Double]], _ values: [Double], using chance: inout some RandomNumberGenerator
    ) -> [Double]? {
        guard let width = places.first?.count, places.count >= 6, width > 0,
            Set(values).count > 1, values.allSatisfy(\.isFinite)
        else { return nil }
        var sums = [Double](repeating: 0, count: width)
        var counted = 0
        for _ in 0..<trees {
            let rows = values.indices.map { _ in
                min(values.count - 1, Int(chance.place() * Double(values.count)))
            }
            var boxes: [Box] = []
            grow(rows, Box(width), places, values, &boxes, using: &chance)
            guard let found = Self.shares(of: boxes, width) else { continue }
            for d in 0..<width { sums[d] += found[d] }
            counted += 1
        }
        return counted == 0 ? nil : sums.map { $0 / Double(counted) }
    }

    /// A part of the space, and the tree's value in it.
    private struct Box {
        var low: [Double]
        var high: [Double]
        var value = 0.0

        init(_ width: Int) {
            (low, high) = (Array(repeating: 0, count: width), Array(repeating: 1, count: width))
        }
        var volume: Double { zip(low, high).reduce(1) { $0 * ($1.1 - $1.0) } }
    }

    /// Splits where the squares within the two parts are smallest, each time among two in three of the dimensions.
    private func grow(
        _ rows: [Int], _ box: Box, _ places: [[Double]], _ values: [Double], _ boxes: inout [Box],
        using chance: inout some RandomNumberGenerator
    ) {
        var best: (dimension: Int, cut: Double, loss: Double)?
        let width = box.low.count
        var looked = Set<Int>()
        while looked.count < max(1, (2 * width + 2) / 3) {
            looked.insert(Int(chance.place() * Double(width)))
        }
        if rows.count >= 2 * leaf {
            for dimension in looked.sorted() {
                let sorted = rows.sorted { (places[$0][dimension], $0) < (places[$1][dimension], $1) }
                let found = bestCut(sorted, dimension, places, values)
                if let found, found.loss < best?.loss ?? .infinity {
                    best = (dimension, found.cut, found.loss)
                }
            }
        }
        guard let best else {
            var box = box
            box.value = rows.reduce(0) { $0 + values[$1] } / Double(max(1, rows.count))
            boxes.append(box)
            return
        }
        var (left, right) = (box, box)
        left.high[best.dimension] = best.cut
        right.low[best.dimension] = best.cut
        grow(
            rows.filter { places[$0][best.dimension] < best.cut }, left, places, values, &boxes,
            using: &chance)
        grow(
            rows.filter { places[$0][best.dimension] >= best.cut }, right, places, values, &boxes,
            using: &chance)
    }

    /// The cut of rows in order of a dimension that leaves the least sum of squares; both sides hold `leaf` rows.
    private func bestCut(
        _ rows: [Int], _ dimension: Int, _ places: [[Double]], _ values: [Double]
    ) -> (cut: Double, loss: Double)? {
        let total = rows.reduce(0) { $0 + values[$1] }
        let squares = rows.reduce(0) { $0 + values[$1] * values[$1] }
        var (sum, best) = (0.0, Optional<(cut: Double, loss: Double)>.none)
        for k in 1..<rows.count {
            sum += values[rows[k - 1]]
            let (a, b) = (places[rows[k - 1]][dimension], places[rows[k]][dimension])
            guard k >= leaf, rows.count - k >= leaf, a < b else { continue }
            let rest = total - sum
            let loss = squares - sum * sum / Double(k) - rest * rest / Double(rows.count - k)
            if loss < best?.loss ?? .infinity { best = ((a + b) / 2, loss) }
        }
        return best
    }

    /// Variance of each marginal over the variance of the whole tree.
    private static func shares(of boxes: [Box], _ width: Int) -> [Double]? {
        let mean = boxes.reduce(0) { $0 + $1.volume * $1.value }
        let variance = boxes.reduce(0) { $0 + $1.volume * ($1.value - mean) * ($1.value - mean) }
        guard variance > 1e-300 else { return nil }
        return (0..<width).map { d in
            let cuts = Set(boxes.flatMap { [$0.low[d], $0.high[d]] }).sorted()
            return zip(cuts, cuts.dropFirst()).reduce(0) { sum, ends in
                let middle = (ends.0 + ends.1) / 2
                let marginal = boxes.reduce(0) { sum, box in
                    guard box.low[d] < middle, middle < box.high[d] else { return sum }
                    return sum + box.value * box.volume / (box.high[d] - box.low[d])
                }
                return sum + (ends.1 - ends.0) * (marginal - mean) * (marginal - mean)
            } / variance
        }
    }
}
