import Declarations
import Foundation

/// A matrix as NumPy's `.npy` files hold it, row-major.
public struct NPYMatrix<Element: Sendable>: Sendable {
    public var rows: Int
    public var columns: Int
    public var values: [Element]
    public init(rows: Int, columns: Int, values: [Element]) {
        (self.rows, self.columns, self.values) = (rows, columns, values)
    }
}

/// Reads and writes two-dimensional `.npy` files, format version 1.0 (NumPy Enhancement Proposal 1).
public enum NPY {
    public static func write(_ matrix: NPYMatrix<Float>, to path: String) throws {
        try write(matrix.rows, matrix.columns, "<f4", matrix.values.map(\.bitPattern.littleEndian), path)
    }

    public static func write(_ matrix: NPYMatrix<Int32>, to path: String) throws {
        try write(matrix.rows, matrix.columns, "<i4", matrix.values.map(\.littleEndian), path)
    }

    /// Reads float32 or float64 (rounded to float32); one-dimensional arrays become one column.
    public static func floats(_ path: String) throws -> NPYMatrix<Float> {
        let file = try NPYFile(path)
        switch file.type {
        case "<f4": return try file.matrix { Float(bitPattern: UInt32(littleEndian: $0)) }
        case "<f8": return try file.matrix { Float(Double(bitPattern: UInt64(littleEndian: $0))) }
        default: throw file.problem("holds \(file.type), not floating-point numbers")
        }
    }

    /// Reads int32 or int64 (where every value fits); one-dimensional arrays become one column.
    public static func integers(_ path: String) throws -> NPYMatrix<Int32> {
        let file = try NPYFile(path)
        switch file.type {
        case "<i4": return try file.matrix { Int32(littleEndian: $0) }
        case "<i8":
            let wide: NPYMatrix<Int64> = try file.matrix { Int64(littleEndian: $0) }
            let values = wide.values.compactMap { Int32(exactly: $0) }
            guard values.count == wide.values.count else {
                throw file.problem("holds numbers beyond 32 bits")
            }
            return NPYMatrix(rows: wide.rows, columns: wide.columns, values: values)
        default: throw file.problem("holds \(file.type), not whole numbers of 32 or 64 bits")
        }
    }

    private static func write<Word>(
        _ rows: Int, _ columns: Int, _ type: String, _ words: [Word], _ path: String
    ) throws {
        var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
        // Magic, version and length take 10 bytes; the whole head ends in a newline at a multiple of 64.
        header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
        var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
        data.append(UInt8(header.utf8.count & 0xff))
        data.append(UInt8(header.utf8.count >> 8))
        data.append(contentsOf: header.utf8)
        words.withUnsafeBytes { data.append(contentsOf: $0) }
        try save(data, to: path)
    }
}

/// Writes a file in one step: the old content stays until the new one is complete.
func save(_ data: Data, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    do {
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url, options: .atomic)
    } catch {
        throw Problem(
            "\(path) cannot be written",
            remedy: "is there room, may you write there: \(error.localizedDescription)")
    }
}

/// The head of a `.npy` file, and its bytes.
private struct NPYFile {
    let path: String
    let data: Data
    let start: Int
    let type: String
    let isColumnMajor: Bool
    let shape: [Int]

    init(_ path: String) throws {
        self.path = path
        do { data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) } catch {
            throw Problem("\(path) cannot be read", remedy: error.localizedDescription)
        }
        let broken = Problem("\(path) is not a .npy file, or is cut off", remedy: "write it with numpy.save")
        guard data.count >= 10, data.prefix(6) == Data([0x93]) + Data("NUMPY".utf8) else { throw broken }
        let wide = data[6] > 1
        guard !wide || data.count >= 12 else { throw broken }
        let length =
            Int(data[8]) | Int(data[9]) << 8 | (wide ? Int(data[10]) << 16 | Int(data[11]) << 24 : 0)
        start = (wide ? 12 : 10) + length
        guard data.count >= start, let head = String(bytes: data[(wide ? 12 : 10)..<start], encoding: .utf8)
        else { throw broken }
        guard let type = head.firstMatch(of: /'descr':\s*'([^']*)'/)?.1,
            let order = head.firstMatch(of: /'fortran_order':\s*(True|False)/)?.1,
            let dimensions = head.firstMatch(of: /'shape':\s*\(([^)]*)\)/)?.1
        else { throw broken }
        self.type = String(type)
        isColumnMajor = order == "True"
        shape = dimensions.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        guard (1...2).contains(shape.count), shape.allSatisfy({ $0 >= 0 }) else {
            throw problem("has the shape (\(dimensions)), not that of a matrix")
        }
    }

    func problem(_ what: String) -> Problem { Problem("\(path) \(what)") }

    func matrix<Word: FixedWidthInteger, Element>(_ read: (Word) -> Element) throws -> NPYMatrix<Element> {
        let (rows, columns) = (shape[0], shape.count == 2 ? shape[1] : 1)
        let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
        guard !overflows, count <= (data.count - start) / MemoryLayout<Word>.size else {
            throw problem("ends before its \(rows) × \(columns) numbers do")
        }
        let values: [Element] = data.withUnsafeBytes { bytes in
            (0..<count).map { k in
                let place = isColumnMajor ? k % columns * rows + k / columns : k
                return read(
                    bytes.loadUnaligned(
                        fromByteOffset: start + place * MemoryLayout<Word>.size, as: Word.self))
            }
        }
        return NPYMatrix(rows: rows, columns: columns, values: values)
    }
}
