import Foundation
import Testing

/// The repository's root, found from this file.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// Every file below a folder with this ending.
func files(below folder: String, ending: String) -> [URL] {
    let found = FileManager.default.enumerator(
        at: root.appending(path: folder), includingPropertiesForKeys: nil)
    return (found?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == ending }.sorted {
        $0.path < $1.path
    }
}

struct ImportsTests {
    /// What each room may import besides Foundation and the standard library: docs/architecture.md, row by row.
    static let allowed: [String: Set<String>] = [
        "Declarations": [],
        "Kernels": ["CKernels", "Declarations"],
        "Datasets": ["Declarations", "Kernels"],
        "Evaluation": ["Declarations", "Datasets", "Kernels"],
        "Models": ["Declarations", "Datasets", "Kernels", "Evaluation", "Tensors"],
        "Tensors": ["TorchABI"],
        "Runs": ["Declarations", "GRDB"],
        "Charts": ["Declarations", "CGnuplot"],
        "Rendering": ["Declarations"],
        "Language": ["Declarations"],
        "Notebook": ["Declarations", "Language", "Rendering"],
        "Workbench": [
            "Declarations", "Kernels", "Datasets", "Evaluation", "Models", "Runs", "Charts", "Rendering",
            "Language", "Tensors",
        ],
        "reel": [
            "Declarations", "Workbench", "Notebook", "Language", "Rendering", "CReadline", "ArgumentParser",
        ],
    ]
    static let everywhere: Set<String> = [
        "Foundation", "FoundationNetworking", "Dispatch", "Synchronization", "Glibc",
    ]

    @Test(arguments: allowed.keys.sorted())
    func importsOnlyWhatItsRowAllows(room: String) throws {
        let sources = files(below: "Sources/\(room)", ending: "swift")
        #expect(!sources.isEmpty)
        for file in sources {
            let text = try String(contentsOf: file, encoding: .utf8)
            for line in text.split(separator: "\n")
            where line.hasPrefix("import ") || line.contains(" import ") {
                guard let module = line.split(separator: " ").last, !line.hasPrefix("//") else { continue }
                guard line.split(separator: " ").contains("import"), !line.contains("\"") else { continue }
                let name = String(module.prefix { $0 != "." })
                guard name.first?.isUppercase == true else { continue }
                #expect(
                    Self.allowed[room]!.union(Self.everywhere).contains(name),
                    "\(room)/\(file.lastPathComponent) imports \(name)")
            }
        }
    }

    /// SwiftPM compiles a target anew only when one that it names has changed: what is imported unnamed goes stale.
    @Test func testsNameWhatTheyImport() throws {
        let package = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
        let folders = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Tests").path)
        for folder in folders where folder.hasSuffix("Tests") {
            let entry = package.components(separatedBy: "name: \"\(folder)\"").dropFirst().first ?? ""
            let named = entry.prefix { $0 != ")" }
            for file in files(below: "Tests/\(folder)", ending: "swift") {
                let text = try String(contentsOf: file, encoding: .utf8)
                for line in text.split(separator: "\n") where line.hasPrefix("import ") {
                    let module = line.dropFirst(7)
                    let isOurs = Self.allowed.keys.contains(String(module))
                    #expect(
                        !isOurs || named.contains("\"\(module)\""),
                        "\(folder)/\(file.lastPathComponent) imports \(module), which Package.swift does not name"
                    )
                }
            }
        }
    }

    @Test func everyRoomHasARow() throws {
        let rooms = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path)
        let swiftRooms = rooms.filter { !files(below: "Sources/\($0)", ending: "swift").isEmpty }
        #expect(Set(swiftRooms) == Set(Self.allowed.keys))
    }
}
