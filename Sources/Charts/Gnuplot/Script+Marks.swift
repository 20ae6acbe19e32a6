import Declarations

extension Script {
    /// Writes the marks: what the `plot` command draws, and the numbers it reads.
    mutating func marks(_ figure: Figure, _ layout: Layout, _ style: PlotStyle) {
        // Bands and areas lie below every line.
        for layer in figure.chart.layers {
            if case .line(let line) = layer { band(line, style.look(figure.index(of: line.name))) }
            if case .steps(let steps) = layer { area(steps, figure, style) }
        }
        for layer in figure.chart.layers {
            switch layer {
            case .line(let line):
                draw(line, style.look(figure.index(of: line.name)), isAlone: figure.series.count == 1)
            case .points(let points): draw(points, figure, layout, style)
            case .heatMap(let map): draw(map, figure, layout)
            case .bars, .steps, .rule: break
            }
        }
        bars(figure, layout, style)
    }

    private mutating func band(_ line: Line, _ look: PlotStyle.Look) {
        let banded = line.points.filter { $0.y.isFinite && $0.low != nil && $0.high != nil }
        guard !banded.isEmpty else { return }
        let rows = banded.map { [cell($0.x), cell($0.low), cell($0.high)] }
        let data = data("\(line.name): band", ["x", "low", "high"], rows)
        let colour = "rgb '\(look.colour.hex)'"
        guard rows.count > 1 else {
            plots.append(whiskers(data, "1:2:(0):($3-$2)", colour))
            return
        }
        plots.append(
            "\(data) using 1:2:3 with filledcurves fillstyle transparent solid 0.16 noborder"
                + " fillcolor \(colour) notitle")
    }

    private mutating func draw(_ line: Line, _ look: PlotStyle.Look, isAlone: Bool) {
        let rows = line.points.map { $0.y.isFinite ? [cell($0.x), cell($0.y)] : [] }
        // Two breaks in a row would begin another block, breaks at either end mean nothing.
        let kept = rows.enumerated().filter { !$1.isEmpty || ($0 > 0 && !rows[$0 - 1].isEmpty) }.map(
            \.element)
        guard rows.contains(where: { !$0.isEmpty }) else { return }
        let data = data(line.name, ["x", "y"], kept)
        let every = max(1, kept.count / 12)
        let isBare = isAlone && kept.count > 30
        plots.append(
            "\(data) using 1:2 with \(isBare ? "lines" : "linespoints") linewidth 2 dashtype \(look.dash)"
                + (isBare ? "" : " pointtype \(look.point) pointsize 0.6 pointinterval \(every)")
                + " linecolor rgb '\(look.colour.hex)' \(title(line.name))")
    }

    /// Intervals as lines with a stroke across at either end. (Error bars of gnuplot's would punch a hole
    /// where the point lies.) `using` gives x, y and the way to the other end.
    private func whiskers(_ data: String, _ using: String, _ colour: String) -> String {
        "\(data) using \(using) with vectors heads size screen 0.005,90 fixed linewidth 1.2"
            + " linecolor \(colour) notitle"
    }

    private mutating func area(_ steps: Steps, _ figure: Figure, _ style: PlotStyle) {
        let look = style.look(figure.index(of: steps.name))
        let colour = "rgb '\(look.colour.hex)'"
        let floor = cell(figure.y.isLog ? figure.y.low : 0)
        guard !steps.steps.isEmpty else { return }
        if steps.isBoxes {
            let rows = steps.steps.map { [cell($0.low), cell($0.high), cell($0.y)] }
            let data = data(steps.name, ["from", "to", "y"], rows)
            plots.append(
                "\(data) using 1:3:1:2:(\(floor)):3 with boxxyerror fillstyle transparent solid 0.75 border"
                    + " rgb '#ffffff' fillcolor \(colour) linewidth 0.8 \(title(steps.name))")
            return
        }
        let outline = steps.steps.flatMap { [[cell($0.low), cell($0.y)], [cell($0.high), cell($0.y)]] }
        let data = data(steps.name, ["x", "y"], outline)
        plots.append(
            "\(data) using 1:2 with filledcurves y1=\(floor) fillstyle transparent solid 0.18 noborder"
                + " fillcolor \(colour) notitle")
        plots.append(
            "\(data) using 1:2 with lines linewidth 2 dashtype \(look.dash) linecolor \(colour)"
                + " \(title(steps.name))")
    }

