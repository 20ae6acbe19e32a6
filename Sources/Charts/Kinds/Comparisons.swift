import Declarations

extension Chart {
    /// Bars with intervals: one series per model, one group per metric, or the other way round.
    public static func barsWithIntervals(
        _ series: [(name: String, bars: [Bars.Bar])], value: Axis, title: String = "Comparison",
        notes: [String] = []
    ) -> Chart {
        Chart(title, y: value, layers: series.map { .bars(Bars($0.name, $0.bars)) }, notes: notes)
    }

    /// One metric against another, each point with its name: accuracy against coverage.
    ///
    /// - Parameter groups: points that share a look; one without a name where there is only one kind.
    public static func scatter(
        _ groups: [(name: String, points: [Points.Point])], x: Axis, y: Axis, title: String = ""
    ) -> Chart {
        let words = title.isEmpty ? "\(y.label) against \(x.label)" : title
        return Chart(words, x: x, y: y, layers: groups.map { .points(Points($0.name, $0.points)) })
    }

    /// A square matrix of a measure between things with names: overlap of models' lists.
    public static func heatMap(
        _ names: [String], _ matrix: [[Double]], measure: String = "", title: String = ""
    ) -> Chart {
        heatMap(rows: names, columns: names, matrix, measure: measure, title: title)
    }

    /// A matrix with names for its rows and columns.
    public static func heatMap(
        rows: [String], columns: [String], _ matrix: [[Double]], measure: String = "", title: String = ""
    ) -> Chart {
        let map = HeatMap(rows: rows, columns: columns, values: matrix, label: measure)
        return Chart(title, layers: [.heatMap(map)])
    }
}
