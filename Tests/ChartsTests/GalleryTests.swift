import Charts
import Foundation
import Testing

/// Writes every example into the folder named by `REEL_GALLERY`, in each format and as characters, to be
/// looked at.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["REEL_GALLERY"] != nil))
struct GalleryTests {
    @Test(arguments: Examples.all.map(\.name))
    func drawn(_ name: String) throws {
        let folder = try #require(ProcessInfo.processInfo.environment["REEL_GALLERY"])
        let chart = try #require(Examples.all.first { $0.name == name }?.chart)
        for ending in ["png", "pdf", "svg"] {
            let began = Date()
            let files = try draw(chart, to: "\(folder)/\(name).\(ending)")
            print(name, ending, "\(Int(Date().timeIntervalSince(began) * 1000)) ms")
            #expect(files.allSatisfy { FileManager.default.fileExists(atPath: $0) })
        }
        for colours in [true, false] {
            let text = try draw(chart, columns: 80, rows: 24, colours: colours)
            let path = "\(folder)/\(name)\(colours ? "-colours" : "").txt"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
    }
}
