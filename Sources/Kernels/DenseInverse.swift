import CKernels
import Declarations

extension Dense {
    /// Replaces a symmetric positive definite A[n, n] by its inverse, on all cores.
    ///
    /// Only the lower triangle is read, and only the lower triangle is written (what stands above it is scratch). The
    /// sweep operator (Goodnight, The American Statistician 33:149, 1979) in blocks of `block`: for each block k, with
    /// D = A_kk⁻¹ (Cholesky),
    ///
    ///     A_ij ← A_ij − A_ik D A_kj,   A_ik ← A_ik D,   A_kk ← −D,
    ///
    /// which ends at −A⁻¹ and costs n³ multiplications like a Cholesky factor and its inverse, but nearly all of them
    /// in products of tall blocks that every core can share. The pieces depend on n alone: same matrix, same bits, on
    /// any number of cores. With `negated` it stops at −A⁻¹, which saves a walk. Throws where A is not positive definite.
    public func invert(
        _ a: UnsafeMutablePointer<Float>, n: Int, negated: Bool = false,
        progress: (Double) throws -> Void = { _ in }
    ) throws {
        let sweep = Sweep(self, a, n: n)
        try sweep.run(progress)
        if !negated { sweep.negate() }
    }
}

/// The blocked sweep of one matrix.
private struct Sweep: @unchecked Sendable {
    let dense: Dense
    let a: UnsafeMutablePointer<Float>
    let n: Int
    let block = 256
    let blocks: Int
    /// Columns that one product covers.
    let width = 1024

    /// Block column k of A, [n, block], with zeros in its own rows, and the same times D.
    let panel: UnsafeMutablePointer<Float>
    let swept: UnsafeMutablePointer<Float>
    /// D, [block, block], full; and the next one in the making, with a 1 behind it where it exists.
    let pivot: UnsafeMutablePointer<Float>
    let next: UnsafeMutablePointer<Float>

    init(_ dense: Dense, _ a: UnsafeMutablePointer<Float>, n: Int) {
        (self.dense, self.a, self.n) = (dense, a, n)
        blocks = (n + block - 1) / block
        panel = .allocate(capacity: n * block)
        swept = .allocate(capacity: n * block)
        pivot = .allocate(capacity: block * block)
        next = .allocate(capacity: block * block + 1)
        next.initialize(repeating: 0, count: block * block + 1)
    }

    func run(_ progress: (Double) throws -> Void) throws {
        defer { for buffer in [panel, swept, pivot, next] { buffer.deallocate() } }
        guard n > 0 else { return }
        for i in rows(0) { (next + i * block).update(from: a + i * n, count: i + 1) }
        invertNext(rows(0).count)
        for k in 0..<blocks {
            guard isDefinite else {
                throw Problem(
                    "the matrix is not positive definite, so it cannot be inverted",
                    remedy: "a larger penalty on its diagonal makes it so")
            }
            pivot.update(from: next, count: block * block)
            parallel(blocks, chunk: 1) { for i in $0 { raisePanel(i, k) } }
            let pieces = pieces(for: k)
            parallel(pieces.count + 1, chunk: 1) {
                for p in $0 { if p == 0 { lookAhead(k) } else { update(pieces[p - 1], k) } }
            }
            try progress(Double(k + 1) / Double(blocks))
        }
    }

    /// −A⁻¹ to A⁻¹.
    func negate() {
        parallel(n, chunk: 64) { for i in $0 { for j in 0...i { a[i * n + j] = -a[i * n + j] } } }
    }

    func rows(_ k: Int) -> Range<Int> { k * block..<min(n, (k + 1) * block) }

    /// Replaces the A_kk in `next` by D as a full matrix, and notes behind it whether there is one.
    func invertNext(_ b: Int) {
        var definite = dense.spotrf(b, next, lda: block) && dense.spotri(b, next, lda: block)
        for i in 0..<b where definite {
            for j in 0...i {
                let x = next[i * block + j]
                next[j * block + i] = x
                definite = definite && x.isFinite
            }
        }
        next[block * block] = definite ? 1 : 0
    }

    var isDefinite: Bool { next[block * block] == 1 }

    /// Copies A_ik from where the lower triangle holds it, and multiplies it by D.
    func raisePanel(_ i: Int, _ k: Int) {
        let (own, b) = (rows(i), rows(k).count)
        let column = k * block
        if i == k {
            (panel + own.lowerBound * block).update(repeating: 0, count: own.count * block)
            return
        }
        let first = own.lowerBound * block
        if i > k {
            for r in own { (panel + r * block).update(from: a + r * n + column, count: b) }
        } else {
            reel_dense_turn(a + column * n + own.lowerBound, n, panel + first, block, b, own.count)
        }
        dense.sgemm(
            m: own.count, n: b, k: b, a: panel + first, lda: block, b: pivot, ldb: block, c: swept + first,
            ldc: block)
    }

    /// Which columns of which block row one product covers.
    struct Piece { let row: Int, columns: Range<Int> }

    /// Longest first, so that no core is left with a long one at the end.
    func pieces(for k: Int) -> [Piece] {
        var pieces = [Piece]()
        for i in (0..<blocks).reversed() {
            // The next pivot's own block is lookAhead's, and nobody reads it again.
            let end = i == k + 1 || i == k ? i * block : rows(i).upperBound
            for start in stride(from: 0, to: max(end, 1), by: width) {
                pieces.append(Piece(row: i, columns: start..<min(end, start + width)))
            }
        }
        return pieces.sorted { $0.columns.count > $1.columns.count }
    }

    /// D of the next step, from A_{k+1,k+1} as this step leaves it, into `next`.
    func lookAhead(_ k: Int) {
        guard k + 1 < blocks else { return }
        let own = rows(k + 1)
        let (first, b) = (own.lowerBound, own.count)
        for i in 0..<b { (next + i * block).update(from: a + (first + i) * n + first, count: i + 1) }
        subtract(rows: own, columns: own, k, into: next, length: block)
        invertNext(b)
    }

    /// Subtracts A_ik D A_kj over one piece, and lays A_ik D and −D down where the piece holds column block k.
    func update(_ piece: Piece, _ k: Int) {
        let own = rows(piece.row)
        if piece.row != k {
            let c = a + own.lowerBound * n + piece.columns.lowerBound
            subtract(rows: own, columns: piece.columns, k, into: c, length: n)
        }
        layDown(piece, own, k)
    }

    func subtract(
        rows: Range<Int>, columns: Range<Int>, _ k: Int, into c: UnsafeMutablePointer<Float>, length: Int
    ) {
        dense.sgemm(
            transposeB: true, m: rows.count, n: columns.count, k: self.rows(k).count, alpha: -1,
            a: swept + rows.lowerBound * block, lda: block, b: panel + columns.lowerBound * block, ldb: block,
            beta: 1, c: c, ldc: length)
    }

    func layDown(_ piece: Piece, _ own: Range<Int>, _ k: Int) {
        let pivots = rows(k)
        if piece.row == k {
            reel_dense_turn(
                swept + piece.columns.lowerBound * block, block,
                a + own.lowerBound * n + piece.columns.lowerBound, n, piece.columns.count, own.count)
            for r in own where piece.columns.lowerBound == 0 {
                for c in pivots.lowerBound...r {
                    a[r * n + c] = -pivot[(r - pivots.lowerBound) * block + c - pivots.lowerBound]
                }
            }
        } else if piece.columns.contains(pivots.lowerBound) {
            for r in own {
                (a + r * n + pivots.lowerBound).update(from: swept + r * block, count: pivots.count)
            }
        }
    }
}
