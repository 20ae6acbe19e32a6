/// Normal and exponential chance out of arithmetic alone, so that the numbers are the same on every machine.
extension Chance {
    /// Normal with mean 0 and variance 1 (Marsaglia & Bray 1964, the polar method).
    mutating func normal() -> Double {
        while true {
            let (u, v) = (2 * uniform() - 1, 2 * uniform() - 1)
            let q = u * u + v * v
            if q > 0, q < 1 { return u * (-2 * naturalLogarithm(q) / q).squareRoot() }
        }
    }

    /// Exponential with mean 1.
    mutating func exponential() -> Double { -naturalLogarithm(1 - uniform()) }
}

/// The natural logarithm of a positive number: exponent and significand apart, the latter by the series of
/// 2 artanh((m − 1)/(m + 1)), whose terms fall below 2⁻⁵³ within twelve.
func naturalLogarithm(_ x: Double) -> Double {
    var (exponent, m) = (Double(x.exponent), x.significand)
    if m > 1.414_213_562_373_095_1 { (exponent, m) = (exponent + 1, m / 2) }
    let s = (m - 1) / (m + 1)
    let square = s * s
    var (power, sum) = (s, 0.0)
    for k in 0..<12 {
        sum += power / Double(2 * k + 1)
        power *= square
    }
    return exponent * 0.693_147_180_559_945_3 + 2 * sum
}
