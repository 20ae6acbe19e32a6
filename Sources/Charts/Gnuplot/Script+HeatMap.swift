extension Script {
    /// Draws a matrix as boxes of colour with a colour bar, and writes the numbers into the boxes where they
    /// fit.
    mutating func draw(_ map: HeatMap, _ figure: Figure, _ layout: Layout) {
        let scale = figure.heatScale
        let stops = figure.heatStops
        let parts = stops.enumerated().map { "\($0) '\($1.hex)'" }.joined(separator: ", ")
        add("set palette defined (\(parts))")
        add("set cbrange [\(cell(scale.low)):\(cell(scale.high))]")
        colourBar(figure, layout)

        let box = (
            width: (layout.right - layout.left) / Double(map.columns.count),
            height: (layout.bottom - layout.top) / Double(map.rows.count)
        )
        let texts = numbers(map, box.width, layout.font - 2, box.height)
        var rows: [[String]] = []
        for (i, row) in map.values.enumerated() {
            for (j, value) in row.enumerated() where value.isFinite {
                let ink = Colour.along(stops, scale.part(value)).luminance > 0.3 ? 0x222222 : 0xffffff
                rows.append(["\(j)", "\(i)", cell(value), "\(ink)", texts?[i][j] ?? ""])
            }
        }
        let data = data(
            map.label.isEmpty ? "matrix" : map.label, ["column", "row", "value", "ink", "text"], rows)
        // Small boxes overlap a little, as seams between them would show as a grid.
        let half = min(box.width, box.height) > 14 ? "0.48" : "0.55"
        plots.append(
            "\(data) using 1:2:($1-\(half)):($1+\(half)):($2-\(half)):($2+\(half)):3 with boxxyerror"
                + " fillstyle solid noborder fillcolor palette notitle")
        if texts != nil {
            plots.append(
                "\(data) using 1:2:5:4 with labels textcolor rgb variable"
                    + " font \(literal("\(font),\(short(layout.font - 2))")) notitle")
        }
    }

    /// The numbers of all boxes with as many digits as fit, or nothing where none do.
    private func numbers(_ map: HeatMap, _ width: Double, _ font: Double, _ height: Double) -> [[String]]? {
        guard height > font * 1.2, map.values.joined().count <= 900 else { return nil }
        let largest = map.values.joined().filter(\.isFinite).map(abs).max() ?? 0
        let isWhole = map.values.joined().allSatisfy { !$0.isFinite || $0 == $0.rounded() }
        guard largest < 1e6, isWhole || largest >= 0.01 else { return nil }
        for digits in isWhole ? [0] : largest >= 100 ? [1, 0] : [2, 1] {
            let texts = map.values.map { row in row.map { $0.isFinite ? fixed($0, digits) : "" } }
            let widest = texts.joined().map { Charts.width(of: $0) }.max() ?? 0
            if widest * font < width * 0.94 { return texts }
        }
        return nil
    }

    private mutating func colourBar(_ figure: Figure, _ layout: Layout) {
        let x = layout.right + layout.font * 1.2, width = layout.font * 1.1
        let height = layout.bottom - layout.top
        add(
            "set colorbox vertical user origin \(across(x)), \(up(layout.bottom)) size"
                + " \(across(width)), screen \(short(height / size.height)) noborder")
        add("unset cbtics")
        for tick in figure.heatScale.ticks where figure.heatScale.holds(tick.at) {
            let y = layout.bottom - figure.heatScale.part(tick.at) * height
            text(tick.label, x + width + layout.font * 0.35, y, size: layout.font)
        }
        guard let label = figure.heat?.label, !label.isEmpty else { return }
        let title = fitted(label, into: height / layout.font)
        let y = (layout.top + layout.bottom) / 2
        text(
            title, size.width - Layout.pad - layout.font * 0.6, y, .center, size: layout.font, .ink,
            turned: 90)
    }
}

extension Figure {
    /// Colours of a matrix: with values on both sides of zero, two colours that meet in white at zero.
    var heatStops: [Colour] { heatScale.low < 0 && heatScale.high > 0 ? Colour.blueRed : Colour.viridis }
}
