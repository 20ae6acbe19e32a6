import Declarations
import Foundation
import Models
import Testing

@Suite struct ZooTests {
    /// Every name declared in a file of the folder is in the list, and the other way round.
    @Test func theListAndTheFolderAgree() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Models")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var declared = [String]()
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /static let name = "([a-z0-9+-]+)"/) {
                declared.append(String(match.1))
            }
        }
        #expect(declared.sorted() == allModels.map { $0.name }.sorted())
        #expect(Set(declared).count == declared.count)
    }

    @Test func aRecipeIsFoundByItsName() throws {
        let recipe = try ModelRecipe(.word("ease"))
        #expect(recipe.name == "ease" && recipe.value.text == "ease" && recipe.source.contains("Steck"))
        #expect(ModelRecipe.completion == .list("models"))
    }

    @Test func aMisspeltNameGetsTheNearest() {
        let mismatch = #expect(throws: Mismatch.self) { try ModelRecipe(.word("eese")) }
        #expect(mismatch?.remedy == "did you mean ease?")
        let strange = #expect(throws: Mismatch.self) { try ModelRecipe(.word("transformer-xl")) }
        #expect(strange?.remedy?.contains("user-knn") == true)
        #expect(throws: Mismatch.self) { try ModelRecipe(.number(3)) }
    }

    /// Settings of one recipe are its own.
    @Test func recipesShareNoSettings() throws {
        let (one, other) = (try model("ease", ["l2": .number(3)]), try model("ease"))
        #expect(one.declared.record.first?.value.number == 3)
        #expect(other.declared.record.first?.value.number == 500)
    }

    @Test func aSettingOutOfRangeIsAProblem() throws {
        let problem = #expect(throws: Problem.self) { try model("item-knn", ["k": .number(0)]) }
        #expect(problem?.what == "k must be a whole number from 1 to 1000000, but is 0")
        let choice = #expect(throws: Problem.self) { try model("user-knn", ["similarity": .word("cosin")]) }
        #expect(choice?.remedy == "did you mean cosine?")
    }
}
