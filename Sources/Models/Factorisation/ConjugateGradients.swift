/// x of A x = b for a symmetric positive definite A, which is known by what it makes of a vector: conjugate gradients
/// (Hestenes & Stiefel 1952) from 0, in double precision, until the residual is 1e-7 of what it was.
func conjugateGradients(_ b: [Double], _ applied: ([Double]) -> [Double]) -> [Double] {
    var x = [Double](repeating: 0, count: b.count)
    var (rest, direction) = (b, b)
    var square = dot(rest, rest)
    let enough = square * 1e-14
    for _ in 0..<4 * b.count where square > enough {
        let image = applied(direction)
        let curvature = dot(direction, image)
        guard curvature > 0 else { break }
        add(square / curvature, direction, to: &x)
        add(-square / curvature, image, to: &rest)
        let next = dot(rest, rest)
        for k in direction.indices { direction[k] = rest[k] + next / square * direction[k] }
        square = next
    }
    return x
}

/// Σ x y.
func dot(_ x: [Double], _ y: [Double]) -> Double {
    var sum = 0.0
    for k in x.indices { sum += x[k] * y[k] }
    return sum
}

/// sum += a x.
func add(_ a: Double, _ x: [Double], to sum: inout [Double]) {
    for k in x.indices { sum[k] += a * x[k] }
}
