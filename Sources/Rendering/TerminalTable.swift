import Declarations

/// A table in aligned columns under one rule, cut to the terminal's width.
///
/// Texts are shortened with "…" first; columns that still have no room continue in a second band below, led by the
/// first column again. A long table shows its first and last rows and says how many lie between.
struct TerminalTable {
    private let table: Table
    private let style: TerminalStyle
    /// Positions of the rows shown; `nil` stands for those left out.
    private let shown: [Int?]
    private let columns: [LaidColumn]

    private static let gap = "  "
    /// A text column is not made narrower than this while others can give way.
    private static let narrowest = 12
    /// Bands below each other; what does not fit in these is named and left out.
    private static let mostBands = 6

    init(_ table: Table, _ style: TerminalStyle) {
        (self.table, self.style) = (table, style)
        let count = table.rows.count
        if let limit = style.rows.map({ max(2, $0) }), count > limit {
            let head = (limit + 1) / 2
            shown = (0..<head).map { $0 } + [nil] + (count - (limit - head)..<count).map { $0 }
        } else {
            shown = table.rows.indices.map { $0 }
        }
        let rows = shown.compactMap { $0 }
        columns = Self.fitted(
            table.columns.indices.map { LaidColumn(table, $0, rows: rows, style) }, to: style.width)
    }

    /// Shortens the widest text columns until all columns stand beside each other, or until none can give more.
    private static func fitted(_ columns: [LaidColumn], to width: Int) -> [LaidColumn] {
        var columns = columns
        func total() -> Int { columns.reduce(0) { $0 + $1.width } + (columns.count - 1) * gap.count }
        var excess = columns.isEmpty ? 0 : total() - width
        while excess > 0 {
            let candidates = columns.indices.filter {
                !columns[$0].isNumeric && columns[$0].width > narrowest
            }
            guard let widest = candidates.max(by: { columns[$0].width < columns[$1].width }) else { break }
            let next = candidates.filter { $0 != widest }.map { columns[$0].width }.max() ?? narrowest
            let step = max(1, min(excess, columns[widest].width - max(narrowest, next)))
            columns[widest].width -= step
            excess -= step
        }
        for i in columns.indices where columns[i].width > width { columns[i].width = max(1, width) }
        return columns
    }

    var text: String {
        var lines = [String]()
        let title = Width.harmless(table.title)
        if !title.isEmpty { lines += Width.wrapped(title, to: style.width).map { style.paint($0, .bold) } }
        if table.columns.isEmpty { lines.append("(no columns)") }
        let (bands, left) = self.bands
        for (i, band) in bands.enumerated() {
            if i > 0 { lines.append("") }
            lines += self.band(band)
        }
        if table.rows.isEmpty, !table.columns.isEmpty { lines.append("(no rows)") }
        if !left.isEmpty {
            let names = left.map { Width.harmless(table.columns[$0].name) }.joined(separator: " ")
            let note = "… and \(left.count) more columns: \(names)"
            lines += Width.wrapped(note, to: style.width).map { style.paint($0, .dim) }
        }
        if !table.notes.isEmpty, !table.columns.isEmpty { lines.append("") }
        for note in table.notes {
            lines += Width.wrapped(Width.harmless(note), to: style.width).map { style.paint($0, .dim) }
        }
        return lines.joined(separator: "\n")
    }

    /// Columns of each band, and those for which there is no band.
    private var bands: (bands: [[Int]], left: [Int]) {
        var bands = [[Int]]()
        var (band, used) = ([Int](), 0)
        for i in columns.indices {
            let needs = columns[i].width + (band.isEmpty ? 0 : Self.gap.count)
            if !band.isEmpty, style.width != .max, used + needs > style.width {
                bands.append(band)
                let leader = columns[0].width + Self.gap.count
                // The first column leads each band, unless it would leave no room beside it.
                let leads = leader + columns[i].width <= style.width
                (band, used) = leads ? ([0, i], leader + columns[i].width) : ([i], columns[i].width)
            } else {
                band.append(i)
                used += needs
            }
        }
        if !band.isEmpty { bands.append(band) }
        let left = bands.dropFirst(Self.mostBands).flatMap { $0.filter { $0 > 0 } }
        return (Array(bands.prefix(Self.mostBands)), left)
    }

