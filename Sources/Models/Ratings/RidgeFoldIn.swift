import Datasets
import Kernels

/// Ridge regression of a newcomer's ratings on the items' factors: over b and p minimises
///
///     Σ_i (r_i − mean − b_i − b − ⟨p, q_i⟩)² + λ n (b² + ‖p‖²),
///
/// the penalty counting once for each rating as in descent. Solved by conjugate gradients on the normal equations.
struct RidgeFoldIn: NewcomerFit {
    let penalty: Double
    /// Whether there is an offset b.
    let biased: Bool

    func fold(
        _ items: UnsafeBufferPointer<Int32>, _ ratings: UnsafeBufferPointer<Float>,
        beside model: RatingFactors
    ) -> (offset: Float, factors: [Float])? {
        let tables = model.tables
        // The row of an item: its factors, and a 1 for the offset.
        let width = tables.width + 1
        let rows = items.map { item in tables.item(Int(item)).map { Double($0) } + [biased ? 1 : 0] }
        let wanted = zip(items, ratings).map {
            Double($1) - Double(tables.mean) - Double(tables.itemOffsets[Int($0)])
        }
        let found = solve(width: width, of: rows, wanted)
        let factors = found.dropLast().map { Float($0) }
        let padding = [Float](repeating: 0, count: tables.stride - tables.width)
        return (Float(found[width - 1]), factors + padding)
    }

    /// x of (AᵀA + λ n I) x = Aᵀ y, A being `rows`.
    private func solve(width: Int, of rows: [[Double]], _ y: [Double]) -> [Double] {
        var wanted = [Double](repeating: 0, count: width)
        for (row, y) in zip(rows, y) { add(y, row, to: &wanted) }
        return conjugateGradients(wanted) { x in
            var sum = x.map { $0 * penalty * Double(rows.count) }
            for row in rows { add(dot(row, x), row, to: &sum) }
            return sum
        }
    }
}
