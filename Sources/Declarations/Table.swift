/// A table: the common currency between commands.
public struct Table: Sendable {
    /// A column: what it is called and how its cells are shown.
    public struct Column: Sendable, Hashable {
        /// The word by which expressions, `sort` and `select` know it.
        public var name: String
        /// Digits after the point in shown tables; `nil` shows numbers in their shortest form.
        public var decimals: Int?
        /// Whether zeros at the end are left out, for columns that mix counts and shares.
        public var isTrimmed = false
        /// Whether the numbers are p-values: one that would be shown as 0 is shown as "<0.0001".
        public var isChance = false
        /// Unit shown in the head: "s", "MB".
        public var unit: String?
        /// Whether its values spread evenly in the logarithm, for charts.
        public var isLog = false
        /// Which end is the better one, for bold in papers; `nil` where neither is.
        public var better: Better?

        public init(
            _ name: String, decimals: Int? = nil, trimmed: Bool = false, chance: Bool = false,
            unit: String? = nil, better: Better? = nil
        ) {
            (self.name, self.decimals, isTrimmed, isChance) = (name, decimals, trimmed, chance)
            (self.unit, self.better) = (unit, better)
        }
    }

    public enum Better: String, Sendable { case higher, lower }

    /// Title shown above and used as a caption.
    public var title: String
    public var columns: [Column]
    /// Cells, row by row; each row as long as `columns`. Rows that a source keeps are fetched at the first look.
    public var rows: [[Value]] {
        get { held.rows }
        _modify {
            var all = held.rows
            held = .ready([])
            defer { held = .ready(all) }
            yield &all
        }
    }
    /// Where the rows are while nobody has looked at them; nil once they are here.
    public var source: (any RowSource)? { held.source }
    /// What went wrong when a source was asked for its rows; a table shown without them must say so.
    public var problem: Problem? { held.problem }
    private var held: HeldRows
    /// Sentences shown below: protocol, ties policy, what ± means, warnings.
    public var notes: [String]
    /// Columns that are there for `where`, `sort` and `select`, and left out where the table is shown as it is.
    public var background: Set<String> = []
    /// Runs behind the whole table, besides those that single cells name.
    public var runs: [Int64]
    /// Further tables about the same thing, for `plot kind=…`: the long tail behind a description, the spectrum behind
    /// a diagnosis, the epochs behind a run.
    public var companions: [String: Table] = [:]

    public init(
        _ title: String = "", columns: [Column], rows: [[Value]] = [], notes: [String] = [],
        runs: [Int64] = []
    ) {
        (self.title, self.columns, held) = (title, columns, .ready(rows))
        (self.notes, self.runs) = (notes, runs)
    }

    /// A table whose rows stay in their source until somebody looks at them.
    public init(_ title: String = "", columns: [Column], source: any RowSource) {
        self.init(title, columns: columns)
        held = .pending(PendingRows(source))
    }

    /// The same table with its rows in another source.
    func from(_ source: any RowSource) -> Table {
        var copy = self
        copy.held = .pending(PendingRows(source))
        return copy
    }

    /// Position of a column.
    public func index(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

    /// Every run that stands behind the table, in ascending order.
    public var allRuns: [Int64] {
        var seen = Set(runs)
        for row in rows {
            for case .measure(let measure) in row { seen.formUnion(measure.runs) }
        }
        return seen.sorted()
    }
}
