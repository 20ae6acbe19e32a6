/// What to make of the cells of a group.
public enum Aggregation: String, Choice, Sendable {
    /// How many rows, or how many cells of a column that hold a value.
    case count
    case mean
    /// Sample standard deviation (divisor n − 1); nothing below two values.
    case sd
    case min, max, sum
    /// Mean ± sd in one cell, under the column's own name: for seeds and folds.
    case spread
}

/// One column of a grouped table.
public struct Aggregate: Sendable, Hashable {
    public var aggregation: Aggregation
    /// The column whose cells are gathered; `nil` counts rows.
    public var column: String?
    /// What the new column is called.
    public var name: String

    /// Without a name it is called `count`, after its column (`spread`), or after both: `mean-ndcg@10`.
    public init(_ aggregation: Aggregation, of column: String? = nil, as name: String? = nil) {
        (self.aggregation, self.column) = (aggregation, column)
        self.name =
            name ?? column.map { aggregation == .spread ? $0 : "\(aggregation)-\($0)" } ?? "\(aggregation)"
    }
}

extension Table {
    /// Gathers rows with equal keys, in the order in which the keys first occur, and aggregates their cells. Without
    /// keys all rows are one group. Cells that hold nothing, or not a number, take no part.
    public func grouped(by keys: [String], _ aggregates: [Aggregate] = [Aggregate(.count)]) throws -> Table {
        let places = try keys.map { try position(of: $0) }
        let sources = try aggregates.map { try $0.column.map { try position(of: $0) } }
        var (order, groups) = ([String](), [String: [Int]]())
        for (i, row) in rows.enumerated() {
            let key = places.map { "\(row[$0].kind) \(row[$0].literal)" }.joined(separator: "\u{1F}")
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(i)
        }
        if keys.isEmpty, rows.isEmpty { (order, groups) = ([""], ["": []]) }
        var copy = self
        copy.columns = places.map { columns[$0] }
        for (aggregate, source) in zip(aggregates, sources) {
            copy.columns.append(aggregate.head(source.map { columns[$0] }))
        }
        if let twice = Set(copy.columns.map(\.name)).first(where: { name in
            copy.columns.count { $0.name == name } > 1
        }) {
            throw Problem("two columns would be named \(twice)", remedy: "give one of them another name")
        }
        copy.rows = try order.map { key in
            let members = groups[key] ?? []
            let head = places.map { rows[members[0]][$0] }
            return try head + zip(aggregates, sources).map { try $0.cell(members.map { rows[$0] }, $1) }
        }
        copy.runs = allRuns
        return copy
    }
}

extension Aggregate {
    fileprivate func head(_ source: Table.Column?) -> Table.Column {
        switch aggregation {
        case .count: Table.Column(name, decimals: 0)
        case .sd: Table.Column(name, decimals: source?.decimals, unit: source?.unit)
        case .mean, .min, .max, .sum, .spread:
            Table.Column(name, decimals: source?.decimals, unit: source?.unit, better: source?.better)
        }
    }

    fileprivate func cell(_ rows: [[Value]], _ source: Int?) throws -> Value {
        guard let source else {
            guard aggregation == .count else {
                throw Problem(
                    "\(aggregation) needs a column", remedy: "name one, as in: \(aggregation)=seconds")
            }
            return .number(Double(rows.count))
        }
        let cells = rows.map { $0[source] }.filter { !$0.isMissing }
        switch aggregation {
        case .count: return .number(Double(cells.count))
        case .min: return cells.min { $0.precedes($1) } ?? .nothing
        case .max: return cells.max { $0.precedes($1) } ?? .nothing
        case .mean, .sd, .sum, .spread: return try arithmetic(cells)
        }
    }

    private func arithmetic(_ cells: [Value]) throws -> Value {
        let numbers = try cells.map { cell in
            guard let x = cell.number else {
                throw Problem(
                    "\(aggregation) of \(column ?? "") needs numbers, but one cell is \(cell.kind): \(cell.literal)",
                    remedy: "count, min and max take any cells")
            }
            return x
        }
        let n = Double(numbers.count)
        let sum = numbers.reduce(0, +)
        if aggregation == .sum { return .number(sum) }
        guard n > 0 else { return .nothing }
        // Two passes: the sum of squares about the mean, which does not cancel.
        let mean = sum / n
        let sd = n < 2 ? nil : (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
        if aggregation == .sd { return sd.map { .number($0) } ?? .nothing }
        let runs = cells.reduce(into: Set<Int64>()) { if case .measure(let m) = $1 { $0.formUnion(m.runs) } }
        return .measure(Measure(mean, sd: aggregation == .spread ? sd : nil, runs: runs.sorted()))
    }
}
