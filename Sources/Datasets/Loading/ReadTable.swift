import Declarations

/// Reads a small delimited file (CSV, tab-separated, gzip of either) as a table: numbers where every filled cell of a
/// column is one, else texts. Bytes that are not UTF-8 are an error that says where.
public func readTable(_ path: String, _ options: LoadOptions = LoadOptions()) throws -> Table {
    let shelf = try Shelf.open(Locations.find(path), shown: path)
    guard shelf.isFile, let file = shelf.single else {
        throw Problem("\(path) is a folder", remedy: "name one of its files")
    }
    let layout = try Layout(file, oneColumn(file, options))
    let side = try SideTable(file, layout, options)
    var rows = [[Value]](repeating: [], count: side.count)
    for cells in side.cells {
        let numeric = cells.contains { !$0.isEmpty } && cells.allSatisfy { $0.isEmpty || isNumber($0) }
        for (row, cell) in cells.enumerated() {
            rows[row].append(
                numeric
                    ? Double(cell.trimmed).map(Value.number) ?? .nothing
                    : cell.isEmpty ? .nothing : .text(cell))
        }
    }
    return Table(Locations.name(of: path), columns: side.names.map { Table.Column($0) }, rows: rows)
}

/// A table may have one column; then a comma does as the separator that never comes.
private func oneColumn(_ file: DataFile, _ options: LoadOptions) throws -> LoadOptions {
    guard options.separator == nil else { return options }
    let head = try Layout.lines(file.head(), file)
    guard !head.contains(where: { line in ["::", "\t", ",", ";", "|", " "].contains { line.contains($0) } })
    else {
        return options
    }
    var copy = options
    copy.separator = ","
    return copy
}
