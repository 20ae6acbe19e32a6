import Declarations
import Foundation

/// Reads a data set of behaviour where the files are of such a layout; `nil` where they are not.
func loadBehaviour(_ path: String, shown: String, _ options: LoadOptions, _ watcher: Watcher) throws
    -> Loaded?
{
    guard [.auto, .behaviour].contains(options.format), FileManager.default.fileExists(atPath: path) else {
        return nil
    }
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let last = (path as NSString).lastPathComponent
    let isPart = !isFolder.boolValue && ["behaviour.csv", "behaviour.csv.gz"].contains(last)
    if !isFolder.boolValue, !isPart, !last.hasSuffix(".zip") { return nil }
    func above(_ path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }
    let shelf =
        isPart ? try Shelf.open(above(path), shown: above(shown)) : try Shelf.open(path, shown: shown)
    let name = options.name ?? Locations.name(of: isPart ? above(shown) : shown)
    if options.format == .behaviour || BehaviourFiles.isOne(shelf) {
        return try BehaviourFiles(shelf: shelf, options: options, watcher: watcher).loaded(named: name)
    }
    return nil
}
