extension Terminal {
    /// Draws bars that lie, one row each: full up to the value, shaded along the interval, numbers behind.
    mutating func drawBars(_ figure: Figure) {
        frame(figure) { _ in "■" }
        let all = figure.barSeries, count = figure.categories.count
        let limit = canvas.columns * 2 / 5
        let names = distinct(figure.categories) { cells($0) <= limit }
        let widest = min(limit, names.map { cells($0) }.max() ?? 0)
        let texts = texts(of: figure)
        let behind = (texts.joined().map { cells($0) }.max() ?? 0) + 2
        let left = widest + 2, width = max(4, canvas.columns - widest - 2 - behind)
        let room = foot - top - (figure.xText.isEmpty ? 0 : 1)
        let gap = all.count > 1 && count * (all.count + 1) - 1 <= room ? 1 : 0
        let shown = count * (all.count + gap) - gap <= room ? count : max(0, (room - 1) / all.count)
        var row = top
        for (c, category) in figure.categories.prefix(shown).enumerated() {
            canvas.write(padded(names[c], to: widest, right: true), 0, row + (all.count - 1) / 2)
            for (k, series) in all.enumerated() {
                canvas.put("│", left - 1, row, Self.dim)
                if let i = series.bars.firstIndex(where: { $0.category == category }) {
                    let ink = ink(figure.index(of: series.name))
                    let end = bar(series.bars[i], figure.x, left, width, row, ink)
                    canvas.write(texts[k][i], end + 2, row)
                }
                row += 1
            }
            if gap > 0, c + 1 < count {
                canvas.put("│", left - 1, row, Self.dim)
                row += 1
            }
        }
        if shown < count {
            canvas.write("… and \(count - shown) more", 0, row, Self.dim)
            row += 1
        }
        if !figure.xText.isEmpty {
            canvas.write(shortened(figure.xText, to: max(4, canvas.columns - left)), left, row, Self.dim)
            row += 1
        }
        canvas.remove(rows: min(row, foot)..<foot)
    }

    /// Values with their intervals, all to the same digits.
    private func texts(of figure: Figure) -> [[String]] {
        let bars = figure.barSeries.flatMap(\.bars)
        var texts = numbers(bars.flatMap { [$0.value, $0.low ?? .nan, $0.high ?? .nan] })[...]
        return figure.barSeries.map { series in
            series.bars.map { bar in
                let (value, low, high) = (texts.removeFirst(), texts.removeFirst(), texts.removeFirst())
                return bar.low == nil || bar.high == nil ? value : "\(value) [\(low), \(high)]"
            }
        }
    }

    /// Draws one bar and answers the last column it takes.
    private mutating func bar(
        _ bar: Bars.Bar, _ scale: Scale, _ left: Int, _ width: Int, _ row: Int, _ ink: Canvas.Ink
    ) -> Int {
        func eighths(_ x: Double) -> Int {
            Int((min(1, max(0, scale.part(x))) * Double(width * 8)).rounded())
        }
        let zero = eighths(scale.isLog ? scale.low : 0), value = eighths(bar.value)
        // Blocks fill a cell from its left in eighths; a bar to the left of zero begins with a whole cell.
        let from = min(zero, value) / 8, to = max(zero, value)
        let partial: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        for cell in from..<max(from, to / 8) { canvas.put("█", left + cell, row, ink) }
        if to % 8 > 0 { canvas.put(partial[to % 8], left + to / 8, row, ink) }
        var end = left + max(zero, value, 1) / 8 - ((max(zero, value) % 8 == 0) ? 1 : 0)
        if let low = bar.low, let high = bar.high {
            let first = eighths(low) / 8, last = max(first, (eighths(high) - 1) / 8)
            for cell in first...last where cell != to / 8 || to % 8 == 0 {
                canvas.put(cell >= from && cell < to / 8 ? "▓" : "░", left + cell, row, ink)
            }
            end = max(end, left + last)
        }
        if scale.low < 0, to / 8 <= zero / 8 { canvas.put("│", left + zero / 8, row, Self.dim) }
        return max(end, left - 1)
    }
}
