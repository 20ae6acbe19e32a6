import Declarations
import Foundation
import Runs
import Testing

/// A condition as the language gives it: its text, and what it answers for a row.
private struct Written: Deferred {
    let text: String
    let answer: @Sendable ((String) -> Value?) -> Value
    func value(with row: (String) -> Value?) throws -> Value { answer(row) }
}

/// The store finds and orders exactly what the table's own operations would.
struct QueryTests {
    /// 400 runs, some of them without a metric, a seed or a setting.
    private func store(_ folder: String) throws -> RunStore {
        let store = try RunStore(path: folder + "/runs.db")
        var dice = Dice(7)
        let runs = (0..<400).map { k -> Run in
            var run = Run(
                started: Double(k % 50), command: "m = train", model: ["als", "bpr", "ease"][k % 3])
            run.status = k % 7 == 0 ? .interrupted : .finished
            run.dataset = ["ml-1m", "lastfm"][Int(dice.uniform() * 2)]
            run.verdict = k % 5 == 0 ? nil : k % 4 == 0 ? .collapsed : .healthy
            run.seed = k % 6 == 0 ? nil : k % 10
            run.seconds = (dice.uniform() * 10).rounded()
            run.settings = [("factors", "\([16, 32, 64][k % 3])")]
            if k % 4 == 1 { run.settings += [("loss", "warp"), ("note", "1")] }
            if k % 3 != 2 { run.metrics = [("ndcg@10", (dice.uniform() * 20).rounded() / 20)] }
            if k % 9 == 0 { run.metrics.append(("hr@10", k % 2 == 0 ? .nan : 0.5)) }
            return run
        }
        _ = try store.begin(runs)
        return store
    }

    private func numbers(_ table: Table) -> [Double] { table.rows.compactMap { $0[0].number } }

    @Test func conditionsAnswerAsInMemory() throws {
        try withFolder { folder in
            let lazy = try store(folder).lazyTable()
            var whole = lazy
            whole.rows = lazy.rows
            #expect(whole.source == nil && lazy.source == nil)
            let all = numbers(whole)
            #expect(all == (1...400).map(Double.init))
            func number(_ name: String, _ test: @escaping @Sendable (Double) -> Bool)
                -> @Sendable ((String) -> Value?) -> Value
            {
                { row in .truth(row(name)?.number.map(test) ?? false) }
            }
            func text(_ name: String, _ wanted: String) -> @Sendable ((String) -> Value?) -> Value {
                { row in .truth(row(name)?.text == wanted) }
            }
            let conditions: [Written] = [
                Written(text: "model == \"als\"", answer: text("model", "als")),
                Written(text: "ndcg@10 > 0.5", answer: number("ndcg@10") { $0 > 0.5 }),
                Written(text: "ndcg@10 <= 0.5", answer: number("ndcg@10") { $0 <= 0.5 }),
                Written(text: "hr@10 >= 0", answer: number("hr@10") { $0 >= 0 }),
                Written(text: "seconds < 3", answer: number("seconds") { $0 < 3 }),
                Written(text: "factors == 32", answer: number("factors") { $0 == 32 }),
                Written(text: "factors >= 32", answer: number("factors") { $0 >= 32 }),
                Written(text: "seed == 4", answer: number("seed") { $0 == 4 }),
                Written(text: "verdict == \"collapsed\"", answer: text("verdict", "collapsed")),
                Written(text: "status == \"interrupted\"", answer: text("status", "interrupted")),
                Written(
                    text: "verdict != \"collapsed\"",
                    answer: { .truth($0("verdict")?.text != "collapsed") }),
                Written(
                    text: "model == \"bpr\" and ndcg@10 > 0.25",
                    answer: { .truth($0("model")?.text == "bpr" && ($0("ndcg@10")?.number ?? 0) > 0.25) }),
            ]
            for condition in conditions {
                let fresh = try RunStore(path: folder + "/runs.db").lazyTable()
                let found = try fresh.where(condition)
                #expect(found.source != nil, "\(condition.text) is not asked of the store")
                let wanted = numbers(try whole.where(condition))
                #expect(!wanted.isEmpty && wanted.count < 400)
                #expect(numbers(found) == wanted, "\(condition.text)")
            }
        }
    }

    @Test(arguments: ["id", "model", "when", "seconds", "seed", "ndcg@10", "hr@10", "dataset", "factors"])
    func orderIsTheOneInMemory(column: String) throws {
        try withFolder { folder in
            let store = try store(folder)
            var whole = try store.lazyTable()
            whole.rows = whole.rows
            for descending in [false, true] {
                let wanted = numbers(try whole.sorted(by: column, descending: descending))
                let lazy = try store.lazyTable().sorted(by: column, descending: descending)
                #expect(numbers(lazy) == wanted)
                for count in [0, 1, 20, 300, 1000] {
                    #expect(numbers(lazy.taking(count)) == Array(wanted.prefix(count)))
                }
            }
        }
    }

