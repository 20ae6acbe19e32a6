import CKernels
import Declarations
import Foundation

/// Dense linear algebra in single precision, row-major, from the machine's OpenBLAS.
///
/// The library is loaded at the first `Dense.load()`, never before. Every call here runs on the calling thread alone;
/// `multiply` and `invert` cut the work into pieces that depend on the shapes only and run the pieces on all cores, so
/// results do not depend on the number of threads. (OpenBLAS's own threading cuts by the number of threads, and its
/// results move in the last digits with it.)
public struct Dense: Sendable {
    /// What is loaded, as `reel doctor` shows it.
    public struct Info: Sendable, Hashable {
        /// Path or name under which the library was found.
        public let library: String
        /// The processor whose kernels it uses ("SkylakeX", "Haswell"); `nil` where the library is not OpenBLAS.
        public let core: String?
        /// OpenBLAS's version and build options.
        public let build: String?
        /// How the library was built to use threads: "OpenMP", "pthread", "none".
        public let threading: String
        /// Cores that `multiply` and `invert` use.
        public let threads: Int
    }

    public let info: Info
    nonisolated(unsafe) private let table: UnsafePointer<reel_dense>

    private static let loaded = Result { try Dense(candidates: candidates) }

    /// The machine's library, loaded at the first call; a problem names the package to install.
    public static func load() throws -> Dense { try loaded.get() }
    /// What is loaded; loads it.
    public static var info: Info { get throws { try load().info } }

    /// Loads the first of these that can be loaded; `load` is what others want.
    package init(candidates: [(library: String, lapack: String?)]) throws {
        let table = UnsafeMutablePointer<reel_dense>.allocate(capacity: 1)
        var reasons = [String]()
        for (library, lapack) in candidates {
            if let reason = reel_dense_open(library, lapack, table) {
                reasons.append(String(cString: reason))
                continue
            }
            let threading =
                switch reel_dense_parallel(table) {
                case 1: "pthread"
                case 2: "OpenMP"
                default: "none"
                }
            info = Info(
                library: library, core: reel_dense_core(table).map { String(cString: $0) },
                build: reel_dense_config(table).map { String(cString: $0) }, threading: threading,
                threads: threads)
            self.table = UnsafePointer(table)
            return
        }
        table.deallocate()
        throw Problem(
            "dense algebra needs OpenBLAS, which cannot be loaded (\(reasons.last ?? "nowhere to look"))",
            remedy: "install it: apt-get install libopenblas0-openmp")
    }

    /// Where Debian puts OpenBLAS, the OpenMP build first, and then whatever the linker knows.
    private static let candidates: [(library: String, lapack: String?)] = {
        #if arch(arm64)
            let triplet = "aarch64-linux-gnu"
        #else
            let triplet = "x86_64-linux-gnu"
        #endif
        return [
            ("/usr/lib/\(triplet)/openblas-openmp/libopenblas.so.0", nil),
            ("/usr/lib/\(triplet)/openblas-pthread/libopenblas.so.0", nil),
            ("libopenblas.so.0", nil), ("libopenblas.so", nil), ("libblas.so.3", "liblapack.so.3"),
        ]
    }()
}

extension Dense {
    /// C = alpha · op(A) · op(B) + beta · C on the calling thread: call it from inside `parallel`.
    ///
    /// op(A) is [m, k] and op(B) is [k, n], where op transposes if asked; C is [m, n]. `lda`, `ldb` and `ldc` are the
    /// row lengths as the matrices lie in memory. With `beta` 0, what C held before is not read.
    public func sgemm(
        transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
        a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>, ldb: Int, beta: Float = 0,
        c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        reel_dense_sgemm(
            table, transposeA ? 1 : 0, transposeB ? 1 : 0, Int32(m), Int32(n), Int32(k), alpha, a, Int32(lda),
            b, Int32(ldb), beta, c, Int32(ldc))
    }

    /// The same as `sgemm` on all cores, in tiles of at most 256 × 1024 of C.
    public func multiply(
        transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
        a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>, ldb: Int, beta: Float = 0,
        c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        let (tall, wide) = (256, 1024)
        let across = (n + wide - 1) / wide
        nonisolated(unsafe) let (a, b, c) = (a, b, c)
        parallel(across * ((m + tall - 1) / tall), chunk: 1) { tiles in
            for tile in tiles {
                let (i, j) = (tile / across * tall, tile % across * wide)
                sgemm(
                    transposeA: transposeA, transposeB: transposeB, m: min(tall, m - i), n: min(wide, n - j),
                    k: k, alpha: alpha, a: transposeA ? a + i : a + i * lda, lda: lda,
                    b: transposeB ? b + j * ldb : b + j, ldb: ldb, beta: beta, c: c + i * ldc + j, ldc: ldc)
            }
        }
    }

    /// Replaces the lower triangle of a symmetric positive definite A[n, n] by its Cholesky factor, on the calling
    /// thread; false where A is not positive definite.
    public func spotrf(_ n: Int, _ a: UnsafeMutablePointer<Float>, lda: Int) -> Bool {
        reel_dense_spotrf(table, Int32(n), a, Int32(lda)) == 0
    }

    /// Replaces a Cholesky factor by the lower triangle of the inverse of what it was made from; false where the factor
    /// has a zero on its diagonal.
    public func spotri(_ n: Int, _ a: UnsafeMutablePointer<Float>, lda: Int) -> Bool {
        reel_dense_spotri(table, Int32(n), a, Int32(lda)) == 0
    }
}

/// Room for a big matrix, in large pages where the system gives them; not initialised.
public final class DenseRoom: @unchecked Sendable {
    public let start: UnsafeMutablePointer<Float>
    public let count: Int

    public init(_ count: Int) {
        self.count = count
        start = reel_dense_room(count)
    }

    deinit { free(start) }
}
