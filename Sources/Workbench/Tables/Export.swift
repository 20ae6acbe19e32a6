import Declarations
import Rendering
import Runs

struct Export: Command {
    static let name = "export"
    static let summary =
        "Writes a table as CSV, Markdown, LaTeX, JSON, HTML or text, and keeps which runs stand behind it."
    static let example = """
        reel> models | select name summary | export results/models.csv
        wrote results/models.csv
        """

    @Argument("Table.") var table: Table
    @Argument("File; its ending says the format.") var path: FilePath
    @Setting("Format, where the ending does not say it.") var format: TableFormat? = nil
    @Setting("Caption; the table's title when left out.") var caption: String? = nil
    @Setting("LaTeX label.") var label: String? = nil
    @Setting("Writes a whole LaTeX document instead of a fragment.") var document = false
    @Setting("Sets the best number of each column in bold.") var bold = true
    @Setting("Underlines the second best.") var underline = false

    func run(in session: Session) throws -> Report {
        var options = ExportOptions(caption: caption, label: label)
        (options.document, options.bold, options.underline) = (document, bold, underline)
        let written = try Rendering.export(table, to: path.typed, as: format, options: options)
        if session.isRecording, !table.allRuns.isEmpty {
            try session.store.record(export: path.typed, table: table, command: session.call.text)
        }
        return Report("wrote \(written.joined(separator: ", "))", .text(path.typed))
    }
}
