import Declarations
import Foundation

/// The safetensors format (huggingface.co/docs/safetensors): eight bytes with the length of a JSON header, the header,
/// the numbers, little endian. Read and written by PyTorch, JAX and others; nothing in it is executed.
extension Weights {
    /// Writes the file whole or not at all. Equal weights give equal files.
    public func write(to path: String) throws {
        // The widest first: every array then begins at a multiple of its width.
        let order = entries.sorted { ($1.value.content.width, $0.key) < ($0.value.content.width, $1.key) }
        var header: [String: Any] = about.isEmpty ? [:] : ["__metadata__": about]
        var offset = 0
        for (name, entry) in order {
            let end = offset + entry.count * entry.content.width
            header[name] = [
                "dtype": entry.content.code, "shape": entry.shape, "data_offsets": [offset, end],
            ]
            offset = end
        }
        do {
            var text = try JSONSerialization.data(
                withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
            text.append(Data(repeating: 0x20, count: (8 - text.count % 8) % 8))
            var file = Data(capacity: 8 + text.count + offset)
            withUnsafeBytes(of: UInt64(text.count).littleEndian) { file.append(contentsOf: $0) }
            file.append(text)
            for (_, entry) in order { entry.content.withBytes { file.append(contentsOf: $0) } }
            try file.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Problem("\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// Reads a file; a problem says where it is none of the format, or contradicts itself. F32, F64 (rounded to F32), I32
    /// and I64 are understood.
    public init(path: String) throws {
        let file: Data
        do { file = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) } catch {
            throw Problem("\(path) cannot be read: \(error.localizedDescription)")
        }
        func broken(_ what: String) -> Problem {
            Problem("\(path) is no safetensors file: \(what)", remedy: "write it anew")
        }
        guard file.count >= 8 else { throw broken("it is shorter than 8 bytes") }
        let length = file.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(file.count - 8) else {
            throw broken("its header would be \(length) bytes long")
        }
        let head = file.subdata(in: 8..<8 + Int(length))
        guard let object = try? JSONSerialization.jsonObject(with: head) as? [String: Any] else {
            throw broken("its header is no JSON object")
        }
        self.init(about: object["__metadata__"] as? [String: String] ?? [:])
        let (start, room) = (8 + Int(length), file.count - 8 - Int(length))
        var taken: [Range<Int>] = []
        for (name, value) in object where name != "__metadata__" {
            guard let line = HeaderLine(value), line.bytes.upperBound <= room else {
                throw broken("what it says about \(name) cannot be")
            }
            let bytes = file.subdata(in: start + line.bytes.lowerBound..<start + line.bytes.upperBound)
            set(name, try Entry(line.shape, line.content(bytes)))
            taken.append(line.bytes)
        }
        taken.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        for (a, b) in zip(taken, taken.dropFirst()) where a.upperBound > b.lowerBound {
            throw broken("its arrays overlap")
        }
    }
}

extension Weights.Entry.Content {
    fileprivate var width: Int { if case .longs = self { 8 } else { 4 } }
    fileprivate var code: String {
        switch self {
        case .floats: "F32"
        case .integers: "I32"
        case .longs: "I64"
        }
    }
    fileprivate func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        switch self {
        case .floats(let all): all.withUnsafeBytes(body)
        case .integers(let all): all.withUnsafeBytes(body)
        case .longs(let all): all.withUnsafeBytes(body)
        }
    }
}

/// What the header says of one array.
private struct HeaderLine {
    let code: String
    let shape: [Int]
    let bytes: Range<Int>
    static let widths = ["F32": 4, "F64": 8, "I32": 4, "I64": 8]

    init?(_ value: Any) {
        guard let fields = value as? [String: Any], let code = fields["dtype"] as? String,
            let width = Self.widths[code], let shape = fields["shape"] as? [Int],
            let offsets = fields["data_offsets"] as? [Int], offsets.count == 2, offsets[0] >= 0,
            offsets[0] <= offsets[1], shape.allSatisfy({ $0 >= 0 }),
            let size = Weights.Entry.size(of: [width] + shape), size == offsets[1] - offsets[0]
        else { return nil }
        (self.code, self.shape, bytes) = (code, shape, offsets[0]..<offsets[1])
    }

    func content(_ bytes: Data) -> Weights.Entry.Content {
        func values<T>(_ zero: T) -> [T] {
            [T](unsafeUninitializedCapacity: bytes.count / MemoryLayout<T>.size) { buffer, filled in
                filled = bytes.copyBytes(to: buffer) / MemoryLayout<T>.size
            }
        }
        switch code {
        case "F32": return .floats(values(Float(0)))
        case "F64": return .floats(values(0.0).map { Float($0) })
        case "I32": return .integers(values(Int32(0)))
        default: return .longs(values(Int64(0)))
        }
    }
}
