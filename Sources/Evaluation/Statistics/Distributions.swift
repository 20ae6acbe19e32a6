import Foundation

/// The standard normal distribution.
public enum Normal {
    /// Chance of a value of at most x.
    public static func cdf(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

    /// The value below which a share `p` lies; infinite at 0 and 1.
    ///
    /// Rational approximation (Acklam 2003), sharpened by one step of Halley's method to double precision.
    public static func quantile(_ p: Double) -> Double {
        guard p > 0, p < 1 else { return p <= 0 ? -.infinity : .infinity }
        let tail = min(p, 1 - p)
        let x: Double
        if tail < 0.02425 {
            let q = (-2 * log(tail)).squareRoot()
            let top = polynomial(
                q,
                [
                    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734,
                    4.374664141464968, 2.938163982698783,
                ])
            let bottom = polynomial(
                q, [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1])
            x = top / bottom * (p < 0.5 ? 1 : -1)
        } else {
            let q = p - 0.5
            let top = polynomial(
                q * q,
                [
                    -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
                    1.383577518672690e+02,
                    -3.066479806614716e+01, 2.506628277459239,
                ])
            let bottom = polynomial(
                q * q,
                [
                    -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                    6.680131188771972e+01,
                    -1.328068155288572e+01, 1,
                ])
            x = q * top / bottom
        }
        let error = (cdf(x) - p) * (2 * Double.pi).squareRoot() * exp(x * x / 2)
        return x - error / (1 + x * error / 2)
    }

    private static func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
        coefficients.reduce(0) { $0 * x + $1 }
    }
}

/// Student's t distribution.
public enum StudentT {
    /// Chance of a value of at most t with `degrees` of freedom.
    public static func cdf(_ t: Double, degrees: Double) -> Double {
        let tail = 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
        return t > 0 ? 1 - tail : tail
    }

    /// The value below which a share `p` lies, by bisection.
    public static func quantile(_ p: Double, degrees: Double) -> Double {
        guard p > 0, p < 1 else { return p <= 0 ? -.infinity : .infinity }
        if p < 0.5 { return -quantile(1 - p, degrees: degrees) }
        var (low, high) = (0.0, 1.0)
        while cdf(high, degrees: degrees) < p, high < 1e300 { (low, high) = (high, high * 2) }
        for _ in 0..<200 where high - low > 1e-15 * high {
            let middle = (low + high) / 2
            if cdf(middle, degrees: degrees) < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Ends of the confidence interval of the mean of a few values, as over seeds; `nil` for fewer than two.
    public static func interval(_ values: [Double], confidence: Double = 0.95) -> (low: Double, high: Double)?
    {
        guard values.count > 1 else { return nil }
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let half = quantile(0.5 + confidence / 2, degrees: n - 1) * deviation(values) / n.squareRoot()
        return (mean - half, mean + half)
    }
}

/// The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction (DLMF 8.17.22).
func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front =
        exp(
            lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    let tiny = 1e-300
    var (fraction, c, d) = (1.0, 1.0, 0.0)
    for step in 0..<1000 {
        let m = Double(step / 2)
        let term =
            step == 0
            ? 1.0
            : step % 2 == 0
                ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 + term * d
        d = 1 / (abs(d) < tiny ? tiny : d)
        c = 1 + term / c
        c = abs(c) < tiny ? tiny : c
        fraction *= c * d
        if abs(1 - c * d) < 1e-15 { break }
    }
    return front * (fraction - 1)
}
