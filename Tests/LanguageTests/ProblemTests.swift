import Declarations
import Language
import Testing

/// What is wrong, where, and what would do: the exact text.
@Suite struct ProblemTests {
    /// Each problem as line, carets with the sentence.
    private func expect(_ transcript: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let toy = Toy()
        _ = toy.type("als = train als; dim = 3; t = numbers 2")
        for step in Transcript.parse(transcript).steps {
            let shown = toy.type(step.input)
            if shown != step.expected {
                Issue.record(
                    "\(step.input)\n\(shown)\n— expected —\n\(step.expected)", sourceLocation: sourceLocation)
            }
        }
    }

    @Test func settings() {
        expect(
            """
            reel> train als factors=many
            train als factors=many
                              ^^^^ factors must be a whole number from 1 to 4096, but is many
            reel> train als factors=dmi
            train als factors=dmi
                              ^^^ factors must be a whole number from 1 to 4096, but is dmi; did you mean dim?
            reel> train als factors=0
            train als factors=0
                              ^ factors must be a whole number from 1 to 4096, but is 0
            reel> train als fators=3
            train als fators=3
                      ^^^^^^ there is no setting of train als named fators; did you mean factors?
            reel> train als loss=wrap
            train als loss=wrap
                           ^^^^ loss must be one of squared, warp, but is wrap; did you mean warp?
            reel> train asl
            train asl
                  ^^^ model must be a model, but is asl; did you mean als?
            reel> train
            train
            ^^^^^ train needs model (the model); write train model [setting=value …]
            reel> train als factors=3 factors=4
            train als factors=3 factors=4
                                ^^^^^^^ factors is given twice
            reel> train als seeds = 3
            train als seeds = 3
                            ^ a setting of train has no blank around its =; write name=value
            reel> train als seeds= 3
            train als seeds= 3
                      ^^^^^ seeds= has no value; write it without a blank: seeds=value
            reel> train als 64
            train als 64
                      ^^ train als takes no more values; write train model [setting=value …]
            reel> train als factors
            train als factors
                      ^^^^^^^ train als takes no more values; did you mean factors=…?
            reel> compare als t
            compare als t
                        ^ models must be a model, but is table of 2 × 3
            reel> train als on=[a (t)]
            train als on=[a (t)]
                            ^^^ on must be a text, but is table of 2 × 3
            reel> note 1 | numbers
            note 1 | numbers
                     ^^^^^^^ count must be a whole number, but is [1]
            reel> numbers | fail
            numbers | fail
                      ^^^^ fail takes no value from a pipe; write fail
            reel> fail
            fail
            ^^^^ the disk is full
            reel> sort t squre
            sort t squre
            ^^^^^^^^^^^^ there is no column named squre; did you mean square?
            reel> compare 1..1e9
            compare 1..1e9
                    ^^^^^^ this range has more than 1000000 elements
            """)
    }

    @Test func names() {
        expect(
            """
            reel> trian als
            trian als
            ^^^^^ there is no command named trian; did you mean train?
            reel> als.factrs
            als.factrs
                ^^^^^^ there is no field of als named factrs; did you mean factors?
            reel> als.score.mode
            als.score.mode
                      ^^^^ there is no field of als.score named mode; known: high, low, mean, sd
            reel> dim.x
            dim.x
                ^ dim has no fields: it is a number
            reel> dim 3
            dim 3
            ^^^ dim is a number, not a command
            reel> dim -1
            dim -1
            ^^^ dim is a number, not a command; to subtract, put blanks around the sign
            reel> dim-1
            dim-1
            ^^^^^ there is no value named dim-1; to subtract, put blanks around the sign: dim - 1
            reel> 2 * dmi
            2 * dmi
                ^^^ there is no value named dmi; did you mean dim?
            reel> sqr(4)
            sqr(4)
            ^^^ there is no function named sqr; did you mean sqrt?
            reel> train(als)
            train(als)
                 ^ a blank is missing before this (
            reel> load = 3; numbers = 3
            load = 3; numbers = 3
                      ^^^^^^^ numbers is a command and cannot name a value; choose another name
            reel> true = 3
            true = 3
            ^^^^ true is a word of the language and cannot name a value
            reel> a.b = 3
            a.b = 3
            ^^^ a.b cannot name a value; a name is made of letters, digits, _ and -, a letter first
            reel> t | where sqare > 1
            t | where sqare > 1
                      ^^^^^ there is no value named sqare; did you mean square?
            reel> dim | help
            dim | help
                  ^^^^ there is no help topic named 3
            """)
    }

