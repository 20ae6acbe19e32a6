import Declarations

/// Values as JSON (RFC 8259): numbers in the shortest form that reads back equal, what is no number as null.
enum JSONText {
    static func value(_ value: Value) -> String {
        switch value {
        case .nothing: "null"
        case .truth(let truth): truth ? "true" : "false"
        case .number(let x): number(x)
        case .text(let s), .word(let s): string(s)
        case .list(let values): "[" + values.map(Self.value).joined(separator: ",") + "]"
        case .range(let low, let high): object([("low", number(low)), ("high", number(high))])
        case .measure(let m): measure(m)
        case .table(let table): "[" + rows(table).joined(separator: ",") + "]"
        case .thing(let thing): object(thing.fields.map { ($0.name, Self.value($0.value)) })
        case .expression(let expression): string(expression.text)
        }
    }

    /// A table as a file: an array with an object on each line.
    static func file(_ table: Table) -> String {
        let rows = rows(table)
        return rows.isEmpty ? "[]\n" : "[\n" + rows.joined(separator: ",\n") + "\n]\n"
    }

    private static func rows(_ table: Table) -> [String] {
        let flat = FlatTable(table)
        let keys = flat.names.map(string)
        return table.rows.indices.map { row in
            "{" + zip(keys, flat.row(row)).map { "\($0):\(value($1))" }.joined(separator: ",") + "}"
        }
    }

    /// A measure alone: its mean and whatever else is known of it.
    private static func measure(_ m: Measure) -> String {
        var members = [("mean", number(m.mean))]
        for (name, x) in [("sd", m.sd), ("low", m.low), ("high", m.high)] {
            if let x { members.append((name, number(x))) }
        }
        if let mark = m.mark { members.append(("mark", string(mark))) }
        if !m.runs.isEmpty { members.append(("runs", list(m.runs))) }
        return object(members)
    }

    /// The runs behind a table and its cells: `{"runs":[…],"cells":[{"row":1,"column":"ndcg@10","runs":[…]}, …]}`,
    /// rows counted from 1 without the head.
    static func provenance(_ table: Table) -> String? {
        let runs = table.allRuns
        guard !runs.isEmpty else { return nil }
        var cells = [String]()
        for row in table.rows.indices {
            for (column, cell) in zip(table.columns, table.cells(row)) {
                guard case .measure(let m) = cell, !m.runs.isEmpty else { continue }
                cells.append(
                    object([("row", "\(row + 1)"), ("column", string(column.name)), ("runs", list(m.runs))]))
            }
        }
        let members = [
            ("about", string(Provenance.line(runs))), ("runs", list(runs)),
            ("cells", cells.isEmpty ? "[]" : "[\n" + cells.joined(separator: ",\n") + "\n]"),
        ]
        return object(members) + "\n"
    }

    static func number(_ x: Double) -> String { x.isFinite ? shortest(x) : "null" }

    private static func list(_ runs: [Int64]) -> String {
        "[" + runs.map(String.init).joined(separator: ",") + "]"
    }

    /// Of members with the same name the first is kept.
    private static func object(_ members: [(name: String, text: String)]) -> String {
        var seen = Set<String>()
        let kept = members.filter { seen.insert($0.name).inserted }
        return "{" + kept.map { "\(string($0.name)):\($0.text)" }.joined(separator: ",") + "}"
    }

    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            // Control characters must be escaped; line separators and C1 codes are, for terminals and JavaScript.
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{2028}"..."\u{2029}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
