import CKernels

/// How a delimited file is to be read, and what becomes of each of its columns.
public struct DelimitedPlan: Sendable {
    public enum Kind: Sendable, Hashable {
        case skip
        /// Whole numbers below 2^26 in their plainest form, indexed in numeric order.
        case whole
        /// Interned texts, indexed numerically where all are whole numbers, else as they first appear.
        case text
        /// A text that must not be empty.
        case name
        /// A finite number.
        case rating
        /// A finite number, NaN where empty.
        case number
        /// Unix seconds, or a date like 2009-04-01T12:30:05Z.
        case time
    }

    /// One to four ASCII bytes.
    public var separator: String
    public var kinds: [Kind]
    /// Whether fields may stand in double quotes (RFC 4180).
    public var quotes = false
    /// Whether any run of blanks and tabs separates.
    public var blanks = false
    /// Whether bytes may be something else than UTF-8.
    public var anyBytes = false
    /// Whether the first row holds names.
    public var header = false
    /// Whether rows that cannot be read are counted and left out.
    public var skipsBadRows = false
    public var threads = 1
    /// Bytes of the longest line allowed.
    public var longest = 16 << 20
    /// A row at which to stop with `.located`, to learn where it stands.
    public var locate: Int?

    public init(separator: String, kinds: [Kind]) { (self.separator, self.kinds) = (separator, kinds) }
}

/// Why a scan stopped, and where.
public struct ScanFailure: Error, Sendable {
    public enum Reason: Sendable, Hashable {
        case ragged, badRating, badNumber, badTime, notWhole, notUTF8, openQuote, afterQuote, emptyID,
            longLine
        case located, stopped, memory
        case bytes(ByteFailure)
    }
    public var reason: Reason
    /// Counted from 0.
    public var column: Int
    /// How many fields a ragged row has.
    public var fields: Int
    /// Counted from 1.
    public var line: Int
    /// Bytes of the line that are meant.
    public var bytes: Range<Int>
    /// The line, at most 64 kB of it.
    public var text: [UInt8]
}

/// A delimited file read into columns: two and more threads, each on its own blocks, joined so that the outcome does
/// not depend on how many there were.
public final class DelimitedScan {
    private let scan: OpaquePointer
    public let rows: Int
    /// Rows left out.
    public let bad: Int

    /// Reads everything. `tick` is told the part done about every megabyte and answers whether to go on.
    public init(_ bytes: PackedBytes, _ plan: DelimitedPlan, tick: (Double) -> Bool = { _ in true })
        throws(ScanFailure)
    {
        let reader: ByteReader
        do throws(ByteFailure) { reader = try ByteReader(bytes) } catch { throw ScanFailure(.bytes(error)) }
        guard let scan = Self.run(reader, plan, tick) else { throw ScanFailure(.memory) }
        let failure = csv_scan_failure(scan)
        guard failure.code == Int32(CSV_DONE) else {
            defer { csv_scan_free(scan) }
            throw ScanFailure(failure, csv_source_error(reader.source))
        }
        self.scan = scan
        rows = Int(csv_scan_rows(scan))
        bad = Int(csv_scan_bad(scan))
    }

    deinit { csv_scan_free(scan) }

    private static func run(_ reader: ByteReader, _ plan: DelimitedPlan, _ tick: (Double) -> Bool)
        -> OpaquePointer?
    {
        withoutActuallyEscaping(tick) { tick in
            var tick = tick
            let kinds = plan.kinds.map(\.code)
            return plan.separator.withCString { separator in
                kinds.withUnsafeBufferPointer { kinds in
                    withUnsafeMutablePointer(to: &tick) { context in
                        var raw = csv_plan()
                        raw.separator = separator
                        raw.separator_length = Int32(plan.separator.utf8.count)
                        raw.quotes = plan.quotes ? 1 : 0
                        raw.blanks = plan.blanks ? 1 : 0
                        raw.any_bytes = plan.anyBytes ? 1 : 0
                        raw.header = plan.header ? 1 : 0
                        raw.skip_bad = plan.skipsBadRows ? 1 : 0
                        raw.columns = Int32(kinds.count)
                        raw.kinds = kinds.baseAddress
                        raw.threads = Int32(plan.threads)
                        raw.longest = Int64(plan.longest)
                        raw.locate = Int64(plan.locate ?? -1)
                        raw.context = UnsafeMutableRawPointer(context)
                        raw.tick = { context, part in
                            let tick = context!.assumingMemoryBound(to: ((Double) -> Bool).self)
                            return tick.pointee(part) ? 0 : 1
                        }
                        return csv_scan_run(reader.source, &raw)
                    }
                }
            }
        }
    }

