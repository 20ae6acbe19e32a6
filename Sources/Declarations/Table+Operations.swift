extension Table {
    /// Keeps the rows for which the condition holds; a row is known to the expression by the names of its columns.
    ///
    /// A row that lacks a value which the condition needs is left out, as a missing number is neither above nor below
    /// another. Throws a problem where the condition answers neither true nor false, or looks at no column at all.
    public func `where`(_ condition: any Deferred) throws -> Table {
        if let found = source?.filtered(by: condition) { return from(found) }
        var copy = self
        let positions = Dictionary(
            columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        let names = columns.map(\.name)
        var (unknown, anyColumn) = ([String](), false)
        copy.rows = try rows.filter { row in
            var lacks = false
            let answer: Value
            do {
                let cell: (String) -> Value? = { name in
                    guard let position = positions[name] else {
                        if !unknown.contains(name) { unknown.append(name) }
                        return nil
                    }
                    anyColumn = true
                    if case .nothing = row[position] { lacks = true }
                    return row[position]
                }
                answer = try condition.value(with: cell, columns: names)
            } catch let problem as Problem {
                if lacks { return false }
                throw hinted(problem, unknown)
            }
            if case .truth(let holds) = answer { return holds }
            if lacks { return false }
            throw Problem(
                "where needs a condition that is true or false, but \(condition.text) is \(answer.kind)",
                remedy: "compare something, as in: where \(columns.first?.name ?? "id") == 1")
        }
        if !anyColumn, let name = unknown.first { throw noColumn(name) }
        return copy
    }

    /// Adds to a problem the column that a misspelt word probably meant.
    private func hinted(_ problem: Problem, _ words: [String]) -> Problem {
        guard problem.remedy == nil else { return problem }
        var copy = problem
        for word in words {
            if let near = nearest(to: word, in: columns.map(\.name)) {
                copy.remedy = "did you mean the column \(near)?"
                break
            }
        }
        return copy
    }

    /// Orders the rows by one column or by several, the first being the most important. Rows that are equal keep their
    /// order; rows without a value (nothing, not a number) come last in either direction.
    public func sorted(by keys: [SortKey]) throws -> Table {
        if let found = source?.sorted(by: keys) { return from(found) }
        let places = try keys.map { (column: try position(of: $0.column), descending: $0.descending) }
        let order = rows.indices.sorted { a, b in
            for (column, descending) in places {
                let (x, y) = (rows[a][column], rows[b][column])
                switch (x.isMissing, y.isMissing) {
                case (true, true): continue
                case (true, false): return false
                case (false, true): return true
                case (false, false):
                    if x.precedes(y) { return !descending }
                    if y.precedes(x) { return descending }
                }
            }
            return a < b
        }
        var copy = self
        copy.rows = order.map { rows[$0] }
        return copy
    }

    /// Orders the rows by one column.
    public func sorted(by column: String, descending: Bool = false) throws -> Table {
        try sorted(by: [SortKey(column, descending: descending)])
    }

    /// Keeps these columns in this order, some under a new name.
    public func selecting(_ names: [String], renamed: [String: String] = [:]) throws -> Table {
        let positions = try names.map { try position(of: $0) }
        for old in renamed.keys.sorted() where !names.contains(old) { throw noColumn(old) }
        var kept = [Column]()
        for position in positions {
            var column = columns[position]
            column.name = renamed[column.name] ?? column.name
            if kept.contains(where: { $0.name == column.name }) {
                throw Problem(
                    "two columns would be named \(column.name)", remedy: "give one of them another name")
            }
            kept.append(column)
        }
        var copy = self
        (copy.columns, copy.background) = (kept, [])
        copy.rows = rows.map { row in positions.map { row[$0] } }
        return copy
    }

    /// The table as it is shown: of one that has columns in the background, without these and without those that hold
    /// nothing in any row.
    public var abridged: Table {
        guard !background.isEmpty, problem == nil else { return self }
        let shown = columns.indices.filter { column in
            !background.contains(columns[column].name)
                && (rows.isEmpty || rows.contains { !$0[column].isEmpty })
        }
        guard !shown.isEmpty, var copy = try? selecting(shown.map { columns[$0].name }) else { return self }
        copy.notes.append(
            "\(columns.count - shown.count) more columns are there for where, sort and select")
        return copy
    }

    /// Keeps the first rows, or the last ones where the number is negative.
    public func taking(_ count: Int) -> Table {
        if let found = source?.taking(count) { return from(found) }
        var copy = self
        copy.rows = Array(count >= 0 ? rows.prefix(count) : rows.suffix(count == .min ? .max : -count))
        return copy
    }

    /// Position of a column, or the problem that names the nearest one.
    public func position(of name: String) throws -> Int {
        guard let position = index(of: name) else { throw noColumn(name) }
        return position
    }

    private func noColumn(_ name: String) -> Problem { .unknown("column", name, known: columns.map(\.name)) }
}

/// A column to sort by.
public struct SortKey: Sendable, Hashable {
    public var column: String
    public var descending: Bool
    public init(_ column: String, descending: Bool = false) {
        (self.column, self.descending) = (column, descending)
    }
}

extension Value {
    /// Nothing, or no text or list to speak of.
    fileprivate var isEmpty: Bool {
        switch self {
        case .nothing: true
        case .list(let elements): elements.isEmpty
        default: text?.isEmpty ?? false
        }
    }

    /// Nothing, or not a number.
    public var isMissing: Bool {
        if case .nothing = self { return true }
        return number?.isNaN ?? false
    }

    /// The order in which sorting puts values: numbers by size, then false before true, then texts by their characters.
    public func precedes(_ other: Value) -> Bool {
        if let a = number, let b = other.number { return a < b }
        let (i, j) = (rank, other.rank)
        return i == j ? description < other.description : i < j
    }

    private var rank: Int {
        switch self {
        case .number, .measure: 0
        case .truth: 1
        case .text, .word: 2
        default: 3
        }
    }
}
