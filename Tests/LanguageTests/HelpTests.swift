import Declarations
import Language
import Testing

@Suite struct HelpTests {
    @Test func overviewListsEveryCommandByItsGroup() {
        let shown = Toy().type("define best t { t }; help")
        for name in ["numbers", "train", "tag", "help", "assert", "source", "best t"] {
            #expect(shown.contains(name))
        }
        #expect(shown.contains("Makes a table of numbers and their squares."))
        #expect(shown.contains("help model"))
    }

    @Test func pageOfACommand() {
        #expect(
            Toy().type("help numbers") == """
                numbers [count] [setting=value …]
                  Makes a table of numbers and their squares.
                setting | default | takes | meaning
                count | 3 | a whole number | How many rows.
                from= | 1 | a whole number from 0 to 100 | The first number.
                Example
                  reel> numbers 2
                  n | square | name
                  1 | 1 | one
                  2 | 4 | two
                """)
    }

    @Test func pageOfARecipe() {
        let page = Toy().type("help train als")
        #expect(
            page.hasPrefix("train als [setting=value …]\n  Factors a matrix by alternating least squares."))
        #expect(
            page.contains("factors= | 64 | a whole number from 1 to 4096 | Latent factors per user and item.")
        )
        #expect(page.contains("rate= | 0.1 | a number above 0, in s | Length of a step."))
        #expect(page.contains("loss= | squared | one of squared, warp | How the loss is weighed."))
        #expect(page.contains("Source: a paper"))
        #expect(Toy().type("help model als").contains("Source: a paper"))
        #expect(Toy().type("help als").contains("Source: a paper"))
        #expect(Toy().type("help train").contains("help train als, constant"))
        #expect(Toy().type("help models").contains("constant | Predicts one value."))
    }

    @Test func otherTopics() {
        #expect(Toy().type("help language").contains("### Expressions"))
        #expect(Toy().type("help for").contains("### Loops"))
        #expect(Toy().type("help median").contains("Middle value"))
        #expect(Toy().type("x = 3; help x") == "x is a number.")
        #expect(
            Toy().type("help trian") == """
                help trian
                     ^^^^^ there is no help topic named trian; did you mean train?
                """)
        #expect(
            Toy().type("help train asl") == """
                help train asl
                           ^^^ there is no help topic train named asl; did you mean als?
                """)
    }

    @Test func manualHasEverything() {
        let manual = Toy().interpreter.manual()
        for vocable in ToyHost().vocabulary {
            #expect(manual.contains("### \(vocable.type.name)\n\n\(vocable.type.summary)"))
        }
        #expect(manual.contains("### als"))
        #expect(manual.contains("## The language"))
        #expect(manual.contains("| `factors=` |") || manual.contains("| factors= | 64 |"))
    }

    /// Examples of the language's own commands and of the toys.
    @Test func examplesRun() {
        let builtins = ["help", "assert", "source"]
        let manual = Toy().interpreter.manual()
        for part in manual.split(separator: "\n### ")
        where builtins.contains(String(part.prefix { $0 != "\n" })) {
            let example = part.split(separator: "```reel\n").last?.split(separator: "\n```").first ?? ""
            let differences = Toy().differences(String(example))
            #expect(differences.isEmpty, "\(differences)")
        }
        for vocable in ToyHost().vocabulary where vocable.type.name != "leave" {
            let differences = Toy().differences(vocable.type.example)
            #expect(differences.isEmpty, "\(differences)")
        }
    }

    /// The transcripts of the language's chapter, in one session.
    @Test func chapterRuns() {
        let toy = Toy()
        var count = 0
        for cell in LanguageChapter.text.split(separator: "```reel\n").dropFirst() {
            let text = cell.split(separator: "```").first ?? ""
            count += Transcript.parse(String(text)).steps.count
            let differences = toy.differences(String(text))
            #expect(differences.isEmpty, "\(differences)")
        }
        #expect(count > 15)
    }
}
