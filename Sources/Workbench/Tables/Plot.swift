import Charts
import Declarations
import Foundation
import Rendering

struct Plot: Command {
    static let name = "plot"
    static let summary = "Draws a table: into a file (SVG, PNG, PDF) or, without one, into the terminal."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> describe | plot kind=long-tail to=results/tail.svg
        wrote results/tail.svg, results/tail.gp, results/tail.dat
        figure: …
        """

    @Argument("Table; one that has others behind it is looked through for the kind asked for.") var table:
        Table
    @Setting("Kind of chart; the table's shape decides when left out.") var kind: PlotKind? = nil
    @Setting("File to draw into; its ending says the format.") var to: FilePath? = nil
    @Setting("Column laid out across.") var x: ColumnName? = nil
    @Setting("Columns of values.") var y: [ColumnName] = []
    @Setting("Column whose words tell the series apart.") var by: ColumnName? = nil
    @Setting("Title; the table's own when left out.") var title: String? = nil
    @Setting("Logarithmic axis across.") var logX: Bool? = nil
    @Setting("Logarithmic axis upwards.") var logY: Bool? = nil
    @Setting("Width of the picture.", 120...10_000, unit: "px") var width = 720
    @Setting("Height of the picture.", 90...10_000, unit: "px") var height = 440

    func run(in session: Session) throws -> Report {
        // A description has its long tail behind it, a diagnosis its spectrum, a run its epochs.
        let behind = kind.flatMap { table.companions[$0.rawValue] }
        let source = behind ?? table
        let chart = try chart(
            of: source, kind: kind, x: x?.name, y: y.map(\.name), by: by?.name, title: title, logX: logX,
            logY: logY)
        guard let to else {
            let drawing = try draw(chart, columns: session.columns, rows: session.rows)
            return Report(.nothing, [.drawing(drawing)])
        }
        let written = try draw(chart, to: to.typed, size: Size(Double(width), Double(height)))
        let runs = source.allRuns.isEmpty ? table.allRuns : source.allRuns
        if session.isRecording, !runs.isEmpty {
            try session.store.record(export: to.typed, table: source, runs: runs, command: session.call.text)
        }
        return Report(
            .text(to.typed),
            [.text("wrote \(written.joined(separator: ", "))"), .figure(path: to.typed, title: chart.title)])
    }
}
