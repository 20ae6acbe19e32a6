import Declarations
import Testing

@Suite struct TableOperationsTests {
    /// A condition given as a function of the row.
    struct When: Deferred {
        let text = "a condition"
        let body: @Sendable ((String) -> Value?) throws -> Value
        func value(with row: (String) -> Value?) throws -> Value { try body(row) }
    }

    private let table = Table(
        columns: [
            Table.Column("model"), Table.Column("ndcg@10", decimals: 4, better: .higher),
            Table.Column("seed"),
        ],
        rows: [
            [.word("als"), .measure(Measure(0.2, runs: [1])), .number(0)],
            [.word("ease"), .nothing, .number(0)],
            [.word("als"), .measure(Measure(0.4, runs: [2])), .number(1)],
            [.word("bpr"), .number(.nan), .number(0)],
            [.word("pop"), .number(0.1), .number(0)],
        ])

    private func models(_ table: Table) -> [String] { table.rows.map { $0[0].text ?? "" } }
    private func above(_ bound: Double, _ column: String = "ndcg@10") -> When {
        When { row in
            guard let value = row(column) else { throw Problem("\(column) is a word, not a number") }
            guard let x = value.number else { throw Problem("nothing is not a number") }
            return .truth(x > bound)
        }
    }

    @Test func columnsInTheBackgroundAreNotShownButThere() throws {
        var wide = table
        wide.columns += [Table.Column("note"), Table.Column("factors")]
        for k in wide.rows.indices { wide.rows[k] += [.nothing, .number(Double(k))] }
        #expect(wide.abridged.columns.count == 5)
        wide.background = ["factors"]
        #expect(wide.abridged.columns.map(\.name) == ["model", "ndcg@10", "seed"])
        #expect(wide.abridged.notes == ["2 more columns are there for where, sort and select"])
        #expect(wide.taking(2).abridged.columns.count == 3 && wide.taking(2).columns.count == 5)
        #expect(try wide.selecting(["model", "factors"]).abridged.columns.count == 2)
    }

    /// Rows that nobody must ask for.
    private struct Untouched: RowSource {
        func rows() throws -> [[Value]] { throw Problem("the rows were fetched") }
        func filtered(by condition: any Deferred) -> (any RowSource)? { self }
        func sorted(by keys: [SortKey]) -> (any RowSource)? { self }
        func taking(_ count: Int) -> (any RowSource)? { self }
    }

    /// A pipeline's steps report tables on the way, whose rows must stay where they are.
    @Test func aReportOfATableDoesNotFetchItsRows() throws {
        var lazy = Table(columns: [Table.Column("id"), Table.Column("note")], source: Untouched())
        lazy.background = ["note"]
        let report = Report(try lazy.sorted(by: "id").taking(2))
        guard case .table(let table)? = report.blocks.first else {
            Issue.record("a table is its own picture")
            return
        }
        #expect(table.source != nil && table.problem == nil)
    }

    @Test func whereKeepsRowsThatHoldAndLeavesOutThoseWithoutAValue() throws {
        #expect(models(try table.where(above(0.15))) == ["als", "als"])
        #expect(models(try table.where(above(0))) == ["als", "als", "pop"])
    }

    @Test func whereExplainsAMisspeltColumn() {
        let problem = #expect(throws: Problem.self) { try table.where(above(0, "ndgc@10")) }
        #expect(problem?.remedy == "did you mean the column ndcg@10?")
        let never = #expect(throws: Problem.self) { try table.where(When { .truth($0("modle") != nil) }) }
        #expect(never == Problem("there is no column named modle", remedy: "did you mean model?"))
        #expect(throws: Problem.self) { try table.where(When { _ in .number(1) }) }
    }