    private mutating func draw(_ points: Points, _ figure: Figure, _ layout: Layout, _ style: PlotStyle) {
        guard !points.points.isEmpty, !points.isLabels else { return }
        let look = style.look(figure.index(of: points.name))
        let rows = points.points.map {
            [cell($0.x), cell($0.y), cell($0.xLow), cell($0.xHigh), cell($0.yLow), cell($0.yHigh), $0.label]
        }
        let data = data(points.name, ["x", "y", "x-low", "x-high", "y-low", "y-high", "label"], rows)
        let colour = "rgb '\(look.colour.hex)'"
        if points.points.contains(where: { $0.xLow != nil }) {
            plots.append(whiskers(data, "3:2:($4-$3):(0)", colour))
        }
        if points.points.contains(where: { $0.yLow != nil }) {
            plots.append(whiskers(data, "1:5:(0):($6-$5)", colour))
        }
        let size = points.points.count > 300 ? 0.35 : points.points.count > 60 ? 0.6 : 1
        plots.append(
            "\(data) using 1:2 with points pointtype \(look.point) pointsize \(size)"
                + " linecolor \(colour)"
                + " \(title(points.name))")
    }

    private mutating func bars(_ figure: Figure, _ layout: Layout, _ style: PlotStyle) {
        let all = figure.barSeries
        guard !all.isEmpty else { return }
        let values = figure.isLying ? figure.x : figure.y
        let floor = values.isLog ? cell(values.low) : "0"
        let width = (all.count == 1 ? 0.66 : 0.8) / Double(all.count)
        for (k, series) in all.enumerated() where !series.bars.isEmpty {
            let look = style.look(figure.index(of: series.name))
            let rows = series.bars.map { bar in
                let slot = Double(figure.categories.firstIndex(of: bar.category) ?? 0)
                let middle = slot + (Double(k) - Double(all.count - 1) / 2) * width
                let half = width * (all.count == 1 ? 0.5 : 0.46)
                return [middle, middle - half, middle + half].map { short($0) }
                    + [cell(bar.value), cell(bar.low), cell(bar.high), bar.category]
            }
            let columns = ["middle", "from", "to", "value", "low", "high", "category"]
            let data = data(series.name, columns, rows)
            let box = figure.isLying ? "4:1:(\(floor)):4:2:3" : "1:4:2:3:(\(floor)):4"
            plots.append(
                "\(data) using \(box) with boxxyerror fillstyle solid noborder"
                    + " fillcolor rgb '\(look.colour.hex)' \(title(series.name))")
            if series.bars.contains(where: { $0.low != nil }) {
                let ends = figure.isLying ? "5:1:($6-$5):(0)" : "1:5:(0):($6-$5)"
                plots.append(whiskers(data, ends, "rgb '\(Colour.ink.hex)'"))
            }
        }
        numbers(figure, Field(figure, layout), layout, width)
    }

    /// Writes each bar's value at its end, where there are few enough to be read.
    private mutating func numbers(_ figure: Figure, _ field: Field, _ layout: Layout, _ width: Double) {
        let all = figure.barSeries
        let slot =
            (figure.isLying ? layout.bottom - layout.top : layout.right - layout.left)
            / Double(figure.categories.count) * width
        let font = layout.font - 1.5
        let texts = figure.barTexts
        let widest = (texts.joined().map { Charts.width(of: $0) }.max() ?? 0) * font
        guard figure.isLying ? slot > font * 1.05 : slot > widest * 1.02 else { return }
        for (k, series) in all.enumerated() {
            for (i, bar) in series.bars.enumerated() {
                let place =
                    Double(figure.categories.firstIndex(of: bar.category) ?? 0)
                    + (Double(k) - Double(all.count - 1) / 2) * width
                let isDown = bar.value < 0
                let end =
                    isDown ? min(bar.value, bar.low ?? bar.value) : max(bar.value, bar.high ?? bar.value)
                if figure.isLying {
                    let x = field.x(end) + (isDown ? -5 : 5)
                    text(texts[k][i], x, field.y(place), isDown ? .right : .left, size: font, .ink)
                } else {
                    let y = field.y(end) + (isDown ? 1 : -1) * font * 0.75
                    text(texts[k][i], field.x(place), y, .center, size: font, .ink)
                }
            }
        }
    }
}

/// The field between the axes, from values to pixels of the page.
struct Field {
    let figure: Figure
    let left, right, top, bottom: Double

    init(_ figure: Figure, _ layout: Layout) {
        self.figure = figure
        (left, right, top, bottom) = (layout.left, layout.right, layout.top, layout.bottom)
    }

    func x(_ value: Double) -> Double { left + figure.x.part(value) * (right - left) }
    func y(_ value: Double) -> Double { bottom - figure.y.part(value) * (bottom - top) }
}
