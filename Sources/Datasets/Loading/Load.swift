import Declarations
import Foundation

/// Reads a data set: a file, a folder or a zip archive of any layout that is known, or the name of one that lies in
/// `REEL_DATA` or in the cache of fetched sets.
///
/// Users and items are numbered in the order of their external ids where all of these are whole numbers, else as they
/// first appear. Throws a `Problem` that names file, line, column and what would do.
public func load(_ path: String, _ options: LoadOptions = LoadOptions(), watching watcher: Watcher = .silent)
    throws
    -> Dataset
{
    try loadWithNotes(path, options, watching: watcher).dataset
}

/// Reads a data set, and tells what else there is to say about it: rows left out, files passed over.
public func loadWithNotes(
    _ path: String, _ options: LoadOptions = LoadOptions(), watching watcher: Watcher = .silent
) throws -> Loaded {
    let found = Locations.find(path)
    if Prepared.isOne(found) || options.format == .prepared {
        var dataset = try loadPrepared(found, shown: path, watching: watcher)
        if let name = options.name { dataset.name = name }
        return Loaded(dataset: dataset, notes: [])
    }
    if var loaded = try loadBehaviour(found, shown: path, options, watcher) {
        try watcher.progress("hashing \(path)", 1)
        loaded.dataset.fingerprint = loaded.dataset.contentFingerprint
        loaded.dataset.history = [typed(path, options)]
        return loaded
    }
    let harvest = try harvest(found, shown: path, options, watcher)
    var loaded = try harvest.dataset(named: options.name ?? Locations.name(of: path), options)
    if options.test != nil || options.validation != nil {
        loaded = try HeldOutFiles(options: options, watcher: watcher).added(to: loaded)
    }
    try watcher.progress("hashing \(path)", 1)
    loaded.dataset.fingerprint = loaded.dataset.contentFingerprint
    loaded.dataset.history = [typed(path, options)]
    return loaded
}

/// The command as it would be typed: the path and every setting that is not at its default.
private func typed(_ path: String, _ options: LoadOptions) -> String {
    let plain = path.allSatisfy { !$0.isWhitespace && !"\"{}[]()|;#=".contains($0) }
    let changed = options.settings.filter { setting in
        setting.setting.value.literal != (setting.setting.defaultValue ?? .nothing).literal
    }
    return
        (["load", plain ? path : Value.text(path).literal]
        + changed.map { "\($0.name)=\($0.setting.value.literal)" }).joined(separator: " ")
}

private func harvest(_ path: String, shown: String, _ options: LoadOptions, _ watcher: Watcher) throws
    -> Harvest
{
    if let stem = Locations.stemOfNCF(path) {
        let shelf = try Shelf.open(
            (path as NSString).deletingLastPathComponent.or("."), shown: folder(of: shown))
        return try CandidateFiles(shelf: shelf, options: options, watcher: watcher, stem: stem).harvest()
    }
    var shelf = try Shelf.open(path, shown: shown)
    if options.format == .auto || options.format == .delimited || options.format == .sasrec {
        // A file named by itself is read by itself.
    } else if shelf.isFile {
        shelf = try Shelf.open((path as NSString).deletingLastPathComponent.or("."), shown: folder(of: shown))
    }
    switch options.format == .auto ? try guess(shelf) : options.format {
    case .movielens: return try MovieLens(shelf: shelf, options: options, watcher: watcher).harvest()
    case .recbole: return try RecBole(shelf: shelf, options: options, watcher: watcher).harvest()
    case .ncf: return try CandidateFiles(shelf: shelf, options: options, watcher: watcher).harvest()
    case .firetv: return try FireTVFiles(shelf: shelf, options: options, watcher: watcher).harvest()
    case .sasrec:
        guard let file = shelf.single ?? shelf.files(endingIn: ".txt").first(where: isSequence) else {
            throw Problem("\(shown) has no file with two columns, user and item")
        }
        return try SequenceFile.harvest(file, options, watcher)
    case .auto, .delimited, .prepared, .behaviour, .physionet, .uea:
        return try PlainFiles(shelf: shelf, options: options, watcher: watcher).harvest()
    }
}

/// The layout that file names and first lines speak for.
private func guess(_ shelf: Shelf) throws -> Format {
    if let file = shelf.single, shelf.isFile {
        if file.name.hasSuffix(".inter") { return .recbole }
        if file.name == "watch_history.csv" { return .firetv }
        return isSequence(file) ? .sasrec : .delimited
    }
    if MovieLens.isOne(shelf) { return .movielens }
    if RecBole.isOne(shelf) { return .recbole }
    if CandidateFiles.isOne(shelf) { return .ncf }
    if FireTVFiles.isOne(shelf) { return .firetv }
    let texts = shelf.files(endingIn: ".txt").filter {
        $0.name != "PROVENANCE.txt" && !$0.name.hasPrefix("README")
    }
    if texts.count == 1, isSequence(texts[0]) { return .sasrec }
    return .delimited
}

private func isSequence(_ file: DataFile) -> Bool {
    guard file.name != "trust.txt", let layout = try? Layout(file, LoadOptions()) else { return false }
    return SequenceFile.isOne(layout)
}

private func folder(of shown: String) -> String { (shown as NSString).deletingLastPathComponent.or(".") }

extension String {
    fileprivate func or(_ other: String) -> String { isEmpty ? other : self }
}

/// Where data sets lie.
public enum Locations {
    /// The path as typed where there is something, else the same name in `REEL_DATA` or among the fetched sets.
    static func find(_ path: String) -> String {
        let typed = (path as NSString).expandingTildeInPath
        let manager = FileManager.default
        if manager.fileExists(atPath: typed) || path.hasPrefix("/") || path.hasPrefix(".") { return typed }
        let shared = ProcessInfo.processInfo.environment["REEL_DATA"].map { [$0] } ?? []
        for folder in shared + [cacheFolder()] {
            for candidate in ["\(folder)/\(typed)", "\(folder)/\(typed).zip"]
            where manager.fileExists(atPath: candidate) || stemOfNCF(candidate) != nil {
                return candidate
            }
        }
        return typed
    }

    /// What a path calls the data set: the folder's or file's name without its ending, and for files with a general name
    /// ("ratings.csv", "u.data") the folder's.
    static func name(of path: String) -> String {
        let parts = path.split(separator: "/").map(String.init)
        guard let last = parts.last else { return path }
        let general = ["ratings", "u", "user_artists", "watch_history", "interactions", "data"]
        var stem = last
        for ending in [
            ".gz", ".zip", ".csv", ".tsv", ".txt", ".dat", ".data", ".inter", ".train.rating", ".test.rating",
            ".test.negative", ".reel",
        ] where stem.hasSuffix(ending) && stem.count > ending.count {
            stem = String(stem.dropLast(ending.count))
        }
        return general.contains(stem) && parts.count > 1 && parts[parts.count - 2] != ".."
            ? parts[parts.count - 2] : stem
    }

    /// The stem of NCF files where the path names one of them or is their common beginning.
    static func stemOfNCF(_ path: String) -> String? {
        let bare = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
        for ending in [".train.rating", ".test.rating", ".test.negative"] where bare.hasSuffix(ending) {
            return String((bare as NSString).lastPathComponent.dropLast(ending.count))
        }
        let manager = FileManager.default
        return manager.fileExists(atPath: path + ".train.rating")
            || manager.fileExists(atPath: path + ".train.rating.gz")
            ? (path as NSString).lastPathComponent : nil
    }
}
