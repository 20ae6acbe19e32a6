extension Script {
    /// Writes the page without its marks: margins, axes, titles, legend, rules and notes.
    mutating func page(_ figure: Figure, _ layout: Layout, _ style: PlotStyle) {
        add("set datafile separator tab")
        add("unset key")
        add("set lmargin at \(across(layout.left))")
        add("set rmargin at \(across(layout.right))")
        add("set tmargin at \(up(layout.top))")
        add("set bmargin at \(up(layout.bottom))")
        axes(figure, layout)
        words(figure, layout)
        for rule in figure.rules { draw(rule, figure, layout, style) }
        if figure.rules.contains(where: { !$0.label.isEmpty }) { labels(figure, layout, style) }
        legend(figure, layout, style)
    }

    private mutating func axes(_ figure: Figure, _ layout: Layout) {
        let isHeat = figure.heat != nil
        add("set border \(isHeat ? 0 : 3) linewidth 0.8 linecolor rgb '\(Colour.axis.hex)'")
        add("set tics out nomirror scale \(isHeat ? "0" : "0.5, 0.25") textcolor rgb '\(Colour.dim.hex)'")
        add("set xrange [\(cell(figure.x.low)):\(cell(figure.x.high))]")
        add("set yrange [\(cell(figure.y.low)):\(cell(figure.y.high))]")
        if figure.x.isLog { add("set logscale x") }
        if figure.y.isLog { add("set logscale y") }
        add("set xtics (\(ticks(layout.xTicks, figure.x.minor)))")
        add("set ytics (\(ticks(layout.yTicks, figure.y.minor)))")
        tickLabels(figure, layout)
        guard !isHeat else { return }
        let isPlane = figure.chart.layers.contains { if case .points = $0 { true } else { false } }
        let named = !figure.categories.isEmpty
        let grid = figure.isLying ? "xtics noytics" : named || !isPlane ? "noxtics ytics" : "xtics ytics"
        let thin = "linetype 1 linewidth 0.7 linecolor rgb '\(Colour.grid.hex)'"
        add("set grid \(grid) nomxtics nomytics back \(thin)")
        let values = figure.isLying ? figure.x : figure.y
        if !values.isLog, values.low < 0, values.high > 0 {
            let ends =
                figure.isLying
                ? "first 0, graph 0 to first 0, graph 1" : "graph 0, first 0 to graph 1, first 0"
            add("set arrow from \(ends) nohead back linewidth 0.8 linecolor rgb '\(Colour.axis.hex)'")
        }
    }

    private func ticks(_ ticks: [Scale.Tick], _ minor: [Double]) -> String {
        (ticks.map { "'' \(cell($0.at))" } + minor.map { "'' \(cell($0)) 1" }).joined(separator: ", ")
    }

    /// Writes the numbers and names along both axes. gnuplot would set them at distances that differ from one
    /// terminal to the next, and it takes tick labels for formats.
    private mutating func tickLabels(_ figure: Figure, _ layout: Layout) {
        let field = Field(figure, layout), font = layout.font
        let gap = figure.heat == nil ? font * 0.55 : font * 0.3
        for tick in layout.xTicks where !tick.label.isEmpty && figure.x.holds(tick.at) {
            let x = field.x(tick.at)
            if layout.isSlanted {
                text(
                    tick.label, x + font * 0.3, layout.bottom + gap + font * 0.25, .right, size: font,
                    turned: 40)
            } else {
                text(tick.label, x, layout.bottom + gap + font * 0.55, .center, size: font)
            }
        }
        for tick in layout.yTicks where !tick.label.isEmpty && figure.y.holds(tick.at) {
            let lines = tick.label.split(separator: "\n").map(String.init)
            for (i, line) in lines.enumerated() {
                let shift = (Double(i) - Double(lines.count - 1) / 2) * font * 1.05
                text(line, layout.left - gap, field.y(tick.at) + shift, .right, size: font)
            }
        }
    }

    private mutating func words(_ figure: Figure, _ layout: Layout) {
        var y = Layout.pad + layout.titleFont * 0.6
        for line in layout.title {
            text(line, Layout.pad, y, size: layout.titleFont, .ink, bold: true)
            y += layout.titleFont * 1.3
        }
        y -= (layout.titleFont - layout.font) * 0.6
        for line in layout.subtitle {
            text(line, Layout.pad, y, size: layout.font)
            y += layout.font * 1.3
        }
        let middle = ((layout.left + layout.right) / 2, (layout.top + layout.bottom) / 2)
        if !figure.xText.isEmpty {
            let room = (layout.size.width - 2 * Layout.pad) / layout.font
            text(fitted(figure.xText, into: room), middle.0, layout.xTitle, .center, size: layout.font, .ink)
        }
        if !figure.yText.isEmpty {
            let room = (layout.bottom - layout.top) * 1.15 / layout.font
            let title = fitted(figure.yText, into: room)
            // A title longer than its axis keeps its middle away from the page's edges.
            let half = width(of: title) * layout.font / 2 + 4
            let y = max(half, min(layout.size.height - half, middle.1))
            text(title, layout.yTitle, y, .center, size: layout.font, .ink, turned: 90)
        }
        y = layout.size.height - Layout.pad + layout.smallFont * 0.5
        for line in layout.notes.reversed() {
            y -= layout.smallFont * 1.35
            text(line, Layout.pad, y + layout.smallFont * 0.35, size: layout.smallFont)
        }
    }

    private mutating func draw(_ rule: Rule, _ figure: Figure, _ layout: Layout, _ style: PlotStyle) {
        let at = "first \(cell(rule.at))"
        let ends =
            rule.direction == .horizontal
            ? "graph 0, \(at) to graph 1, \(at)" : "\(at), graph 0 to \(at), graph 1"
        add(
            "set arrow from \(ends) nohead front linewidth 1.2 dashtype (6,4)"
                + " linecolor rgb '\(colour(of: rule, figure, style).hex)'")
    }

    func colour(of rule: Rule, _ figure: Figure, _ style: PlotStyle) -> Colour {
        guard let series = rule.series, figure.series.contains(series) else { return .rule }
        return style.look(figure.index(of: series)).colour
    }

    /// Labels of rules: on a level rule above its right end; beside an upright one, each a line lower than
    /// the last.
    private mutating func labels(_ figure: Figure, _ layout: Layout, _ style: PlotStyle) {
        let font = layout.font - 1
        var row = 0.0
        for rule in figure.rules where !rule.label.isEmpty {
            let colour = colour(of: rule, figure, style)
            let label = fitted(rule.label, into: (layout.right - layout.left) * 0.9 / font)
            if rule.direction == .horizontal {
                let y = layout.bottom - figure.y.part(rule.at) * (layout.bottom - layout.top)
                let above = y - font * 0.75 > layout.top - font ? y - font * 0.7 : y + font * 0.8
                text(label, layout.right - 2, above, .right, size: font, colour)
                continue
            }
            let x = layout.left + figure.x.part(rule.at) * (layout.right - layout.left)
            let isRight = x + width(of: label) * font + 8 < layout.size.width
            let y = layout.top + font * (0.7 + row)
            text(label, isRight ? x + 6 : x - 6, y, isRight ? .left : .right, size: font, colour)
            row += 1.4
        }
    }

    private mutating func legend(_ figure: Figure, _ layout: Layout, _ style: PlotStyle) {
        for (i, entry) in layout.legend.enumerated() {
            let look = style.look(i)
            let (x, y, sample) = (entry.x, entry.y, layout.sample)
            switch figure.chart.layers.first(where: { $0.seriesName == figure.series[i] }) {
            case .line?:
                add(
                    "set arrow from \(across(x)), \(up(y)) to \(across(x + sample)), \(up(y)) nohead front"
                        + " linewidth 2 dashtype \(look.dash) linecolor rgb '\(look.colour.hex)'")
                point(x + sample / 2, y, look)
            case .points?: point(x + sample / 2, y, look)
            default:
                let half = layout.font * 0.42
                add(
                    "set object rectangle from \(across(x + sample / 2 - half)), \(up(y + half)) to"
                        + " \(across(x + sample / 2 + half)), \(up(y - half)) front fillstyle solid noborder"
                        + " fillcolor rgb '\(look.colour.hex)'")
            }
            text(entry.name, x + sample + layout.font * 0.4, y, size: layout.font, .ink)
        }
    }

    private mutating func point(_ x: Double, _ y: Double, _ look: PlotStyle.Look) {
        add(
            "set label '' at \(across(x)), \(up(y)) front point pointtype \(look.point) pointsize 0.8"
                + " linecolor rgb '\(look.colour.hex)'")
    }
}

extension PlotStyle {
    /// What tells one series from the others, besides its colour.
    struct Look {
        var colour: Colour
        /// A point type of gnuplot's cairo and SVG terminals.
        var point: Int
        /// A dash type, as gnuplot writes it.
        var dash: String
    }

    /// The look of the series at `index`: colours come round after eight, with other shapes and dashes each
    /// time.
    func look(_ index: Int) -> Look {
        // Disc, square, triangle, lozenge, triangle down, pentagon; then the same, hollow.
        let points = [7, 5, 9, 13, 11, 15, 6, 4, 8, 12, 10, 14]
        let dashes = ["1", "(10,4)", "(4,3)", "(12,3,3,3)", "(18,5)", "(8,3,2,3,2,3)", "(2,3)"]
        return Look(
            colour: colours.isEmpty ? .ink : colours[index % colours.count],
            point: points[index % points.count],
            dash: dashes[index % dashes.count])
    }
}
