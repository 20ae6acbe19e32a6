import Datasets
import Declarations
import Evaluation
import Foundation
import Kernels

/// Numbers that sum a series up, standardised by the training users: for models that read no sequence.
///
/// Of every channel: mean, deviation, last value, share observed. Of the rows: how many, mean and deviation of the gaps
/// between them. What is known apart from time. With `order` also what tells one order of the same values from another:
/// mean step, product of neighbours in time, and the areas ½ ∫ x_i dx_j - x_j dx_i of all pairs of channels, time among
/// them (the second level of the log-signature; Chevyrev & Kormilitzin 2016, §1.2.4). With `course` in place of that the
/// values at up to 32 moments spread evenly from the first row to the last, straight lines between: what tells one shape
/// from another where series begin and end together.
public struct SeriesFeatures: Sendable {
    /// What is read besides summaries: nothing, what tells orders apart, or the course itself.
    public enum View: String, Choice { case summaries, order, course }

    public let view: View
    /// Moments at which the course is read.
    private let moments: Int
    private let channels: Standardiser
    private let features: Standardiser
    /// More channels than this would give more areas than can be learned from.
    private static let widestArea = 48
    /// As many moments as this, and as many numbers in all, tell the course of a series.
    private static let (mostMoments, mostOfCourse) = (32, 512)

    /// Learns means and deviations from the training users.
    public init(_ view: View, of behaviour: Behaviour, for users: [UserIndex]) {
        self.view = view
        let width = behaviour.channels.count
        var observed = Moments(width)
        for user in users {
            for row in behaviour.range(Int(user)) {
                observed.add(behaviour.values[row * width..<(row + 1) * width])
            }
        }
        channels = observed.standardiser
        let most = min(Self.mostMoments, max(4, Self.mostOfCourse / max(1, width)))
        moments = view == .course ? min(most, behaviour.longest(users)) : 0
        let raw = Self.raw(view, moments, behaviour, users, channels)
        var known = Moments(raw.columns)
        for r in 0..<raw.rows { known.add(raw.row(r)) }
        features = known.standardiser
    }

    /// How many there are.
    public var count: Int { features.means.count }

    /// [users, F], mean 0 and deviation 1 over the training users.
    public func callAsFunction(_ behaviour: Behaviour, for users: [UserIndex]) -> OutputMatrix {
        let raw = Self.raw(view, moments, behaviour, users, channels)
        var values = raw.values
        for k in values.indices { values[k] = features(values[k], k % raw.columns) }
        return OutputMatrix(rows: raw.rows, columns: raw.columns, values: values)
    }

    private static func raw(
        _ view: View, _ moments: Int, _ behaviour: Behaviour, _ users: [UserIndex], _ channels: Standardiser
    ) -> OutputMatrix {
        let width = behaviour.channels.count
        let areas = view == .order && width < widestArea ? (width + 1) * width / 2 : 0
        let count = width * ((view == .order ? 6 : 4) + moments) + 3 + behaviour.statics.width + areas
        var values = [Float](repeating: 0, count: users.count * count)
        values.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            parallel(users.count, chunk: 16) { range in
                for r in range {
                    var writer = SeriesSummary(behaviour, Int(users[r]), channels)
                    let own =
                        writer.features(ordered: view == .order, areas: areas > 0) + writer.course(moments)
                    for (k, value) in own.enumerated() { buffer[r * count + k] = Float(value) }
                }
            }
        }
        return OutputMatrix(rows: users.count, columns: count, values: values)
    }
}

/// The features of one series.
private struct SeriesSummary {
    let behaviour: Behaviour
    let user: Int
    let width: Int
    let times: ArraySlice<Float>
    /// Standardised, NaN where not observed: [T][C].
    var rows: [[Double]]

    init(_ behaviour: Behaviour, _ user: Int, _ channels: Standardiser) {
        (self.behaviour, self.user, width) = (behaviour, user, behaviour.channels.count)
        let range = behaviour.range(user)
        times = behaviour.times[range]
        let width = width
        rows = range.map { row in
            (0..<width).map { c in
                let x = behaviour.values[row * width + c]
                return x.isNaN ? .nan : Double(channels(x, c))
            }
        }
    }

