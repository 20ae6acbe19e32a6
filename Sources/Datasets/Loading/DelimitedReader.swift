import Declarations
import Kernels

/// The rows of one delimited file, with indices of their own.
struct Readings {
    var userIDs: [String] = []
    var itemIDs: [String] = []
    var rows = Interactions()
    var context: [(name: String, column: Column)] = []
    var notes: [String] = []
}

/// Reads a delimited file into columns; whatever cannot be read is a problem with file, line and column.
struct DelimitedReader {
    let file: DataFile
    let layout: Layout
    let columns: ColumnPlan
    let options: LoadOptions
    /// Types given by the user, by column name or role word.
    private let types: [String: String]
    /// What parts the labels of a cell; bars or commas when not set.
    private var labelMark: Character?

    init(_ file: DataFile, _ layout: Layout, _ columns: ColumnPlan, _ options: LoadOptions) throws {
        (self.file, self.layout, self.columns, self.options) = (file, layout, columns, options)
        var types: [String: String] = [:]
        for word in options.types {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw Problem("types has \(Value.text(word).literal), which is not of the form name=type")
            }
            let known = parts[0] == "time" ? ["s", "ms"] : ["number", "text", "labels"]
            guard known.contains(parts[1]) else { throw Problem.unknown("type", parts[1], known: known) }
            types[parts[0]] = parts[1]
        }
        self.types = types
    }

    /// The same reader, for files whose labels are parted by this character.
    func splittingLabels(at mark: Character) -> DelimitedReader {
        var copy = self
        copy.labelMark = mark
        return copy
    }

    /// Reads all rows. Ids are tried as plain numbers first, which is the fast way; where one is not, they are texts.
    func read(_ watcher: Watcher) throws -> Readings {
        var kinds = columns.roles.indices.map(kind)
        while true {
            let plan = plan(kinds)
            do throws(ScanFailure) {
                return try collect(DelimitedScan(file.bytes, plan, tick: tick(watcher)), kinds)
            } catch {
                switch error.reason {
                case .notWhole: kinds[error.column] = .name
                case .badNumber where types[columns.names[error.column]] == nil: kinds[error.column] = .text
                case .stopped: throw Interrupted()
                default: throw problem(error)
                }
            }
        }
    }

    /// Where a row of the outcome stands in the file; for errors found after reading.
    func place(ofRow row: Int) -> Place {
        var plan = plan(columns.roles.map { $0 == .user ? .name : .skip })
        plan.locate = row
        do throws(ScanFailure) {
            _ = try DelimitedScan(file.bytes, plan)
            return Place(file: file.shown, line: 1)
        } catch {
            return place(error)
        }
    }

    private func kind(_ column: Int) -> DelimitedPlan.Kind {
        switch columns.roles[column] {
        case .user, .item: return .whole
        case .rating: return .rating
        case .time: return .time
        case .skip: return .skip
        case .context:
            switch types[columns.names[column]] {
            case "number": return .number
            case "text", "labels": return .text
            default:
                let cells = layout.samples.compactMap { column < $0.count ? $0[column] : nil }
                let filled = cells.filter { !$0.isEmpty }
                return !filled.isEmpty && filled.allSatisfy(isNumber) ? .number : .text
            }
        }
    }

    private func plan(_ kinds: [DelimitedPlan.Kind]) -> DelimitedPlan {
        var plan = DelimitedPlan(separator: layout.separator, kinds: kinds)
        plan.quotes = layout.quotes
        plan.blanks = layout.blanks
        plan.header = layout.header != nil
        plan.anyBytes = options.encoding == .latin1
        plan.skipsBadRows = options.bad == .skip
        plan.threads = threads
        return plan
    }

    private func tick(_ watcher: Watcher) -> (Double) -> Bool {
        { part in (try? watcher.progress("reading \(file.shown)", part)) != nil }
    }

    private func collect(_ scan: DelimitedScan, _ kinds: [DelimitedPlan.Kind]) throws(ScanFailure) -> Readings
    {
        let latin1 = options.encoding == .latin1
        var readings = Readings()
        for (k, role) in columns.roles.enumerated() {
            switch role {
            case .user:
                readings.userIDs = scan.texts(k, latin1: latin1)
                readings.rows.users = try scan.indices(k)
            case .item:
                readings.itemIDs = scan.texts(k, latin1: latin1)
                readings.rows.items = try scan.indices(k)
            case .rating: readings.rows.ratings = try scan.ratings(k)
            case .time: readings.rows.times = try milliseconds(scan.times(k))
            case .context:
                let column: Column
                if kinds[k] == .number {
                    column = .numbers(try scan.numbers(k))
                } else {
                    let texts = scan.texts(k, latin1: latin1)
                    column = expanded(texts, try scan.indices(k), labels: types[columns.names[k]] == "labels")
                }
                readings.context.append((columns.names[k], column))
            case .skip: break
            }
        }
        if scan.bad > 0 {
            readings.notes.append("\(scan.bad) rows of \(file.shown) could not be read and are left out")
            readings = compacted(readings)
        }
        return readings
    }

    private func milliseconds(_ times: [Int64]) -> [Int64] {
        types["time"] == "ms" ? times.map { $0 >= 0 ? $0 / 1000 : ($0 - 999) / 1000 } : times
    }

    private func expanded(_ texts: [String], _ indices: [Int32], labels: Bool) -> Column {
        guard labels else { return .texts(indices.map { texts[Int($0)] }) }
        let split = texts.map { splitLabels($0, at: labelMark) }
        return .labels(indices.map { split[Int($0)] })
    }

    /// Drops ids that only rows left out have named.
    private func compacted(_ readings: Readings) -> Readings {
        var result = readings
        (result.userIDs, result.rows.users) = withoutUnused(readings.userIDs, readings.rows.users)
        (result.itemIDs, result.rows.items) = withoutUnused(readings.itemIDs, readings.rows.items)
        return result
    }

    private func place(_ failure: ScanFailure) -> Place {
        placed(failure, file: file.shown, latin1: options.encoding == .latin1)
    }

    private func problem(_ failure: ScanFailure) -> Problem {
        if case .bytes(let reason) = failure.reason { return file.problem(reason) }
        let place = place(failure)
        let title = layout.title(failure.column)
        let said = explained(failure, title: title, columns: layout.columns)
        return Problem(said.what, remedy: said.remedy, at: place)
    }
}

