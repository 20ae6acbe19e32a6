import Datasets
import Declarations
import Foundation
import Testing

/// Every bad input gets one problem that names file, line, column and what would do.
struct BadInputTests {
    let scratch = Scratch()

    func problem(_ path: String, _ options: LoadOptions = LoadOptions()) -> Problem? {
        #expect(throws: Problem.self) { try load(path, options) }
    }

    @Test func missingFileNamesTheNearest() {
        _ = scratch.file("ratings.csv", "user,item\n1,2\n")
        #expect(problem("\(scratch.path)/ratngs.csv")?.remedy == "did you mean \(scratch.path)/ratings.csv?")
        #expect(problem("/nowhere/at/all")?.what.contains("/nowhere/at does not exist") == true)
        #expect(problem("\(scratch.path)/ml-25m")?.remedy == "fetch ml-25m downloads it")
    }

    @Test func foldersWithoutKnownFilesSaySo() {
        _ = scratch.file("empty/.keep", "")
        #expect(problem("\(scratch.path)/empty")?.remedy == "the folder is empty")
        _ = scratch.file("odd/picture.png", [0x89, 0x50])
        _ = scratch.file("odd/README.txt", "about it")
        #expect(problem("\(scratch.path)/odd")?.what.contains("no files of a layout that is known") == true)
        _ = scratch.file("two/a.csv", "user,item\n1,2\n")
        _ = scratch.file("two/b.csv", "user,item\n1,2\n")
        #expect(problem("\(scratch.path)/two")?.remedy == "load one of them: a.csv, b.csv")
    }

    @Test func emptyAndBinaryFilesAreRefused() {
        #expect(problem(scratch.file("empty.csv", ""))?.what.hasSuffix("empty.csv is empty") == true)
        #expect(problem(scratch.file("blank.csv", "\n\r\n\n"))?.what.hasSuffix("is empty") == true)
        #expect(problem(scratch.file("head.csv", "user,item,rating\n"))?.what.contains("no rows") == true)
        #expect(problem(scratch.file("bin.csv", [1, 0, 2, 10]))?.what.contains("not a text file") == true)
        #expect(problem(scratch.file("wide.csv", [0xFF, 0xFE, 0x31, 0]))?.what.contains("UTF-16") == true)
        #expect(problem(scratch.file("one.csv", "hello\nworld\n"))?.remedy == "say separator=")
    }

    struct Bad: CustomStringConvertible {
        var text: String
        var line, column: Int
        var says: String
        var description: String { says }
    }
    static let rows = [
        Bad(text: "user,item,rating\n1,2,3\n4,5\n", line: 3, column: 3, says: "2 fields, but 3 are expected"),
        Bad(text: "user,item,rating\n1,2,3\n4,5,6,7\n", line: 3, column: 5, says: "4 fields, but 3"),
        Bad(
            text: "user,item,rating\n1,2,nan\n", line: 2, column: 4,
            says: "rating must be a finite number, but is nan"),
        Bad(text: "user,item,rating\n1,2,3\n1,3,inf\n", line: 3, column: 4, says: "but is inf"),
        Bad(
            text: "user,item,rating\n1,2,\n", line: 2, column: 4,
            says: "rating must be a finite number, but is empty"),
        Bad(text: "user,item,rating\n1,2,4x\n1,3,4\n", line: 2, column: 4, says: "but is 4x"),
        Bad(
            text: "user,item,rating,time\n1,2,3,4\n1,2,3,soon\n", line: 3, column: 6,
            says: "time must be Unix seconds"),
        Bad(text: "user,item,rating\n1,2,3\n,2,3\n", line: 3, column: 0, says: "user is empty"),
        Bad(text: "user,item,rating\na,b,3\nc,,3\n", line: 3, column: 2, says: "item is empty"),
        Bad(
            text: "user,item,rating\n\"é\",\"x\",1\n\"é\",\"b\"c,2\n", line: 3, column: 4,
            says: "follows a closing quote"),
        Bad(text: "user,item,rating\n\"a\nb\",x,1\n\"c\nd\",y,no\n", line: 5, column: 5, says: "but is no"),
        Bad(text: "user,item,rating\n1,2,3\n\n\n4,5,x\n", line: 5, column: 4, says: "but is x"),
    ]

    @Test(arguments: rows) func badRowsAreNamedByLineAndColumn(bad: Bad) {
        // The types are given, as otherwise a column with such cells would not be taken for ratings or times.
        let header = bad.text.split(separator: "\n")[0].split(separator: ",").map(String.init)
        let found = problem(
            scratch.file("bad.csv", bad.text), options { $0.columns = header.map { "\($0)=\($0)" } })
        #expect(found?.what.contains(bad.says) == true, "\(found?.what ?? "")")
        #expect(found?.place?.line == bad.line)
        #expect(found?.place?.columns.lowerBound == bad.column)
        #expect(found?.place?.file.hasSuffix("bad.csv") == true)
        #expect(found?.remedy != nil)
    }

    @Test func linesAreCountedAcrossBlocks() {
        // The fault stands behind 3 MB, in the fourth block; the row before it is the last of its line's length.
        let good = String(repeating: "1234567,7654321,3\n", count: 170_000)
        let found = problem(scratch.file("long.csv", "user,item,rating\n" + good + "1,2,x\n" + good))
        #expect(found?.place?.line == 170_002)
        #expect(found?.place?.text == "1,2,x")
    }

