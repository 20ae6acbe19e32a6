import Declarations
import struct Declarations.Table
import Foundation
import GRDB

extension RunStore {
    /// Answers one SQL statement that changes nothing. Numbers and texts come as such, bytes as their count.
    ///
    /// Throws a problem where the statement cannot be read (with SQLite's own words), would write, or is more than one.
    public func query(_ sql: String, atMost limit: Int = 100_000) throws -> Table {
        let trimmed = sql.trimmingCharacters(in: CharacterSet(charactersIn: "; \n\t"))
        return try reading { db in
            do {
                let statement = try db.makeStatement(sql: trimmed)
                guard statement.isReadonly else { throw Self.readOnly(trimmed) }
                let cursor = try Row.fetchCursor(statement)
                var table = Table("", columns: unique(statement.columnNames).map { Table.Column($0) })
                while let row = try cursor.next() {
                    try Interrupt.check()
                    guard table.rows.count < limit else {
                        table.notes.append("more than \(limit) rows; the rest is left out")
                        break
                    }
                    table.rows.append((0..<row.count).map { Self.value(row[$0]) })
                }
                return table
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_READONLY || error.resultCode == .SQLITE_AUTH
            {
                throw Self.readOnly(trimmed)
            } catch let error as DatabaseError
                where [.SQLITE_ERROR, .SQLITE_MISUSE].contains(error.resultCode)
            {
                throw Problem(
                    "SQLite: \(error.message ?? "the statement cannot be run")",
                    remedy: "the tables: sql \"SELECT name, sql FROM sqlite_master\"")
            }
        }
    }

    private static func readOnly(_ sql: String) -> Problem {
        Problem("sql only reads, and this would write", remedy: "tag, note and train change the store")
    }

    private static func value(_ cell: DatabaseValue) -> Value {
        switch cell.storage {
        case .null: .nothing
        case .int64(let x): .number(Double(x))
        case .double(let x): .number(x)
        case .string(let text): .text(text)
        case .blob(let data): .text("\(data.count) bytes")
        }
    }
}

/// Columns of one name get a number each.
private func unique(_ names: [String]) -> [String] {
    var seen: [String: Int] = [:]
    return names.map { name in
        seen[name, default: 0] += 1
        let count = seen[name] ?? 1
        return count > 1 ? "\(name)-\(count)" : name
    }
}
