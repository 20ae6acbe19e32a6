import Declarations
import Notebook
import Testing

/// A session that knows its answers by heart; a word it does not know is a problem, placed as the interpreter does.
func answers(_ known: [String: String]) -> (String, Int) throws -> CellOutput {
    { statement, line in
        if let answer = known[statement] { return CellOutput(text: answer, blocks: [.text(answer)]) }
        throw Problem(
            "there is no command named \(statement)", remedy: "did you mean train?",
            at: Place(file: "n.md", line: line, columns: 0..<statement.count, text: statement))
    }
}

func notebook(_ text: String) throws -> Notebook { try Notebook(text: text, path: "n.md") }

@Suite struct ReadingTests {
    @Test func onlyReelCellsRun() throws {
        let text = """
            # Title

            ````markdown
            ```reel
            reel> shown, not run
            ```
            ````

            <!--
            ```reel
            reel> commented out
            ```
            -->

              ~~~reel
              reel> first
              ...>   second
              1
              ~~~

            ```
            reel> plain
            ```
            ```reel
            ```
            """
        let book = try notebook(text)
        var ran = [String]()
        var lines = [Int]()
        let result = try book.run { statement, line in
            ran.append(statement)
            lines.append(line)
            return CellOutput(text: "1")
        }
        #expect(ran == ["first\n  second"])
        #expect(lines == [16])
        #expect(result.differences.isEmpty)
        #expect((book.title, book.statementCount, book.cellCount) == ("Title", 1, 2))
    }

    @Test func theTitleIsTheFirstHeadingOrTheName() throws {
        #expect(try notebook("```reel\nreel> # no heading\n```\n").title == "n")
        #expect(try Notebook(text: "text", path: "a/b.md").title == "b")
    }

    @Test(arguments: [
        ("text\n```reel\nreel> a\n", 2, "this block is not closed"),
        ("```\nreel> a\n", 1, "this block is not closed"),
        ("```reel\n\na = train als\n```\n", 3, "a cell begins with a prompt"),
        ("```reel tolernace=0.1\nreel> a\n```\n", 1, "a cell takes no tolernace=0.1"),
        ("```reel tolerance=much\nreel> a\n```\n", 1, "tolerance must be a number from 0 up, but is much"),
        ("```reel tolerance=-1\nreel> a\n```\n", 1, "tolerance must be a number from 0 up, but is -1"),
        ("```reel tolerance=nan\nreel> a\n```\n", 1, "tolerance must be a number from 0 up, but is nan"),
    ])
    func aMistakeIsPlaced(text: String, line: Int, what: String) throws {
        let problem = try #require(throws: Problem.self) { try notebook(text) }
        #expect(problem.what == what)
        #expect(problem.remedy != nil)
        #expect(problem.place?.line == line)
        #expect(problem.place?.file == "n.md")
    }

    @Test func aMisspeltOptionIsNamed() throws {
        let problem = try #require(throws: Problem.self) {
            try notebook("```reel tolernace=0.1\nreel> a\n```\n")
        }
        #expect(problem.remedy == "did you mean tolerance=?")
    }
}

@Suite struct ComparingTests {
    let known = ["a": "one\ntwo\nthree", "b": "ndcg  0.2134", "silent": ""]

    func run(_ text: String) throws -> NotebookResult { try notebook(text).run(answers(known)) }

    @Test func whatIsAsShownIsNoDifference() throws {
        #expect(
            try run("```reel\nreel> a\none\n…\nthree\n\nreel> silent\nreel> b\nndcg  …\n```\n").differences
                .isEmpty)
    }

    @Test func aDifferenceNamesItsLine() throws {
        let found = try run("text\n\n```reel\nreel> a\none\n2\nthree\nreel> b\nndcg  0.2134\n```\n")
            .differences
        #expect(found.count == 1)
        #expect(found.first?.place.line == 6)
        #expect(found.first?.place.text == "2")
        #expect(found.first?.expected == "2")
        #expect(found.first?.actual == "two")
        #expect(
            found.first?.description.hasPrefix("n.md:6:\nreel> a\n  expected | 2\n  but got  | two") == true)
    }

    @Test func aMissingOutputIsPlacedBehindTheStatement() throws {
        let found = try run("```reel\nreel> a\nreel> silent\nmore\n```\n").differences
        #expect(found.map(\.place.line) == [3, 4])
        #expect(found.map(\.expected) == [nil, "more"])
        #expect(found.map(\.actual) == ["one", nil])
    }

    @Test func toleranceIsPerCell() throws {
        let loose = "```reel tolerance=0.01\nreel> b\nndcg 0.22\n```\n"
        #expect(try run(loose).differences.isEmpty)
        #expect(try run(loose.replacing("0.22", with: "0.23")).differences.count == 1)
        #expect(try run(loose.replacing(" tolerance=0.01", with: "")).differences.count == 1)
    }

    @Test func aFailureThatIsShownIsOutput() throws {
        let cell = """
            ```reel
            reel> trian
            trian
            ^^^^^ there is no command named trian; did you mean train?
            ```
            """
        #expect(try run(cell).differences.isEmpty)
        #expect(try run(cell.replacing("named trian;", with: "named …;")).failures.isEmpty)
    }

    @Test func anyLinesHideNoFailure() throws {
        let result = try run("```reel\nreel> trian\n…\nreel> b\nndcg  0.2134\n```\n")
        #expect(result.differences.count == 1)
        #expect(result.failures.map(\.what) == ["there is no command named trian"])
        #expect(result.failures.first?.place?.line == 2)
        #expect(
            result.differences.first?.description.hasPrefix("n.md:2:1:\ntrian\n^^^^^ there is no") == true)
        let silent = try run("```reel\nreel> trian\n```\n")
        #expect(silent.failures.count == 1)
    }

    @Test func whatWasShownBeforeAFailureStands() throws {
        let book = try notebook("```reel\nreel> a\none\nthe disk is full\n```\n")
        let result = try book.run { _, _ in CellOutput(text: "one", problem: Problem("the disk is full")) }
        #expect(result.differences.isEmpty)
        let other = try notebook("```reel\nreel> a\none\n```\n").run { _, _ in
            CellOutput(text: "one", problem: Problem("the disk is full"))
        }
        #expect(other.failures.first?.place?.line == 2)
    }

    @Test func controlCStops() throws {
        let book = try notebook("```reel\nreel> a\nreel> b\n```\n")
        var ran = 0
        #expect(throws: Interrupted.self) {
            try book.run { _, _ in
                ran += 1
                throw Interrupted()
            }
        }
        #expect(ran == 1)
    }
}