/// Labels of a cell: parted by the mark, or else by bars where there are some, or else by commas.
func splitLabels(_ text: String, at mark: Character? = nil) -> [String] {
    let mark = mark ?? (text.contains("|") ? "|" : ",")
    return text.split(separator: mark).map { String($0).trimmed }.filter {
        !$0.isEmpty && $0 != "(no genres listed)"
    }
}

/// Ids that some row names, in their order, and the rows' new indices.
func withoutUnused(_ ids: [String], _ rows: [Int32]) -> ([String], [Int32]) {
    var place = [Int32](repeating: -1, count: ids.count)
    for row in rows { place[Int(row)] = 0 }
    var kept: [String] = []
    for k in ids.indices where place[k] == 0 {
        place[k] = Int32(kept.count)
        kept.append(ids[k])
    }
    return kept.count == ids.count ? (ids, rows) : (kept, rows.map { place[Int($0)] })
}

/// The place of a failed scan: bytes become characters, and a line of more than 200 is not shown.
func placed(_ failure: ScanFailure, file: String, latin1: Bool) -> Place {
    func characters(_ bytes: ArraySlice<UInt8>) -> Int { decoded(bytes, latin1: latin1).count }
    let bytes = failure.text
    let from = min(failure.bytes.lowerBound, bytes.count)
    let to = min(max(failure.bytes.upperBound, from), bytes.count)
    let start = characters(bytes[..<from])
    let line = bytes.count <= 800 ? decoded(bytes, latin1: latin1) : ""
    return Place(
        file: file, line: failure.line, columns: start..<start + characters(bytes[from..<to]),
        text: line.count <= 200 ? line : "")
}

/// What is wrong with a row, and what would do.
func explained(_ failure: ScanFailure, title: String, columns: Int) -> (what: String, remedy: String?) {
    let from = min(failure.bytes.lowerBound, failure.text.count)
    let to = min(max(from, failure.bytes.upperBound), failure.text.count)
    let got = decoded(failure.text[from..<to].prefix(60), latin1: false)
    let seen = got.trimmed.isEmpty ? "is empty" : "is \(got)"
    let skip = "mend the row, or say bad=skip to leave such rows out"
    switch failure.reason {
    case .ragged:
        return ("the row has \(failure.fields) fields, but \(columns) are expected", skip)
    case .badRating: return ("\(title) must be a finite number, but \(seen)", skip)
    case .badNumber:
        return ("\(title) must be a finite number, but \(seen)", "say types=[…=text] to keep it as text")
    case .badTime:
        return ("\(title) must be Unix seconds or a date like 2009-04-01, but \(seen)", skip)
    case .emptyID, .notWhole: return ("\(title) is empty, but every row needs one", skip)
    case .notUTF8:
        let byte = from < failure.text.count ? String(failure.text[from], radix: 16, uppercase: true) : "?"
        return (
            "byte \(byte) is not UTF-8 text",
            "say encoding=latin1 if the file is Latin-1, or convert it with iconv"
        )
    case .openQuote:
        return ("a quote is opened and never closed", "say quotes=false if quotes are plain characters")
    case .afterQuote:
        return ("text follows a closing quote", "double quotes inside quotes, or say quotes=false")
    case .longLine: return ("the line is longer than 16 MB", "is this a text file of one row per line?")
    case .located: return ("here", nil)
    case .stopped: return ("stopped", nil)
    case .memory, .bytes: return ("there is not enough memory", nil)
    }
}
