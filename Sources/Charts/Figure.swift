import Declarations

/// A chart made ready to be drawn, with gnuplot or with characters: what cannot be drawn is taken out and
/// told of in a note, the axes have ends and ticks, and every series has its place in the order of colours.
struct Figure: Sendable {
    /// Layers as they are drawn: every text on one line, every number finite (but for a line's breaks).
    var chart: Chart
    /// Categories of bars, in the order of their first appearance.
    var categories: [String] = []
    var isLying = false
    /// Names of series, in the order of their colours.
    var series: [String] = []
    /// The axes as drawn, across and up: for bars that lie, values lie on `x`.
    var x = Scale(categories: []), y = Scale(categories: [])
    var xText = "", yText = ""
    var heat: HeatMap?
    /// Ends of the heat map's colours.
    var heatScale = Scale(categories: [])
    /// How many ticks fit along either axis.
    let room: (x: Int, y: Int)

    /// - Throws: `Problem` where nothing is left to draw, or a heat map has ragged rows.
    init(_ chart: Chart, ticks room: (x: Int, y: Int), names limit: Int = 60) throws {
        (self.chart, self.room) = (chart, room)
        let cleaning = Cleaning(chart)
        self.chart.layers = try cleaning.layers(limit)
        self.chart.notes = (chart.notes + cleaning.notes).map(oneLine)
        (self.chart.title, self.chart.subtitle) = (oneLine(chart.title), oneLine(chart.subtitle))
        (xText, yText) = (oneLine(chart.x.text), oneLine(chart.y.text))
        guard self.chart.layers.contains(where: { $0.marks > 0 }) else { throw nothing(cleaning) }
        for layer in self.chart.layers {
            if let name = layer.seriesName, !series.contains(name) { series.append(name) }
            if case .heatMap(let map) = layer { heat = map }
            if case .bars(let bars) = layer {
                categories += bars.bars.map(\.category).filter { !categories.contains($0) }
            }
        }
        try scale()
    }

    private func nothing(_ cleaning: Cleaning) -> Problem {
        let name = chart.title.isEmpty ? "the chart" : "\"\(chart.title)\""
        guard let reason = cleaning.notes.last else {
            return Problem("there is nothing to draw in \(name)", remedy: "it has no data")
        }
        let remedy = chart.y.isLog || chart.x.isLog ? "a linear axis takes every number" : nil
        return Problem("there is nothing to draw in \(name): \(reason)", remedy: remedy)
    }

    /// Every text that is drawn.
    var texts: [String] {
        var texts = [chart.title, chart.subtitle, xText, yText] + chart.notes + series + rules.map(\.label)
        texts += (x.ticks + y.ticks).map(\.label) + [heat?.label ?? ""]
        for case .points(let points) in chart.layers { texts += points.points.map(\.label) }
        return texts
    }

    /// Position of a series in the order of colours.
    func index(of name: String) -> Int { series.firstIndex(of: name) ?? 0 }

    /// All series of bars, in order.
    var barSeries: [Bars] {
        chart.layers.compactMap { if case .bars(let bars) = $0 { bars } else { nil } }
    }

    /// The values of all bars as they are written beside them, by series.
    var barTexts: [[String]] {
        let texts = numbers(barSeries.flatMap { $0.bars.map(\.value) })
        var start = 0
        return barSeries.map { series in
            defer { start += series.bars.count }
            return Array(texts[start..<start + series.bars.count])
        }
    }

    var rules: [Rule] { chart.layers.compactMap { if case .rule(let rule) = $0 { rule } else { nil } } }

    /// Series that the legend names; none where there is only one.
    var legend: [String] { chart.legend == .none || series.count < 2 ? [] : series }

    /// Turns bars onto their side, before axes are drawn: values then run across.
    mutating func lie() {
        guard !isLying, !categories.isEmpty else { return }
        isLying = true
        (xText, yText) = (yText, xText)
        chart.layers = chart.layers.map { layer in
            guard case .rule(var rule) = layer else { return layer }
            rule.direction = rule.direction == .horizontal ? .vertical : .horizontal
            return .rule(rule)
        }
        let values = valueScale(room.x)
        y = Scale(categories: categories)
        (y.low, y.high) = (y.high, y.low)
        x = values
    }