    private func band(_ band: [Int]) -> [String] {
        let heads = band.map { columns[$0].head(style) }
        let width = band.reduce(0) { $0 + columns[$1].width } + (band.count - 1) * Self.gap.count
        var lines = [
            trimmed(heads.joined(separator: Self.gap)),
            style.paint(String(repeating: style.line, count: width), .dim),
        ]
        var next = 0
        for row in shown {
            guard row != nil else {
                let count = table.rows.count - (shown.count - 1)
                lines.append(style.paint("\(style.unicode ? "⋮" : "...") \(count) more rows", .dim))
                continue
            }
            lines.append(trimmed(band.map { columns[$0].cell(next, style) }.joined(separator: Self.gap)))
            next += 1
        }
        return lines
    }
}

/// A column with its cells ready to be written.
private struct LaidColumn {
    let isNumeric: Bool
    var width: Int
    private let name: String
    private let cells: [String]
    private let paints: [TerminalStyle.Paint?]

    init(_ table: Table, _ column: Int, rows: [Int], _ style: TerminalStyle) {
        let format = Format(column: table.columns[column])
        let values = rows.map { table.cells($0)[column] }
        let parts = values.map { value in
            var cell = format.shown(value)
            cell.main = Width.harmless(cell.main)
            cell.mark = Width.harmless(cell.mark)
            return cell
        }
        isNumeric = parts.isNumeric
        name = Width.harmless(format.head)
        cells = isNumeric ? Self.aligned(parts) : parts.map { Self.joined($0) }
        let best = style.color ? table.places(column).best : []
        paints = zip(rows, values).map { row, value in
            if case .word(let word) = value, let color = TerminalStyle.color(ofVerdict: word) { return color }
            return best.contains(row) ? .bold : nil
        }
        width = max(Width.of(name), cells.map { Width.of($0) }.max() ?? 0)
    }

    /// Means under means, ± under ±, intervals under intervals, marks behind.
    private static func aligned(_ parts: [ShownCell]) -> [String] {
        func widest(_ part: KeyPath<ShownCell, String>) -> Int {
            parts.map { Width.of($0[keyPath: part]) }.max() ?? 0
        }
        let (main, sd, interval, mark) = (widest(\.main), widest(\.sd), widest(\.interval), widest(\.mark))
        return parts.map { cell in
            var text = Width.padded(cell.main.isEmpty ? "–" : cell.main, to: main, right: true)
            if sd > 0 {
                text += (cell.sd.isEmpty ? "   " : " ± ") + Width.padded(cell.sd, to: sd, right: true)
            }
            if interval > 0 { text += " " + Width.padded(cell.interval, to: interval, right: true) }
            if mark > 0 { text += " " + Width.padded(cell.mark, to: mark, right: false) }
            return text
        }
    }

    /// The parts of one cell behind each other.
    static func joined(_ cell: ShownCell) -> String {
        cell.main + (cell.sd.isEmpty ? "" : " ± \(cell.sd)")
            + (cell.interval.isEmpty ? "" : " \(cell.interval)")
            + (cell.mark.isEmpty ? "" : " \(cell.mark)")
    }

    func head(_ style: TerminalStyle) -> String {
        style.paint(Width.padded(Width.cut(name, to: width), to: width, right: isNumeric), .bold)
    }

    func cell(_ row: Int, _ style: TerminalStyle) -> String {
        let text = Width.padded(Width.cut(cells[row], to: width), to: width, right: isNumeric)
        return style.paint(text, paints[row])
    }
}
