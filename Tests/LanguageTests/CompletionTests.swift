import Declarations
import Foundation
import Language
import Testing

/// What could be typed at the `|` of a line.
@Suite struct CompletionTests {
    private let toy = Toy()

    init() {
        _ = toy.type("als = train als; dim = 3; t = numbers 2; define best table count=2 { table }")
    }

    private func complete(_ line: String) -> Completions {
        let before = line.prefix { $0 != "‸" }
        return toy.interpreter.complete(line.filter { $0 != "‸" }, upTo: before.count)
    }
    private func candidates(_ line: String) -> [String] { complete(line).candidates }

    @Test(arguments: [
        ("tr‸", ["train"]), ("x = tr‸", ["train"]), ("x=tr‸", ["train"]), ("numbers; ta‸", ["tag", "take"]),
        ("numbers | ta‸", ["tag", "take"]), ("numbers |\n  ta‸", ["tag", "take"]),
        ("for k in 1..2 { ta‸", ["tag", "take"]),
        ("take (nu‸", ["numbers"]), ("de‸", ["define"]), ("numbers | de‸", []), ("di‸", ["dim"]),
        ("bes‸", ["best"]),
        ("numbers | bes‸", ["best"]), ("given x = nu‸", ["numbers"]), ("media‸", ["median("]),
    ])
    func firstWords(line: String, expected: [String]) { #expect(candidates(line) == expected, "\(line)") }

    @Test(
        arguments: [
            ("train a‸", ["als"]), ("train als fac‸", ["factors="]), ("train als factors=3 fac‸", []),
            ("train als se‸", ["seeds="]), ("train constant fac‸", []),
            ("train als loss=‸", ["squared", "warp"]),
            ("train als loss=w‸", ["warp"]), ("train als loss=w‸ rate=1", ["warp"]),
            ("train als (di‸", ["dim"]),
            ("train als factors=d‸", ["dim"]), ("sort t n d‸", ["desc"]), ("t | sort sq‸", ["square"]),
            ("t | where sq‸", ["sqrt(", "square"]), ("t | take 1 | where na‸", ["name"]),
            ("t | where n > 1 a‸", ["abs(", "als", "and"]),
            ("compare a‸", ["als"]), ("compare als a‸", ["als"]), ("keep always=t‸", ["true"]),
            ("best cou‸", ["count="]),
            ("note \"a {x}\" di‸", ["dim"]), ("note (als.fac‸", ["als.factors"]), ("note [di‸", ["dim"]),
            ("train als on=[als di‸", []), ("if di‸", ["dim"]), ("for k in di‸", ["dim"]),
        ] as [(String, [String])])
    func settingsAndValues(line: String, expected: [String]) {
        #expect(candidates(line) == expected, "\(line)")
    }

    @Test func startsOfWords() {
        #expect(complete("train als loss=wa‸").start == 15)
        #expect(complete("x = ‸").start == 4)
        #expect(complete("é🎬 | tr‸").start == 5)
        #expect(complete("note [als di‸").start == 10)
        #expect(complete("‸").start == 0)
    }

    @Test func fields() {
        #expect(candidates("als.fac‸") == ["als.factors"])
        #expect(candidates("als.‸") == ["als.factors", "als.loss", "als.rate", "als.score"])
        #expect(candidates("x = 2 * t.sq‸") == ["t.square"])
        #expect(candidates("missing.‸") == [])
    }

    @Test func help() {
        #expect(candidates("help tra‸") == ["train"])
        #expect(candidates("help train a‸") == ["als"])
        #expect(candidates("help model c‸") == ["constant"])
        #expect(candidates("help lang‸") == ["language"])
        #expect(candidates("help con‸") == ["constant"])
    }

    @Test func files() throws {
        let folder = NSTemporaryDirectory() + "reel-complete-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder + "/sub one", withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: folder + "/table.csv"))
        try Data().write(to: URL(fileURLWithPath: folder + "/.hidden"))
        #expect(candidates("tag x to=\(folder)/ta‸") == ["\(folder)/table.csv"])
        #expect(candidates("source \(folder)/‸") == ["\(folder)/sub one/", "\(folder)/table.csv"])
        #expect(candidates("source \(folder)/.h‸") == ["\(folder)/.hidden"])
        #expect(candidates("tag x to=\"\(folder)/sub‸") == ["\(folder)/sub one/"])
        #expect(complete("tag x to=\"\(folder)/sub‸").start == 10)
        #expect(candidates("source /no/such/folder/‸") == [])
    }

    @Test func nothingInComments() {
        #expect(candidates("numbers # ta‸") == [])
        #expect(candidates("# x\nta‸") == ["tag", "take"])
    }

    @Test(arguments: [
        ("numbers |", true), ("note [a", true), ("(1 +", true), ("if true {", true), ("if true { 1 }", false),
        ("define f {\n 1\n", true), ("\"open", false), ("1 +", false), ("", false), ("numbers | # c", true),
        ("note \"a [\"", false), ("# [", false), ("note (a", true), ("max(1,", true), ("note )", false),
        ("t[", true),
    ])
    func incompleteInput(text: String, expected: Bool) {
        #expect(toy.interpreter.isIncomplete(text) == expected, "\(text)")
    }
}
