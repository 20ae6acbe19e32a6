import Declarations
import Foundation

extension Dataset {
    /// Writes RecBole's atomic files `<name>.inter`, `.item`, `.user` and, where there are ties, `.net` into
    /// `folder/<name>`, and returns their paths. Tabs and line ends inside texts, which the format cannot hold, become
    /// blanks; so do blanks inside labels, which part them there, become underscores.
    public func export(recbole folder: String) throws -> [String] {
        let stem = String(name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" })
        let base = "\((folder as NSString).expandingTildeInPath)/\(stem)/\(stem)"
        var paths = [try write("\(base).inter", interactionColumns())]
        if !items.columns.isEmpty { paths.append(try write("\(base).item", columns(items, "item_id"))) }
        if !users.columns.isEmpty { paths.append(try write("\(base).user", columns(users, "user_id"))) }
        if !ties.isEmpty {
            let from = ties.map { RecBoleCell.text(users.ids[Int($0.from)]) }
            let to = ties.map { RecBoleCell.text(users.ids[Int($0.to)]) }
            paths.append(
                try write(
                    "\(base).net",
                    [
                        ("source_id:token", ties.count, { from[$0] }),
                        ("target_id:token", ties.count, { to[$0] }),
                        ("weight:float", ties.count, { "\(ties[$0].weight)" }),
                    ]))
        }
        return paths
    }

    private typealias OutColumn = (head: String, count: Int, cell: (Int) -> String)

    private func interactionColumns() -> [OutColumn] {
        let rows = interactions
        let (userIDs, itemIDs) = (users.ids.map(RecBoleCell.text), items.ids.map(RecBoleCell.text))
        var out: [OutColumn] = [
            ("user_id:token", rows.count, { userIDs[Int(rows.users[$0])] }),
            ("item_id:token", rows.count, { itemIDs[Int(rows.items[$0])] }),
        ]
        if rows.hasRatings {
            out.append(
                ("rating:float", rows.count, { RecBoleCell.number(Double("\(rows.ratings[$0])") ?? 0) }))
        }
        if rows.hasTimes { out.append(("timestamp:float", rows.count, { "\(rows.times[$0])" })) }
        return out + context.map { column($0.name, $0.column) }
    }

    private func columns(_ entities: Entities, _ id: String) -> [OutColumn] {
        [("\(id):token", entities.count, { RecBoleCell.text(entities.ids[$0]) })]
            + entities.columns.map { column($0.name, $0.column) }
    }

    private func column(_ name: String, _ column: Column) -> OutColumn {
        let name = String(name.map { $0.isWhitespace || $0 == ":" ? "_" : $0 })
        switch column {
        case .numbers(let x): return ("\(name):float", x.count, { RecBoleCell.number(x[$0]) })
        case .texts(let x):
            return (
                "\(name):\(name == "title" ? "token_seq" : "token")", x.count, { RecBoleCell.text(x[$0]) }
            )
        case .labels(let x): return ("\(name):token_seq", x.count, { RecBoleCell.labels(x[$0]) })
        }
    }

    private func write(_ path: String, _ columns: [OutColumn]) throws -> String {
        try replaceFile(at: path, shown: path) { handle in
            var text = columns.map(\.head).joined(separator: "\t") + "\n"
            for row in 0..<(columns.first?.count ?? 0) {
                for (k, column) in columns.enumerated() {
                    if k > 0 { text += "\t" }
                    text += column.cell(row)
                }
                text += "\n"
                if text.utf8.count > 1 << 20 {
                    try Interrupt.check()
                    try handle.write(contentsOf: Data(text.utf8))
                    text = ""
                }
            }
            try handle.write(contentsOf: Data(text.utf8))
        }
        return path
    }
}

/// Cells as atomic files hold them.
private enum RecBoleCell {
    static func text(_ text: String) -> String {
        text.contains { $0 == "\t" || $0.isNewline }
            ? String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 }) : text
    }
    static func number(_ x: Double) -> String { x.isNaN ? "" : shortest(x) }
    static func labels(_ labels: [String]) -> String {
        labels.map { String($0.map { $0.isWhitespace ? "_" : $0 }) }.joined(separator: " ")
    }
}
