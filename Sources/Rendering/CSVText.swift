import Declarations

/// Comma-separated values with the quoting of RFC 4180 and numbers that read back equal.
struct CSVText {
    let options: ExportOptions

    func table(_ table: Table) -> String {
        let flat = FlatTable(table)
        // A line that is empty would be no record: a single empty field is quoted.
        let alone = flat.names.count == 1
        var text = line(flat.names.map { quoted($0, alone) })
        for row in table.rows.indices { text += line(flat.row(row).map { field($0, alone) }) }
        return text
    }

    private func line(_ fields: [String]) -> String { fields.joined(separator: ",") + options.lineEnd }

    /// Nothing is an empty field, an empty text a quoted one.
    private func field(_ value: Value, _ alone: Bool) -> String {
        switch value {
        case .nothing: alone ? "\"\"" : ""
        case .number(let x): Self.number(x)
        case .text(let s), .word(let s): quoted(s, true)
        default: quoted(value.description, true)
        }
    }

    /// The shortest decimal that reads back equal; `nan`, `inf` and `-inf` as pandas, R and polars read them.
    static func number(_ x: Double) -> String {
        x.isNaN ? "nan" : x.isInfinite ? (x < 0 ? "-inf" : "inf") : shortest(x)
    }

    private func quoted(_ text: String, _ quoteEmpty: Bool) -> String {
        if text.isEmpty { return quoteEmpty ? "\"\"" : "" }
        let needs = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        let edged = text.utf8.first == 0x20 || text.utf8.last == 0x20
        guard needs || edged else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
