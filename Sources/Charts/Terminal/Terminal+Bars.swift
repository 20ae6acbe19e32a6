extension Terminal {
    /// Draws bars that lie, one row each: full up to the interval, shaded along it, the value behind.
    mutating func drawBars(_ figure: Figure) {
        frame(figure) { _ in "■" }
        let all = figure.barSeries
        if all.count > 1, top < foot - 2 { top += 1 }
        let labels = figure.categories
        let widest = min(canvas.columns * 2 / 5, labels.map { cells($0) }.max() ?? 0)
        let left = widest + 2
        let hasIntervals = all.contains { $0.bars.contains { $0.low != nil } }
        let texts = all.map { series in series.bars.map { value(of: $0, hasIntervals) } }
        let behind = (texts.joined().map { cells($0) }.max() ?? 0) + 2
        let width = max(4, canvas.columns - left - behind)
        let gap = all.count > 1 && figure.categories.count * (all.count + 1) <= foot - top ? 1 : 0
        var row = top
        for (c, category) in figure.categories.enumerated() {
            let needed = all.count + (c + 1 < figure.categories.count ? 1 : 0)
            guard row + needed <= foot - (figure.yText.isEmpty && figure.xText.isEmpty ? 0 : 1) + gap else {
                canvas.write("… and \(figure.categories.count - c) more", 0, min(row, foot - 1), Self.dim)
                row += 1
                break
            }
            let middle = row + (all.count - 1) / 2
            canvas.write(padded(category, to: widest, right: true), 0, middle)
            for (k, series) in all.enumerated() {
                canvas.put("│", left - 1, row, Self.dim)
                if let i = series.bars.firstIndex(where: { $0.category == category }) {
                    let end = bar(series.bars[i], figure.x, left, width, row, ink(figure.index(of: series.name)))
                    canvas.write(texts[k][i], end + 1, row)
                }
                row += 1
            }
            if gap > 0, c + 1 < figure.categories.count {
                canvas.put("│", left - 1, row, Self.dim)
                row += 1
            }
        }
        if !figure.xText.isEmpty, row < foot { canvas.write(figure.xText, left, row, Self.dim) }
    }

    private func value(of bar: Bars.Bar, _ hasIntervals: Bool) -> String {
        guard let low = bar.low, let high = bar.high else { return number(bar.value) }
        return "\(number(bar.value)) [\(number(low)), \(number(high))]"
    }

    /// Draws one bar and answers the last column it takes.
    private mutating func bar(
        _ bar: Bars.Bar, _ scale: Scale, _ left: Int, _ width: Int, _ row: Int, _ ink: Canvas.Ink
    ) -> Int {
        func eighths(_ x: Double) -> Int { Int((min(1, max(0, scale.part(x))) * Double(width * 8)).rounded()) }
        let zero = eighths(scale.isLog ? scale.low : 0)
        let value = eighths(bar.value)
        let from = min(zero, value), to = max(zero, value)
        let partial: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        for cell in from / 8..<max(from / 8, to / 8) { canvas.put("█", left + cell, row, ink) }
        if to % 8 > 0 { canvas.put(partial[to % 8], left + to / 8, row, ink) }
        if zero > 0, value < zero, from % 8 > 0 { canvas.put("█", left + from / 8, row, ink) }
        var end = left + max(to - 1, 0) / 8
        if let low = bar.low, let high = bar.high {
            let first = eighths(low) / 8, last = max(first, (eighths(high) - 1) / 8)
            let middle = value / 8
            for cell in first...last where cell != middle || last == first {
                canvas.put(cell < middle ? "▓" : "░", left + cell, row, ink)
            }
            end = max(end, left + last)
        }
        if scale.low < 0 { canvas.put("│", left + zero / 8, row, Self.dim) }
        return end
    }
}
