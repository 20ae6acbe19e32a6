import Datasets
import Foundation
import Kernels

extension Spectrum {
    /// The `count` largest singular values of a row-major matrix [rows, columns] by random projection (Halko, Martinsson &
    /// Tropp, SIAM Review 53, 2011, algorithm 4.4 with `powers` subspace iterations, and 10 more directions than asked for).
    ///
    /// Single precision, so values below about 1e-6 of the largest are rounding. The answer depends on the seed alone.
    /// Throws where OpenBLAS cannot be loaded.
    public init(
        randomised matrix: [Float], rows: Int, columns: Int, count: Int = 128, powers: Int = 2, seed: Int = 0
    ) throws {
        let width = min(count + 10, min(rows, columns))
        guard width > 0 else {
            self.init([])
            return
        }
        let projection = try Projection(matrix, rows: rows, columns: columns, width: width)
        var across = projection.orthonormal(normals(columns * width, seed: seed), columns)
        var along = [Float]()
        for round in 0...powers {
            along = projection.orthonormal(projection.forwards(across), rows)
            let back = projection.backwards(along)
            if round == powers {
                // B' = A'Q holds the singular values of A on the subspace that was found.
                let found = Spectrum(gram: columnGram(back, rows: columns, columns: width), size: width)
                self.init(Array(found.values.prefix(count)))
                return
            }
            across = projection.orthonormal(back, columns)
        }
        self.init([])
    }
}

/// Products of one tall matrix A [rows, columns] with thin ones of `width` columns.
private struct Projection {
    let dense: Dense
    let matrix: [Float]
    let rows: Int
    let columns: Int
    let width: Int

    init(_ matrix: [Float], rows: Int, columns: Int, width: Int) throws {
        dense = try Dense.load()
        (self.matrix, self.rows, self.columns, self.width) = (matrix, rows, columns, width)
    }

    /// A X: [rows, width].
    func forwards(_ x: [Float]) -> [Float] {
        var product = [Float](repeating: 0, count: rows * width)
        product.withUnsafeMutableBufferPointer { out in
            guard let out = out.baseAddress else { return }
            dense.multiply(
                m: rows, n: width, k: columns, a: matrix, lda: columns, b: x, ldb: width, c: out, ldc: width)
        }
        return product
    }

    /// A'Y: [columns, width], in parts of rows whose sums are added in double precision.
    func backwards(_ y: [Float]) -> [Float] {
        let part = 16_384
        let parts = (rows + part - 1) / part
        var sums = [Float](repeating: 0, count: parts * columns * width)
        sums.withUnsafeMutableBufferPointer { out in
            nonisolated(unsafe) let out = out.baseAddress
            parallel(parts, chunk: 1) { range in
                guard let out else { return }
                for piece in range {
                    let first = piece * part
                    matrix.withUnsafeBufferPointer { a in
                        y.withUnsafeBufferPointer { b in
                            guard let a = a.baseAddress, let b = b.baseAddress else { return }
                            dense.sgemm(
                                transposeA: true, m: columns, n: width, k: min(part, rows - first),
                                a: a + first * columns, lda: columns, b: b + first * width, ldb: width,
                                c: out + piece * columns * width, ldc: width)
                        }
                    }
                }
            }
        }
        return (0..<columns * width).map { k in
            Float((0..<parts).reduce(0.0) { $0 + Double(sums[$1 * columns * width + k]) })
        }
    }

    /// The columns of a thin matrix [rows, width], made orthonormal twice by Cholesky's factor of their inner products
    /// (CholeskyQR2: Yamamoto et al., ETNA 44, 2015); a column that depends on those before it becomes 0.
    func orthonormal(_ thin: [Float], _ rows: Int) -> [Float] {
        var thin = thin
        for _ in 0..<2 {
            let turn = inverseFactor(columnGram(thin, rows: rows, columns: width), width)
            var product = [Float](repeating: 0, count: rows * width)
            product.withUnsafeMutableBufferPointer { out in
                guard let out = out.baseAddress else { return }
                dense.multiply(
                    m: rows, n: width, k: width, a: thin, lda: width, b: turn, ldb: width, c: out, ldc: width)
            }
            thin = product
        }
        return thin
    }
}

/// R⁻¹ [n, n] of a positive semidefinite G = R'R, upper triangular; zeros in the column of a pivot that vanishes.
private func inverseFactor(_ gram: [Double], _ n: Int) -> [Float] {
    var r = [Double](repeating: 0, count: n * n)
    var inverse = [Double](repeating: 0, count: n * n)
    let largest = (0..<n).map { gram[$0 * n + $0] }.max() ?? 0
    for j in 0..<n {
        var pivot = gram[j * n + j]
        for k in 0..<j { pivot -= r[k * n + j] * r[k * n + j] }
        guard pivot > 1e-12 * max(largest, .leastNormalMagnitude) else { continue }
        r[j * n + j] = pivot.squareRoot()
        for c in j + 1..<max(n, j + 1) {
            var sum = gram[j * n + c]
            for k in 0..<j { sum -= r[k * n + j] * r[k * n + c] }
            r[j * n + c] = sum / r[j * n + j]
        }
        // Column j of the inverse, from R R⁻¹ = 1.
        inverse[j * n + j] = 1 / r[j * n + j]
        for i in (0..<j).reversed() where r[i * n + i] > 0 {
            var sum = 0.0
            for k in i + 1...j { sum += r[i * n + k] * inverse[k * n + j] }
            inverse[i * n + j] = -sum / r[i * n + i]
        }
    }
    return inverse.map { Float($0) }
}

/// Standard normal numbers (Box & Muller, Annals of Mathematical Statistics 29, 1958).
func normals(_ count: Int, seed: Int) -> [Float] {
    var chance = Chance(seed: seed)
    return (0..<count).map { _ in
        let radius = (-2 * log(1 - chance.uniform())).squareRoot()
        return Float(radius * cos(2 * .pi * chance.uniform()))
    }
}