    /// Distinct values of a whole, text or name column, in the order of their indices. Call it before `indices`.
    /// Bytes that are not UTF-8 count as Latin-1 where `latin1` is set.
    public func texts(_ column: Int, latin1: Bool = false) -> [String] {
        var size: Int64 = 0
        let count = Int(csv_scan_distinct(scan, Int32(column), &size))
        var offsets = [Int64](repeating: 0, count: count + 1)
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(size) + 1) { buffer, filled in
            buffer.withMemoryRebound(to: CChar.self) {
                csv_scan_texts(scan, Int32(column), &offsets, $0.baseAddress)
            }
            filled = Int(offsets[count])
        }
        return bytes.withUnsafeBufferPointer { bytes in
            (0..<count).map { k in
                let text = UnsafeBufferPointer(rebasing: bytes[Int(offsets[k])..<Int(offsets[k + 1])])
                return decoded(text, latin1: latin1)
            }
        }
    }

    /// Index of each row's value among `texts`.
    public func indices(_ column: Int) throws(ScanFailure) -> [Int32] { try take(column) }
    public func ratings(_ column: Int) throws(ScanFailure) -> [Float] { try take(column) }
    public func numbers(_ column: Int) throws(ScanFailure) -> [Double] { try take(column) }
    public func times(_ column: Int) throws(ScanFailure) -> [Int64] { try take(column) }

    private func take<Cell>(_ column: Int) throws(ScanFailure) -> [Cell] {
        var done = true
        let cells = [Cell](unsafeUninitializedCapacity: rows) { buffer, filled in
            done = rows == 0 || csv_scan_take(scan, Int32(column), buffer.baseAddress) != 0
            filled = done ? rows : 0
        }
        guard done else { throw ScanFailure(.memory) }
        return cells
    }
}

/// The text that bytes stand for; with `latin1`, bytes that are not UTF-8 are taken as Latin-1, one character each.
public func decoded(_ bytes: some Collection<UInt8>, latin1: Bool) -> String {
    guard latin1, bytes.contains(where: { $0 >= 0x80 }) else { return String(decoding: bytes, as: UTF8.self) }
    var text = ""
    for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    return text
}

extension ScanFailure {
    init(_ reason: Reason) {
        self.init(reason: reason, column: 0, fields: 0, line: 1, bytes: 0..<0, text: [])
    }

    init(_ raw: csv_failure, _ source: Int32) {
        let reason: Reason =
            switch Int(raw.code) {
            case CSV_RAGGED: .ragged
            case CSV_BAD_RATING: .badRating
            case CSV_BAD_NUMBER: .badNumber
            case CSV_BAD_TIME: .badTime
            case CSV_NOT_WHOLE: .notWhole
            case CSV_NOT_UTF8: .notUTF8
            case CSV_OPEN_QUOTE: .openQuote
            case CSV_AFTER_QUOTE: .afterQuote
            case CSV_EMPTY_ID: .emptyID
            case CSV_LONG_LINE: .longLine
            case CSV_LOCATED: .located
            case CSV_STOPPED: .stopped
            case CSV_SOURCE: .bytes(ByteFailure(source))
            default: .memory
            }
        let text = UnsafeRawBufferPointer(start: raw.text, count: Int(raw.text_length))
        self.init(
            reason: reason, column: Int(raw.column), fields: Int(raw.fields), line: Int(raw.line),
            bytes: Int(raw.start)..<Int(raw.start + raw.length), text: Array(text))
    }
}

extension DelimitedPlan.Kind {
    fileprivate var code: Int32 {
        switch self {
        case .skip: Int32(CSV_SKIP)
        case .whole: Int32(CSV_WHOLE)
        case .text: Int32(CSV_TEXT)
        case .name: Int32(CSV_NAME)
        case .rating: Int32(CSV_RATING)
        case .number: Int32(CSV_NUMBER)
        case .time: Int32(CSV_TIME)
        }
    }
}

/// Unix seconds of a date like 2009-04-01 12:30 or 2009-04-01T12:30:05Z (UTC), or of a number; nil of anything else.
public func unixSeconds(_ text: String) -> Int64? {
    var (text, seconds) = (text, Int64(0))
    return text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
            csv_time($0.baseAddress, Int64($0.count), &seconds) == 1 ? seconds : nil
        }
    }
}
