import Declarations
import Foundation

/// Reads a data set of behaviour where the files are of such a layout; `nil` where they are not.
func loadBehaviour(_ path: String, shown: String, _ options: LoadOptions, _ watcher: Watcher) throws
    -> Loaded?
{
    guard [.auto, .behaviour, .physionet, .uea].contains(options.format),
        FileManager.default.fileExists(atPath: path)
    else { return nil }
    let last = (path as NSString).lastPathComponent
    let stem = TimeSeriesArchive.stem(of: last)
    let isPart = isRegularFile(path) && (stem != nil || isPartOfBehaviour(last))
    if isRegularFile(path), !isPart, options.format == .auto, !last.hasSuffix(".zip") { return nil }
    func above(_ path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }
    let shelf = isPart ? try Shelf.open(above(path), shown: above(shown)) : try Shelf.open(path, shown: shown)
    let name = options.name ?? stem ?? Locations.name(of: isPart ? above(shown) : shown)
    let isAuto = options.format == .auto
    if options.format == .behaviour || isAuto && stem == nil && BehaviourFiles.isOne(shelf) {
        return try BehaviourFiles(shelf: shelf, options: options, watcher: watcher).loaded(named: name)
    }
    if options.format == .physionet || isAuto && stem == nil && PhysioNet.isOne(shelf) {
        return try PhysioNet(shelf: shelf, options: options, watcher: watcher).loaded(named: name)
    }
    let folder = (path as NSString).lastPathComponent
    if let stem = try stem ?? TimeSeriesArchive.chosen(shelf, folder: folder) {
        return try TimeSeriesArchive(shelf: shelf, watcher: watcher, stem: stem).loaded(named: name)
    }
    if options.format == .uea {
        throw Problem("\(shown) has no file whose name ends in \(TimeSeriesArchive.endings[0])")
    }
    return nil
}

/// Whether a file stands for the folder it lies in.
private func isPartOfBehaviour(_ name: String) -> Bool {
    let bare = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    return bare == "behaviour.csv" || ["set-a.tar", "set-b.tar", "set-c.tar"].contains(bare)
}
