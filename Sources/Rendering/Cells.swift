import Declarations
import Foundation

/// A number or a measure taken apart, so that the parts of a column can stand below each other.
struct ShownCell: Equatable {
    /// The mean of a measure, any other value as a whole.
    var main = ""
    /// "0.0012", without the sign before it.
    var sd = ""
    /// "[0.102, 0.118]"
    var interval = ""
    /// "**"
    var mark = ""
    var isNumber = false
}

extension [ShownCell] {
    /// Numbers, or nothing; not all of it nothing.
    var isNumeric: Bool { contains(where: \.isNumber) && !contains { !$0.isNumber && !$0.main.isEmpty } }
}

/// How the cells of one column are shown.
struct Format {
    let column: Table.Column

    func shown(_ value: Value) -> ShownCell {
        switch value {
        case .nothing: return ShownCell(main: "", isNumber: false)
        case .number(let x): return ShownCell(main: number(x), isNumber: true)
        case .measure(let m):
            var cell = ShownCell(main: number(m.mean), mark: m.mark ?? "", isNumber: true)
            if let sd = m.sd { cell.sd = number(sd) }
            if m.low != nil || m.high != nil {
                cell.interval = "[\(m.low.map(number) ?? "…"), \(m.high.map(number) ?? "…")]"
            }
            return cell
        case .list(let values):
            return ShownCell(main: values.map { shown($0).main }.joined(separator: " "))
        default: return ShownCell(main: value.description)
        }
    }

    /// With the column's digits; without, in the shortest form, or to six digits where that form is long.
    func number(_ x: Double) -> String {
        if x.isNaN { return "nan" }
        if x.isInfinite { return x < 0 ? "-inf" : "inf" }
        guard let decimals = column.decimals else {
            let text = shortest(x)
            return text.utf8.count <= 10 ? text : shortest(rounded(x))
        }
        // Beyond this, fixed digits would show a row of meaningless ones.
        guard abs(x) < 1e15 else { return shortest(x) }
        var text = String(format: "%.\(max(0, min(decimals, 17)))f", x)
        if column.isTrimmed, text.contains(".") {
            while text.hasSuffix("0") { text.removeLast() }
            if text.hasSuffix(".") { text.removeLast() }
        }
        let isZero = text.allSatisfy { $0 == "-" || $0 == "0" || $0 == "." }
        if isZero, column.isChance, decimals > 0 {
            return "<0." + String(repeating: "0", count: decimals - 1) + "1"
        }
        return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
    }

    private func rounded(_ x: Double) -> Double { Double(String(format: "%.6g", x)) ?? x }

    /// Rounded to four digits that count, for measures whose sizes differ by orders.
    static func brief(_ x: Double) -> Double { Double(String(format: "%.4g", x)) ?? x }

    /// The column's name with its unit.
    var head: String { column.unit.map { "\(column.name) (\($0))" } ?? column.name }
}

extension Table {
    /// The first rows of a table that is too long to be read on a page, with a note that says so.
    var shortened: Table {
        guard rows.count > 100 else { return self }
        var copy = taking(100)
        copy.notes.append("the first 100 of \(rows.count) rows")
        return copy
    }

    /// Cells of each row in the order of the columns; a row that is too short is filled with nothing.
    func cells(_ row: Int) -> [Value] {
        let cells = rows[row]
        return columns.indices.map { $0 < cells.count ? cells[$0] : .nothing }
    }

    /// Rows that hold the best and the second best number of a column, as shown: ties share the place.
    func places(_ column: Int) -> (best: Set<Int>, second: Set<Int>) {
        guard let better = columns[column].better else { return ([], []) }
        let format = Format(column: columns[column])
        let numbers = rows.indices.compactMap { i -> (row: Int, shown: Double)? in
            guard let x = cells(i)[column].number, x.isFinite else { return nil }
            return Double(format.number(x)).map { (i, $0) }
        }
        // One number alone is not the best of anything.
        guard numbers.count > 1 else { return ([], []) }
        let values = Set(numbers.map(\.shown)).sorted { better == .higher ? $0 > $1 : $0 < $1 }
        guard values.count > 1 else { return ([], []) }
        let best = Set(numbers.filter { $0.shown == values[0] }.map(\.row))
        return (best, Set(numbers.filter { $0.shown == values[1] }.map(\.row)))
    }
}
