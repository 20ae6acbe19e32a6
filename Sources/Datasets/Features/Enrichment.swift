import Declarations
import Foundation

/// Further columns for users or items, from a table that names them by a key.
public struct Enrichment: Sendable {
    /// The file, or an archive's or folder's only table.
    public var source: String
    public var side = Side.items
    /// The table's column that is looked up: a name or a number counted from 1.
    public var key: String?
    /// The attribute that it equals; the external id where left out.
    public var on: String?
    /// `plot`, `plot=overview`, `cast=9`: what is taken and under which name; all that is new where left out.
    public var columns: [String] = []
    public var separator: String?
    public var header: Bool?

    public init(source: String) { self.source = source }

    /// The data set with the new columns, and how many entities found a row.
    public func enrich(_ dataset: Dataset) throws -> (dataset: Dataset, matched: Int, added: [String]) {
        let table = try table()
        var entities = side == .users ? dataset.users : dataset.items
        let wanted = try wanted(in: table, known: Set(entities.columns.map(\.name)))
        guard !wanted.isEmpty else {
            throw Problem("\(source) adds no column", remedy: "name some: columns=[plot=overview]")
        }
        let rows = try rows(of: entities, in: table)
        for (name, place) in wanted {
            let cells = table.cells[place]
            let texts = rows.map { row in row.map { cells[$0] } ?? "" }
            entities.columns.removeAll { $0.name == name }
            entities.columns.append((name, column(texts.map(withoutNull), named: name)))
        }
        var enriched = dataset
        if side == .users { enriched.users = entities } else { enriched.items = entities }
        enriched.fingerprint = enriched.contentFingerprint
        return (enriched, rows.count { $0 != nil }, wanted.map(\.name))
    }

    private func table() throws -> SideTable {
        let shelf = try Shelf.open(Locations.find(source), shown: source)
        let tables = [".csv", ".tsv", ".dat", ".txt"].flatMap { shelf.files(endingIn: $0) }
            .filter { !$0.name.hasPrefix("README") && $0.name != "PROVENANCE.txt" }
        guard let file = shelf.isFile ? shelf.single : tables.count == 1 ? tables[0] : nil else {
            let names = tables.prefix(6).map(\.name).joined(separator: ", ")
            throw Problem("\(source) is not one table", remedy: "name the file: \(names)")
        }
        var options = LoadOptions()
        (options.separator, options.header) = (separator, header)
        return try SideTable(file, Layout(file, options), options, latin1: true)
    }

    /// Names and places of the columns to be taken.
    private func wanted(in table: SideTable, known: Set<String>) throws -> [(name: String, place: Int)] {
        let keyPlace = try keyPlace(in: table)
        if columns.isEmpty {
            return table.names.enumerated().filter { $0.offset != keyPlace && !known.contains($0.element) }
                .map { ($0.element, $0.offset) }
        }
        return try columns.map { word in
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = parts.first, let source = parts.last else {
                throw Problem("\(word) names no column", remedy: "write columns=[plot=overview]")
            }
            return (name, try place(of: source, in: table))
        }
    }

    private func keyPlace(in table: SideTable) throws -> Int {
        try key.map { try place(of: $0, in: table) } ?? 0
    }

    private func place(of word: String, in table: SideTable) throws -> Int {
        if let place = table.names.firstIndex(of: word) { return place }
        if let number = Int(word), (1...table.cells.count).contains(number) { return number - 1 }
        throw Problem.unknown("column of \(source)", word, known: table.names)
    }

    /// Each entity's row: the first whose key equals its id or attribute.
    private func rows(of entities: Entities, in table: SideTable) throws -> [Int?] {
        var rowOf: [String: Int] = [:]
        for (row, cell) in table.cells[try keyPlace(in: table)].enumerated() where rowOf[plain(cell)] == nil {
            rowOf[plain(cell)] = row
        }
        let keys: [String]
        if let on {
            switch entities[on] {
            case .texts(let all): keys = all.map(plain)
            case .numbers(let all): keys = all.map { $0.isFinite ? plain(String($0)) : "" }
            case .labels:
                throw Problem("\(on) holds labels, which are no key", remedy: "choose another attribute")
            case nil:
                throw Problem.unknown(
                    "column of the \(side.rawValue)", on, known: entities.columns.map(\.name))
            }
        } else {
            keys = entities.ids.map(plain)
        }
        let rows = keys.map { $0.isEmpty ? nil : rowOf[$0] }
        guard rows.contains(where: { $0 != nil }) else {
            throw Problem(
                "no key of \(source) is one of \(on ?? "the ids") of the \(side.rawValue)",
                remedy:
                    "say key= and on=; keys are such as \(table.cells[try keyPlace(in: table)].first ?? "")")
        }
        return rows
    }

    /// "862.0" and "0862" are 862.
    private func plain(_ key: String) -> String {
        guard let x = Double(key), let whole = Int(exactly: x) else { return key }
        return String(whole)
    }

    private func withoutNull(_ cell: String) -> String {
        ["NULL", "null", "N/A", "nan", "NaN"].contains(cell) ? "" : cell
    }

    /// Labels where every filled cell is a JSON list, or where the name says so; numbers where every one is a number.
    private func column(_ texts: [String], named name: String) -> Column {
        let filled = texts.filter { !$0.isEmpty }
        if !filled.isEmpty, filled.allSatisfy({ $0.hasPrefix("[") && $0.hasSuffix("]") }) {
            return .labels(texts.map(jsonLabels))
        }
        if !filled.isEmpty, filled.allSatisfy({ Double($0) != nil }) {
            return .numbers(texts.map { Double($0) ?? .nan })
        }
        if name == "genres" { return .labels(texts.map { splitLabels($0) }) }
        return .texts(texts)
    }

    /// `[{"id": 35, "name": "Comedy"}]` and `["Comedy"]`.
    private func jsonLabels(_ text: String) -> [String] {
        guard let list = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Any] else { return [] }
        return list.compactMap { ($0 as? [String: Any])?["name"] as? String ?? $0 as? String }
    }
}
