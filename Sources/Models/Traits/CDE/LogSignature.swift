/// The logarithm of the signature of a piecewise linear path, to depth 2: its rise, and the signed area that each pair of
/// channels encloses, A_ij = ½ ∫ (x_i dx_j − x_j dx_i) for i < j (Morrill et al. 2021, "Neural rough differential
/// equations", §2.2). Pieces are joined by Chen's identity.
public struct LogSignature {
    /// The rise of each channel, and then the areas in the order (0,1), (0,2), …, (1,2), ….
    public let values: [Float]

    /// Over some steps of a path through points x [points, width].
    public init(_ x: [Float], _ steps: Range<Int>, width: Int, depth: Int) {
        let first = steps.lowerBound * width, last = steps.upperBound * width
        let rise = (0..<width).map { x[last + $0] - x[first + $0] }
        guard depth > 1 else {
            values = rise
            return
        }
        var areas = [Float](repeating: 0, count: width * (width - 1) / 2)
        for k in steps {
            var at = 0
            for i in 0..<width {
                let (here, step) = (x[k * width + i] - x[first + i], x[(k + 1) * width + i] - x[k * width + i])
                for j in i + 1..<max(i + 1, width) {
                    let (other, move) = (
                        x[k * width + j] - x[first + j], x[(k + 1) * width + j] - x[k * width + j]
                    )
                    areas[at] += (here * move - other * step) / 2
                    at += 1
                }
            }
        }
        values = rise + areas
    }

    /// Adds the gradient of the points from that of the log-signature. The area is ½ Σ (x_i[k] x_j[k+1] − x_j[k]
    /// x_i[k+1]) with x counted from the first point.
    static func back(
        _ x: [Float], _ steps: Range<Int>, width: Int, depth: Int, above: UnsafeBufferPointer<Float>,
        into back: inout [Float]
    ) {
        let first = steps.lowerBound * width, last = steps.upperBound * width
        for i in 0..<width {
            back[last + i] += above[i]
            back[first + i] -= above[i]
        }
        guard depth > 1 else { return }
        for k in steps {
            var at = width
            for i in 0..<width {
                for j in i + 1..<max(i + 1, width) {
                    let g = above[at] / 2
                    at += 1
                    let (a, b) = (x[k * width + i] - x[first + i], x[k * width + j] - x[first + j])
                    let (c, d) = (
                        x[(k + 1) * width + i] - x[first + i], x[(k + 1) * width + j] - x[first + j]
                    )
                    back[k * width + i] += g * d
                    back[k * width + j] -= g * c
                    back[(k + 1) * width + j] += g * a
                    back[(k + 1) * width + i] -= g * b
                    back[first + i] -= g * (d - b)
                    back[first + j] -= g * (a - c)
                }
            }
        }
    }
}
