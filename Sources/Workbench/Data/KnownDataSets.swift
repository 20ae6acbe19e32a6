import Declarations
import Foundation

/// Folders in which a bare name such as `ml-100k` is looked up: `data`, `REEL_DATA`, the cache of `fetch`.
var dataFolders: [String] {
    let environment = ProcessInfo.processInfo.environment
    return ["data", environment["REEL_DATA"], cacheFolder].compactMap { $0 }
}

/// Where `fetch` keeps what it downloads: `REEL_CACHE`, or the user's cache folder.
var cacheFolder: String {
    let environment = ProcessInfo.processInfo.environment
    if let asked = environment["REEL_CACHE"] { return asked }
    let home = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/tmp") + "/.cache"
    return home + "/reelbench"
}

/// Names that `load` finds without a path.
var knownDataSets: [String] {
    let found = dataFolders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
    return Set(found.filter { !$0.hasPrefix(".") && !$0.hasSuffix(".part") }).sorted()
}

/// The path that a user means: as typed where that exists, else the known data set of that name.
func findDataSet(_ typed: String) throws -> String {
    let files = FileManager.default
    let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
    let path = typed.hasPrefix("~/") ? home + typed.dropFirst(1) : typed
    // What lies here goes first, but an empty or foreign folder must not hide a known data set of the same name.
    if files.fileExists(atPath: path) { return path }
    guard !typed.contains("/") || !typed.hasPrefix("/") else { return path }
    for folder in dataFolders {
        for ending in ["", ".zip"] where files.fileExists(atPath: "\(folder)/\(typed)\(ending)") {
            return "\(folder)/\(typed)\(ending)"
        }
    }
    if typed.contains("/") || typed.contains(".") { return path }
    let near = nearest(to: typed, in: knownDataSets)
    throw Problem(
        "there is no file, folder or known data set named \(typed)",
        remedy: near.map { "did you mean \($0)?" }
            ?? (typed.hasPrefix("ml-") ? "fetch \(typed) downloads it" : "give a path, or set REEL_DATA to the folder that holds it"))
}