@Suite struct UpdatingTests {
    func updated(_ text: String, _ known: [String: String]) throws -> String {
        try notebook(text).run(answers(known)).updated
    }

    @Test func outputsAreReplacedAndAllElseStays() throws {
        let text =
            "# T\r\n\r\n  ```reel tolerance=0\r\n  reel> a\r\n  old\r\n\r\n  reel> b\r\n  ```\r\n\r\nend"
        let new = try updated(text, ["a": "one  \n  two", "b": "x"])
        #expect(
            new
                == "# T\r\n\r\n  ```reel tolerance=0\r\n  reel> a\r\n  one\r\n    two\r\n\r\n  reel> b\r\n  x\r\n  ```\r\n\r\nend"
        )
    }

    @Test func whatMatchesStaysToTheLetter() throws {
        let text = "```reel tolerance=0.1\nreel> a\n\n…\nndcg 0.20\n\n\nreel> b\n```\n"
        #expect(try updated(text, ["a": "title\nndcg  0.21", "b": ""]) == text)
    }

    @Test func linesWithAnEllipsisThatMatchAreKept() throws {
        let text = "```reel\nreel> a\nrun …\nold\n…\nlast\n```\n"
        let new = try updated(text, ["a": "run 17\nnew\nx\ny\nlast"])
        #expect(new == "```reel\nreel> a\nrun …\nnew\n…\nlast\n```\n")
    }

    @Test func anEllipsisThatNoLongerMatchesGoes() throws {
        let text = "```reel\nreel> a\nrun …\nlast\n```\n"
        #expect(try updated(text, ["a": "walk 17\nlast"]) == "```reel\nreel> a\nwalk 17\nlast\n```\n")
    }

    @Test func aFailureIsWrittenInFull() throws {
        let new = try updated("```reel\nreel> trian\n…\n```\n", [:])
        #expect(new.contains("\n^^^^^ there is no command named trian; did you mean train?\n```"))
        #expect(try notebook(new).run(answers([:])).differences.isEmpty)
    }

    @Test(arguments: [
        "```\ncode\n```", "reel> looks like a prompt", "...> so does this", "`````", "a\n\n\nb", "…", "~~~",
    ])
    func anUpdateIsTrueAndStays(output: String) throws {
        for text in ["```reel\nreel> a\n```\nprose\n", "~~~reel\nreel> a\nold\n…\n\nreel> a\n~~~\n"] {
            let once = try updated(text, ["a": output])
            let again = try notebook(once).run(answers(["a": output]))
            #expect(again.differences.isEmpty)
            #expect(again.updated == once)
            #expect(try notebook(once).statementCount == notebook(text).statementCount)
        }
    }

    /// Random outputs and random edits of them: an update is always true, and changes nothing the second time.
    @Test func updatesOfRandomOutputsAreTrue() throws {
        var state: UInt64 = 7
        func random(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        let words = ["a", "b", "", "a 1", "…", "a …", "  b", "1.25", "reel> a", "```"]
        for _ in 0..<400 {
            let came = (0..<random(7)).map { _ in words[random(words.count)] }.joined(separator: "\n")
            let stood = (0..<random(7)).map { _ in words[random(words.count - 2)] }.joined(separator: "\n")
            let text = "````reel tolerance=0.\(random(2))\nreel> x\n\(stood)\n````\n"
            let once = try updated(text, ["x": came])
            let again = try notebook(once).run(answers(["x": came]))
            #expect(again.differences.isEmpty, "\(came) over \(stood) gave \(once)")
            #expect(again.updated == once)
        }
    }
}
