import Declarations
import Foundation

extension Chart {
    /// How often each item was seen, most-seen first, on a logarithmic axis: the long tail of a catalogue.
    ///
    /// A rule marks the top fifth of the items, and the subtitle says how much of everything it holds (of the
    /// items that were seen at all).
    public static func longTail(
        _ counts: [Double], of things: String = "items", counting events: String = "interactions",
        title: String = "Long tail"
    ) -> Chart {
        let sorted = counts.filter { $0 > 0 && $0 < largestDrawn }.sorted(by: >)
        let unseen = counts.count { $0 == 0 }
        let total = sorted.reduce(0, +)
        let head = (sorted.count + 4) / 5
        let share = total > 0 ? sorted.prefix(head).reduce(0, +) / total : 0
        // Runs of equal counts are one step: a tail of a million items has some thousand different counts.
        var steps: [Steps.Step] = []
        for (rank, count) in sorted.enumerated() {
            if let last = steps.last, last.y == count {
                steps[steps.count - 1].high = Double(rank + 1)
            } else {
                steps.append(Steps.Step(Double(rank), Double(rank + 1), count))
            }
        }
        var chart = Chart(
            title, x: Axis("\(things), most \(events) first", isWhole: true),
            y: Axis("\(events) per \(singular(things))", isLog: true), layers: [.steps(Steps(events, steps))])
        guard sorted.count >= 5 else { return chart }
        let percent = fixed(share * 100, share > 0.995 && share < 1 ? 1 : 0)
        chart.subtitle = "The top 20% of \(sorted.count) \(things) hold \(percent)% of all \(events)"
        chart.layers.append(.rule(Rule(.vertical, at: Double(head), label: "top 20%")))
        if unseen > 0 { chart.notes.append("\(unseen) \(things) without \(events) are not shown.") }
        return chart
    }

    /// Singular values of each model's outputs, relative to the largest, with its effective rank.
    ///
    /// Effective rank is exp of the entropy of the singular values' shares (Roy & Vetterli, "The effective
    /// rank", EUSIPCO 2007, def. 1). A collapsed model falls off a cliff after its first value or two.
    public static func spectrum(
        _ models: [(name: String, values: [Double])], title: String = "Spectrum of the outputs"
    ) -> Chart {
        let floor = 1e-8
        var layers: [Layer] = [], rules: [Layer] = []
        var below = 0
        for (name, values) in models {
            let sorted = values.filter { $0 >= 0 && $0 < largestDrawn }.sorted(by: >)
            guard let largest = sorted.first, largest > 0 else { continue }
            let shown = sorted.filter { $0 > floor * largest }
            below += sorted.count - shown.count
            let points = shown.enumerated().map { Line.Point(Double($0 + 1), $1 / largest) }
            let rank = effectiveRank(sorted)
            let words = "effective rank \(fixed(rank, rank < 10 ? 2 : 1))"
            let label = models.count > 1 ? "\(name) (\(words))" : name
            layers.append(.line(Line(label, points)))
            rules.append(
                .rule(Rule(.vertical, at: rank, label: models.count > 1 ? "" : words, series: label)))
        }
        var chart = Chart(
            title, x: Axis("index of singular value", isWhole: true),
            y: Axis("singular value / largest", isLog: true), layers: layers + rules)
        if !rules.isEmpty { chart.notes.append("Dashed upright: effective rank.") }
        if below > 0 {
            chart.notes.append(
                "\(counted(below, "singular value")) below 10\(raised(-8)) of the largest not shown.")
        }
        return chart
    }

    /// How often values of a sample fall into each of equally wide boxes.
    ///
    /// - Parameter boxes: how many; `nil` lets the data decide (Freedman & Diaconis 1981: a width of twice
    ///   the range between the quartiles over the cube root of the count). Few different whole numbers get a
    ///   box each.
    public static func histogram(
        _ values: [Double], boxes: Int? = nil, of measure: Axis, counting: String = "count",
        title: String = "Histogram"
    ) -> Chart {
        let sorted = values.filter { $0.isFinite && abs($0) < largestDrawn }.sorted()
        var chart = Chart(title, x: measure, y: Axis(counting, isWhole: true))
        let left = values.count - sorted.count
        if left > 0 {
            chart.notes.append(
                "\(left) \(left == 1 ? "value is not a number" : "values are not numbers") and left out")
        }
        guard let least = sorted.first, let most = sorted.last else { return chart }
        var edges = least, width = 1.0
        let count: Int
        if boxes == nil, most - least <= 30, sorted.allSatisfy({ $0 == $0.rounded() }), abs(most) < 1e15 {
            (edges, count) = (least - 0.5, Int(most - least) + 1)
            chart.x.isWhole = true
        } else if most == least {
            width = abs(least) < smallestDrawn ? 1 : abs(least) * 0.1
            (edges, count) = (least - width / 2, 1)
        } else {
            count = boxes.map { max(1, min($0, 1000)) } ?? advisedBoxes(sorted)
            width = (most - least) / Double(count)
        }
        var counts = [Int](repeating: 0, count: count)
        for value in sorted { counts[Int(min(Double(count - 1), max(0, (value - edges) / width)))] += 1 }
        let steps = counts.enumerated().map {
            Steps.Step(edges + Double($0) * width, edges + Double($0 + 1) * width, Double($1))
        }
        chart.layers = [.steps(Steps(counting, steps, isBoxes: true))]
        return chart
    }

    private static func advisedBoxes(_ sorted: [Double]) -> Int {
        let n = sorted.count
        let range = sorted[min(n - 1, 3 * n / 4)] - sorted[n / 4]
        let width = 2 * range / cbrt(Double(n))
        guard width > 0 else { return min(30, max(1, n)) }
        return Int(max(1, min(80, ((sorted[n - 1] - sorted[0]) / width).rounded(.up))))
    }
}

/// Effective rank of a matrix with these singular values (Roy & Vetterli 2007).
func effectiveRank(_ values: [Double]) -> Double {
    let total = values.reduce(0, +)
    guard total > 0 else { return 0 }
    let entropy = values.reduce(0) { sum, value in
        let part = value / total
        return part > 0 ? sum - part * log(part) : sum
    }
    return exp(entropy)
}

private func singular(_ things: String) -> String {
    things.hasSuffix("s") ? String(things.dropLast()) : things
}
