/// What to draw, free of how: axes, layers and the words around them.
///
///     let chart = Chart("Loss", x: Axis("epoch"), y: Axis("loss"), layers: [.line(Line("als", points))])
///     try draw(chart, to: "results/loss.svg")
public struct Chart: Sendable {
    public var title: String
    /// A second, smaller line under the title: data set, protocol.
    public var subtitle: String
    /// The axis along which things are laid out: epochs, ranks, categories.
    public var x: Axis
    /// The axis along which values are read. Bars that lie keep their values on `y`, though it is drawn
    /// across.
    public var y: Axis
    /// Drawn in this order, the first at the bottom.
    public var layers: [Layer]
    public var legend: Legend
    public var bars: BarDirection
    /// Sentences at the foot: what a band means, what is left out.
    public var notes: [String]

    public init(
        _ title: String = "", subtitle: String = "", x: Axis = Axis(), y: Axis = Axis(), layers: [Layer] = [],
        legend: Legend = .below, bars: BarDirection = .automatic, notes: [String] = []
    ) {
        (self.title, self.subtitle, self.x, self.y) = (title, subtitle, x, y)
        (self.layers, self.legend, self.bars, self.notes) = (layers, legend, bars, notes)
    }

    public enum Legend: Sendable { case none, below, right }

    /// Whether bars stand or lie. Left to itself, bars with long names lie, so that the names can be read.
    public enum BarDirection: Sendable { case automatic, upright, lying }
}

/// What an axis measures and how.
public struct Axis: Sendable {
    public var label: String
    /// Shown in brackets behind the label: "s", "MB".
    public var unit: String?
    public var isLog: Bool
    /// Ends of the axis; `nil` takes them from the data.
    public var range: ClosedRange<Double>?
    /// Only whole numbers get a tick: epochs, ranks, counts.
    public var isWhole: Bool

    public init(
        _ label: String = "", unit: String? = nil, isLog: Bool = false, range: ClosedRange<Double>? = nil,
        isWhole: Bool = false
    ) {
        (self.label, self.unit, self.isLog) = (label, unit, isLog)
        (self.range, self.isWhole) = (range, isWhole)
    }

    /// Label and unit: "time (s)".
    var text: String {
        guard let unit, !unit.isEmpty else { return label }
        return label.isEmpty ? unit : "\(label) (\(unit))"
    }
}

/// One kind of mark, for one series.
public enum Layer: Sendable {
    case line(Line)
    case bars(Bars)
    case points(Points)
    case steps(Steps)
    case heatMap(HeatMap)
    case rule(Rule)
}

/// A line through points, with a band around it where the points say how far they are known.
public struct Line: Sendable {
    /// A point; not finite breaks the line. `low` and `high` are the ends of the band.
    public struct Point: Sendable, Hashable {
        public var x, y: Double
        public var low, high: Double?
        public init(_ x: Double, _ y: Double, low: Double? = nil, high: Double? = nil) {
            (self.x, self.y, self.low, self.high) = (x, y, low, high)
        }
        /// Ends a stroke; the next point begins another of the same name.
        public static func gap(_ x: Double) -> Point {
            var point = Point(x, .nan)
            point.isGap = true
            return point
        }
        private(set) var isGap = false
    }
    public var name: String
    public var points: [Point]
    public init(_ name: String, _ points: [Point]) { (self.name, self.points) = (name, points) }
}

/// One series of bars; the bars of several series with equal categories stand beside each other.
public struct Bars: Sendable {
    /// A bar of some category, with the ends of its interval where they are known.
    public struct Bar: Sendable, Hashable {
        public var category: String
        public var value: Double
        public var low, high: Double?
        public init(_ category: String, _ value: Double, low: Double? = nil, high: Double? = nil) {
            (self.category, self.value, self.low, self.high) = (category, value, low, high)
        }
    }
    public var name: String
    public var bars: [Bar]
    public init(_ name: String, _ bars: [Bar]) { (self.name, self.bars) = (name, bars) }
}

/// Single points, each with a label where it has one.
public struct Points: Sendable {
    public struct Point: Sendable, Hashable {
        public var x, y: Double
        public var label: String
        /// Ends of intervals along either axis.
        public var xLow, xHigh, yLow, yHigh: Double?
        public init(
            _ x: Double, _ y: Double, label: String = "", xLow: Double? = nil, xHigh: Double? = nil,
            yLow: Double? = nil, yHigh: Double? = nil
        ) {
            (self.x, self.y, self.label) = (x, y, label)
            (self.xLow, self.xHigh, self.yLow, self.yHigh) = (xLow, xHigh, yLow, yHigh)
        }
    }
    public var name: String
    public var points: [Point]
    public init(_ name: String, _ points: [Point]) { (self.name, self.points) = (name, points) }
}

/// Steps that each last from `low` to `high`: a long tail, the boxes of a histogram.
public struct Steps: Sendable {
    public struct Step: Sendable, Hashable {
        public var low, high, y: Double
        public init(_ low: Double, _ high: Double, _ y: Double) {
            (self.low, self.high, self.y) = (low, high, y)
        }
    }
    public var name: String
    public var steps: [Step]
    /// Outlines every box, as a histogram does; otherwise one area with a line on top.
    public var isBoxes: Bool
    public init(_ name: String, _ steps: [Step], isBoxes: Bool = false) {
        (self.name, self.steps, self.isBoxes) = (name, steps, isBoxes)
    }
}

/// A matrix as colours. Cells that are not finite stay empty.
public struct HeatMap: Sendable {
    public var rows, columns: [String]
    /// [rows, columns]
    public var values: [[Double]]
    /// What the colours mean, at the colour bar.
    public var label: String
    /// Ends of the colours; `nil` takes them from the data.
    public var range: ClosedRange<Double>?
    public init(
        rows: [String], columns: [String], values: [[Double]], label: String = "",
        range: ClosedRange<Double>? = nil
    ) {
        (self.rows, self.columns, self.values) = (rows, columns, values)
        (self.label, self.range) = (label, range)
    }
}

/// A thin dashed line right across, with a label: a baseline, a threshold, an effective rank.
public struct Rule: Sendable {
    public enum Direction: Sendable { case horizontal, vertical }
    public var direction: Direction
    public var at: Double
    public var label: String
    /// Draws it in the colour of the series with this name.
    public var series: String?
    public init(_ direction: Direction, at: Double, label: String = "", series: String? = nil) {
        (self.direction, self.at, self.label, self.series) = (direction, at, label, series)
    }
}
