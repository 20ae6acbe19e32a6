import Declarations
import Foundation

/// How series are read before a network sees them: settings that every neural model of traits has.
public struct SeriesReading: SettingGroup {
    @Setting("How numbers of different channels are made comparable.") public var scaling = Scaling.robust
    @Setting("Rows of a user within so much time, in the data's unit, are merged into one; 0 for none.", 0...)
    public var every = 0.0

    public init() {}
}

/// What is done to a column of numbers before a network sees it.
public enum Scaling: String, Choice {
    /// Nothing: numbers stay in their own unit.
    case none
    /// Mean 0 and deviation 1 over the training users.
    case standard
    /// The same, behind what keeps a few wild numbers from deciding about all others: a logarithm where a column has no
    /// negative number and a long tail, and fences beyond which nothing lies any more.
    case robust
}

/// Turns a column's numbers into what a network reads: its logarithm where it has a long tail, kept within fences, mean 0
/// and deviation 1 over the training users.
package struct ColumnScale: Sendable, Hashable, Codable {
    /// Where numbers become log(1 + x / unit): the unit.
    package var unit: Double?
    /// Fences; nil for none.
    package var lowest: Double?
    package var highest: Double?
    package var mean = 0.0
    /// 1 where the column is constant.
    package var deviation = 1.0

    /// The scale without mean and deviation that some numbers of a column ask for.
    ///
    /// A tail is long where (q95 + q5 − 2 q50) / (q95 − q5) exceeds .3 (Hinkley, Biometrika 62, 1975; 0 for a normal law,
    /// .39 for a lognormal one of deviation .5). Fences lie five interquartile ranges beyond the quartiles, more than the
    /// three of Tukey's outer fences (Exploratory Data Analysis, 1977, §2D), so that slips of the pen are caught and
    /// oscillations that die away are not. Where half of all numbers are alike there are none.
    package init(_ scaling: Scaling, of numbers: [Float] = []) {
        guard scaling == .robust, numbers.count > 1 else { return }
        let sorted = numbers.sorted().map { Double($0) }
        func quantile(_ share: Double) -> Double { sorted[Int((share * Double(sorted.count - 1)).rounded())] }
        let (low, median, high) = (quantile(0.05), quantile(0.5), quantile(0.95))
        if sorted[0] >= 0, median > 0, high + low - 2 * median > Self.longTail * (high - low) {
            unit = median
        }
        let (first, third) = (bent(quantile(0.25)), bent(quantile(0.75)))
        guard third > first else { return }
        lowest = first - Self.reach * (third - first)
        highest = third + Self.reach * (third - first)
    }

    /// Skewness beyond which a tail is long.
    static let longTail = 0.3
    /// Interquartile ranges from the quartiles to the fences.
    static let reach = 5.0

    private func bent(_ x: Double) -> Double {
        guard let unit else { return x }
        return log1p(max(0, x) / unit)
    }

    /// A number before mean and deviation are taken out.
    func fenced(_ x: Float) -> Double {
        var x = bent(Double(x))
        if let lowest { x = max(lowest, x) }
        if let highest { x = min(highest, x) }
        return x
    }

    /// A number as a network reads it; NaN becomes 0.
    package func callAsFunction(_ x: Float) -> Float {
        x.isNaN ? 0 : Float((fenced(x) - mean) / deviation)
    }

    /// The scales of each column of a row-major matrix, learned from some of its rows; NaN is left out.
    package static func columns(_ values: [Float], width: Int, _ rows: [Range<Int>], _ scaling: Scaling)
        -> [ColumnScale]
    {
        guard width > 0 else { return [] }
        var samples = [ColumnSample](repeating: ColumnSample(), count: scaling == .robust ? width : 0)
        if scaling == .robust {
            forEach(values, width, rows) { c, x in samples[c].add(x) }
        }
        guard scaling != .none else { return Array(repeating: ColumnScale(.none), count: width) }
        var scales = (0..<width).map { ColumnScale(scaling, of: samples.isEmpty ? [] : samples[$0].kept) }
        var (counts, squares) = ([Double](repeating: 0, count: width), [Double](repeating: 0, count: width))
        forEach(values, width, rows) { c, x in
            counts[c] += 1
            // Welford's update: exact enough where the mean is large.
            let x = scales[c].fenced(x), distance = x - scales[c].mean
            scales[c].mean += distance / counts[c]
            squares[c] += distance * (x - scales[c].mean)
        }
        for c in 0..<width {
            let deviation = (squares[c] / max(1, counts[c])).squareRoot()
            scales[c].deviation = deviation <= 1e-7 * abs(scales[c].mean) ? 1 : deviation
        }
        return scales
    }

    private static func forEach(
        _ values: [Float], _ width: Int, _ rows: [Range<Int>], _ body: (Int, Float) -> Void
    ) {
        values.withUnsafeBufferPointer { values in
            for range in rows {
                for row in range {
                    for c in 0..<width where !values[row * width + c].isNaN {
                        body(c, values[row * width + c])
                    }
                }
            }
        }
    }
}

/// Some of a column's numbers, evenly spread over all of them: every one at first, every second when there are too many,
/// and so on.
private struct ColumnSample {
    var kept: [Float] = []
    private var stride = 1
    private var seen = 0
    private static let most = 1 << 16

    mutating func add(_ x: Float) {
        if seen % stride == 0 { kept.append(x) }
        seen += 1
        guard kept.count == Self.most else { return }
        kept = Swift.stride(from: 0, to: kept.count, by: 2).map { kept[$0] }
        stride *= 2
    }
}
