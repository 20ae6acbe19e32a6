import Declarations

/// Makes a chart out of a table.
///
/// Without a `kind` the table's shape decides: a column `epoch` gives learning curves, `singular-value` a
/// spectrum, columns named like the rows a heat map, names and numbers bars, one column of counts a long
/// tail, two columns of numbers a scatter.
///
/// - Parameters:
///   - x: the column laid out across; by default the one that suits the kind.
///   - y: the columns of values; by default all measures on the scale of the first.
///   - by: the column whose words tell the series apart; by default `model`, or the first column of words.
/// - Throws: `Problem` where a column is missing (with the nearest name), or the table holds nothing of this
///   kind.
public func chart(
    of table: Table, kind: PlotKind? = nil, x: String? = nil, y: [String] = [], by: String? = nil,
    title: String? = nil, logX: Bool? = nil, logY: Bool? = nil
) throws -> Chart {
    let plan = try TablePlan(table, x: x, y: y, by: by)
    guard !table.rows.isEmpty else {
        throw Problem(
            "there is nothing to draw: the table has no rows", remedy: "is its condition too narrow?")
    }
    let kind = kind ?? plan.kind
    var chart =
        switch kind {
        case .bars, .importance: try plan.bars()
        case .variance: try plan.bars(onOneAxis: true)
        case .curves: try plan.curves()
        case .overlap: try plan.overlap()
        case .line, .bestSoFar, .windows: try plan.lines()
        case .parallel: try plan.parallel()
        case .scatter: try plan.scatter()
        case .longTail: try plan.longTail()
        case .spectrum: try plan.spectrum()
        case .heatMap: try plan.heatMap()
        case .histogram: try plan.histogram()
        }
    if let title { chart.title = title } else if !table.title.isEmpty { chart.title = table.title }
    if let logX { chart.x.isLog = logX }
    if let logY { chart.y.isLog = logY }
    return chart
}

/// What is known of a table before a chart is made of it: which columns hold names, which hold numbers.
struct TablePlan {
    let table: Table
    let x: Int?
    /// Columns asked for; empty where the kind chooses.
    let y: [Int]
    let by: Int?

    /// - Throws: `Problem` where a column that was asked for is not there.
    init(_ table: Table, x: String?, y: [String], by: String?) throws {
        self.table = table
        func find(_ name: String) throws -> Int {
            guard let index = table.index(of: name) else {
                throw Problem.unknown("column", name, known: table.columns.map(\.name))
            }
            return index
        }
        self.x = try x.map(find)
        self.y = try y.map(find)
        self.by = try by.map(find)
    }

    func cells(_ column: Int) -> [Value] { table.rows.map { column < $0.count ? $0[column] : .nothing } }

    func numbers(_ column: Int) -> [Double] { cells(column).map { $0.number ?? .nan } }

    /// Holds at least one number and, apart from gaps, nothing else.
    func isNumeric(_ column: Int) -> Bool {
        let given = cells(column).filter { if case .nothing = $0 { false } else { true } }
        return !given.isEmpty && given.allSatisfy { $0.number != nil }
    }

    func isNamed(_ column: Int) -> Bool { cells(column).contains { $0.text != nil } }

    /// Columns that count or identify, and are no measure of anything.
    private static let counters: Set<String> = ["epoch", "seed", "fold", "run", "id", "rank", "index"]

    /// Columns of numbers that may be drawn as values.
    var numeric: [Int] {
        table.columns.indices.filter { isNumeric($0) && !Self.counters.contains(table.columns[$0].name) }
    }

    /// The column whose words name rows or series.
    var naming: Int? {
        by ?? table.index(of: "model").flatMap { isNumeric($0) ? nil : $0 }
            ?? table.columns.indices.first { isNamed($0) && table.columns[$0].name != "verdict" && $0 != x }
    }

    /// The name of each row; a model that has collapsed says so wherever its name is drawn.
    var names: [String] {
        guard let naming else { return table.rows.indices.map { "\($0 + 1)" } }
        let verdicts = table.index(of: "verdict").map(cells)
        return cells(naming).enumerated().map { i, cell in
            let verdict = verdicts?[i].text ?? "healthy"
            return cell.description + (verdict == "healthy" || by != nil ? "" : " (\(verdict))")
        }
    }

    /// Value columns: those asked for, or all measures on the scale and in the unit of the first; of any scale where one
    /// measure stands in all of them.
    func values(atMost limit: Int = 6, onOneAxis: Bool = false) throws -> (shown: [Int], left: [Int]) {
        if !y.isEmpty {
            for column in y where !isNumeric(column) {
                let name = table.columns[column].name
                throw Problem(
                    "column \(name) holds no numbers", remedy: "columns with numbers: \(numericNames)")
            }
            return (y, [])
        }
        let all = numeric.filter { $0 != x && $0 != by }
        let measures = all.filter { column in
            table.columns[column].better != nil
                || cells(column).contains { if case .measure = $0 { true } else { false } }
        }
        let candidates = measures.isEmpty ? all : measures
        guard let first = candidates.first else {
            throw Problem("the table has no column of numbers to draw")
        }
        func reach(_ column: Int) -> Double { numbers(column).filter(\.isFinite).map(abs).max() ?? 0 }
        let scale = reach(first)
        let alike = candidates.filter { column in
            let size = reach(column)
            return table.columns[column].unit == table.columns[first].unit
                && (onOneAxis || size == 0 || scale == 0 || size < scale * 20)
        }
        let shown = Array(alike.prefix(limit))
        return (shown, candidates.filter { !shown.contains($0) })
    }

    var numericNames: String {
        let names = numeric.map { table.columns[$0].name }
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    /// The kind that suits the table's shape.
    var kind: PlotKind {
        if table.index(of: "epoch") != nil { return .curves }
        if table.index(of: "singular-value") != nil { return .spectrum }
        if isMatrix { return .heatMap }
        if naming == nil {
            let columns = y.isEmpty ? numeric : y
            return columns.count + (x == nil ? 0 : 1) >= 2 ? .scatter : .longTail
        }
        if x != nil, y.count == 1, let x, isNumeric(x) { return .scatter }
        return table.rows.count > 60 ? .longTail : .bars
    }

    /// Rows and columns of numbers that go by the same names.
    private var isMatrix: Bool {
        guard let naming, naming == 0, table.rows.count > 1 else { return false }
        let rows = Set(cells(0).map(\.description))
        return rows == Set(table.columns.dropFirst().map(\.name))
    }

    func axis(_ column: Int, isWhole: Bool = false) -> Axis {
        Axis(
            table.columns[column].name, unit: table.columns[column].unit,
            isWhole: isWhole || isCount(column))
    }

    /// Shown without digits behind the point, and holding whole numbers alone: windows, trials.
    private func isCount(_ column: Int) -> Bool {
        table.columns[column].decimals == 0
            && numbers(column).allSatisfy { !$0.isFinite || $0 == $0.rounded() }
    }

    /// A column that the kind cannot do without.
    func require(_ name: String, for kind: PlotKind) throws -> Int {
        if let index = table.index(of: name) { return index }
        let known = table.columns.map(\.name)
        let near = nearest(to: name, in: known).map { "did you mean \($0)? say x=\($0)" }
        throw Problem(
            "kind=\(kind.rawValue) needs a column named \(name), which the table does not have",
            remedy: near ?? "columns: \(known.joined(separator: ", "))")
    }
}
