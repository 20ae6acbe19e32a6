import Declarations
import Foundation

extension TablePlan {
    /// Parallel coordinates: an axis for each column, from its least value to its largest (evenly in the logarithm where
    /// the column says so or spans more than a factor of 50), a line for each row; the last axis is the measure, and its best and worst
    /// quarter have colours of their own.
    func parallel() throws -> Chart {
        let columns = y.isEmpty ? table.columns.indices.filter { isNumeric($0) || isNamed($0) } : y
        guard columns.count >= 2, let measure = columns.last, isNumeric(measure) else {
            throw Problem(
                "parallel coordinates need two columns or more, the last one of numbers",
                remedy: "columns with numbers: \(numericNames)")
        }
        let axes = columns.map { ParallelAxis(table.columns[$0], cells($0)) }
        let goodIsLow = table.columns[measure].better == .lower
        let order = numbers(measure).enumerated().filter { $1.isFinite }
            .sorted {
                $0.element == $1.element ? $0.offset < $1.offset : ($0.element < $1.element) == goodIsLow
            }
            .map(\.offset)
        let quarter = max(1, order.count / 4)
        let groups: [(name: String, rows: [Int])] = [
            ("worst quarter", order.count < 4 ? [] : Array(order.suffix(quarter))),
            ("between", Array(order.dropFirst(quarter).dropLast(order.count < 4 ? 0 : quarter))),
            ("best quarter", Array(order.prefix(quarter))),
        ]
        let lines = groups.filter { !$0.rows.isEmpty }.map { group in
            Layer.line(
                Line(
                    group.name,
                    group.rows.flatMap { row in
                        let points = axes.enumerated().compactMap { a, axis in
                            axis.place(table.rows[row][columns[a]]).map { Line.Point(Double(a), $0) }
                        }
                        return points + [Line.Point.gap(Double(axes.count - 1))]
                    }))
        }
        let rules = axes.indices.map { Layer.rule(Rule(.vertical, at: Double($0))) }
        var labels = Points(
            "",
            axes.enumerated().flatMap { a, axis in
                axis.labels.map { Points.Point(Double(a), $0.place, label: $0.text) }
            })
        labels.isLabels = true
        var across = Axis("", range: -0.3...(Double(axes.count) - 0.5))
        across.names = axes.map(\.name)
        // The best come first in the order of colours, and lie on top.
        let colours = groups.reversed().filter { !$0.rows.isEmpty }.map { Layer.line(Line($0.name, [])) }
        return Chart(
            "Parallel coordinates", x: across, y: Axis("place from least to largest", range: -0.05...1.05),
            layers: rules + colours + lines + [.points(labels)])
    }
}

/// How a column's cells lie between 0 and 1.
private struct ParallelAxis {
    let name: String
    private let words: [String]
    private let low, high: Double
    private let isLog: Bool

    init(_ column: Table.Column, _ cells: [Value]) {
        name = column.name
        let numbers = cells.compactMap(\.number).filter(\.isFinite)
        let given = cells.filter { if case .nothing = $0 { false } else { true } }
        var seen = Set<String>()
        words =
            numbers.count == given.count
            ? [] : given.map(\.description).filter { seen.insert($0).inserted }.sorted()
        (low, high) = (numbers.min() ?? 0, numbers.max() ?? 1)
        isLog = low > 0 && (column.isLog || high / low > 50)
    }

    func place(_ cell: Value) -> Double? {
        if !words.isEmpty {
            guard let k = words.firstIndex(of: cell.description) else { return nil }
            return words.count == 1 ? 0.5 : Double(k) / Double(words.count - 1)
        }
        guard let x = cell.number, x.isFinite else { return nil }
        guard high > low else { return 0.5 }
        return isLog ? log(x / low) / log(high / low) : (x - low) / (high - low)
    }

    var labels: [(place: Double, text: String)] {
        if !words.isEmpty { return words.map { (place(.text($0)) ?? 0, $0) } }
        func short(_ x: Double) -> String { shortest(Double(String(format: "%.3g", x)) ?? x) }
        guard high > low else { return [(0.5, short(low))] }
        let middle = isLog ? (low * high).squareRoot() : (low + high) / 2
        return [(0, short(low)), (0.5, short(middle)), (1, short(high))]
    }
}