    @Test func quotesThatNeverCloseAreFound() {
        let found = problem(scratch.file("q.csv", "user,item,rating\n1,2,3\n4,\"5,6\n7,8,9\n"))
        #expect(found?.what.contains("never closed") == true && found?.place?.line == 3)
    }

    @Test func bytesThatAreNotUTF8AreShown() throws {
        let bytes = Array("user,item,rating\n1,a,3\n2,caf".utf8) + [0xE9] + Array(",4\n".utf8)
        let path = scratch.file("latin.csv", bytes)
        let found = problem(path)
        #expect(found?.what == "byte E9 is not UTF-8 text")
        #expect(found?.place?.line == 3 && found?.place?.columns == 5..<6)
        #expect(found?.remedy?.contains("encoding=latin1") == true)
        let data = try load(path, options { $0.encoding = .latin1 })
        #expect(data.items.ids == ["a", "café"])
    }

    @Test func unknownColumnsSettingsAndFoldsNameTheNearest() {
        let path = scratch.file("c.csv", "userId,movieId,rating\n1,2,3\n")
        #expect(
            problem(path, options { $0.columns = ["user=userId", "item=moveId"] })?.remedy
                == "did you mean movieId?")
        #expect(problem(path, options { $0.types = ["x=txt"] })?.remedy == "did you mean text?")
        let odd = scratch.file("o.csv", "alpha,beta\n1,2\n")
        #expect(problem(odd)?.remedy?.contains("alpha, beta") == true)
        #expect(
            problem(
                scratch.file("p.txt", "1 2 3\n"), options { $0.columns = ["user", "item", "rating", "time"] })?
                .what.contains("names 4 columns") == true)
    }

    @Test func ratingsOutOfRangeAreNamed() {
        let path = scratch.file("r.csv", "user,item,rating\n1,2,3\n\n1,3,11\n")
        let found = problem(path, options { $0.maxRating = 10 })
        #expect(found?.what == "rating 11 is above max-rating" && found?.place?.line == 4)
    }

    @Test func longLinesAreRefusedInBoundedMemory() throws {
        // 40 MB without a newline behind two good rows; a line may have 16.
        let path = scratch.file("wide.csv", "user,item,rating\n1,2,3\n")
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        let piece = Data(repeating: 0x61, count: 1 << 20)
        for _ in 0..<40 { try handle.write(contentsOf: piece) }
        try handle.close()
        let found = problem(path)
        #expect(found?.what.contains("longer than 16 MB") == true && found?.place?.line == 3)
    }

    @Test func damagedArchivesAreRefused() throws {
        _ = scratch.file(
            "z/ratings.csv", "user,item,rating\n" + (0..<5000).map { "\($0),\($0 * 7),3\n" }.joined())
        try #require(scratch.run("python3", "-m", "zipfile", "-c", "z.zip", "z"))
        try #require(scratch.run("gzip", "-k", "z/ratings.csv"))
        let zip = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/z.zip"))
        let gzip = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/z/ratings.csv.gz"))
        #expect(problem(scratch.file("cut.zip", Array(zip.dropLast(30))))?.what.contains("whole zip") == true)
        var flipped = Array(zip)
        flipped[flipped.count / 2] ^= 0x55
        #expect(problem(scratch.file("flipped.zip", flipped))?.what.contains("damaged") == true)
        #expect(
            problem(scratch.file("cut.csv.gz", Array(gzip.dropLast(500))))?.what.contains("cut short") == true
        )
    }

    @Test func devicesAndLinesWithoutEndAreRefused() {
        #expect(problem("/dev/zero")?.what.contains("device") == true)
        let wide = scratch.file("one.csv", String(repeating: "a", count: 100_000))
        #expect(problem(wide)?.remedy == "say separator=")
    }

    @Test func anyBytesGiveADataSetOrAProblem() {
        let alphabet = Array("0123456789,,,,,,\n\n\n\"\t ;:|.-aeé\r()".utf8) + [0xE9, 0xFF]
        var chance = Chance(seed: 7)
        var read = 0
        for _ in 0..<1500 {
            var bytes = chance.below(2) == 0 ? Array("user,item,rating\n".utf8) : []
            for _ in 0..<chance.below(200) { bytes.append(alphabet[chance.below(alphabet.count)]) }
            let path = scratch.file("any.csv", bytes)
            let settings = options {
                $0.bad = chance.below(2) == 0 ? .skip : .error
                $0.encoding = chance.below(2) == 0 ? .latin1 : .auto
            }
            do {
                let data = try load(path, settings)
                read += 1
                #expect(data.interactions.users.allSatisfy { $0 >= 0 && $0 < data.users.count })
                #expect(data.interactions.items.count == data.interactions.users.count)
            } catch { #expect(error is Problem) }
        }
        #expect(read > 0)
    }

    @Test func ctrlCStopsReading() {
        let path = scratch.file("r.csv", "user,item,rating\n" + String(repeating: "1,2,3\n", count: 500_000))
        let flag = Interrupt.Flag()
        let watcher = Watcher(progress: { if $0.part > 0.3 { flag.raise() } })
        Interrupt.$own.withValue(flag) {
            _ = #expect(throws: Interrupted.self) { try load(path, watching: watcher) }
        }
    }
}
