import Datasets
import Declarations
import Foundation

/// A folder that goes away with the test.
final class Scratch {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("reel-\(UUID().uuidString)").path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and returns its path.
    func file(_ name: String, _ bytes: [UInt8]) -> String {
        let target = "\(path)/\(name)"
        try? FileManager.default.createDirectory(
            atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        _ = FileManager.default.createFile(atPath: target, contents: Data(bytes))
        return target
    }
    func file(_ name: String, _ text: String) -> String { file(name, Array(text.utf8)) }

    /// Runs a program of the machine in the folder; false where it fails or is missing.
    func run(_ words: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: path)
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}

/// Options with some settings changed.
func options(_ change: (inout LoadOptions) -> Void) -> LoadOptions {
    var options = LoadOptions()
    change(&options)
    return options
}

/// External ids and ratings of the rows, as they would stand in a file.
func spelled(_ data: Dataset) -> [String] {
    (0..<data.interactions.count).map { row in
        let rows = data.interactions
        var cells = [data.users.ids[Int(rows.users[row])], data.items.ids[Int(rows.items[row])]]
        if rows.hasRatings { cells.append(shortest(Double(rows.ratings[row]))) }
        if rows.hasTimes { cells.append("\(rows.times[row])") }
        return cells.joined(separator: " ")
    }
}
