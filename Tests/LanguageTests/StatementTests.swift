import Declarations
import Language
import Testing

/// Each production of the grammar, as a transcript on the toy host.
@Suite struct StatementTests {
    private func expect(_ transcript: String, sourceLocation: SourceLocation = #_sourceLocation) {
        for difference in Toy().differences(transcript) {
            Issue.record("\(difference)", sourceLocation: sourceLocation)
        }
    }

    @Test func values() {
        expect(
            #"""
            reel> 64
            64
            reel> -0.5
            -0.5
            reel> 1e-3
            0.001
            reel> 50_000_000
            50000000
            reel> .5
            0.5
            reel> "any {1 + 1} text"
            any 2 text
            reel> "\{ \} \" \\ \t|"
            { } " \ 	|
            reel> [als ease "x y" 3 -2 results/a.svg]
            [als ease "x y" 3 -2 results/a.svg]
            reel> [1, 2,
            ...> 3]
            [1 2 3]
            reel> 1..5
            1..5
            reel> 1e-3..1
            0.001..1
            reel> -2..2
            -2..2
            reel> n = 4
            reel> 1..n
            1..4
            reel> n..(n + 2)
            4..6
            reel> (n)..9
            4..9
            reel> true
            true
            reel> nothing
            reel> "tab and emoji 🎬 ü"
            tab and emoji 🎬 ü
            """#)
    }

    @Test func arithmetic() {
        expect(
            """
            reel> 1 + 2 * 3
            7
            reel> (1 + 2) * 3
            9
            reel> 2 ^ 3 ^ 2
            512
            reel> -2 ^ 2
            -4
            reel> 2 ^ -1
            0.5
            reel> 7 % 4 - 1
            2
            reel> -1 % 3
            2
            reel> 10 / 4
            2.5
            reel> 2*3+1
            7
            reel> - - 3
            3
            reel> "a" + "b"
            ab
            reel> [1 2] + [3]
            [1 2 3]
            reel> 8 / 2 / 2
            2
            reel> 8 - 2 - 2
            4
            reel> nothing + 1
            """)
    }

    @Test func comparisonsAndLogic() {
        expect(
            """
            reel> 1 < 2 and 2 <= 2 and not 3 < 2
            true
            reel> 1 == 2 or "a" == "a"
            true
            reel> 1 != 2
            true
            reel> not true or true
            true
            reel> 3 in [1 2 3]
            true
            reel> 3 not in [1 2 3]
            false
            reel> 2.5 in 1..3
            true
            reel> "b" in "abc"
            true
            reel> als in [als ease]
            als in [als ease]
            ^^^ there is no value named als; a text stands in quotes: "als"
            reel> "als" in [als ease]
            true
            reel> nothing == nothing and not nothing < 1
            true
            reel> [1 2] == 1..2
            true
            reel> "a" < "b"
            true
            reel> false and 1 / 0 == 1
            false
            """)
    }

    @Test func fieldsAndElements() {
        expect(
            """
            reel> t = numbers 3
            n | square | name
            …
            reel> t.square
            [1 4 9]
            reel> t[0].name
            one
            reel> t[-1].square + 1
            10
            reel> t["n"]
            [1 2 3]
            reel> t.rows
            3
            reel> als = train als factors=8
            a fitted als
            reel> als.factors * 2
            16
            reel> als.score.sd
            0.01
            reel> (train als).factors
            64
            reel> [5 6 7][1]
            6
            reel> (1..3)[2]
            3
            reel> als
            a fitted als
            field | value
            factors | 8
            …
            reel> note als.factors t[1].name
            [8 two]
            """)
    }

    @Test func functions() {
        expect(
            """
            reel> sqrt(16) + abs(-1) + count([1 2])
            7
            reel> max(1, 5, 3) - min([4 2])
            3
            reel> mean(1..4)
            2.5
            reel> median([3 1 2 10])
            2.5
            reel> round(3.14159, 2)
            3.14
            reel> round([1.4 2.6])
            [1 3]
            reel> sd([2 4 4 4 5 5 7 9])
            2.138089935299395
            reel> exp(0) + log(1) + log2(8) + log10(100) + floor(1.9) + ceil(1.1)
            9
            reel> count(numbers 3)
            3
            reel> sum(t.n)
            sum(t.n)
                ^^^ there is no value named t.n; a text stands in quotes: "t.n"
            reel> note max(1, 2) sum([1 2])
            [2 3]
            """)
    }

    @Test func pipelinesAndCommands() {
        expect(
            """
            reel> numbers 4 | where square > 2 and name != "three" | sort n desc | take 1
            n | square | name
            4 | 16 | four
            reel> take (numbers 4) 1
            n | square | name
            1 | 1 | one
            reel> take table=(numbers 4) rows=1
            n | square | name
            1 | 1 | one
            reel> numbers 4 |
            ...>   # a comment
            ...>   take 1
            n | square | name
            1 | 1 | one
            reel> note [a
            ...>   b] http://x/?a=1#top ml-100k ndcg@10~99neg ~/x *.csv C#
            [[a b] http://x/?a=1#top ml-100k ndcg@10~99neg ~/x *.csv C#]
            reel> numbers 1; numbers 1 | take 1 # and a comment
            n | square | name
            1 | 1 | one
            n | square | name
            1 | 1 | one
            reel> low = 2
            reel> numbers 3 | where n > low
            n | square | name
            3 | 9 | three
            reel> numbers 3 | where (n) > (numbers 2).rows
            n | square | name
            3 | 9 | three
            reel> where (numbers 3) n == 3
            n | square | name
            3 | 9 | three
            reel> keep if=(n > 2) always=true
            (n > 2)
            reel> warn | take 1
            ! careful
            n | square | name
            1 | 1 | one
            """)
    }

    @Test func loops() {
        expect(
            """
            reel> for k in 1..2 {
            ...>   note k
            ...> }
            [1]
            [2]
            reel> for m in [als constant] { train m }
            a fitted als
            a fitted constant
            reel> for r in (numbers 2) { r.name }
            one
            two
            reel> total = 0
            reel> for k in [1 2 3] { total = total + k }
            reel> total
            6
            reel> k
            k
            ^ there is no command or value named k; help lists the commands
            reel> for i in 1..2 { for j in 1..2 { i * 10 + j } }
            11
            12
            21
            22
            """)
    }

    @Test func conditions() {
        expect(
            """
            reel> x = 3
            reel> if x > 2 { "large" } else { "small" }
            large
            reel> if x > 5 { "a" } else if x == 3 { "b" } else { "c" }
            b
            reel> if x > 5 { "a" }
            reel> if not x > 5 { "a"
            ...> }
            ...> else { "b" }
            a
            reel> if "x" { 1 }
            if "x" { 1 }
               ^^^ if needs true or false, but this is a text
            """)
    }

    @Test func definitions() {
        expect(
            """
            reel> define best table count=2 { table | sort n desc | take count }
            reel> numbers 4 | best
            n | square | name
            4 | 16 | four
            3 | 9 | three
            reel> best (numbers 4) 1
            n | square | name
            4 | 16 | four
            reel> best (numbers 4) count=1
            n | square | name
            4 | 16 | four
            reel> best
            best
            ^^^^ best needs table; write best table count=2
            reel> best (numbers 1) 2 3
            best (numbers 1) 2 3
                               ^ best takes no more values; write best table count=2
            reel> best (numbers 1) cuont=2
            best (numbers 1) cuont=2
                             ^^^^^ there is no parameter of best named cuont; did you mean count?
            reel> define twice x { y = x * 2; y }
            reel> twice 4
            8
            reel> y
            y
            ^ there is no command or value named y; help lists the commands
            reel> (twice 4) + 1
            9
            reel> z = twice 21
            42
            reel> z
            42
            reel> define take x { x }
            define take x { x }
                   ^^^^ take is a command already; choose another name
            reel> define loop n { loop (n + 1) }
            reel> loop 1
            define loop n { loop (n + 1) }
                            ^^^^ more than 60 calls inside one another; does loop call itself without end?
            reel> define fact n { if n <= 1 { 1 } else { n * (fact (n - 1)) } }
            reel> fact 5
            120
            """)
    }

    @Test func assertions() {
        expect(
            """
            reel> x = 3
            reel> assert x == 3
            reel> assert x > 4 and count([x]) == 1
            assert x > 4 and count([x]) == 1
                   ^^^^^^^^^^^^^^^^^^^^^^^^^ this does not hold; x is 3, count([x]) is 1
            reel> assert x
            assert x
                   ^ assert needs true or false, but this is a number
            reel> assert (numbers 2).rows == 3
            assert (numbers 2).rows == 3
                   ^^^^^^^^^^^^^^^^^^^^^ this does not hold; (numbers 2).rows is 2
            reel> assert
            assert
            ^^^^^^ assert needs a condition; write assert t[0].ndcg@10 > 0.1
            """)
    }

    @Test func givenNames() throws {
        let toy = Toy()
        let script = "given dim = 64\ngiven models = [als]\nnote dim models"
        #expect(
            try toy.interpreter.givenNames(in: script, file: "a").map(\.name) == ["dim", "models"])
        #expect(try toy.interpreter.givenNames(in: script, file: "a").map(\.standard) == ["64", "[als]"])
        #expect(toy.type(script) == "[64 [als]]")
        toy.interpreter.given = ["dim": try toy.interpreter.value(of: "32")]
        #expect(toy.type(script) == "[32 [als]]")
        #expect(try toy.interpreter.value(of: "two words").description == "two words")
        #expect(throws: Problem.self) { try toy.interpreter.value(of: "[1 2") }
    }
}
