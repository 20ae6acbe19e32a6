import Declarations

/// The one place that turns reports, values and tables into text.
///
/// Commands return values and print nothing; what a user sees in the terminal, in a rendered notebook, in a paper or on
/// a program's standard output comes from here.
public enum Rendering {
    /// A report for the terminal: aligned tables cut to its width, verdicts in colour and in words.
    public static func terminal(_ report: Report, style: TerminalStyle = TerminalStyle()) -> String {
        var text = "", wasText = true
        for block in report.blocks {
            let shown = TerminalText(style: style).block(block)
            guard !shown.isEmpty else { continue }
            // Sentences stand line by line; tables and drawings keep a line free.
            let isText = if case .text = block { true } else if case .figure = block { true } else { false }
            text += (text.isEmpty ? "" : isText && wasText ? "\n" : "\n\n") + shown
            wasText = isText
        }
        return text
    }

    /// A report as Markdown: tables with pipes, figures as images.
    public static func markdown(_ report: Report) -> String {
        report.blocks.map(MarkdownText.block).filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// A report as a fragment of HTML; everything is escaped.
    public static func html(_ report: Report) -> String {
        report.blocks.map { HTMLText.block($0) }.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// A value as JSON on one line, with numbers that read back equal.
    public static func json(_ value: Value) -> String { JSONText.value(value) }

    /// A table as a file's text. The runs behind it stand in a comment where the format has comments; CSV and JSON
    /// stay clean, see `sideText` and `export`.
    public static func table(
        _ table: Table, as format: TableFormat, options: ExportOptions = ExportOptions()
    ) throws -> String {
        switch format {
        case .csv: CSVText(options: options).table(table)
        case .markdown: MarkdownText.file(table, options)
        case .latex: LaTeXText(options: options).table(table)
        case .json: JSONText.file(table)
        case .text: TerminalText(style: .file).file(table, options)
        case .html: HTMLText.file(table, options)
        }
    }

    /// Which runs stand behind a table and behind each of its cells, as JSON; `nil` where there are none.
    public static func sideText(of table: Table) -> String? { JSONText.provenance(table) }

    /// Writes a table to a file, in the format that the name's extension says unless one is given, and beside a CSV or
    /// JSON file the runs behind it (`t.csv.runs.json`). Returns the paths written, the table's own first.
    @discardableResult
    public static func export(
        _ table: Table, to path: String, as format: TableFormat? = nil,
        options: ExportOptions = ExportOptions()
    ) throws -> [String] {
        let format = try format ?? TableFormat(path: path)
        try write(Self.table(table, as: format, options: options), to: path)
        guard options.runs, !format.hasComments, let side = sideText(of: table) else { return [path] }
        // A pipe or a device has no neighbours.
        guard isRegularFile(path) else { return [path] }
        let beside = Provenance.sidePath(of: path)
        try write(side, to: beside)
        return [path, beside]
    }
}
