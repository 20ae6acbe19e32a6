import Declarations
import Language
import Testing

/// What a host is told of each command, and of each statement.
@Suite struct CallTests {
    private func texts(_ program: String) throws -> [String] {
        let toy = Toy()
        toy.host.names = ["als": .thing(Model(declared: ALS())), "dim": .number(16)]
        try toy.interpreter.run(program, file: "a.reel")
        return toy.host.calls.map(\.text)
    }

    @Test func textIsCanonical() throws {
        #expect(try texts("m = train   als  factors=dim # comment") == ["train als factors=16"])
        #expect(try texts("note \"n {dim}\"") == ["note \"n 16\""])
        #expect(try texts("note (dim + 1) [a dim \"b{dim}\"] als") == ["note 17 [a 16 \"b16\"] als"])
        #expect(
            try texts("for k in 1..2 { tag k to=\"f{k}.svg\" }") == [
                "tag k to=\"f1.svg\"", "tag k to=\"f2.svg\"",
            ])
        #expect(try texts("for k in 1..2 { tag (k) }") == ["tag 1", "tag 2"])
        #expect(try texts("compare als (train\n als)") == ["train als", "compare als (train  als)"])
        #expect(try texts("numbers | where n  > dim") == ["numbers", "where n  > dim"])
        #expect(
            try texts("tag 007 to=./x/y.svg") == ["tag 007 to=\"./x/y.svg\""]
                || texts("tag 007")[0] == "tag 007")
        #expect(try texts("for m in [\"als\" constant] { train m }") == ["train \"als\"", "train constant"])
        #expect(try texts("for l in [squared warp] { train als loss=l }")[1] == "train als loss=warp")
    }

    @Test func textReadsBackAsTheSame() throws {
        for program in ["note \"a {dim} \\{x\\} \\\"q\\\"\" 1e-7 [x \"y z\"] 1..3", "tag 1.50 to=~/a.svg"] {
            let once = try texts(program)[0]
            #expect(try texts(once) == [once])
        }
    }

    @Test func placeAndName() throws {
        let toy = Toy()
        try toy.interpreter.run("\nbest = numbers | take 2\nnumbers", file: "a.reel")
        #expect(toy.host.calls.map(\.name) == [nil, "best", nil])
        #expect(toy.host.calls.map(\.place.line) == [2, 2, 3])
        #expect(toy.host.calls[1].place.columns == 17..<23)
        #expect(toy.host.shown.map(\.name) == ["best", nil])
    }

    @Test func oneValueForEachTopLevelStatement() throws {
        let toy = Toy()
        try toy.interpreter.run(
            "x = 3; for k in 1..2 { k; k * 2 }; if true { x }; define f { 1 }; f; numbers 1", file: "a")
        #expect(toy.host.values.map(\.description) == ["3", "[2 4]", "3", "nothing", "1", "table of 1 × 3"])
        #expect(toy.host.shown.count == 1 + 4 + 1 + 1 + 1)
    }

    @Test func deferredExpressionsKeepTheirNames() throws {
        let toy = Toy()
        #expect(
            toy.type("define above t limit { t | where n > limit }; above (numbers 3) 2").contains(
                "3 | 9 | three"))
        #expect(toy.type("numbers 3 | where n > limit").contains("there is no value named limit"))
        #expect(toy.type("m = train als; numbers 3 | where n > m.score.mean + 2").contains("3 | 9 | three"))
        #expect(toy.type("numbers 5 | where name == nothing or n == 1").contains("5 | 25 | nothing"))
        #expect(toy.type("numbers 5 | where name in [one two]").split(separator: "\n").count == 3)
    }

    /// In a process of its own, as the flag is everybody's.
    @Test func interruptStopsBetweenStatements() async {
        await #expect(processExitsWith: .success) {
            let toy = Toy()
            Interrupt.raise()
            #expect(throws: Interrupted.self) { try toy.interpreter.run("1; 2", file: "prompt") }
            precondition(toy.host.shown.isEmpty)
        }
    }
}
