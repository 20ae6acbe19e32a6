import Declarations

/// Commands that belong to the language itself; a host that has one of the same name replaces it.
enum Builtins {
    static let vocabulary = [
        Vocable("Language", Help.self), Vocable("Language", Assert.self), Vocable("Language", Source.self),
    ]

    struct Help: Declared {
        static let name = "help"
        static let summary = "Explains a command, a model, a metric, or the language."
        static let example = """
            reel> help assert
            assert condition
            …
            """
        @Argument("A command, a kind and a name (metric ndcg), or language.") var topics: [String] = []
        init() {}
    }

    struct Assert: Declared {
        static let name = "assert"
        static let summary = "Stops with an error unless a condition holds."
        static let example = """
            reel> x = 3
            reel> assert x > 2 and x in [1 3 5]
            reel> assert x == 4
            assert x == 4
                   ^^^^^^ this does not hold; x is 3
            """
        @Argument("What must be true.") var condition: Condition
        init() {}
    }

    struct Source: Declared {
        static let name = "source"
        static let summary = "Runs the statements of another file, given relative to the present one."
        static let example = """
            reel> source no-such-file.reel
            source no-such-file.reel
                   ^^^^^^^^^^^^^^^^^ there is no file no-such-file.reel
            """
        @Argument("The file.") var file: FilePath
        init() {}
    }
}
