import Foundation

/// The files that a path names, as `load` finds it: itself, or what lies directly in the folder.
public func sourceFiles(of path: String) -> [String] {
    let found = Locations.find(path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: found, isDirectory: &isFolder) else { return [] }
    guard isFolder.boolValue else { return [found] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: found)) ?? []
    return names.sorted().filter { !$0.hasPrefix(".") }.map { "\(found)/\($0)" }.filter(isRegularFile)
}
