import Datasets
import Declarations
import Kernels

/// Projects a history onto the leading right singular vectors of the matrix of histories.
///
/// With X ≈ U Σ Vᵀ of rank `factors`, the scores of a history x are x V Vᵀ (Cremonesi et al. 2010, §3.2, eq. 8), for whoever has
/// it. V comes from subspace iteration on XᵀX from a random start with some vectors more than asked for (Halko, Martinsson &
/// Tropp, SIAM Review 2011, alg. 4.4) and a Rayleigh–Ritz step at the end. An empty history scores 0 everywhere.
public struct PureSVD: Recommender, Restorable {
    public static let name = "pure-svd"
    public static let summary = "Projects histories onto the leading singular vectors of who watched what."
    public static let example = "train pure-svd factors=50"
    public static let source =
        "Cremonesi, Koren & Turrin, Performance of Recommender Algorithms on Top-N Tasks, RecSys 2010"

    @Setting("Singular vectors.", 1...4096) var factors = 50
    @Setting("Times that the subspace is multiplied by XᵀX.", 1...1000) var iterations = 15
    @Setting("Vectors carried along beyond those kept.", 0...1000) var oversampling = 10
    @Setting("What an interaction counts: 1, or its rating.") var values = Counting.binary
    @Setting("Where chance starts.") var seed = 1

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> FactorModel {
        let x = train.matrix.rows(counting: values)
        let turned = x.transposed().matrix
        let limit = max(1, min(x.rows, x.columns))
        let width = min(limit, factors + oversampling)
        var chance = Chance(seed: seed)
        let z = Factors(rows: x.columns, width: width, sd: 1, using: &chance)
        let y = Factors(rows: x.rows, width: width)
        for iteration in 1...iterations {
            x.multiply(z, into: y)
            turned.multiply(y, into: z)
            z.orthonormalise()
            try watching.progress("finding singular vectors", Double(iteration) / Double(iterations))
        }
        x.multiply(z, into: y)
        let inner = y.innerProducts()
        let (_, vectors) = eigen(inner, width)
        let kept = min(limit, factors)
        let v = Factors(rows: x.columns, width: kept)
        for item in 0..<x.columns {
            for k in 0..<kept {
                v[item][k] = Float(
                    (0..<width).reduce(0.0) { $0 + Double(z[item][$1]) * vectors[k * width + $1] })
            }
        }
        let users = Factors(rows: x.rows, width: kept)
        x.multiply(v, into: users)
        return model(users, v)
    }

    private func model(_ users: Factors, _ items: Factors) -> FactorModel {
        FactorModel(
            users: users, items: items, values: values, folding: Projection(items: items),
            foldsEverybody: true)
    }

    public func restore(_ weights: Weights) throws -> FactorModel {
        let (users, items) = try weights.factorPair()
        return model(users, items)
    }
}

/// x V for a history x.
private struct Projection: Folding {
    let items: Factors

    func fold(
        _ entries: UnsafeBufferPointer<Int32>, _ values: UnsafeBufferPointer<Float>?,
        into x: UnsafeMutablePointer<Float>
    ) {
        for (t, item) in entries.enumerated() {
            let (weight, row) = (values?[t] ?? 1, items[Int(item)])
            for k in 0..<items.width { x[k] += weight * row[k] }
        }
    }

    /// w_j v_j · v_i.
    func shares(
        _ entries: UnsafeBufferPointer<Int32>, _ values: UnsafeBufferPointer<Float>?, of item: Int
    ) -> [Float]? {
        entries.enumerated().map { t, had in
            let product = (0..<items.width).reduce(Float(0)) { $0 + items[Int(had)][$1] * items[item][$1] }
            return (values?[t] ?? 1) * product
        }
    }
}

extension Factors {
    /// YᵀY in double precision, [width, width].
    fileprivate func innerProducts() -> [Double] {
        var squares = LeastSquares()
        squares.base = 1
        let gram = squares.gram(of: self)
        return (0..<width * width).map { Double(gram[$0 / width][$0 % width]) }
    }
}

/// Eigenvalues of a symmetric a[n, n], largest first, and their vectors as rows, [n, n]: Jacobi's rotations (Golub & Van
/// Loan, Matrix Computations, §8.5).
func eigen(_ a: [Double], _ n: Int) -> (values: [Double], vectors: [Double]) {
    var a = a
    var v = (0..<n * n).map { $0 / n == $0 % n ? 1.0 : 0 }
    let size = a.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<60 {
        var off = 0.0
        for p in 0..<n { for q in 0..<p { off += a[p * n + q] * a[p * n + q] } }
        if off <= 1e-26 * size { break }
        for p in 0..<n {
            for q in p + 1..<max(p + 1, n) where a[p * n + q] != 0 {
                let theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
                let t = (theta < 0 ? -1.0 : 1.0) / (theta.magnitude + (theta * theta + 1).squareRoot())
                let c = 1 / (t * t + 1).squareRoot()
                turn(&a, n, p, q, c, t * c)
                for k in 0..<n {
                    let (x, y) = (v[p * n + k], v[q * n + k])
                    (v[p * n + k], v[q * n + k]) = (c * x - t * c * y, t * c * x + c * y)
                }
            }
        }
    }
    let order = (0..<n).sorted { a[$0 * n + $0] > a[$1 * n + $1] }
    return (order.map { a[$0 * n + $0] }, order.flatMap { v[$0 * n..<($0 + 1) * n] })
}

/// Rotates rows and columns p and q.
private func turn(_ a: inout [Double], _ n: Int, _ p: Int, _ q: Int, _ c: Double, _ s: Double) {
    for k in 0..<n {
        let (x, y) = (a[k * n + p], a[k * n + q])
        (a[k * n + p], a[k * n + q]) = (c * x - s * y, s * x + c * y)
    }
    for k in 0..<n {
        let (x, y) = (a[p * n + k], a[q * n + k])
        (a[p * n + k], a[q * n + k]) = (c * x - s * y, s * x + c * y)
    }
}
