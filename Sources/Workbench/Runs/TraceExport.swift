import Declarations
import Runs

struct TraceExport: Command {
    static let name = "trace"
    static let summary = "Walks from an exported file to the runs behind its numbers."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> split leave-last-out
        …
        reel> p = train popular
        …
        reel> evaluate p on=[hr@10] | export results/one.csv
        …
        reel> trace results/one.csv | select model verdict
        …
        popular  collapsed
        """

    @Argument("Exported file.") var path: FilePath

    func run(in session: Session) throws -> Report {
        let trace = try session.store.trace(path.typed)
        var table = RunStore.overview(of: trace.runs, style: metricColumn)
        table.title = "Runs behind \(path)"
        table.companions["cells"] = trace.cells
        if !trace.missingRuns.isEmpty {
            let missing = trace.missingRuns.map(String.init).joined(separator: ", ")
            table.notes.append("not in this store: run \(missing)")
        }
        let cells: [Block] = trace.cells.rows.isEmpty ? [] : [.table(trace.cells)]
        return Report(.table(table), [.text(trace.sentence), .table(table)] + cells)
    }
}