    @Test func sortIsStableAndPutsMissingLastInBothDirections() throws {
        #expect(models(try table.sorted(by: "ndcg@10")) == ["pop", "als", "als", "ease", "bpr"])
        let down = try table.sorted(by: "ndcg@10", descending: true)
        #expect(down.rows.map { $0[1].number ?? -1 }.prefix(3) == [0.4, 0.2, 0.1])
        #expect(models(down).suffix(2) == ["ease", "bpr"])
        #expect(models(try table.sorted(by: "seed")) == ["als", "ease", "bpr", "pop", "als"])
        let both = try table.sorted(by: [SortKey("seed", descending: true), SortKey("model")])
        #expect(models(both) == ["als", "als", "bpr", "ease", "pop"])
        #expect(throws: Problem.self) { try table.sorted(by: "sede") }
    }

    @Test func selectKeepsAndRenames() throws {
        let chosen = try table.selecting(["seed", "model"], renamed: ["model": "recipe"])
        #expect(chosen.columns.map(\.name) == ["seed", "recipe"])
        #expect(chosen.rows[1][1].text == "ease")
        let unknown = #expect(throws: Problem.self) { try table.selecting(["modell"]) }
        #expect(unknown?.remedy == "did you mean model?")
        #expect(throws: Problem.self) { try table.selecting(["seed", "model"], renamed: ["model": "seed"]) }
        #expect(throws: Problem.self) { try table.selecting(["seed"], renamed: ["model": "x"]) }
    }

    @Test func takeCountsFromEitherEnd() {
        #expect(models(table.taking(2)) == ["als", "ease"])
        #expect(models(table.taking(-2)) == ["bpr", "pop"])
        #expect(
            table.taking(0).rows.isEmpty && table.taking(99).rows.count == 5
                && table.taking(.min).rows.count == 5)
    }

    /// Mean and sample standard deviation of 0.2 and 0.4: 0.3 and √0.02.
    @Test func groupAggregatesInOrderOfFirstOccurrence() throws {
        let grouped = try table.grouped(
            by: ["model"],
            [
                Aggregate(.count), Aggregate(.spread, of: "ndcg@10"), Aggregate(.sd, of: "ndcg@10"),
                Aggregate(.max, of: "seed", as: "last"),
            ])
        #expect(grouped.columns.map(\.name) == ["model", "count", "ndcg@10", "sd-ndcg@10", "last"])
        #expect(grouped.columns[2].better == .higher && grouped.columns[2].decimals == 4)
        #expect(models(grouped) == ["als", "ease", "bpr", "pop"])
        guard case .measure(let measure) = grouped.rows[0][2] else {
            Issue.record("mean ± sd must be a measure")
            return
        }
        #expect(abs(measure.mean - 0.3) < 1e-15 && measure.runs == [1, 2])
        #expect(abs((measure.sd ?? 0) - 0.02.squareRoot()) < 1e-15)
        #expect(grouped.rows[0][4].number == 1)
        #expect(
            grouped.rows[1][1].number == 1 && grouped.rows[1][2].isMissing && grouped.rows[3][3].isMissing)
    }

    @Test func groupWithoutKeysIsTheWholeTable() throws {
        let all = try table.grouped(
            by: [], [Aggregate(.count), Aggregate(.count, of: "ndcg@10"), Aggregate(.sum, of: "seed")])
        #expect(all.rows[0].map { $0.number ?? -1 } == [5, 3, 1])
        #expect(try Table(columns: [Table.Column("a")]).grouped(by: []).rows[0][0].number == 0)
        #expect(throws: Problem.self) { try table.grouped(by: ["modl"]) }
        let text = #expect(throws: Problem.self) {
            try table.grouped(by: [], [Aggregate(.mean, of: "model")])
        }
        #expect(text?.what == "mean of model needs numbers, but one cell is a word: als")
        #expect(throws: Problem.self) { try table.grouped(by: [], [Aggregate(.mean)]) }
        #expect(throws: Problem.self) { try table.grouped(by: [], [Aggregate(.count), Aggregate(.count)]) }
    }

    @Test func provenanceReadsBackWhatItWrites() {
        #expect(Provenance.runs(in: "x\n% \(Provenance.line([12, 14]))\n9 lives") == [12, 14])
        #expect(
            Provenance.runs(in: "<!-- \(Provenance.line([3])) --><!-- \(Provenance.line([1, 3])) -->") == [
                1, 3,
            ])
        #expect(Provenance.runs(in: "no runs 1 2") == [])
    }
}