    private mutating func scale() throws {
        if let heat {
            guard chart.layers.count == 1 else {
                throw Problem("a heat map cannot share its axes with other layers")
            }
            x = Scale(categories: heat.columns)
            y = Scale(categories: heat.rows)
            (y.low, y.high) = (y.high, y.low)
            let values = heat.values.joined().filter(\.isFinite)
            var extent = Axis(range: heat.range)
            let least = values.min() ?? 0, most = values.max() ?? 1
            if heat.range == nil, least < 0, most > 0 {
                let reach = max(-least, most)
                extent.range = -reach...reach
            }
            heatScale = Scale(extent, extent: least...most, count: 5, pad: 0)
            return
        }
        let across = chart.layers.flatMap(\.xs)
        if categories.isEmpty {
            let least = across.min() ?? 0, most = across.max() ?? 1
            x = Scale(chart.x, extent: least...most, count: room.x, pad: chart.layers.xPad)
        } else {
            x = Scale(categories: categories)
            // One or two bars do not fill the page.
            let spare = Double(max(0, 3 - categories.count)) / 2
            (x.low, x.high) = (x.low - spare, x.high + spare)
        }
        y = valueScale(room.y)
    }

    private func valueScale(_ count: Int) -> Scale {
        let values = chart.layers.flatMap(\.ys)
        let zero = !chart.y.isLog && chart.layers.contains(where: \.standsOnZero)
        var least = values.min() ?? 0
        let most = values.max() ?? 1
        // An interval that reaches a little below 0 where no value does would pull the axis off its zero.
        if least < 0, least > -0.05 * most, chart.layers.allSatisfy(\.isPositive) { least = 0 }
        return Scale(
            chart.y, extent: least...most, count: count, zero: zero ? .always : .near,
            pad: barSeries.isEmpty ? 0.04 : 0.07)
    }
}

extension [Layer] {
    /// Steps fill their axis from end to end; other marks need a little room.
    fileprivate var xPad: Double { contains { if case .steps = $0 { true } else { false } } ? 0 : 0.03 }
}

extension Layer {
    /// Number of marks that show data.
    var marks: Int {
        switch self {
        case .line(let line): line.points.count { $0.y.isFinite }
        case .bars(let bars): bars.bars.count
        case .points(let points): points.isLabels ? 0 : points.points.count
        case .steps(let steps): steps.steps.count
        case .heatMap(let map): map.values.joined().count(where: \.isFinite)
        case .rule: 0
        }
    }

    /// The name by which the legend knows it; rules and heat maps are labelled in place.
    var seriesName: String? {
        switch self {
        case .line(let line): line.name
        case .bars(let bars): bars.name
        case .points(let points): points.isLabels ? nil : points.name
        case .steps(let steps): steps.name
        case .heatMap, .rule: nil
        }
    }

    fileprivate var standsOnZero: Bool {
        switch self {
        case .bars, .steps: true
        default: false
        }
    }

    /// Shows no value below 0, whatever its intervals say.
    fileprivate var isPositive: Bool {
        switch self {
        case .line(let line): line.points.allSatisfy { !($0.y < 0) }
        case .bars(let bars): bars.bars.allSatisfy { $0.value >= 0 }
        case .points(let points): points.points.allSatisfy { $0.y >= 0 }
        case .steps(let steps): steps.steps.allSatisfy { $0.y >= 0 }
        case .heatMap, .rule: true
        }
    }

    /// Everything that the axis across must hold.
    fileprivate var xs: [Double] {
        switch self {
        case .line(let line): line.points.map(\.x)
        case .points(let points): points.points.flatMap { [$0.x, $0.xLow, $0.xHigh].compactMap(\.self) }
        case .steps(let steps): steps.steps.flatMap { [$0.low, $0.high] }
        case .rule(let rule): rule.direction == .vertical ? [rule.at] : []
        case .bars, .heatMap: []
        }
    }

    /// Everything that the axis of values must hold.
    fileprivate var ys: [Double] {
        switch self {
        case .line(let line):
            line.points.filter(\.y.isFinite).flatMap { [$0.y, $0.low, $0.high].compactMap(\.self) }
        case .bars(let bars): bars.bars.flatMap { [$0.value, $0.low, $0.high].compactMap(\.self) }
        case .points(let points): points.points.flatMap { [$0.y, $0.yLow, $0.yHigh].compactMap(\.self) }
        case .steps(let steps): steps.steps.map(\.y)
        case .rule(let rule): rule.direction == .horizontal ? [rule.at] : []
        case .heatMap: []
        }
    }
}
