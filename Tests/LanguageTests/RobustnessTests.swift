import Declarations
import Language
import Testing

/// No text crashes, hangs or runs out of stack: it works, or it is a `Problem` with a place.
@Suite struct RobustnessTests {
    /// SplitMix64 (Steele, Lea & Flood 2014), so that a failure can be repeated from its seed.
    struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    static let tokens = [
        "x", "y", "als", "numbers", "where", "take", "sort", "train", "compare", "tag", "note", "keep",
        "help",
        "assert", "for", "in", "if", "else", "define", "given", "and", "or", "not", "true", "nothing", "abs(",
        "mean(",
        "(", ")", "[", "]", "{", "}", "\"", "\\", "|", ";", "\n", "\r\n", "=", "==", "!=", "<", "<=", ">",
        ">=", "+",
        "-", "*", "/", "%", "^", ",", ".", "..", "1", "0", "-2", "1e9", "1..3", "1e-3..1", "ndcg@10~99neg",
        "x.n",
        "x[0]", "[1 2]", "\"{x}\"", "factors=3", "rows=", "if=", "#", "é", "🎬", "\t", "\u{0}", "'", "&", "!",
        "@", "~",
        "x = ", "y = numbers", "{ x }", "(x)", "n > 1",
    ]

    private func expectNoCrash(_ text: String, seed: Int) {
        let toy = Toy()
        toy.host.names = ["x": .number(3), "als": .thing(Model(declared: ALS()))]
        do { try toy.interpreter.run(text, file: "fuzz") } catch let problem as Problem {
            #expect(problem.place != nil, "seed \(seed): \(text)")
            #expect(!problem.description.isEmpty)
        } catch {
            #expect(error is Interrupted || error is Left, "seed \(seed): \(error)")
        }
        _ = toy.interpreter.isIncomplete(text)
        let completions = toy.interpreter.complete(text, upTo: text.count)
        #expect((0...text.count).contains(completions.start), "seed \(seed): \(text)")
    }

    @Test(arguments: 0..<20) func tokenSoup(block: Int) {
        for seed in block * 1000..<(block + 1) * 1000 {
            var random = Seeded(state: UInt64(seed))
            let count = Int.random(in: 1...25, using: &random)
            let text = (0..<count).map { _ in
                Self.tokens.randomElement(using: &random)! + (Bool.random(using: &random) ? " " : "")
            }.joined()
            expectNoCrash(text, seed: seed)
        }
    }

    @Test func characterSoup() {
        let characters = Array("ax1 .-=\"{}[]()|;\n#@~:+*/^<>!_\\é🎬\u{301}\u{200B}\t,%")
        for seed in 0..<4000 {
            var random = Seeded(state: UInt64(seed) &+ 1 << 40)
            let text = String(
                (0..<Int.random(in: 1...40, using: &random)).map { _ in
                    characters.randomElement(using: &random)!
                })
            expectNoCrash(text, seed: seed)
        }
    }

    @Test(arguments: [
        "(", "[", "{", "-", "not ", "abs(", "note (", "[[", "if true {", "2 ^ ", "x[", "\"{", "1 + (",
        "for k in 1..2 {",
    ])
    func deepNesting(opening: String) {
        let deep = String(repeating: opening, count: 100_000)
        let shown = Toy().type(deep)
        #expect(
            shown.contains("inside one another") || shown.contains("expected here"), "\(shown.prefix(300))")
        _ = Toy().interpreter.isIncomplete(deep)
        _ = Toy().interpreter.complete(deep, upTo: deep.count)
    }

    @Test func longChains() {
        #expect(Toy().type("x = 1" + String(repeating: " + 1", count: 100_000)).contains("too long"))
        #expect(Toy().type("1" + String(repeating: " + 1", count: 300)) == "301")
        let pipe = "numbers 2" + String(repeating: " | take 1", count: 2000) + " | where n == 1"
        #expect(Toy().type(pipe).contains("1 | 1 | one"))
        let list = "x = [" + String(repeating: "1 ", count: 50_000) + "]; x.count"
        #expect(Toy().type(list) == "50000")
        #expect(
            Toy().type("t = numbers 1; " + "t" + String(repeating: "[0]", count: 5000)).contains("too long"))
        let branches =
            "if false { 1 }" + String(repeating: " else if false { 1 }", count: 5000) + " else { 2 }"
        #expect(Toy().type(branches) == "2")
    }

    @Test func growth() {
        #expect(Toy().type("x = [1]; for k in 1..1000 { x = [x] }").contains("lists inside one another"))
        #expect(Toy().type("x = [1]; for k in 1..1000 { x = [x x] }").contains("too long"))
        #expect(Toy().type("x = \"ab\"; for k in 1..100 { x = \"{x}{x}\" }").contains("too long"))
        #expect(Toy().type("x = \"ab\"; for k in 1..100 { x = x + x }").contains("too long"))
        #expect(Toy().type("x = [1]; for k in 1..100 { x = x + x }").contains("too long"))
        #expect(Toy().type("mean(1..1e12)").contains("elements"))
        #expect(Toy().type("for k in 1..1e18 { k }").contains("too many elements"))
        #expect(Toy().type("[1] == 1..1e12") == "false")
        #expect(Toy().type("count(1..1e12)") == "1000000000000")
    }

    @Test func endlessCalls() {
        let down = "define f n { (((1 + (f (n + 1))))) }; f 1"
        #expect(Toy().type(down).contains("inside one another"))
        let chain = String(repeating: "1 + ", count: 300)
        #expect(Toy().type("define f n { \(chain) (f (n + 1)) }; f 1").contains("inside one another"))
        let brackets = String(repeating: "(", count: 60) + "f n" + String(repeating: ")", count: 60)
        #expect(Toy().type("define f n { \(brackets) }; f 1").contains("inside one another"))
        #expect(
            Toy().type("define f n { for k in 1..2 { if true { g n } } }; define g n { f n }; f 1").contains(
                "inside one another"))
    }

    @Test func sessionGoesOnAfterAProblem() {
        let toy = Toy()
        _ = toy.type("define f n { for k in [n] { x = missing } }")
        #expect(toy.type("x = 1; f 2").contains("missing"))
        #expect(toy.type("x") == "1")
        #expect(toy.type("k").contains("there is no"))
    }

    @Test func leavingPassesThrough() {
        #expect(throws: Left.self) { try Toy().interpreter.run("leave", file: "prompt") }
    }
}
