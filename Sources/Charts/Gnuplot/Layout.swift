/// Where everything lies on the page, in CSS pixels from the upper left corner.
///
/// gnuplot lays out by guessing at widths that its SVG terminal cannot measure. Here the page is laid out
/// from one table of widths, so that a chart looks the same in SVG, PNG and PDF and long names fit.
struct Layout {
    struct Entry {
        var name: String
        var x, y: Double
    }
    /// Distance to the page's edge, and between its parts.
    static let pad = 14.0

    let font: Double
    var size: Size
    var title: [String] = [], subtitle: [String] = [], notes: [String] = []
    /// The field between the axes.
    var left = 0.0, right = 0.0, top = 0.0, bottom = 0.0
    var legend: [Entry] = []
    /// Names along the axis across stand aslant.
    var isSlanted = false
    /// Ticks as they are written, shortened where they would take too much room.
    var xTicks: [Scale.Tick] = [], yTicks: [Scale.Tick] = []
    /// Middle of the axis titles.
    var xTitle = 0.0, yTitle = 0.0

    var titleFont: Double { (font * 1.25).rounded() }
    var smallFont: Double { font - 1.5 }
    /// Length of a legend's sample.
    var sample: Double { font * 2 }

    init(_ figure: Figure, _ style: PlotStyle) {
        font = style.fontSize
        size = style.size ?? Self.size(for: figure, font: style.fontSize)
        left = Self.pad
        right = size.width - Self.pad
        placeWords(figure)
        placeSides(figure)
        placeFoot(figure)
    }

    /// A page of 7.5 by 4.6 inches, taller where many bars lie or a matrix has many rows.
    private static func size(for figure: Figure, font: Double) -> Size {
        if let heat = figure.heat {
            let rows = Double(heat.rows.count), columns = Double(heat.columns.count)
            let cell = max(2, min(font * 3.4, 560 / max(rows, columns)))
            return Size(min(1000, max(520, columns * cell + 260)), min(1000, max(360, rows * cell + 170)))
        }
        guard figure.isLying else { return Size(720, 440) }
        let bars = Double(figure.categories.count * max(1, figure.barSeries.count))
        let height = bars * font * 1.5 + Double(figure.categories.count) * font * 0.9 + 140
        return Size(720, min(2000, max(220, height)))
    }

    private mutating func placeWords(_ figure: Figure) {
        let room = size.width - 2 * Self.pad
        title = wrapped(figure.chart.title, into: room / titleFont, lines: 2, bold: true)
        subtitle = wrapped(figure.chart.subtitle, into: room / font, lines: 2)
        notes = figure.chart.notes.flatMap { wrapped($0, into: room / smallFont, lines: 3) }
        top = Self.pad + Double(title.count) * titleFont * 1.3 + Double(subtitle.count) * font * 1.3
        top += title.isEmpty && subtitle.isEmpty ? 4 : font * 1.1
    }

    private mutating func placeSides(_ figure: Figure) {
        let isNamed = figure.isLying || figure.heat != nil
        let limit = (isNamed ? 0.4 : 0.25) * size.width / font
        // A long name of a bar takes two lines.
        let rows = figure.isLying ? 2 : 1
        let ticks = thinned(figure.y.ticks, height: size.height, figure)
        let names = distinct(ticks.map(\.label)) { width(of: $0) < limit * Double(rows) * 0.9 }
        yTicks = zip(ticks, names).map { tick, name in
            Scale.Tick(at: tick.at, label: wrapped(name, into: limit, lines: rows).joined(separator: "\n"))
        }
        let widest =
            yTicks.flatMap { $0.label.split(separator: "\n") }.map { width(of: String($0)) }.max() ?? 0
        if !figure.yText.isEmpty {
            yTitle = left + font * 0.6
            left += font * 1.7
        }
        left += widest * font + font * 0.7
        if figure.heat != nil {
            let ticks = figure.heatScale.ticks.map { width(of: $0.label) }.max() ?? 0
            right -= font * (3.6 + ticks + (figure.heat?.label.isEmpty == false ? 1.7 : 0))
        }
        if figure.chart.legend == .right, !figure.legend.isEmpty {
            let names = figure.legend.map { fitted($0, into: 0.3 * size.width / font) }
            right -= (names.map { width(of: $0) }.max() ?? 0) * font + sample + font * 1.5
            legend = names.enumerated().map {
                Entry(name: $1, x: right + font, y: top + font * (0.8 + 1.5 * Double($0)))
            }
        }
        if figure.isLying {
            right -= (figure.barTexts.joined().map { width(of: $0) }.max() ?? 0) * smallFont
        }
        // The last number across is centred on its tick, and half of it hangs over.
        if !isNamed || figure.isLying { right -= font * 0.6 }
    }

