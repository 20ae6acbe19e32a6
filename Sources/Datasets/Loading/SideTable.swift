import Declarations
import Kernels

/// A small delimited file beside the interactions (catalogue, users, ties) or on its own: all columns as texts.
struct SideTable {
    let file: DataFile
    var names: [String]
    /// Column by column.
    var cells: [[String]]
    /// Whether Latin-1 was taken because the bytes are not UTF-8.
    var guessedLatin1 = false

    var count: Int { cells.first?.count ?? 0 }

    subscript(name: String) -> [String]? { names.firstIndex(of: name).map { cells[$0] } }

    /// Reads every column. With `encoding=auto`, a file that is not UTF-8 is taken as Latin-1 where `latin1` allows it.
    init(_ file: DataFile, _ layout: Layout, _ options: LoadOptions, latin1 allowed: Bool = false) throws {
        self.file = file
        names = layout.header ?? (0..<layout.columns).map { "column\($0 + 1)" }
        var plan = DelimitedPlan(
            separator: layout.separator, kinds: Array(repeating: .text, count: layout.columns))
        plan.quotes = layout.quotes
        plan.blanks = layout.blanks
        plan.header = layout.header != nil
        plan.anyBytes = options.encoding == .latin1
        plan.skipsBadRows = options.bad == .skip
        do throws(ScanFailure) {
            do throws(ScanFailure) {
                cells = try SideTable.read(file, plan)
            } catch {
                guard error.reason == .notUTF8, allowed, options.encoding == .auto else { throw error }
                plan.anyBytes = true
                guessedLatin1 = true
                cells = try SideTable.read(file, plan)
            }
        } catch {
            if case .bytes(let reason) = error.reason { throw file.problem(reason) }
            if error.reason == .stopped { throw Interrupted() }
            let said = explained(error, title: layout.title(error.column), columns: layout.columns)
            throw Problem(
                said.what, remedy: said.remedy, at: placed(error, file: file.shown, latin1: plan.anyBytes))
        }
    }

    private static func read(_ file: DataFile, _ plan: DelimitedPlan) throws(ScanFailure) -> [[String]] {
        let scan = try DelimitedScan(file.bytes, plan) { _ in !Interrupt.isRaised }
        var cells: [[String]] = []
        for k in plan.kinds.indices {
            let texts = scan.texts(k, latin1: plan.anyBytes)
            cells.append(try scan.indices(k).map { texts[Int($0)] })
        }
        return cells
    }
}

/// What is known of users or items from a file beside the interactions.
struct Attributes {
    var ids: [String] = []
    var columns: [(name: String, column: Column)] = []

    /// Adds numbers; a text that is none is missing.
    mutating func addNumbers(_ name: String, _ texts: [String]) {
        columns.append((name, .numbers(texts.map { Double($0.trimmed) ?? .nan })))
    }
    mutating func addTexts(_ name: String, _ texts: [String]) { columns.append((name, .texts(texts))) }
    mutating func addLabels(_ name: String, _ labels: [[String]]) { columns.append((name, .labels(labels))) }

    /// Adds titles, and the years that end them: "Toy Story (1995)".
    mutating func addTitles(_ titles: [String]) {
        addTexts("title", titles)
        columns.append(("year", .numbers(titles.map(yearOfTitle))))
    }

    /// Adds a column that may be either: numbers where every filled cell is one.
    mutating func addGuessed(_ name: String, _ texts: [String]) {
        let filled = texts.filter { !$0.isEmpty }
        if !filled.isEmpty, filled.allSatisfy(isNumber) {
            addNumbers(name, texts)
        } else {
            addTexts(name, texts)
        }
    }

    /// The columns for these ids; missing where a file does not know an id.
    func aligned(to ids: [String]) -> [(name: String, column: Column)] {
        var rowOf: [String: Int] = [:]
        rowOf.reserveCapacity(self.ids.count)
        for (row, id) in self.ids.enumerated() { rowOf[id] = row }
        let rows = ids.map { rowOf[$0] }
        return columns.map { name, column in
            switch column {
            case .numbers(let x): (name, .numbers(rows.map { $0.map { x[$0] } ?? .nan }))
            case .texts(let x): (name, .texts(rows.map { $0.map { x[$0] } ?? "" }))
            case .labels(let x): (name, .labels(rows.map { $0.map { x[$0] } ?? [] }))
            }
        }
    }
}

/// The year in brackets that ends a title, or NaN: "Toy Story (1995)", "Hyena Road (2015) ".
func yearOfTitle(_ title: String) -> Double {
    let bytes = Array(title.utf8.suffix(12))
    guard let close = bytes.lastIndex(of: 0x29), close >= 5, bytes[close - 5] == 0x28 else { return .nan }
    let digits = bytes[close - 4..<close]
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return .nan }
    return digits.reduce(0) { $0 * 10 + Double($1 - 0x30) }
}