    @Test func values() {
        expect(
            #"""
            reel> 1 / (dim - 3)
            1 / (dim - 3)
                ^^^^^^^^^ division by zero
            reel> 1 + als
            1 + als
                ^^^ + needs a number, but this is a model
            reel> "a" + 1
            "a" + 1
            ^^^ + needs a number, but this is a text; to join texts, both must be texts: "{a}{b}"
            reel> 1 < "a"
            1 < "a"
              ^ a number and a text cannot be compared
            reel> als == "als"
            als == "als"
            ^^^ this is a model, not a text; to mean the word itself, write "als"
            reel> als < 3
            als < 3
            ^^^ < compares numbers or texts, but this is a model
            reel> 3 in 4
            3 in 4
                 ^ in looks into a list, a range or a text, but this is a number
            reel> 1 and true
            1 and true
            ^ and needs true or false, but this is a number
            reel> t[5]
            t[5]
              ^ there is no row 5; known: 0 to 1, or -1 for the last
            reel> [1 2][1.5]
            [1 2][1.5]
                  ^^^ an index is a whole number, counted from 0, or a column's name in quotes
            reel> dim[0]
            dim[0]
                ^ dim has no elements: it is a number
            reel> sqrt(-1)
            sqrt(-1)
            ^^^^^^^^ -1 has no square root
            reel> log(0)
            log(0)
            ^^^^^^ 0 has no logarithm; it must be above 0
            reel> mean([])
            mean([])
            ^^^^^^^^ mean needs at least one number, but there are none
            reel> round(1, 2, 3)
            round(1, 2, 3)
            ^^^^^^^^^^^^^^ round takes one or two values, not 3; write round(x, digits)
            reel> sum("a")
            sum("a")
                ^^^ sum needs a number, but this is a text
            reel> 10 ^ 400
            10 ^ 400
               ^ the result is too large a number
            reel> 1e400
            1e400
            ^^^^^ 1e400 is too large a number
            reel> (0 - 8) ^ 0.5
            (0 - 8) ^ 0.5
                    ^ -8 cannot be raised to 0.5
            reel> for k in als { k }
            for k in als { k }
                     ^^^ for goes through a list, a range or a table, but this is a model
            reel> "n {dmi}"
            "n {dmi}"
                ^^^ there is no command or value named dmi; did you mean dim?
            """#)
    }

    @Test func syntax() {
        expect(
            #"""
            reel> "open
            "open
            ^^^^^ this text is not closed; add a "
            reel> "a \q"
            "a \q"
               ^^ there is no escape \q; known: \n, \t, \", \\, \{ and \}
            reel> "a {}"
            "a {}"
               ^^ nothing to insert between { and }; for a brace as such, write \{
            reel> note [1 2
            note [1 2
                 ^ this [ is not closed; add a ]
            reel> (1 + 2
            (1 + 2
            ^ this ( is not closed; add a )
            reel> if true { 1
            if true { 1
                    ^ this { is not closed; add a }
            reel> numbers |
            numbers |
                    ^ a command must follow this |
            reel> | take 1
            | take 1
            ^ a value was expected here, not |
            reel> 1 +
            1 +
               ^ a value is missing here
            reel> 1 = 2
            1 = 2
            ^ 1 cannot name a value; a name is made of letters, digits, _ and -, a letter first
            reel> (dim = 2)
            (dim = 2)
                 ^ a setting of dim has no blank around its =; write name=value
            reel> 3 + dim = 2
            3 + dim = 2
                    ^ = gives a name, at the start of a line; to compare, write ==
            reel> 1 < 2 < 3
            1 < 2 < 3
                  ^ comparisons do not follow one another; write a < b and b < c
            reel> true && false
            true && false
                 ^ an operator was expected here, not &; write and between two conditions
            reel> true || false
            true || false
                  ^ a command was expected after |; between conditions, write or
            reel> assert !true
            assert !true
                   ^ a value was expected here, not !; write not before a condition
            reel> note 'a'
            note 'a'
                 ^ a value was expected here, not '; texts stand in straight double quotes: "text"
            reel> note a,b
            note a,b
                  ^ a blank is missing before this ,
            reel> note results/{dim}.svg
            note results/{dim}.svg
                         ^ a { within a bare word; put the whole in quotes: "results/{…}"
            reel> note a > 1
            note a > 1
                   ^ a comparison beside a command stands in brackets; write (a > b)
            reel> for x 1..3 { x }
            for x 1..3 { x }
                  ^ in after for x was expected here, not 1
            reel> else { 1 }
            else { 1 }
            ^^^^ there is no if before this else
            reel> if true 1
            if true 1
                    ^ { was expected here, not 1
            reel> define f x=1 y { x }
            define f x=1 y { x }
                         ^ y has no default but follows a parameter that has one; put it before x
            reel> define f x x { x }
            define f x x { x }
                       ^ there are two parameters named x
            reel> where dim > 2
            where dim > 2
                      ^ where needs table in front of its condition; write table | where …
            reel> note a)
            note a)
                  ^ there is no bracket that this ) closes
            reel> note }
            note }
                 ^ there is no { that this } closes
            reel> 1..
            1..
               ^ the end of the range is missing; write 1..5
            reel> given x
            given x
                   ^ = after given x is missing here
            reel> numbers | 3
            numbers | 3
                      ^ a command was expected here, not 3
            """#)
    }

    @Test func placesInFiles() {
        let toy = Toy()
        let text = "dim = 3\r\n# é 🎬\n\tnote (\n  dmi + 1)\n"
        let problem = #expect(throws: Problem.self) { try toy.interpreter.run(text, file: "a/b.reel") }
        #expect(
            problem?.description == """
                a/b.reel:4:3:
                  dmi + 1)
                  ^^^ there is no value named dmi; did you mean dim?
                """)
        let cell = #expect(throws: Problem.self) {
            try toy.interpreter.run("note é \"🎬\" trian(3)", file: "tour.md", firstLine: 20)
        }
        #expect(
            cell?.place == Place(file: "tour.md", line: 20, columns: 16..<17, text: "note é \"🎬\" trian(3)"))
        #expect(toy.host.values.count == 1, "nothing of a text runs where a part cannot be read")
    }

    @Test func tabsKeepTheCaretInPlace() {
        #expect(
            Toy().type("note\t1 +\tdmi)") == """
                note 1 + dmi)
                            ^ there is no bracket that this ) closes
                """)
    }

    @Test func wideCharactersKeepTheCaretInPlace() {
        #expect(
            Toy().type("note \"🎬 映画\" (1 / 0)") == """
                note "🎬 映画" (1 / 0)
                                   ^ division by zero
                """)
    }
}
