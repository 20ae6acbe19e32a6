import Declarations

extension Chart {
    /// A measure over epochs, one line per model: the mean over seeds in a band of one standard deviation.
    ///
    /// - Parameter series: for each model its runs, one per seed, each with a value per epoch (the first is
    ///   epoch 1).
    public static func learningCurves(
        _ series: [(name: String, seeds: [[Double]])], measure: String = "loss",
        title: String = "Learning curves"
    ) -> Chart {
        let curves = series.map { name, seeds in
            let epochs = seeds.map(\.count).max() ?? 0
            let points = (0..<epochs).map { epoch in
                (Double(epoch + 1), seeds.compactMap { epoch < $0.count ? $0[epoch] : nil })
            }
            return (name, points)
        }
        var chart = Self.curves(
            curves, x: Axis("epoch", isWhole: true), y: Axis(measure), title: title, over: "seeds")
        if curves.allSatisfy({ $0.1.isEmpty }) { chart.notes = [] }
        return chart
    }

    /// Lines through means: several values at one place become their mean and a band of one standard
    /// deviation.
    ///
    /// - Parameter over: what the values at one place are: "seeds", "folds".
    public static func curves(
        _ series: [(name: String, points: [(x: Double, values: [Double])])], x: Axis, y: Axis,
        title: String, over: String = "seeds"
    ) -> Chart {
        var most = 0
        let layers = series.map { name, points in
            let sorted = points.sorted { $0.x < $1.x }
            return Layer.line(
                Line(
                    name,
                    sorted.map { x, values in
                        let finite = values.filter(\.isFinite)
                        most = max(most, finite.count)
                        guard let mean = mean(finite) else { return Line.Point(x, .nan) }
                        guard let spread = deviation(finite) else { return Line.Point(x, mean) }
                        return Line.Point(x, mean, low: mean - spread, high: mean + spread)
                    }))
        }
        let note = "Band: mean ± one standard deviation over \(most) \(over)."
        return Chart(title, x: x, y: y, layers: layers, notes: most > 1 ? [note] : [])
    }
}

/// The arithmetic mean; `nil` of nothing.
func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}

/// The standard deviation of a sample, with n − 1 below the line; `nil` of fewer than two values.
func deviation(_ values: [Double]) -> Double? {
    guard values.count > 1, let mean = mean(values) else { return nil }
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
}
