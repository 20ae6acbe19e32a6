import Declarations
import Kernels

/// What a delimited file looks like, found out from its first lines or told by the user.
struct Layout {
    var separator = ","
    /// Runs of blanks separate.
    var blanks = false
    var quotes = false
    /// Names of the columns, where the first row holds them.
    var header: [String]?
    /// The first rows, without the header.
    var samples: [[String]] = []
    var columns = 0

    /// Looks at the first 64 kB. Throws where the file is empty or is no text.
    init(_ file: DataFile, _ options: LoadOptions) throws {
        let head = try file.head()
        let lines = try Layout.lines(head, file)
        if let typed = options.separator {
            try set(typed: typed)
        } else {
            try guessSeparator(lines, file)
        }
        quotes = options.quotes ?? (separator == "," || separator == ";")
        let rows = Layout.rows(lines, separator: separator, blanks: blanks, quotes: quotes)
        guard let first = rows.first else { throw Problem("\(file.shown) is empty") }
        columns = first.count
        let isHeader = options.header ?? Layout.looksLikeHeader(first, rows.dropFirst().first)
        header = isHeader ? first : nil
        samples = Array(isHeader ? rows.dropFirst() : rows[...])
        if isHeader, samples.isEmpty {
            throw Problem(
                "\(file.shown) has a header but no rows", at: Place(file: file.shown, line: 2))
        }
    }

    /// A known layout: separator, and names of the columns where the file has a header.
    init(separator: String, blanks: Bool = false, quotes: Bool = false, columns: Int, header: [String]? = nil)
    {
        (self.separator, self.blanks, self.quotes) = (separator, blanks, quotes)
        (self.columns, self.header) = (columns, header)
    }

    /// Name of a column in messages: its header, or its number.
    func title(_ column: Int) -> String {
        if let header, column < header.count { return header[column] }
        return "column \(column + 1)"
    }

    private mutating func set(typed: String) throws {
        let words = [
            "tab": "\t", "\\t": "\t", "space": " ", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|",
        ]
        separator = words[typed] ?? typed
        blanks = separator == " "
        guard (1...4).contains(separator.utf8.count), !separator.contains(where: { "\n\r\"".contains($0) }),
            separator.allSatisfy(\.isASCII)
        else {
            throw Problem(
                "separator must be one to four plain characters, but is \(Value.text(typed).literal)")
        }
    }

    private mutating func guessSeparator(_ lines: [String], _ file: DataFile) throws {
        let candidates = ["::", "\t", ",", ";", "|", " "]
        func counts(_ candidate: String) -> [Int] {
            Layout.rows(
                lines, separator: candidate, blanks: candidate == " ",
                quotes: options(quotes: candidate)
            ).map(\.count)
        }
        func options(quotes candidate: String) -> Bool { candidate == "," || candidate == ";" }
        let all = candidates.map { ($0, counts($0)) }
        let steady = all.first { $0.1.allSatisfy { [first = $0.1[0]] in $0 == first } && $0.1[0] > 1 }
        guard let found = steady ?? all.first(where: { $0.1[0] > 1 }) else {
            throw Problem(
                "the fields of \(file.shown) are not separated by a comma, tab, semicolon, bar, blank or ::",
                remedy: "say separator=",
                at: Place(file: file.shown, line: 1, text: lines[0].utf8.count > 200 ? "" : lines[0]))
        }
        separator = found.0
        blanks = separator == " "
    }

    /// A header names things: no field is a number, and where the next row has a number, it differs from it in that. Row
    /// numbers, as pandas and R write them, may stand first without a name.
    static func looksLikeHeader(_ first: [String], _ second: [String]?) -> Bool {
        let names = first.count > 1 && first[0].isEmpty ? first.dropFirst() : first[...]
        guard names.allSatisfy({ !$0.isEmpty && Double($0) == nil }) else { return false }
        if names.contains(where: { Role.named($0) != nil || $0.contains(":") }) { return true }
        return second?.contains { Double($0) != nil } ?? true
    }

    /// Whole lines of the first bytes, at most 200, without the empty ones.
    static func lines(_ head: [UInt8], _ file: DataFile) throws -> [String] {
        var bytes = head[...]
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Problem("\(file.shown) is UTF-16 text", remedy: "convert it: iconv -f UTF-16 -t UTF-8")
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) || bytes.contains(0) {
            throw Problem("\(file.shown) is not a text file")
        }
        // The last line may be cut; it counts only where it is the file's end.
        if head.count >= 1 << 16, let end = bytes.lastIndex(of: 0x0A) { bytes = bytes[...end] }
        var lines: [String] = []
        for line in bytes.split(separator: 0x0A) {
            let bare = line.last == 0x0D ? line.dropLast() : line
            if !bare.isEmpty { lines.append(String(decoding: bare, as: UTF8.self)) }
            if lines.count == 200 { break }
        }
        guard !lines.isEmpty else { throw Problem("\(file.shown) is empty") }
        return lines
    }

    /// Fields of each line. Quoted fields that run over several lines join them.
    static func rows(_ lines: [String], separator: String, blanks: Bool, quotes: Bool) -> [[String]] {
        var rows: [[String]] = []
        var pending = ""
        for line in lines {
            let text = pending.isEmpty ? line : pending + "\n" + line
            guard let row = fields(text, separator: separator, blanks: blanks, quotes: quotes) else {
                pending = text
                continue
            }
            pending = ""
            rows.append(row)
        }
        if rows.isEmpty { rows.append([pending]) }
        return rows
    }

    /// Fields of one line, or `nil` where a quote stays open.
    static func fields(_ line: String, separator: String, blanks: Bool, quotes: Bool) -> [String]? {
        if blanks { return line.split { $0 == " " || $0 == "\t" }.map(String.init) }
        let (text, mark) = (Array(line.utf8), Array(separator.utf8))
        var fields: [String] = []
        var at = 0
        while true {
            var field: [UInt8] = []
            if quotes, at < text.count, text[at] == 0x22 {
                at += 1
                while true {
                    guard at < text.count else { return nil }
                    if text[at] == 0x22 {
                        guard at + 1 < text.count, text[at + 1] == 0x22 else { break }
                        at += 1
                    }
                    field.append(text[at])
                    at += 1
                }
                at += 1
            }
            while at < text.count, !text[at...].starts(with: mark) {
                field.append(text[at])
                at += 1
            }
            fields.append(String(decoding: field, as: UTF8.self))
            guard at < text.count else { return fields }
            at += mark.count
        }
    }
}

/// What a column means.
enum Role: Hashable {
    case user, item, rating, time
    /// Kept under its name.
    case context
    case skip

    /// The role that goes with a usual name of a column: "userId", "movie_id", "Feedback".
    static func named(_ name: String) -> Role? {
        let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
        switch plain {
        case "user", "userid", "uid", "reviewerid", "viewer", "viewerid", "customer", "customerid", "member":
            return .user
        case "item", "itemid", "iid", "movie", "movieid", "film", "filmid", "show", "showid", "artistid",
            "animeid",
            "asin", "product", "productid", "content", "contentid", "title", "titleid":
            return .item
        case "rating", "ratings", "score", "stars", "feedback", "weight", "playcount", "plays": return .rating
        case "timestamp", "time", "unixtime", "date", "datetime", "ts": return .time
        default: return nil
        }
    }

    /// The words of the `columns` setting.
    static func word(_ word: String) -> Role? {
        switch word {
        case "user": .user
        case "item": .item
        case "rating": .rating
        case "time": .time
        case "_", "-", "skip": .skip
        default: nil
        }
    }
}
