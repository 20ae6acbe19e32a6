import Declarations
import Kernels
import Testing

/// A matrix whose entries follow from their position: (7 i + 3 j) mod 11 − 5.
private func pattern(_ rows: Int, _ columns: Int) -> [Float] {
    (0..<rows * columns).map { Float((7 * ($0 / columns) + 3 * ($0 % columns)) % 11 - 5) }
}

/// AᵀA + rows · I for A[rows, n] of pseudo-random signs: symmetric, positive definite, far from diagonal.
private func definite(_ n: Int) -> [Float] {
    let a = (0..<n * n).map { Float((($0 &* 2_654_435_761) >> 13) & 1) * 2 - 1 }
    var g = [Float](repeating: 0, count: n * n)
    for k in 0..<n {
        for i in 0..<n { for j in 0..<n { g[i * n + j] += a[k * n + i] * a[k * n + j] } }
    }
    for i in 0..<n { g[i * n + i] += Float(n) }
    return g
}

@Suite struct DenseTests {
    /// Every way of transposing, with row lengths above the width, against the sum that defines the product.
    @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
    func productsFollowTheirDefinition(_ transposed: (Bool, Bool)) throws {
        let dense = try Dense.load()
        let (m, n, k, ldc) = (300, 1030, 7, 1040)
        let a = pattern(transposed.0 ? k : m, transposed.0 ? m : k)
        let b = pattern(transposed.1 ? n : k, transposed.1 ? k : n)
        var one = [Float](repeating: 2, count: m * ldc)
        var all = one
        dense.sgemm(
            transposeA: transposed.0, transposeB: transposed.1, m: m, n: n, k: k, alpha: 3, a: a,
            lda: transposed.0 ? m : k, b: b, ldb: transposed.1 ? k : n, beta: 0.5, c: &one, ldc: ldc)
        dense.multiply(
            transposeA: transposed.0, transposeB: transposed.1, m: m, n: n, k: k, alpha: 3, a: a,
            lda: transposed.0 ? m : k, b: b, ldb: transposed.1 ? k : n, beta: 0.5, c: &all, ldc: ldc)
        for i in stride(from: 0, to: m, by: 13) {
            for j in 0..<n {
                var sum: Float = 0
                for l in 0..<k {
                    let x = transposed.0 ? a[l * m + i] : a[i * k + l]
                    let y = transposed.1 ? b[j * k + l] : b[l * n + j]
                    sum += x * y
                }
                #expect(one[i * ldc + j] == 3 * sum + 1)
            }
            #expect(one[i * ldc + n] == 2, "what lies beyond the width stays as it was")
        }
        #expect(one == all)
    }

    /// A · A⁻¹ = I for sizes on both sides of the block of 256: one block, a ragged last one, many.
    @Test(arguments: [1, 2, 5, 255, 256, 257, 600])
    func theInverseUndoesTheMatrix(_ n: Int) throws {
        let dense = try Dense.load()
        let g = definite(n)
        var p = g
        for i in 0..<n { for j in i + 1..<max(n, i + 1) { p[i * n + j] = .nan } }
        try dense.invert(&p, n: n)
        for i in 0..<n { for j in i + 1..<max(n, i + 1) { p[i * n + j] = p[j * n + i] } }
        var identity = [Float](repeating: 0, count: n * n)
        dense.multiply(m: n, n: n, k: n, a: g, lda: n, b: p, ldb: n, c: &identity, ldc: n)
        let off = (0..<n * n).map { abs(identity[$0] - ($0 / n == $0 % n ? 1 : 0)) }.max() ?? 0
        #expect(off < 2e-4)
    }

    /// A three by three whose inverse is known by hand.
    @Test func theInverseOfASmallMatrix() throws {
        var a: [Float] = [2, 0, 0, -1, 2, 0, 0, -1, 2]
        try Dense.load().invert(&a, n: 3)
        let lower = [a[0], a[3], a[4], a[6], a[7], a[8]]
        for (x, y) in zip(lower, [0.75, 0.5, 1, 0.25, 0.5, 0.75] as [Float]) { #expect(abs(x - y) < 1e-6) }
    }

    @Test func aMatrixThatIsNotPositiveDefiniteIsAProblem() throws {
        var a: [Float] = [1, 0, 2, 1]
        let dense = try Dense.load()
        #expect(throws: Problem.self) { try dense.invert(&a, n: 2) }
    }

    @Test func progressEndsAtOneAndMayStopTheWork() throws {
        var a = definite(600)
        var parts = [Double]()
        let dense = try Dense.load()
        try dense.invert(&a, n: 600) { parts.append($0) }
        #expect(parts == [1.0 / 3, 2.0 / 3, 1])
        #expect(throws: Interrupted.self) { try dense.invert(&a, n: 600) { _ in throw Interrupted() } }
    }

    @Test func aMissingLibraryNamesThePackage() {
        let problem = #expect(throws: Problem.self) {
            try Dense(candidates: [("libthere-is-no-such-library.so.7", nil)])
        }
        #expect(problem?.remedy?.contains("libopenblas0-openmp") == true)
        #expect(problem?.what.contains("libthere-is-no-such-library.so.7") == true)
    }

    @Test func theLibrarySaysWhatItIs() throws {
        let info = try Dense.info
        #expect(!info.library.isEmpty && info.threads == threads)
        #expect(["OpenMP", "pthread", "none"].contains(info.threading))
    }
}
