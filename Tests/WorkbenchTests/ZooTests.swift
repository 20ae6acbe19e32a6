import Declarations
import Foundation
import Language
import Testing
import Workbench

/// The list that help shows is the list of what there is.
struct ZooTests {
    let commands = Session(output: Pad()).vocabulary

    @Test func everyCommandOfTheFoldersIsListed() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Workbench")
        var declared: Set<String> = []
        for file in FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) ?? .init() {
            guard let file = file as? URL, file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /struct (\w+): Command \{\n    static let name = "([\w-]+)"/) {
                declared.insert(String(match.output.2))
            }
        }
        #expect(declared == Set(commands.map { $0.type.name }))
        #expect(commands.count == Set(commands.map { $0.type.name }).count)
    }

    @Test func summariesAreSentences() {
        for command in commands {
            #expect(command.type.summary.hasSuffix("."), "\(command.type.name)")
            #expect(command.type.summary.first?.isUppercase == true, "\(command.type.name)")
        }
    }

    @Test func noSettingStandsTwice() {
        for command in commands {
            let names = command.type.init().declarations.map(\.name)
            #expect(names.count == Set(names).count, "\(command.type.name)")
        }
    }
}

/// Keeps what a session shows.
final class Pad: SessionOutput {
    var reports: [Report] = []
    var values: [Value] = []
    /// Told of progress too, in tests that stop at a certain point.
    nonisolated(unsafe) var onProgress: (@Sendable (Declarations.Progress) -> Void)?
    var progress: @Sendable (Declarations.Progress) -> Void {
        let told = onProgress
        return { told?($0) }
    }
    func show(_ report: Report, name: String?) { reports.append(report) }
    func finished(_ value: Value) { values.append(value) }
    var columns: Int { 100 }
    var rows: Int { 24 }
}

/// Words behind a recipe go to the command first, so that a name that both have would hide the recipe's.
struct ForwardingTests {
    @Test(arguments: [("train", "model"), ("split", "split"), ("filter", "filter"), ("generate", "generate")])
    func noCommandHidesASettingOfItsRecipes(command: String, kind: String) throws {
        let session = Session(output: Pad())
        let type = try #require(session.vocabulary.first { $0.type.name == command }).type
        let own = Set(type.init().settings.map(\.name))
        for recipe in session.topics(kind) {
            #expect(own.isDisjoint(with: recipe.init().settings.map(\.name)), "\(command) \(recipe.name)")
        }
    }
}