    @Test func theLastOnesAndWhatCannotBeAsked() throws {
        try withFolder { folder in
            let store = try store(folder)
            #expect(numbers(try store.lazyTable().taking(-3)) == [398, 399, 400])
            #expect(numbers(try store.lazyTable().taking(2)) == [1, 2])
            // Anything but comparisons with literals is answered in memory, as are conditions behind a take.
            for text in ["model == name", "ndcg@10 > 0.5 or seed == 1", "factors * 2 == 64", "nosuch == 1"] {
                let condition = Written(text: text, answer: { row in .truth(row("model")?.text == "als") })
                let found = try store.lazyTable().where(condition)
                #expect(found.source == nil && found.rows.count == 134)
            }
            let few = try store.lazyTable().taking(4)
            let condition = Written(text: "model == \"als\"", answer: { .truth($0("model")?.text == "als") })
            #expect(numbers(try few.where(condition)) == [1, 4])
        }
    }

    @Test func sqlReadsAndNeverWrites() throws {
        try withFolder { folder in
            let store = try store(folder)
            let table = try store.query(
                "SELECT model, count(*) AS runs FROM run GROUP BY model ORDER BY model;")
            #expect(table.columns.map(\.name) == ["model", "runs"])
            #expect(table.rows.map { $0[1].number ?? 0 } == [134, 133, 133])
            #expect(try store.query("SELECT id FROM run", atMost: 10).rows.count == 10)
            for wrong in [
                "DELETE FROM run", "UPDATE run SET note = 'x'", "DROP TABLE run", "SELEC 1",
                "SELECT * FROM nosuch",
                "PRAGMA journal_mode = DELETE", "ATTACH DATABASE '\(folder)/other.db' AS o",
                "SELECT 1; DELETE FROM run",
            ] {
                #expect(throws: Problem.self, "\(wrong)") { try store.query(wrong) }
            }
            #expect(try store.count() == 400)
            #expect(!FileManager.default.fileExists(atPath: folder + "/other.db"))
        }
    }

    @Test func runsOfAnotherStoreAreTakenOnce() throws {
        try withFolder { folder in
            let other = try store(folder)
            let here = try RunStore(path: folder + "/here.db")
            _ = try here.begin(sampleRun())
            let before = FileManager.default.contents(atPath: folder + "/runs.db")
            let first = try here.take(from: folder + "/runs.db")
            #expect(first.new == 400 && first.numbers[1] == 2 && first.numbers[400] == 401)
            #expect(try here.take(from: folder + "/runs.db").new == 0)
            #expect(try here.take(from: folder + "/here.db").new == 0)
            #expect(FileManager.default.contents(atPath: folder + "/runs.db") == before)
            for id: Int64 in [1, 37, 400] {
                let (a, b) = (try other.run(id), try here.run(id + 1))
                #expect(a.model == b.model && a.metrics.map(\.name) == b.metrics.map(\.name))
                #expect(a.settings.map(\.text) == b.settings.map(\.text) && a.verdict == b.verdict)
            }
            #expect(throws: Problem.self) { try here.take(from: folder + "/nosuch.db") }
        }
    }
}

/// A changed file is found, and a flipped bit named.
struct SourcePrintTests {
    @Test(arguments: [1, 7, 64, 65_536, 200_003]) func aFlippedBitIsLocated(size: Int) throws {
        try withFolder { folder in
            let path = folder + "/ratings.csv"
            var dice = Dice(size)
            let letters = Array("0123456789,\n".utf8)
            let bytes = (0..<size).map { _ in letters[Int(dice.uniform() * 12)] }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let print = try SourcePrint(path: path)
            #expect(print.change() == nil)
            for _ in 0..<20 {
                let (byte, bit) = (Int(dice.uniform() * Double(size)), Int(dice.uniform() * 8))
                var changed = bytes
                changed[byte] ^= 1 << UInt8(bit)
                try Data(changed).write(to: URL(fileURLWithPath: path))
                guard case .flipped(_, let foundByte, let foundBit, let row) = try #require(print.change())
                else {
                    Issue.record("byte \(byte), bit \(bit) of \(size) is not located")
                    continue
                }
                #expect(foundByte == byte && foundBit == bit)
                if !changed.contains(0) {
                    #expect(row == 1 + changed.prefix(byte).count { $0 == 10 })
                }
            }
        }
    }

    @Test func otherChangesAreNarrowedToABlock() throws {
        try withFolder { folder in
            let path = folder + "/ratings.csv"
            let text = String(repeating: "1,2,3\n", count: 40_000)
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let print = try SourcePrint(path: path)
            var bytes = Array(text.utf8)
            bytes[200_000] = 0x39
            bytes[200_007] = 0x39
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            guard case .changed(_, let from, _, let before, let after) = try #require(print.change()) else {
                Issue.record("two changed bytes are no flipped bit")
                return
            }
            #expect(from <= 200_000 && 200_000 < from + SourcePrint.block && before == after)
            try text.dropLast(6).write(to: URL(fileURLWithPath: path), atomically: true, encoding: .utf8)
            #expect(print.change()?.sentence.contains("239994 bytes") == true)
            try FileManager.default.removeItem(atPath: path)
            #expect(print.change() == .missing(path: path))
            let store = try RunStore(path: folder + "/runs.db")
            try store.keep([print], of: "d0")
            #expect(try store.sources(of: "d0") == [print])
        }
    }
}
