extension Table {
    /// The same table with one more column before the others, with one value in all rows.
    public func adding(_ name: String, _ value: Value) throws -> Table {
        guard index(of: name) == nil else {
            throw Problem("the table has a column \(name) already", remedy: "choose another name")
        }
        var copy = self
        copy.columns.insert(Column(name), at: 0)
        for row in copy.rows.indices { copy.rows[row].insert(value, at: 0) }
        return copy
    }

    /// The rows of all tables, in order. Columns go by their names; where a table lacks one its cells are empty.
    public static func stacked(_ tables: [Table]) throws -> Table {
        guard var all = tables.first else {
            throw Problem("there is no table to stack", remedy: "stack a b, or for … { … } | stack")
        }
        all.companions = [:]
        for table in tables.dropFirst() {
            for column in table.columns where all.index(of: column.name) == nil {
                all.columns.append(column)
                for row in all.rows.indices { all.rows[row].append(.nothing) }
            }
            let places = all.columns.map { table.index(of: $0.name) }
            all.rows += table.rows.map { row in places.map { $0.map { row[$0] } ?? .nothing } }
            all.notes += table.notes.filter { !all.notes.contains($0) }
            all.runs += table.runs
        }
        return all
    }
}
