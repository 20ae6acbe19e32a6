/// A grid of characters with colours, and dots of braille in it: two across and four down in each cell.
struct Canvas {
    /// A terminal's colours, by number in the palette of 256.
    typealias Ink = UInt8
    struct Cell {
        var character: Character = " "
        var ink: Ink?
        var ground: Ink?
        var isBold = false
        /// The right half of a wide character holds nothing of its own.
        var isCovered = false
    }

    let columns, rows: Int
    private var cells: [Cell]

    init(columns: Int, rows: Int) {
        (self.columns, self.rows) = (columns, rows)
        cells = Array(repeating: Cell(), count: columns * rows)
    }

    subscript(column: Int, row: Int) -> Cell? {
        get { contains(column, row) ? cells[row * columns + column] : nil }
        set { if let newValue, contains(column, row) { cells[row * columns + column] = newValue } }
    }

    private func contains(_ column: Int, _ row: Int) -> Bool {
        column >= 0 && column < columns && row >= 0 && row < rows
    }

    /// Takes rows out; what lies below moves up.
    mutating func remove(rows gone: Range<Int>) {
        guard !gone.isEmpty, gone.lowerBound >= 0, gone.upperBound <= rows else { return }
        cells.removeSubrange(gone.lowerBound * columns..<gone.upperBound * columns)
        cells += Array(repeating: Cell(), count: gone.count * columns)
    }

    mutating func put(_ character: Character, _ column: Int, _ row: Int, _ ink: Ink? = nil) {
        guard var cell = self[column, row] else { return }
        (cell.character, cell.ink) = (character, ink)
        self[column, row] = cell
    }

    /// Writes text from a cell on, cut at the right edge.
    mutating func write(
        _ text: String, _ column: Int, _ row: Int, _ ink: Ink? = nil, ground: Ink? = nil, bold: Bool = false
    ) {
        var column = column
        for character in text {
            let wide = Charts.cells(String(character))
            guard wide > 0 else { continue }
            guard column + wide <= columns else { return }
            self[column, row] = Cell(character: character, ink: ink, ground: ground, isBold: bold)
            if wide == 2 { self[column + 1, row] = Cell(ink: ink, ground: ground, isCovered: true) }
            column += wide
        }
    }

    /// Sets one dot of braille; `x` counts dots from the left, `y` from the top.
    mutating func dot(_ x: Int, _ y: Int, _ ink: Ink?) {
        guard x >= 0, y >= 0, var cell = self[x / 2, y / 4] else { return }
        // Bits of U+2800 + n: dots 1 2 3 7 down the left, 4 5 6 8 down the right.
        let bit: UInt32 = x % 2 == 0 ? [0x01, 0x02, 0x04, 0x40][y % 4] : [0x08, 0x10, 0x20, 0x80][y % 4]
        let present = cell.character.unicodeScalars.first?.value ?? 0
        let dots = (0x2800...0x28FF).contains(present) ? present : 0x2800
        cell.character = Unicode.Scalar(dots | bit).map(Character.init) ?? " "
        cell.ink = ink
        self[x / 2, y / 4] = cell
    }

    /// A straight line of dots (Bresenham 1965).
    mutating func line(from a: (x: Int, y: Int), to b: (x: Int, y: Int), _ ink: Ink?) {
        let dx = abs(b.x - a.x), dy = -abs(b.y - a.y)
        let stepX = a.x < b.x ? 1 : -1, stepY = a.y < b.y ? 1 : -1
        var (x, y, error) = (a.x, a.y, dx + dy)
        // Ends lie on the canvas or next to it, so the walk is short.
        while true {
            dot(x, y, ink)
            if x == b.x, y == b.y { return }
            let twice = 2 * error
            if twice >= dy { (error, x) = (error + dy, x + stepX) }
            if twice <= dx { (error, y) = (error + dx, y + stepY) }
        }
    }

    /// Lines of text without blanks at their ends; with colours where they are wanted.
    func text(colours: Bool) -> String {
        (0..<rows).map { row in
            var line = "", style = ""
            let cells = cells[row * columns..<(row + 1) * columns]
            let last = cells.lastIndex { $0.character != " " || $0.ground != nil } ?? cells.startIndex - 1
            for i in cells.startIndex..<max(cells.startIndex, last + 1) {
                let cell = cells[i]
                if cell.isCovered { continue }
                let wanted = colours ? cell.style : ""
                if wanted != style {
                    line += "\u{1B}[0" + wanted + "m"
                    style = wanted
                }
                line.append(cell.character)
            }
            return style.isEmpty ? line : line + "\u{1B}[0m"
        }.joined(separator: "\n")
    }
}

extension Canvas.Cell {
    fileprivate var style: String {
        (isBold ? ";1" : "") + (ink.map { ";38;5;\($0)" } ?? "") + (ground.map { ";48;5;\($0)" } ?? "")
    }
}

extension Figure {
    /// Steps of a heat map's colours in a terminal's palette of 256, dark to light or from blue to red. The
    /// palette has too few dark colours to come near viridis by rounding.
    private var inks: [Canvas.Ink] {
        heatScale.low < 0 && heatScale.high > 0
            ? [25, 67, 110, 153, 255, 223, 209, 167, 124] : [53, 54, 25, 31, 36, 77, 149, 227]
    }

    /// The colour of a value, and one that can be read on it.
    func inks(of value: Double) -> (ground: Canvas.Ink, text: Canvas.Ink) {
        let part = min(1, max(0, heatScale.part(value)))
        let ground = inks[min(inks.count - 1, Int(part * Double(inks.count)))]
        return (ground, [53, 54, 25, 31, 67, 167, 124].contains(ground) ? 231 : 16)
    }
}

extension Colour {
    /// The nearest of a terminal's 216 colours (six steps of each part: 0, 95, 135, 175, 215, 255).
    var ink: Canvas.Ink {
        let steps = [0, 95, 135, 175, 215, 255]
        func nearest(_ part: UInt8) -> Int {
            steps.indices.min { abs(steps[$0] - Int(part)) < abs(steps[$1] - Int(part)) } ?? 0
        }
        return Canvas.Ink(16 + 36 * nearest(red) + 6 * nearest(green) + nearest(blue))
    }
}
