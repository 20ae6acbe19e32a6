import Foundation
import TorchABI

/// The tensor library: loaded at the first tensor, since it takes a third of a second and 160 MB.
public enum Backend {
    /// The library's version, as it calls itself; throws where there is none.
    public static func version() throws -> String {
        String(cString: try loaded.get().pointee.library_version)
    }

    /// Whether tensors can be made; loads the library.
    public static var isAvailable: Bool { table != nil }

    /// The file that was loaded; throws where none was found.
    public static func file() throws -> String { try found.get().path }

    /// CUDA devices that the library can use; loads it.
    public static var cudaDevices: Int { table.map { Int($0.pointee.cuda_devices()) } ?? 0 }

    /// Cores that tensor operations use: the machine's, or `REEL_THREADS`.
    public static let threads: Int = {
        let asked = ProcessInfo.processInfo.environment["REEL_THREADS"].flatMap { Int($0) }
        return max(1, asked ?? ProcessInfo.processInfo.activeProcessorCount)
    }()

    /// Changes how many cores operations use, on this thread and on threads that start later: one is often faster
    /// than all for the small steps of a small network.
    public static func use(threads: Int) throws {
        try changing("use", []) { $0.pointee.use_threads(Int32(clamping: Swift.max(1, threads))) }
    }

    typealias Table = UnsafePointer<TorchTable>
    private struct Library: @unchecked Sendable {
        let table: Table
        let path: String
    }
    nonisolated(unsafe) static let table: Table? = try? loaded.get()
    static var loaded: Result<Table, TensorError> { found.map(\.table) }
    private static let found: Result<Library, TensorError> = load()

    static let fileName = "libTorchBackend.so"

    /// Where the library may lie: beside the executable, in a `lib` folder next to it, or (a test) beside the folder of
    /// the test bundle.
    static func candidates(executable: String) -> [String] {
        let folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
        let above = folder.deletingLastPathComponent()
        let folders = [folder, above, above.appending(path: "lib"), above.appending(path: "lib/reel")]
        return folders.map { $0.appending(path: fileName).path }
    }

    /// Lets OpenMP's idle threads sleep after some 60 µs. They would otherwise spin for milliseconds at the end of every
    /// operation, which makes small steps a hundred times slower wherever another program uses the cores too. A user's
    /// own setting stands; without effect where OpenMP was loaded before.
    private static func limitSpinning() {
        guard getenv("OMP_WAIT_POLICY") == nil else { return }
        setenv("GOMP_SPINCOUNT", "1000", 0)
    }

    private static func load() -> Result<Library, TensorError> {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let there = candidates(executable: executable).filter { FileManager.default.fileExists(atPath: $0) }
        guard let path = there.first else {
            return .failure(
                TensorError(
                    "there is no \(fileName) beside \(executable)",
                    remedy:
                        "neural models need libtorch: apt-get install libtorch-dev libopenblas0-openmp, then "
                        + "swift package purge-cache && swift build -c release --product TorchBackend",
                    kind: .unavailable))
        }
        limitSpinning()
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL),
            let symbol = dlsym(library, TORCH_TABLE_SYMBOL)
        else {
            let reason = dlerror().map { String(cString: $0) } ?? "for an unknown reason"
            return .failure(TensorError("\(path) cannot be loaded: \(reason)", kind: .unavailable))
        }
        typealias Entry = @convention(c) () -> UnsafePointer<TorchTable>
        let table = unsafeBitCast(symbol, to: Entry.self)()
        guard table.pointee.version == TORCH_TABLE_VERSION else {
            return .failure(
                TensorError(
                    "\(path) is of another build", remedy: "swift build -c release --product TorchBackend",
                    kind: .unavailable))
        }
        if let text = table.pointee.start(Int32(threads)) {
            defer { table.pointee.release_text(text) }
            return .failure(TensorError(String(cString: text), kind: .unavailable))
        }
        return .success(Library(table: table, path: path))
    }
}