    mutating func features(ordered: Bool, areas: Bool) -> [Double] {
        var found: [Double] = []
        for c in 0..<width {
            let known = rows.map { $0[c] }.filter { !$0.isNaN }
            let n = Double(max(1, known.count))
            let mean = known.reduce(0, +) / n
            found += [
                mean, deviation(known), known.last ?? 0, Double(known.count) / Double(max(1, rows.count)),
            ]
            guard ordered else { continue }
            let steps = zip(known, known.dropFirst())
            found.append(steps.reduce(0) { $0 + abs($1.1 - $1.0) } / n)
            found.append(steps.reduce(0) { $0 + $1.0 * $1.1 } / n)
        }
        let gaps = zip(times, times.dropFirst()).map { Double($1 - $0) }
        let meanGap = gaps.reduce(0, +) / Double(max(1, gaps.count))
        found += [log1p(Double(rows.count)), log1p(max(0, meanGap)), log1p(deviation(gaps))]
        if behaviour.statics.width > 0 { found += behaviour.statics.row(user).map { Double($0) } }
        if areas { found += self.areas() }
        return found
    }

    /// Every channel at so many moments, one channel after the other; 0, the mean, where nothing was observed.
    func course(_ moments: Int) -> [Double] {
        guard moments > 0, let first = times.first, let last = times.last else { return [] }
        let span = Double(last - first)
        let at = times.map { span > 0 ? (Double($0 - first) / span) * Double(max(1, moments - 1)) : 0 }
        return (0..<width).flatMap { c -> [Double] in
            let known = rows.indices.filter { !rows[$0][c].isNaN }
            guard var left = known.first else { return [Double](repeating: 0, count: moments) }
            var (right, next) = (left, 0)
            return (0..<moments).map { moment in
                while at[right] < Double(moment), next + 1 < known.count {
                    next += 1
                    (left, right) = (right, known[next])
                }
                guard at[right] > at[left], Double(moment) < at[right] else { return rows[right][c] }
                let part = max(0, (Double(moment) - at[left]) / (at[right] - at[left]))
                return rows[left][c] + part * (rows[right][c] - rows[left][c])
            }
        }
    }

    /// ½ Σ x_i Δx_j - x_j Δx_i over the rows, last values carried forward, time scaled to 0…1.
    private mutating func areas() -> [Double] {
        let first = Double(times.first ?? 0)
        let span = max(1e-9, Double(times.last ?? 0) - first)
        var sums = [Double](repeating: 0, count: (width + 1) * width / 2)
        var before = [Double](repeating: 0, count: width + 1)
        for (t, row) in rows.enumerated() {
            var now = before
            now[width] = (Double(times[times.startIndex + t]) - first) / span
            for c in 0..<width where !row[c].isNaN { now[c] = row[c] }
            if t > 0 {
                var k = 0
                for i in 0..<width {
                    for j in i + 1...width {
                        sums[k] += 0.5 * (before[i] * (now[j] - before[j]) - before[j] * (now[i] - before[i]))
                        k += 1
                    }
                }
            }
            before = now
        }
        return sums.map { $0 / Double(max(1, rows.count)).squareRoot() }
    }
}

/// (x - mean) / deviation of each column; 0 where x is NaN or the column does not vary.
public struct Standardiser: Sendable, Hashable {
    public let means: [Double]
    public let deviations: [Double]

    public init(means: [Double], deviations: [Double]) { (self.means, self.deviations) = (means, deviations) }

    public func callAsFunction(_ x: Float, _ column: Int) -> Float {
        let deviation = deviations[column]
        return x.isNaN || deviation == 0 ? 0 : Float((Double(x) - means[column]) / deviation)
    }
    /// Back to the column's own unit.
    public func inverse(_ z: Float, _ column: Int) -> Float {
        Float(Double(z) * deviations[column] + means[column])
    }
}

/// Running means and squares of columns, NaN left out (Welford, Technometrics 4, 1962).
public struct Moments: Sendable {
    private var counts: [Double]
    private var means: [Double]
    private var squares: [Double]

    public init(_ width: Int) {
        counts = [Double](repeating: 0, count: width)
        (means, squares) = (counts, counts)
    }

    public mutating func add(_ row: ArraySlice<Float>) {
        for (c, x) in row.enumerated() where !x.isNaN {
            counts[c] += 1
            let distance = Double(x) - means[c]
            means[c] += distance / counts[c]
            squares[c] += distance * (Double(x) - means[c])
        }
    }

    /// A column whose deviation is rounding beside its mean does not vary.
    public var standardiser: Standardiser {
        let deviations = counts.indices.map { c -> Double in
            let deviation = counts[c] > 1 ? (squares[c] / counts[c]).squareRoot() : 0
            return deviation > 1e-6 * abs(means[c]) ? deviation : 0
        }
        return Standardiser(means: means, deviations: deviations)
    }
}
