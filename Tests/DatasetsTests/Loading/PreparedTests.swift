import Datasets
import Declarations
import Foundation
import Testing

struct PreparedTests {
    let scratch = Scratch()

    /// A data set with something in every corner.
    var full: Dataset {
        let users = Entities(ids: ["u 1", "\u{1F3AC}"], columns: [("age", .numbers([.nan, 31.5]))])
        let items = Entities(
            ids: ["a", "b", "c"],
            columns: [
                ("title", .texts(["A (1999)", "", "C\t\"x\""])),
                ("genres", .labels([["Drama", "War"], [], ["Drama"]])),
            ])
        let rows = Interactions(
            users: [0, 1, 1], items: [2, 0, 1], ratings: [0.5, -1, 4], times: [5, -7, 1 << 40])
        var data = Dataset(
            name: "full", users: users, items: items, interactions: rows,
            context: [("device", .texts(["tv", "tv", "phone"])), ("part", .numbers([0.1, .nan, 1]))],
            ties: [Tie(0, 1, 0.25)], history: ["load x", "filter y=\"z\""], fingerprint: "abc")
        let matrix = SparseMatrix(rows: 2, columns: 3, offsets: [0, 2, 2], indices: [0, 1], values: [1, 1])
        data.shippedSplit = Fold(
            train: rows.rows([0, 1]), validation: Interactions(), test: rows.rows([2]), given: rows.rows([0]),
            candidates: Candidates(items: matrix, size: 2))
        return data
    }

    @Test func everythingComesBack() throws {
        let path = "\(scratch.path)/deep/full.reel"
        try save(full, to: path)
        let back = try load(path)
        #expect(back.contentFingerprint == full.contentFingerprint)
        #expect(back.name == "full" && back.history == full.history && back.fingerprint == "abc")
        #expect(back.ties == full.ties && back.users.ids == full.users.ids)
        #expect(back.interactions.times == full.interactions.times)
        #expect(back.shippedSplit?.candidates?.size == 2 && back.shippedSplit?.given.count == 1)
        #expect(back.items.label(2) == "C\t\"x\"" && back.items.label(1) == "b")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/deep") == ["full.reel"])
    }

    @Test func damageIsFound() throws {
        let path = "\(scratch.path)/full.reel"
        try save(full, to: path)
        let good = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        for cut in [25, 40, good.count / 2, good.count - 9] {
            let problem = #expect(throws: Problem.self) { try load(scratch.file("cut", Array(good[..<cut]))) }
            #expect(problem?.what.contains("cut short") == true)
        }
        var flipped = good
        flipped[good.count - 60] ^= 1
        #expect(throws: Problem.self) { try load(scratch.file("flipped", flipped)) }
        let newer = Array(
            String(decoding: good, as: UTF8.self).replacing("data set 1\n", with: "data set 9\n").utf8)
        let problem = #expect(throws: Problem.self) { try load(scratch.file("newer", newer)) }
        #expect(problem?.what.contains("newer version") == true)
    }

    @Test func placesThatCannotBeWrittenSaySo() {
        #expect(throws: Problem.self) { try save(full, to: scratch.path) }
        #expect(throws: Problem.self) { try save(full, to: "/proc/nothing/here.reel") }
    }

    @Test func recBoleExportReadsBack() throws {
        let paths = try full.export(recbole: scratch.path)
        #expect(
            paths.map { ($0 as NSString).lastPathComponent } == [
                "full.inter", "full.item", "full.user", "full.net",
            ])
        let inter = try String(contentsOfFile: paths[0], encoding: .utf8)
        #expect(
            inter == """
                user_id:token\titem_id:token\trating:float\ttimestamp:float\tdevice:token\tpart:float
                u 1\tc\t0.5\t5\ttv\t0.1
                \u{1F3AC}\ta\t-1\t-7\ttv\t
                \u{1F3AC}\tb\t4\t1099511627776\tphone\t1

                """)
        let back = try load("\(scratch.path)/full")
        #expect(spelled(back) == spelled(full))
        #expect(back.ties == full.ties && back.context.map(\.name) == ["device", "part"])
        #expect(back.items.label(0) == "C \"x\"")
    }

    @Test func tablesReadWithTheirTypes() throws {
        let path = scratch.file("t.csv", "name,n,note\n\"a, b\",1.5,\nc,,x\n")
        let table = try readTable(path)
        #expect(table.columns.map(\.name) == ["name", "n", "note"])
        #expect(
            table.rows.map { $0.map(\.description) } == [["a, b", "1.5", "nothing"], ["c", "nothing", "x"]])
        #expect(try readTable(scratch.file("one.csv", "n\n1\n2\n")).rows.map { $0[0].number } == [1, 2])
        #expect(throws: Problem.self) { try readTable(scratch.file("bad.csv", "a,b\n1\n")) }
    }
}
