import Declarations

/// Takes out of a chart what no axis can show, and keeps count for a note.
final class Cleaning {
    private let chart: Chart
    private var notFinite = 0, tooLarge = 0, notPositive = 0, unnamed = 0
    /// Where the lower end of an interval goes that a logarithmic axis cannot show.
    private let floors: (x: Double, y: Double)

    init(_ chart: Chart) {
        self.chart = chart
        let values = chart.layers.flatMap(\.given)
        func least(_ numbers: [Double]) -> Double { numbers.filter { $0 > 0 && $0.isFinite }.min() ?? 1 }
        floors = (least(values.map(\.x)), least(values.map(\.y)))
    }

    /// What was left out, in words.
    var notes: [String] {
        var notes: [String] = []
        func tell(_ count: Int, _ why: String) {
            if count > 0 { notes.append("\(counted(count, "value")) \(why)") }
        }
        tell(notFinite, notFinite == 1 ? "is not a number and left out" : "are not numbers and left out")
        tell(tooLarge, "too large or too small to be drawn")
        tell(notPositive, "of 0 or below cannot be shown on a logarithmic axis")
        tell(unnamed, "of further categories left out")
        return notes
    }

    /// The layers with everything that can be drawn; at most `limit` categories of bars.
    func layers(_ limit: Int) throws -> [Layer] {
        var kept: [String] = []
        return try chart.layers.compactMap { layer in
            switch layer {
            case .line(let line): .line(clean(line))
            case .bars(let bars): .bars(clean(bars, &kept, limit))
            case .points(let points): .points(clean(points))
            case .steps(let steps): .steps(clean(steps))
            case .heatMap(let map): .heatMap(try clean(map))
            case .rule(let rule): clean(rule).map { .rule($0) }
            }
        }
    }

    /// Whether an axis can show the number; counts it where not.
    private func shows(_ value: Double, _ axis: Axis) -> Bool {
        if !value.isFinite {
            notFinite += 1
        } else if abs(value) > largestDrawn || (axis.isLog && value > 0 && value < smallestDrawn) {
            tooLarge += 1
        } else {
            if !axis.isLog || value > 0 { return true }
            notPositive += 1
        }
        return false
    }

    /// Both ends of an interval, in order; `nil` where either is unknown.
    private func interval(_ low: Double?, _ high: Double?, _ axis: Axis, floor: Double) -> (Double?, Double?)
    {
        guard var low, var high, abs(low) <= largestDrawn, abs(high) <= largestDrawn else {
            return (nil, nil)
        }
        if low > high { swap(&low, &high) }
        if axis.isLog {
            guard high > 0 else { return (nil, nil) }
            low = low > smallestDrawn ? low : min(floor, high)
            guard low > smallestDrawn else { return (nil, nil) }
        }
        return (low, high)
    }

    private func clean(_ line: Line) -> Line {
        let points = line.points.compactMap { point -> Line.Point? in
            if point.isGap { return point }
            guard shows(point.x, chart.x) else { return nil }
            guard shows(point.y, chart.y) else { return Line.Point(point.x, .nan) }
            let (low, high) = interval(point.low, point.high, chart.y, floor: floors.y)
            return Line.Point(point.x, point.y, low: low, high: high)
        }
        return Line(oneLine(line.name), points)
    }

    private func clean(_ bars: Bars, _ kept: inout [String], _ limit: Int) -> Bars {
        var clean = Bars(oneLine(bars.name), [])
        var seen: [String: Int] = [:]
        for bar in bars.bars {
            var category = oneLine(bar.category)
            seen[category, default: 0] += 1
            if let count = seen[category], count > 1 { category += " (\(count))" }
            if !kept.contains(category) {
                guard kept.count < limit else {
                    unnamed += 1
                    continue
                }
                kept.append(category)
            }
            guard shows(bar.value, chart.y) else { continue }
            let (low, high) = interval(bar.low, bar.high, chart.y, floor: floors.y)
            clean.bars.append(Bars.Bar(category, bar.value, low: low, high: high))
        }
        return clean
    }

    private func clean(_ points: Points) -> Points {
        let clean = points.points.compactMap { point -> Points.Point? in
            guard shows(point.x, chart.x), shows(point.y, chart.y) else { return nil }
            let across = interval(point.xLow, point.xHigh, chart.x, floor: floors.x)
            let up = interval(point.yLow, point.yHigh, chart.y, floor: floors.y)
            return Points.Point(
                point.x, point.y, label: oneLine(point.label), xLow: across.0, xHigh: across.1, yLow: up.0,
                yHigh: up.1)
        }
        var kept = Points(oneLine(points.name), clean)
        kept.isLabels = points.isLabels
        return kept
    }

    private func clean(_ steps: Steps) -> Steps {
        let clean = steps.steps.filter {
            shows($0.y, chart.y) && shows($0.low, chart.x) && shows($0.high, chart.x)
        }
        return Steps(oneLine(steps.name), clean, isBoxes: steps.isBoxes)
    }

    private func clean(_ map: HeatMap) throws -> HeatMap {
        guard map.values.count == map.rows.count else {
            throw Problem("a heat map has \(map.rows.count) names of rows, but \(map.values.count) rows")
        }
        for (name, row) in zip(map.rows, map.values) where row.count != map.columns.count {
            throw Problem(
                "row \(oneLine(name)) of a heat map has \(row.count) values, but there are"
                    + " \(map.columns.count) columns")
        }
        var clean = map
        (clean.rows, clean.columns) = (map.rows.map(oneLine), map.columns.map(oneLine))
        clean.label = oneLine(map.label)
        clean.values = map.values.map { row in row.map { shows($0, Axis()) ? $0 : .nan } }
        if let range = map.range, !(range.upperBound > range.lowerBound) || !range.lowerBound.isFinite {
            clean.range = nil
        }
        return clean
    }

    private func clean(_ rule: Rule) -> Rule? {
        guard shows(rule.at, rule.direction == .horizontal ? chart.y : chart.x) else { return nil }
        var clean = rule
        (clean.label, clean.series) = (oneLine(rule.label), rule.series.map(oneLine))
        return clean
    }
}

extension Layer {
    /// Every point as it was given, for the least positive number of either axis.
    fileprivate var given: [(x: Double, y: Double)] {
        switch self {
        case .line(let line): line.points.map { ($0.x, $0.y) }
        case .bars(let bars): bars.bars.map { (0, $0.value) }
        case .points(let points): points.points.map { ($0.x, $0.y) }
        case .steps(let steps): steps.steps.map { ($0.low, $0.y) }
        case .heatMap, .rule: []
        }
    }
}
