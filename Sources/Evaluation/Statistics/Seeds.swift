import Declarations

/// How two models differ over the seeds they were trained with.
public struct SeedContrast: Sendable, Hashable {
    /// Mean over one model's seeds minus mean over the other's.
    public var difference: Double
    /// Ends of Welch's interval.
    public var low: Double
    public var high: Double
    /// Of Welch's t test, two-sided.
    public var p: Double
    public var degrees: Double
    /// Seeds of the one and of the other.
    public var seeds: (Int, Int) { (own, others) }
    private let own: Int
    private let others: Int

    /// Welch's t test of two models' means, one for each seed (Welch, Biometrika 34, 1947). A model that was trained once
    /// counts as a constant; `nil` where neither was trained twice.
    public init?(_ a: [Double], _ b: [Double], confidence: Double = 0.95) {
        guard a.count > 1 || b.count > 1, !a.isEmpty, !b.isEmpty else { return nil }
        (own, others) = (a.count, b.count)
        func part(_ x: [Double]) -> (mean: Double, error: Double, term: Double) {
            let (n, sd) = (Double(x.count), deviation(x))
            let error = sd * sd / n
            return (x.reduce(0, +) / n, error, n > 1 ? error * error / (n - 1) : 0)
        }
        let (x, y) = (part(a), part(b))
        difference = x.mean - y.mean
        let variance = x.error + y.error
        guard variance > 0 else {
            (low, high, degrees) = (difference, difference, Double(a.count + b.count - 2))
            p = difference == 0 ? 1 : 0
            return
        }
        degrees = variance * variance / (x.term + y.term)
        let error = variance.squareRoot()
        p = min(1, 2 * StudentT.cdf(-abs(difference) / error, degrees: degrees))
        let half = StudentT.quantile(0.5 + confidence / 2, degrees: degrees) * error
        (low, high) = (difference - half, difference + half)
    }
}

/// The smallest mean difference that a paired test of this many users would find with the chance `power`.
///
/// (t(1 - level / 2) + t(power)) sd / √n with n - 1 degrees of freedom (Bloom, Evaluation Review 19, 1995, minimum
/// detectable effects); infinite for fewer than two users.
public func detectableDifference(
    sd: Double, count: Int, level: Double = 0.05, power: Double = 0.8
) -> Double {
    guard count > 1 else { return .infinity }
    let degrees = Double(count - 1)
    let reach =
        StudentT.quantile(1 - level / 2, degrees: degrees) + StudentT.quantile(power, degrees: degrees)
    return reach * sd / Double(count).squareRoot()
}