    /// A name for each row of a large matrix would not fit: every second, third, … keeps its own.
    private func thinned(_ ticks: [Scale.Tick], height: Double, _ figure: Figure) -> [Scale.Tick] {
        guard figure.heat != nil else { return ticks }
        let every = max(1, Int((Double(ticks.count) * font * 1.05 / max(1, height - 150)).rounded(.up)))
        return ticks.enumerated().filter { $0.offset % every == 0 }.map(\.element)
    }

    private mutating func placeFoot(_ figure: Figure) {
        bottom = size.height - Self.pad - Double(notes.count) * smallFont * 1.35
        if !notes.isEmpty { bottom -= font * 0.5 }
        if figure.chart.legend == .below { placeLegend(figure.legend) }
        if !figure.xText.isEmpty {
            xTitle = bottom - font * 0.5
            bottom -= font * 1.6
        }
        xTicks = figure.x.ticks
        let names = figure.heat != nil || (!figure.categories.isEmpty && !figure.isLying)
        let slot = (right - left) / Double(max(1, xTicks.count))
        isSlanted = names && (xTicks.map { width(of: $0.label) * font }.max() ?? 0) > slot - font * 0.4
        if isSlanted {
            let every = max(1, Int((font * 1.3 / max(0.1, slot)).rounded(.up)))
            xTicks = xTicks.enumerated().filter { $0.offset % every == 0 }.map(\.element)
            let limit = 0.3 * size.height / font
            let names = distinct(xTicks.map(\.label)) { width(of: $0) <= limit }
            xTicks = zip(xTicks, names).map { Scale.Tick(at: $0.at, label: fitted($1, into: limit)) }
            let widest = (xTicks.map { width(of: $0.label) }.max() ?? 0) * font
            bottom -= widest * 0.64 + font * 1.1
            // Names that stand aslant end at their tick, and the first ones reach out to the left.
            left = max(left, Self.pad + (width(of: xTicks.first?.label ?? "") * font - slot * 0.5) * 0.77)
        } else if !xTicks.isEmpty {
            bottom -= font * 1.7
        }
        bottom = max(bottom, top + 20)
        right = max(right, left + 20)
    }

    /// Sets the legend's entries in rows below the axis, as columns of equal width where there are several
    /// rows.
    private mutating func placeLegend(_ names: [String]) {
        guard !names.isEmpty else { return }
        let room = size.width - 2 * Self.pad
        let limit = (room - sample - font * 2) / font
        let names = distinct(names) { width(of: $0) <= limit / 2 }.map { fitted($0, into: limit) }
        let widths = names.map { width(of: $0) * font + sample + font * 1.8 }
        let total = widths.reduce(0, +)
        let column = widths.max() ?? room
        let columns = total <= room ? names.count : max(1, Int(room / column))
        let rows = (names.count + columns - 1) / columns
        let first = bottom - font * (1.45 * Double(rows) - 0.85)
        var x = Self.pad + max(0, (room - (total <= room ? total : column * Double(columns))) / 2)
        let start = x
        for (i, name) in names.enumerated() {
            let (row, place) = (i / columns, i % columns)
            if total > room { x = start + Double(place) * column }
            legend.append(Entry(name: name, x: x, y: first + Double(row) * font * 1.45))
            x += widths[i]
        }
        bottom = first - font * 1.1
    }
}
