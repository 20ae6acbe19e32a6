import Declarations
import Foundation

/// Draws a chart with characters: lines in braille dots, bars in eighths of blocks.
///
/// - Parameters:
///   - columns, rows: the room there is; the drawing takes no more.
///   - colours: whether colours may be used; by default unless `NO_COLOR` is set (no-color.org) or `TERM` is
///     `dumb`.
///     Without colours, series are told apart by their marks.
/// - Throws: `Problem` where the chart is empty or the room too small (40 by 10 is enough for everything).
public func draw(_ chart: Chart, columns: Int, rows: Int, colours: Bool? = nil) throws -> String {
    guard columns >= 24, rows >= 6 else {
        throw Problem(
            "a chart cannot be drawn in \(columns) columns and \(rows) rows",
            remedy: "make the window larger, or draw into a file")
    }
    let (columns, rows) = (min(columns, 400), min(rows, 200))
    var figure = try Figure(chart, ticks: (x: max(2, columns / 14), y: max(2, rows / 5)))
    var terminal = Terminal(columns: columns, rows: rows, colours: colours ?? wantsColours())
    if figure.heat != nil {
        terminal.drawHeat(figure)
    } else if !figure.categories.isEmpty, !figure.chart.layers.contains(where: \.isPlaced) {
        figure.lie()
        terminal.drawBars(figure)
    } else {
        terminal.drawPlane(figure)
    }
    return terminal.canvas.text(colours: terminal.colours).trimmingEnd()
}

private func wantsColours() -> Bool {
    let environment = ProcessInfo.processInfo.environment
    return (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
}

extension String {
    /// Without empty lines at the end.
    fileprivate func trimmingEnd() -> String {
        var lines = split(separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }
}

extension Layer {
    fileprivate var isPlaced: Bool {
        switch self {
        case .line, .points, .steps: true
        case .bars, .heatMap, .rule: false
        }
    }
}

/// A drawing in the terminal, with the rows at its top and foot that are taken already.
struct Terminal {
    var canvas: Canvas
    let colours: Bool
    /// The first row below the title, and the first row of the foot.
    var top = 0, foot = 0

    /// Okabe & Ito's colours in an order that can be read on black and on white; neither black nor yellow.
    static let inks = [0x56b4e9, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x0072b2, 0x999999].map {
        Colour(UInt32($0)).ink
    }
    static let marks: [Character] = ["●", "■", "▲", "◆", "▼", "○", "□", "△", "◇", "▽"]
    static let dim: Canvas.Ink = 244

    init(columns: Int, rows: Int, colours: Bool) {
        canvas = Canvas(columns: columns, rows: rows)
        self.colours = colours
    }

    func ink(_ series: Int) -> Canvas.Ink { Self.inks[series % Self.inks.count] }
    func mark(_ series: Int) -> Character { Self.marks[series % Self.marks.count] }

    /// Writes title, subtitle, legend and notes, and leaves `top..<foot` for the chart.
    mutating func frame(_ figure: Figure, swatch: (Int) -> Character) {
        let columns = canvas.columns
        foot = canvas.rows
        if !figure.chart.title.isEmpty {
            canvas.write(padded(figure.chart.title, to: columns), 0, 0, bold: true)
            top = 1
        }
        let isRoomy = canvas.rows >= 14
        if isRoomy, !figure.chart.subtitle.isEmpty {
            canvas.write(padded(figure.chart.subtitle, to: columns), 0, top, Self.dim)
            top += 1
        }
        if isRoomy {
            for note in figure.chart.notes.suffix(2).reversed() {
                foot -= 1
                canvas.write(padded(note, to: columns), 0, foot, Self.dim)
            }
        }
        let rows = legendRows(figure, columns)
        foot -= rows.count
        for (i, row) in rows.enumerated() {
            var column = 1
            for index in row {
                canvas.put(swatch(index), column, foot + i, ink(index))
                let name = shortened(figure.legend[index], to: columns / 2)
                canvas.write(name, column + 2, foot + i)
                column += cells(name) + 5
            }
        }
    }

    /// Series of the legend in rows that fit; three rows at most.
    private func legendRows(_ figure: Figure, _ columns: Int) -> [[Int]] {
        var rows: [[Int]] = []
        var used = 0
        for (index, name) in figure.legend.enumerated() {
            let wide = min(cells(name), columns / 2) + 5
            if rows.isEmpty || used + wide > columns {
                guard rows.count < 3 else { break }
                rows.append([])
                used = 1
            }
            rows[rows.count - 1].append(index)
            used += wide
        }
        return rows
    }
}
