import Declarations

/// Columns of a table as data formats have them: a measure's spread in columns of its own, `ndcg@10`, `ndcg@10_sd`,
/// `ndcg@10_low`, `ndcg@10_high`, `ndcg@10_mark`, each only where some cell has it.
struct FlatTable {
    let names: [String]
    private let table: Table
    private let parts: [(column: Int, part: Part)]

    enum Part: String, CaseIterable {
        case main = ""
        case sd = "_sd"
        case low = "_low"
        case high = "_high"
        case mark = "_mark"

        func value(_ cell: Value) -> Value {
            guard case .measure(let m) = cell else { return self == .main ? cell : .nothing }
            switch self {
            case .main: return .number(m.mean)
            case .sd: return m.sd.map { .number($0) } ?? .nothing
            case .low: return m.low.map { .number($0) } ?? .nothing
            case .high: return m.high.map { .number($0) } ?? .nothing
            case .mark: return m.mark.map { .text($0) } ?? .nothing
            }
        }
    }

    init(_ table: Table) {
        self.table = table
        var parts = [(column: Int, part: Part)]()
        for column in table.columns.indices {
            let cells = table.rows.indices.map { table.cells($0)[column] }
            parts.append((column, .main))
            for part in Part.allCases.dropFirst()
            where cells.contains(where: { if case .nothing = part.value($0) { false } else { true } }) {
                parts.append((column, part))
            }
        }
        self.parts = parts
        // A name that occurs twice would hide a column from whoever reads by name.
        var seen = [String: Int]()
        names = parts.map { column, part in
            let name = table.columns[column].name + part.rawValue
            seen[name, default: 0] += 1
            let times = seen[name] ?? 1
            return times == 1 ? name : "\(name)_\(times)"
        }
    }

    func row(_ row: Int) -> [Value] {
        let cells = table.cells(row)
        return parts.map { $0.part.value(cells[$0.column]) }
    }
}
