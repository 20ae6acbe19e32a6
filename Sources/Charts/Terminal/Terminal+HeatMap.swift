extension Terminal {
    /// Draws a matrix: with its numbers where they fit, else as blocks of colour, or shades where there is no
    /// colour.
    mutating func drawHeat(_ figure: Figure) {
        guard let map = figure.heat else { return }
        frame(figure) { _ in "■" }
        foot -= 1
        colourBar(figure, foot)
        let widest = min(canvas.columns / 4, map.rows.map { cells($0) }.max() ?? 0)
        let room = (columns: canvas.columns - widest - 1, rows: foot - top - 1)
        let wide = min(10, room.columns / max(1, map.columns.count))
        if wide >= 5, map.rows.count <= room.rows {
            numbers(figure, map, widest, wide)
        } else {
            blocks(figure, map, widest, room)
        }
    }

    private mutating func numbers(_ figure: Figure, _ map: HeatMap, _ widest: Int, _ wide: Int) {
        let texts = Charts.numbers(map.values.flatMap(\.self))
        for (j, name) in map.columns.enumerated() {
            canvas.write(
                padded(shortened(name, to: wide - 1), to: wide - 1, right: true), widest + 1 + j * wide, top)
        }
        for (i, name) in map.rows.enumerated() {
            let row = top + 1 + i
            canvas.write(padded(name, to: widest, right: true), 0, row)
            for (j, value) in map.values[i].enumerated() {
                let text = padded(texts[i * map.columns.count + j], to: wide - 1, right: true) + " "
                let inks = colours && value.isFinite ? figure.inks(of: value) : nil
                canvas.write(text, widest + 1 + j * wide, row, inks?.text, ground: inks?.ground)
            }
        }
        canvas.remove(rows: top + 1 + map.rows.count..<foot)
    }

    /// Two rows of the matrix to a row of cells; a matrix larger than the room is averaged down.
    private mutating func blocks(
        _ figure: Figure, _ map: HeatMap, _ widest: Int, _ room: (columns: Int, rows: Int)
    ) {
        let halves = colours ? 2 : 1
        let rows = min(map.rows.count, room.rows * halves), columns = min(map.columns.count, room.columns)
        let stretch = max(1, min(4, room.columns / max(1, columns)))
        func part(_ i: Int, _ j: Int) -> Double? {
            let across = j * map.columns.count / columns..<(j + 1) * map.columns.count / columns
            let down = i * map.rows.count / rows..<(i + 1) * map.rows.count / rows
            let values = down.flatMap { row in across.map { map.values[row][$0] } }.filter(\.isFinite)
            return mean(values)
        }
        let shades: [Character] = [" ", "░", "▒", "▓", "█"]
        for i in stride(from: 0, to: rows, by: halves) {
            let row = top + i / halves
            if halves == 1 || rows <= room.rows || i % (2 * halves) == 0 {
                canvas.write(padded(map.rows[i * map.rows.count / rows], to: widest, right: true), 0, row)
            }
            for j in 0..<columns * stretch {
                let column = widest + 1 + j
                let upper = part(i, j / stretch)
                if halves == 1 {
                    canvas.put(
                        upper.map { shades[min(4, Int(figure.heatScale.part($0) * 5))] } ?? "·", column, row)
                    continue
                }
                let lower = i + 1 < rows ? part(i + 1, j / stretch) : nil
                var cell = Canvas.Cell()
                cell.character = upper == nil && lower == nil ? " " : upper == nil ? "▄" : "▀"
                cell.ink = (upper ?? lower).map { figure.inks(of: $0).ground }
                if upper != nil { cell.ground = lower.map { figure.inks(of: $0).ground } }
                canvas[column, row] = cell
            }
        }
        let last = top + (rows + halves - 1) / halves
        canvas.remove(rows: min(foot, last + 1)..<foot)
        guard let first = map.columns.first, let end = map.columns.last else { return }
        let half = max(4, columns * stretch / 2 - 1)
        canvas.write(shortened(first, to: half), widest + 1, last, Self.dim)
        if map.columns.count > 1, columns * stretch >= 10 {
            let text = padded(shortened(end, to: half), to: half, right: true)
            canvas.write(text, widest + 1 + columns * stretch - half, last, Self.dim)
        }
    }

    private mutating func colourBar(_ figure: Figure, _ row: Int) {
        let scale = figure.heatScale
        let label = figure.heat?.label ?? ""
        let low = number(scale.low), high = number(scale.high)
        canvas.write(low, 1, row)
        let start = cells(low) + 2, width = min(24, canvas.columns / 3)
        let shades: [Character] = [" ", "░", "▒", "▓", "█"]
        for i in 0..<width {
            let part = Double(i) / Double(width - 1)
            if colours {
                let value = scale.low + part * (scale.high - scale.low)
                canvas.put("█", start + i, row, figure.inks(of: value).ground)
            } else {
                canvas.put(shades[min(4, Int(part * 5))], start + i, row)
            }
        }
        canvas.write(high + (label.isEmpty ? "" : "  " + label), start + width + 1, row)
    }
}
