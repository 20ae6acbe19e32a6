import Declarations
import Foundation
import Language
import Testing

@Suite struct SourceFileTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "reel-source-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/lib", withIntermediateDirectories: true)
    }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    @Test func pathsAreRelativeToTheIncludingFile() throws {
        try write("source lib/a.reel\nx + 1", "main.reel")
        try write("source b.reel\ndefine twice n { n * 2 }", "lib/a.reel")
        try write("x = 20; x", "lib/b.reel")
        let toy = Toy()
        #expect(toy.type("source \"\(folder)/main.reel\"; twice x") == "20\n21\n40")
    }

    @Test func problemsNameTheFile() throws {
        try write("\n  note (1 / 0)", "bad.reel")
        let problem = #expect(throws: Problem.self) {
            try Toy().interpreter.run("source bad.reel", file: "\(folder)/main.reel")
        }
        #expect(problem?.place?.file == "\(folder)/bad.reel")
        #expect(problem?.place?.line == 2)
        #expect(problem?.place?.columns == 12..<13)
    }

    @Test func circlesAreAnError() throws {
        try write("source b.reel", "a.reel")
        try write("source ./../\(URL(fileURLWithPath: folder).lastPathComponent)/a.reel", "b.reel")
        #expect(Toy().type("source \"\(folder)/a.reel\"").contains("in a circle"))
        try write("source self.reel", "self.reel")
        let problem = #expect(throws: Problem.self) {
            try Toy().interpreter.run("source self.reel", file: "\(folder)/self.reel")
        }
        #expect(problem?.what.contains("in a circle") == true)
    }

    @Test func whatIsNoText() throws {
        try Data([0x78, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: folder + "/bytes.reel"))
        #expect(Toy().type("source \"\(folder)/bytes.reel\"").contains("is not UTF-8 text"))
        #expect(Toy().type("source \"\(folder)/lib\"").contains("is a folder"))
        #expect(Toy().type("source \"\(folder)/none\"").contains("there is no file"))
    }
}
