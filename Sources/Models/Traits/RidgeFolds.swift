import Datasets
import Declarations
import Evaluation
import Kernels

/// Ridge regression from features to targets, its penalty chosen by cross-validation (Hoerl & Kennard 1970):
///
///     W = (XᵀX + λ n I)⁻¹ Xᵀ(Y - mean)
///
/// The inverses are kept, so that other targets of the same users (permuted ones) cost next to nothing.
struct RidgeFolds {
    /// λ, as a part of the number of users.
    static let penalties: [Float] = [1e-3, 1e-2, 0.1, 0.5, 2, 10]
    static let foldCount = 5

    let x: OutputMatrix
    /// The fold of each user.
    let folds: [Int]
    /// One entry per fold, and a last one that leaves nothing out.
    private let parts: [Part]
    private let dense: Dense

    /// What one fold learns from and is judged on.
    private struct Part {
        let inside: [Int]
        let outside: [Int]
        let own: OutputMatrix
        let held: OutputMatrix
        /// By penalty: [F, F], symmetric and full.
        let inverses: [[Float]]
    }

    init(_ x: OutputMatrix, seed: Int = 0, watching watcher: Watcher = .silent) throws {
        self.x = x
        let dense = try Dense.load()
        self.dense = dense
        var order = Array(0..<x.rows)
        var chance = Chance(seed: seed)
        order.shuffle(using: &chance)
        var folds = [Int](repeating: 0, count: x.rows)
        for (place, user) in order.enumerated() { folds[user] = place % Self.foldCount }
        self.folds = folds
        parts = try (0...Self.foldCount).map { fold in
            try watcher.progress("ridge", Double(fold) / Double(Self.foldCount + 1))
            let inside = folds.indices.filter { folds[$0] != fold }
            let outside = folds.indices.filter { folds[$0] == fold }
            let own = x.taking(inside)
            let gram = product(transposed: own.values, own.values, own.rows, x.columns, x.columns, dense)
            let inverses = try Self.inverses(gram, x.columns, rows: own.rows, dense)
            return Part(
                inside: inside, outside: outside, own: own, held: x.taking(outside), inverses: inverses)
        }
    }

    /// The inverse under each penalty. One that is too small to invert the matrix in 32 bits, as where columns say the
    /// same, counts as the next larger.
    private static func inverses(_ gram: [Float], _ columns: Int, rows: Int, _ dense: Dense) throws
        -> [[Float]]
    {
        var found: [[Float]] = []
        for penalty in penalties.reversed() {
            do {
                found.append(try inverse(gram, columns, adding: penalty * Float(max(1, rows)), dense))
            } catch let problem as Problem {
                guard let larger = found.last else { throw problem }
                found.append(larger)
            }
        }
        return found.reversed()
    }

    /// The best penalty and its cross-validated squared error. `y` holds no NaN.
    func crossValidated(_ y: OutputMatrix) -> (penalty: Int, error: Double) {
        var errors = [Double](repeating: 0, count: Self.penalties.count)
        for part in parts.prefix(Self.foldCount) {
            let truth = y.taking(part.outside).values
            for (penalty, weights) in fits(y, part).enumerated() {
                for (a, b) in zip(weights(part.held).values, truth) {
                    errors[penalty] += Double(a - b) * Double(a - b)
                }
            }
        }
        let best = errors.indices.min { (errors[$0], $0) < (errors[$1], $1) } ?? 0
        return (best, errors[best])
    }

    /// Weights from all users.
    func fit(_ y: OutputMatrix, penalty: Int) -> RidgeWeights { fits(y, parts[Self.foldCount])[penalty] }

    /// Weights under every penalty.
    private func fits(_ y: OutputMatrix, _ part: Part) -> [RidgeWeights] {
        let targets = y.taking(part.inside)
        let means = targets.columnMeans
        let centred = targets.values.enumerated().map { $1 - means[$0 % y.columns] }
        let crossed = product(
            transposed: part.own.values, centred, part.own.rows, x.columns, y.columns, dense)
        return part.inverses.map {
            RidgeWeights(
                weights: product($0, crossed, x.columns, x.columns, y.columns, dense), means: means,
                inputs: x.columns)
        }
    }
}

/// y = mean + x W.
struct RidgeWeights: Sendable {
    /// [F, D]
    let weights: [Float]
    /// [D]
    let means: [Float]
    let inputs: Int

    func callAsFunction(_ x: OutputMatrix) -> OutputMatrix {
        var y = [Float](repeating: 0, count: x.rows * means.count)
        if x.rows > 0, let dense = try? Dense.load() {
            y = product(x.values, weights, x.rows, inputs, means.count, dense)
        }
        for k in y.indices { y[k] += means[k % means.count] }
        return OutputMatrix(rows: x.rows, columns: means.count, values: y)
    }
}

/// (G + λ I)⁻¹, full: [F, F].
private func inverse(_ gram: [Float], _ f: Int, adding penalty: Float, _ dense: Dense) throws -> [Float] {
    var a = gram
    for i in 0..<f { a[i * f + i] += penalty }
    try a.withUnsafeMutableBufferPointer { a in
        guard let start = a.baseAddress, f > 0 else { return }
        try dense.invert(start, n: f)
        for i in 0..<f { for j in 0..<i { start[j * f + i] = start[i * f + j] } }
    }
    return a
}

/// A[m, k] B[k, n].
func product(_ a: [Float], _ b: [Float], _ m: Int, _ k: Int, _ n: Int, _ dense: Dense) -> [Float] {
    multiply(a, b, m: m, n: n, k: k, lda: k, transposed: false, dense)
}

/// A[k, m]ᵀ B[k, n].
func product(
    transposed a: [Float], _ b: [Float], _ k: Int, _ m: Int, _ n: Int, _ dense: Dense
) -> [Float] { multiply(a, b, m: m, n: n, k: k, lda: m, transposed: true, dense) }

private func multiply(
    _ a: [Float], _ b: [Float], m: Int, n: Int, k: Int, lda: Int, transposed: Bool, _ dense: Dense
) -> [Float] {
    var c = [Float](repeating: 0, count: m * n)
    guard m > 0, n > 0, k > 0 else { return c }
    a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
            c.withUnsafeMutableBufferPointer { c in
                guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
                dense.multiply(
                    transposeA: transposed, m: m, n: n, k: k, a: a, lda: lda, b: b, ldb: n, c: c, ldc: n)
            }
        }
    }
    return c
}

extension OutputMatrix {
    /// Some rows, in their order.
    func taking(_ rows: [Int]) -> OutputMatrix {
        OutputMatrix(rows: rows.count, columns: columns, values: rows.flatMap { row($0) })
    }
    var transposed: OutputMatrix {
        var turned = [Float](repeating: 0, count: values.count)
        for r in 0..<rows { for c in 0..<columns { turned[c * rows + r] = values[r * columns + c] } }
        return OutputMatrix(rows: columns, columns: rows, values: turned)
    }
    var columnMeans: [Float] {
        var sums = [Double](repeating: 0, count: columns)
        for (k, x) in values.enumerated() { sums[k % columns] += Double(x) }
        return sums.map { Float($0 / Double(max(1, rows))) }
    }
}
