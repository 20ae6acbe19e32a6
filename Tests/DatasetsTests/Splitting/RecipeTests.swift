import Datasets
import Declarations
import Foundation
import Testing

@Suite struct RecipeTests {
    @Test func schemesAreFoundByName() throws {
        #expect(try SplitRecipe(.word("kfold")).declared is KFold)
        #expect(try FilterRecipe(.word("k-core")).declared is KCore)
        #expect(try GeneratorRecipe(.text("firetv")).declared is FireTVGenerator)
        #expect(try SplitRecipe(.word("time")).value.text == "time")
    }

    @Test func misspeltNamesAreMet() {
        func mismatch(_ body: () throws(Mismatch) -> Void) -> Mismatch? {
            do throws(Mismatch) { try body() } catch { return error }
            return nil
        }
        let split = mismatch { () throws(Mismatch) in _ = try SplitRecipe(.word("leave-last-ot")) }
        #expect(split?.remedy == "did you mean leave-last-out?")
        #expect(split?.problem(for: "scheme").what == "scheme must be a split scheme, but is leave-last-ot")
        let filter = mismatch { () throws(Mismatch) in _ = try FilterRecipe(.word("zzz")) }
        #expect(filter?.remedy?.hasPrefix("known: k-core, ") == true)
        #expect(mismatch { () throws(Mismatch) in _ = try SplitRecipe(.number(3)) }?.got == "3")
    }

    @Test func whatDiffersIsSpelled() throws {
        #expect(LeaveLastOut().spelled == "leave-last-out")
        #expect(RandomSplit().spelled == "random seed=0")
        #expect(
            try KFold().with(["k": .number(3), "order": .word("numpy")]).spelled
                == "kfold k=3 order=numpy seed=0")
        #expect(try GenreFilter().with(["keep": .word("Drama")]).spelled == "genre keep=[\"Drama\"]")
        #expect(try TimeFilter().with(["to": .word("1998-04-23")]).spelled == "time to=1998-04-23")
    }

    /// A recipe that was set up by hand leaves the next one as it was.
    @Test func recipesShareNothing() throws {
        let first = try SplitRecipe(.word("kfold")).splitter
        try first.set("k", to: .number(9))
        #expect(try SplitRecipe(.word("kfold")).splitter.spelled == "kfold seed=0")
    }

    /// The visible lists hold exactly what the folders hold.
    @Test(arguments: [
        ("Splitting", "Splitter", splitters.map { "\($0)" }),
        ("Filtering", "Filter", filters.map { "\($0)" }),
        ("Generating", "Generator", generators.map { "\($0)" }),
    ])
    func listsHoldWhatTheFoldersHold(folder: String, kind: String, listed: [String]) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let sources = tests.appending(path: "../../../Sources/Datasets/\(folder)").standardized
        var found = [String]()
        for file in try FileManager.default.contentsOfDirectory(atPath: sources.path)
        where file.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
            for line in text.split(separator: "\n") {
                guard let match = line.firstMatch(of: /public struct (\w+): (\w+) \{/), match.2 == kind else {
                    continue
                }
                found.append(String(match.1))
            }
        }
        #expect(found.sorted() == listed.sorted())
    }

    @Test func namesAreDistinctAndSummariesAreSentences() {
        for kinds in [splitters as [any Declared.Type], filters, generators] {
            #expect(Set(kinds.map { $0.name }).count == kinds.count)
            for kind in kinds {
                #expect(kind.summary.hasSuffix("."))
                #expect(kind.example.contains(kind.name))
                for setting in kind.init().declarations { #expect(setting.about.summary.hasSuffix(".")) }
            }
        }
    }
}

@Suite struct AmountTests {
    @Test func sharesAndCounts() throws {
        #expect(try Amount(.number(0.1)) == .share(0.1))
        #expect(try Amount(.number(12)) == .count(12))
        #expect(Amount.share(0.1).of(5) == 1)
        #expect(Amount.share(0.25).of(100) == 25)
        #expect(Amount.count(7).of(5) == 5)
        for bad in [Value.number(-1), .number(1.5), .word("many")] {
            #expect(throws: Mismatch.self) { try Amount(bad) }
        }
    }

    /// python3 -c "import datetime as d; print(d.datetime.fromtimestamp(s, d.timezone.utc).isoformat())"
    @Test(
        arguments: [
            (0, "1970-01-01"), (-1, "1969-12-31T23:59:59"), (951_782_400, "2000-02-29"),
            (1_078_012_800, "2004-02-29"), (4_102_444_799, "2099-12-31T23:59:59"),
            (-2_208_988_800, "1900-01-01"),
            (915_152_461, "1999-01-01T01:01:01"),
        ] as [(Int64, String)])
    func momentsAreDates(seconds: Int64, text: String) throws {
        #expect(Moment(seconds: seconds).description == text)
        #expect(try Moment(.word(text)).seconds == seconds)
        #expect(try Moment(.number(Double(seconds))).seconds == seconds)
    }

    @Test(arguments: [
        "2001-02-29", "2001-13-01", "2001-1", "yesterday", "2001-01-01T24:00", "20x1-01-01", "", "--",
    ])
    func noMomentsAreRefused(text: String) {
        #expect(throws: Mismatch.self) { try Moment(.text(text)) }
    }

    @Test func clocksMayStandBehindDates() throws {
        #expect(try Moment(.text("1999-01-01 01:01:01")).seconds == 915_152_461)
        #expect(try Moment(.text("1999-01-01T01:01:01Z")).seconds == 915_152_461)
        #expect(try Moment(.text("1999-01-01T01:01")).seconds == 915_152_460)
    }
}
