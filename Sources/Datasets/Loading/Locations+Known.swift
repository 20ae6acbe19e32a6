import Foundation

extension Locations {
    /// Whether `load` would find something under this path or name.
    public static func exists(_ path: String) -> Bool {
        let found = find(path)
        return FileManager.default.fileExists(atPath: found) || stemOfNCF(found) != nil
    }

    /// Names that `load` finds without a path: what lies in `REEL_DATA` and among the fetched sets.
    public static var known: [String] {
        let shared = ProcessInfo.processInfo.environment["REEL_DATA"].map { [$0] } ?? []
        let found = (shared + [cacheFolder()]).flatMap {
            (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? []
        }
        let names = found.filter { !$0.hasPrefix(".") && !$0.hasSuffix(".part") && !$0.hasSuffix(".md5") }
        return Set(names.map { $0.hasSuffix(".zip") ? String($0.dropLast(4)) : $0 }).sorted()
    }
}
