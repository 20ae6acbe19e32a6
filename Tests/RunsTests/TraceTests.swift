import Declarations
import Foundation
import Runs
import Testing

@Suite struct TraceTests {
    private let table = Table(
        "First", columns: [Table.Column("model"), Table.Column("ndcg@10")],
        rows: [
            [.word("als"), .measure(Measure(1.0 / 3, runs: [1]))],
            [.word("pop"), .measure(Measure(0.1, runs: [2]))],
        ])

    private func withExport(_ body: (RunStore, String) throws -> Void) throws {
        try withFolder { folder in
            let store = try RunStore(path: folder + "/runs.db")
            for _ in 0..<3 { try store.finish(try store.begin(sampleRun()), seconds: 1) }
            let path = folder + "/first.tex"
            try Data("\\begin{table} 0.333\n% \(Provenance.line([1, 2]))\n".utf8).write(
                to: URL(fileURLWithPath: path))
            try store.record(export: path, table: table, command: "export t first.tex")
            try body(store, path)
        }
    }

    @Test func leadsFromTheFileToItsRunsAndFromACellToItsRun() throws {
        try withExport { store, path in
            let trace = try store.trace(path)
            #expect(trace.state == .unchanged && trace.runs.map(\.id) == [1, 2] && trace.missingRuns.isEmpty)
            #expect(trace.record?.command == "export t first.tex")
            let cells = trace.cells.rows.map { $0.map(\.description).joined(separator: " ") }
            #expect(cells == ["1 als ndcg@10 0.3333333333333333 [1]", "2 pop ndcg@10 0.1 [2]"])
            #expect(trace.sentence.contains("is as it was exported on "))
        }
    }

    @Test func noticesChangesCopiesAndLoss() throws {
        try withExport { store, path in
            let copy = path + ".copy"
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            #expect(try store.trace(copy).state == .copy(of: path))
            try Data("edited\n% \(Provenance.line([2, 9]))\n".utf8).write(to: URL(fileURLWithPath: path))
            let changed = try store.trace(path)
            #expect(
                changed.state == .changed && changed.runs.map(\.id) == [1, 2] && changed.missingRuns == [9])
            try FileManager.default.removeItem(atPath: path)
            #expect(try store.trace(path).state == .missing)
        }
    }

    @Test func readsWhatAFileSaysItself() throws {
        try withExport { store, path in
            let folder = (path as NSString).deletingLastPathComponent
            let stranger = folder + "/stranger.md"
            try Data("| a |\n<!-- \(Provenance.line([3, 77])) -->".utf8).write(
                to: URL(fileURLWithPath: stranger))
            let trace = try store.trace(stranger)
            #expect(trace.state == .unrecorded && trace.runs.map(\.id) == [3] && trace.missingRuns == [77])
            let csv = folder + "/t.csv"
            try Data("a\n1\n".utf8).write(to: URL(fileURLWithPath: csv))
            #expect(throws: Problem.self) { try store.trace(csv) }
            try Data("{\"about\":\"\(Provenance.line([2]))\"}".utf8).write(
                to: URL(fileURLWithPath: Provenance.sidePath(of: csv)))
            #expect(try store.trace(csv).runs.map(\.id) == [2])
            let none = #expect(throws: Problem.self) { try store.trace(folder + "/none.tex") }
            #expect(none?.what.hasPrefix("there is no file") == true)
        }
    }

    @Test(.enabled(if: isInstalled("sha256sum"), "sha256sum is not installed"))
    func digestsAreThoseOfSha256sum() throws {
        try withFolder { folder in
            let store = try RunStore(path: folder + "/runs.db")
            for size in [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 70_000] {
                let path = "\(folder)/\(size)"
                try Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ size) }).write(
                    to: URL(fileURLWithPath: path))
                try store.record(export: path)
                let sum = try #require(try output(of: "sha256sum", [path]))
                #expect(try store.trace(path).record?.sha256 == String(sum.prefix(64)))
            }
        }
    }
}

@Suite struct OriginTests {
    @Test(.enabled(if: isInstalled("git"), "git is not installed"))
    func theCodeVersionNamesTheCommit() throws {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().path
        let head = try output(of: "git", ["-C", program, "rev-parse", "HEAD"])
        let words = CodeVersion.current.split(separator: " ").map(String.init)
        #expect(words.first == CodeVersion.release)
        if let head { #expect(words.contains(String(head.prefix(12)))) }
        let digest = try #require(words.firstIndex(of: "program").map { words[$0 + 1] })
        #expect(digest.count == 16 && digest.allSatisfy(\.isHexDigit))
    }

    @Test func theMachineHasAName() {
        #expect(Machine.summary.contains(" core"))
        #expect(Machine.summary.contains(" GB"))
        #expect(!Machine.host.isEmpty)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status"), "needs /proc"))
    func thePeakOfMemoryCountsFromWhereItIsForgotten() {
        let block = UnsafeMutableRawPointer.allocate(byteCount: 200_000_000, alignment: 4096)
        memset(block, 1, 200_000_000)
        let high = Machine.peakMemory
        block.deallocate()
        #expect(high > 200_000_000)
        Machine.forgetPeak()
        #expect(Machine.peakMemory < high)
    }

    @Test func momentsSortAsTheyRead() {
        #expect(Clock.text(1_700_000_000).count == 19)
        #expect(Clock.text(1_700_000_000) < Clock.text(1_700_100_000))
        #expect(Clock.text(.nan) == "")
    }
}
