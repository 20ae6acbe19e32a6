/// A cubic spline with two continuous derivatives and none of the second kind at its ends, through some rows of a series.
///
/// Slopes m at the knots solve the symmetric tridiagonal system m_{j-1}/h_{j-1} + 2 m_j (1/h_{j-1} + 1/h_j) + m_{j+1}/h_j
/// = 3 (d_{j-1}/h_{j-1}² + d_j/h_j²) with d the rises and h the gaps between knots (de Boor, A Practical Guide to Splines,
/// ch. IV).
struct NaturalSpline {
    /// Rows that the spline goes through, ascending, the first and the last row among them.
    let knots: [Int]
    /// Where the rows stand.
    let places: [Float]
    private let gaps: [Float]

    init(knots: [Int], places: [Float]) {
        (self.knots, self.places) = (knots, places)
        gaps = zip(knots, knots.dropFirst()).map { max(1e-3, places[$1] - places[$0]) }
    }

    /// Solves the tridiagonal system (Thomas's algorithm).
    private func solved(_ right: [Float]) -> [Float] {
        let n = knots.count
        var (x, diagonal) = (right, [Float](repeating: 0, count: n))
        for j in 0..<n {
            diagonal[j] = (j > 0 ? 2 / gaps[j - 1] : 0) + (j + 1 < n ? 2 / gaps[j] : 0)
            guard j > 0 else { continue }
            let factor = 1 / gaps[j - 1] / diagonal[j - 1]
            diagonal[j] -= factor / gaps[j - 1]
            x[j] -= factor * x[j - 1]
        }
        for j in stride(from: n - 1, through: 0, by: -1) {
            if j + 1 < n { x[j] -= x[j + 1] / gaps[j] }
            x[j] /= diagonal[j]
        }
        return x
    }

    /// Calls for each interval k between rows with dX/du = p.0 + p.1 u + p.2 u².
    func derivative(_ values: [Float], _ body: (Int, (Float, Float, Float)) -> Void) {
        guard knots.count > 1 else { return }
        var right = [Float](repeating: 0, count: knots.count)
        for j in gaps.indices {
            let push = 3 * (values[j + 1] - values[j]) / (gaps[j] * gaps[j])
            right[j] += push
            right[j + 1] += push
        }
        let slopes = solved(right)
        for j in gaps.indices {
            let h = gaps[j], rise = values[j + 1] - values[j]
            let (m0, m1) = (slopes[j] * h, slopes[j + 1] * h)
            // Over the knots' own interval, v from 0 to 1.
            let q = (m0, 6 * rise - 4 * m0 - 2 * m1, 3 * (m0 + m1 - 2 * rise))
            for k in knots[j]..<knots[j + 1] {
                let (a, e) = part(k, of: j)
                body(k, (e * (q.0 + a * (q.1 + a * q.2)), e * e * (q.1 + 2 * a * q.2), e * e * e * q.2))
            }
        }
    }

    /// Where row interval k begins in the knots' interval j, and which part of it it is.
    private func part(_ k: Int, of j: Int) -> (begin: Float, extent: Float) {
        if knots[j + 1] == knots[j] + 1 { return (0, 1) }
        return ((places[k] - places[knots[j]]) / gaps[j], (places[k + 1] - places[k]) / gaps[j])
    }

    /// The gradient of the values from that of each interval's derivative: the transpose of `derivative`.
    func back(_ above: (Int) -> (Float, Float, Float)) -> [Float] {
        var values = [Float](repeating: 0, count: knots.count)
        guard knots.count > 1 else { return values }
        var slopes = values
        for j in gaps.indices {
            var q: (Float, Float, Float) = (0, 0, 0)
            for k in knots[j]..<knots[j + 1] {
                let (g, (a, e)) = (above(k), part(k, of: j))
                q.0 += e * g.0
                q.1 += e * (a * g.0 + e * g.1)
                q.2 += e * (a * a * g.0 + e * (2 * a * g.1 + e * g.2))
            }
            slopes[j] += gaps[j] * (q.0 - 4 * q.1 + 3 * q.2)
            slopes[j + 1] += gaps[j] * (3 * q.2 - 2 * q.1)
            let rise = 6 * q.1 - 6 * q.2
            values[j + 1] += rise
            values[j] -= rise
        }
        let right = solved(slopes)
        for j in gaps.indices {
            let push = 3 * (right[j] + right[j + 1]) / (gaps[j] * gaps[j])
            values[j + 1] += push
            values[j] -= push
        }
        return values
    }
}
