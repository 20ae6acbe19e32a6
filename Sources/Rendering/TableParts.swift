import Declarations

/// A table's cells as papers and pages show them.
struct TableParts {
    let heads: [String]
    let isNumeric: [Bool]
    private let cells: [[ShownCell]]
    private let places: [(best: Set<Int>, second: Set<Int>)]

    init(_ table: Table, _ options: ExportOptions) {
        let formats = table.columns.map { Format(column: $0) }
        heads = formats.map(\.head)
        let shown = table.rows.indices.map { row in
            zip(formats, table.cells(row)).map { format, value in
                var cell = format.shown(value)
                if !options.spread { cell.sd = "" }
                if !options.intervals { cell.interval = "" }
                if !options.marks { cell.mark = "" }
                return cell
            }
        }
        let isNumeric = table.columns.indices.map { column in shown.map { $0[column] }.isNumeric }
        self.isNumeric = isNumeric
        cells = shown.map { row in
            zip(row, isNumeric).map { cell, isNumeric in
                isNumeric && cell.main.isEmpty ? ShownCell(main: "–") : cell
            }
        }
        places = table.columns.indices.map { options.bold || options.underline ? table.places($0) : ([], []) }
        (bold, underline) = (options.bold, options.underline)
    }

    private let bold: Bool
    private let underline: Bool

    func cell(_ row: Int, _ column: Int) -> ShownCell { cells[row][column] }
    func isBest(_ row: Int, _ column: Int) -> Bool { bold && places[column].best.contains(row) }
    func isSecond(_ row: Int, _ column: Int) -> Bool { underline && places[column].second.contains(row) }

    /// What follows the number: " ± 0.0012 [0.102, 0.118] **".
    func tail(_ cell: ShownCell) -> String {
        (cell.sd.isEmpty ? "" : " ± \(cell.sd)") + (cell.interval.isEmpty ? "" : " \(cell.interval)")
            + (cell.mark.isEmpty ? "" : " \(cell.mark)")
    }
}
