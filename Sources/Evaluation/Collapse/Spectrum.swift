import Declarations
import Foundation
import Kernels

/// Singular values of a matrix, largest first.
public struct Spectrum: Sendable, Hashable {
    public let values: [Double]

    public init(_ values: [Double]) { self.values = values.sorted(by: >) }

    /// How singular values are found.
    public enum Method: String, Choice {
        /// All of them; the largest ones by random projection where neither side is below `largestExact`.
        case auto
        /// All of them, from the inner products of the shorter side.
        case exact
        /// The 128 largest, by random projection.
        case randomised
    }

    /// Longest shorter side of which all singular values are found without being asked for.
    public static let largestExact = 1024

    /// From a row-major matrix [rows, columns], by the eigenvalues of the inner products of its shorter side.
    ///
    /// Values below the square root of machine precision times the largest are rounding and count as 0.
    public init(_ matrix: [Float], rows: Int, columns: Int) {
        if rows <= columns {
            self.init(gram: Kernels.gram(matrix, rows: rows, width: columns), size: rows)
        } else {
            self.init(gram: columnGram(matrix, rows: rows, columns: columns), size: columns)
        }
    }

    /// The largest singular values by random projection where that is asked for or suits the size; `nil` where all are
    /// to be found. Throws where OpenBLAS is needed and missing.
    init?(_ matrix: [Float], rows: Int, columns: Int, unlessExact method: Method) throws {
        let isWide = min(rows, columns) > Self.largestExact
        guard method == .randomised || method == .auto && isWide else { return nil }
        try self.init(randomised: matrix, rows: rows, columns: columns)
    }

    /// From inner products of rows [size, size].
    init(gram: [Double], size: Int) {
        let eigenvalues = symmetricEigenvalues(gram, size: size)
        let noise = (eigenvalues.max() ?? 0) * Double(size) * Double.ulpOfOne
        self.init(eigenvalues.map { $0 > noise ? $0.squareRoot() : 0 })
    }

    public var sum: Double { values.reduce(0, +) }

    /// exp of the entropy of the normalised singular values (Roy & Vetterli, EUSIPCO 2007, eq. 2–4); 0 for a zero matrix.
    public var effectiveRank: Double {
        let sum = sum
        guard sum > 0 else { return 0 }
        return exp(values.reduce(0) { $1 > 0 ? $0 - $1 / sum * log($1 / sum) : $0 })
    }

    /// RankMe (Garrido et al., ICML 2023, eq. 1): the same with 1e-7 added to each share, not normalised again.
    public var rankMe: Double {
        let sum = sum
        guard sum > 0 else { return 0 }
        return exp(values.reduce(0) { $0 - ($1 / sum + 1e-7) * log($1 / sum + 1e-7) })
    }

    /// Sum of the singular values over the largest (Guo et al., ICML 2024, eq. 4); 0 for a zero matrix.
    public var abundance: Double {
        guard let largest = values.first, largest > 0 else { return 0 }
        return sum / largest
    }
}

/// Eigenvalues of a symmetric matrix [size, size], in no particular order: Householder's reduction to tridiagonal form, then
/// implicit QL steps (Golub & Van Loan, Matrix Computations, 4th ed., algorithms 8.3.1 and 8.3.3).
public func symmetricEigenvalues(_ matrix: [Double], size n: Int) -> [Double] {
    guard n > 0 else { return [] }
    var a = matrix
    var diagonal = [Double](repeating: 0, count: n)
    var beside = [Double](repeating: 0, count: n)
    a.withUnsafeMutableBufferPointer { tridiagonalise($0, n, &diagonal, &beside) }
    implicitQL(&diagonal, &beside)
    return diagonal
}

/// Overwrites `a` and leaves its tridiagonal form: beside[i] stands between diagonal[i] and diagonal[i + 1].
private func tridiagonalise(
    _ a: UnsafeMutableBufferPointer<Double>, _ n: Int, _ diagonal: inout [Double], _ beside: inout [Double]
) {
    var v = [Double](repeating: 0, count: n)
    var w = [Double](repeating: 0, count: n)
    for k in 0..<max(0, n - 2) {
        var norm = 0.0
        for i in k + 1..<n { norm += a[i * n + k] * a[i * n + k] }
        norm = norm.squareRoot()
        let head = a[(k + 1) * n + k]
        beside[k] = head > 0 ? -norm : norm
        if norm == 0 { continue }
        for i in k + 1..<n { v[i] = a[i * n + k] }
        v[k + 1] -= beside[k]
        let length = v[k + 1..<n].reduce(0) { $0 + $1 * $1 }
        if length == 0 { continue }
        // A := A - v w' - w v' with w = p - (v'p / v'v) v and p = 2 A v / v'v.
        var along = 0.0
        for i in k + 1..<n {
            var dot = 0.0
            for j in k + 1..<n { dot += a[i * n + j] * v[j] }
            w[i] = 2 * dot / length
            along += w[i] * v[i]
        }
        for i in k + 1..<n { w[i] -= along / length * v[i] }
        for i in k + 1..<n {
            let (vi, wi) = (v[i], w[i])
            for j in k + 1..<n { a[i * n + j] -= vi * w[j] + wi * v[j] }
        }
    }
    for i in 0..<n { diagonal[i] = a[i * n + i] }
    if n > 1 { beside[n - 2] = a[(n - 1) * n + n - 2] }
}

private func implicitQL(_ d: inout [Double], _ e: inout [Double]) {
    let n = d.count
    for low in 0..<n {
        for _ in 0..<60 {
            // The block that begins at `low` ends where an element beside the diagonal vanishes.
            var high = low
            while high < n - 1, abs(e[high]) > Double.ulpOfOne * (abs(d[high]) + abs(d[high + 1])) {
                high += 1
            }
            if high == low { break }
            let half = (d[low + 1] - d[low]) / (2 * e[low])
            var g = d[high] - d[low] + e[low] / (half + (half < 0 ? -1 : 1) * hypot(half, 1))
            var (sine, cosine, p) = (1.0, 1.0, 0.0)
            var i = high - 1
            while i >= low {
                let f = sine * e[i]
                let b = cosine * e[i]
                let r = hypot(f, g)
                e[i + 1] = r
                if r == 0 { break }
                (sine, cosine) = (f / r, g / r)
                g = d[i + 1] - p
                let t = (d[i] - g) * sine + 2 * cosine * b
                p = sine * t
                d[i + 1] = g + p
                g = cosine * t - b
                i -= 1
            }
            if i >= low {
                d[i + 1] -= p
                e[high] = 0
                continue
            }
            d[low] -= p
            e[low] = g
            e[high] = 0
        }
    }
}
