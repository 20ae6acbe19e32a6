import Foundation

/// Tensors by name in the safetensors format: eight bytes with the length of a JSON header, the header, the numbers.
///
/// Read and written by PyTorch, JAX and others; nothing in it is executed. The header's entries are written in the
/// order of their names, so equal tensors give equal files.
public struct Safetensors: Sendable {
    public var tensors: [String: Tensor]
    /// Free text by key.
    public var metadata: [String: String]

    public init(_ tensors: [String: Tensor], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// Names of the element types in the format.
    private static let names: [(String, ElementType)] = [
        ("F64", .float64), ("F32", .float32), ("F16", .float16), ("BF16", .bfloat16), ("I64", .int64),
        ("I32", .int32), ("I16", .int16), ("I8", .int8), ("U8", .uint8), ("BOOL", .bool),
    ]

    // MARK: Writing

    /// Writes the file whole or not at all.
    public func write(to path: String) throws {
        let rows = try tensors.mapValues { try $0.detached().on(.cpu).contiguous().checked() }
        var header: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
        // The widest types first: every tensor then begins at a multiple of its width.
        let order = rows.sorted { ($1.value.type.width, $0.key) < ($0.value.type.width, $1.key) }
        var offset = 0
        for (name, tensor) in order {
            let type = tensor.type, end = offset + tensor.count * type.width
            guard let code = Self.names.first(where: { $0.1 == type })?.0 else { continue }
            header[name] = ["dtype": code, "shape": tensor.shape.sizes, "data_offsets": [offset, end]]
            offset = end
        }
        var text = try JSONSerialization.data(
            withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
        text.append(Data(repeating: 0x20, count: (8 - text.count % 8) % 8))
        var file = Data(capacity: 8 + text.count + offset)
        withUnsafeBytes(of: UInt64(text.count).littleEndian) { file.append(contentsOf: $0) }
        file.append(text)
        for (_, tensor) in order where tensor.count > 0 {
            guard let memory = try tensor.memory() else { continue }
            withExtendedLifetime(tensor) {
                file.append(
                    memory.assumingMemoryBound(to: UInt8.self), count: tensor.count * tensor.type.width)
            }
        }
        do {
            try file.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw TensorError("\(path) cannot be written: \(error.localizedDescription)", kind: .file)
        }
    }

    // MARK: Reading

    /// Reads a file; throws where it is none of the format, or contradicts itself.
    public init(path: String, on device: Device = .cpu) throws {
        let file: Data
        do {
            file = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw TensorError("\(path) cannot be read: \(error.localizedDescription)", kind: .file)
        }
        func broken(_ what: String) -> TensorError {
            TensorError("\(path) is no safetensors file: \(what)", kind: .file)
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
        metadata = object["__metadata__"] as? [String: String] ?? [:]
        let room = file.count - 8 - Int(length)
        var entries: [(name: String, type: ElementType, shape: [Int], bytes: Range<Int>)] = []
        for (name, value) in object where name != "__metadata__" {
            guard let entry = Self.entry(value), entry.bytes.upperBound <= room else {
                throw broken("what it says about \(name) cannot be")
            }
            entries.append((name, entry.type, entry.shape, entry.bytes))
        }
        entries.sort {
            ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
        }
        for (a, b) in zip(entries, entries.dropFirst()) where a.bytes.upperBound > b.bytes.lowerBound {
            throw broken("\(a.name) and \(b.name) overlap")
        }
        tensors = [:]
        for entry in entries {
            let start = 8 + Int(length)
            tensors[entry.name] = try file.withUnsafeBytes { all in
                let part = UnsafeRawBufferPointer(
                    rebasing: all[start + entry.bytes.lowerBound..<start + entry.bytes.upperBound])
                return try Tensor(copying: part, type: entry.type, entry.shape, on: device).checked()
            }
        }
    }

    /// Checks one tensor's line of the header.
    private static func entry(_ value: Any) -> (type: ElementType, shape: [Int], bytes: Range<Int>)? {
        guard let fields = value as? [String: Any], let code = fields["dtype"] as? String,
            let type = names.first(where: { $0.0 == code })?.1, let shape = fields["shape"] as? [Int],
            let offsets = fields["data_offsets"] as? [Int], offsets.count == 2, offsets[0] >= 0,
            offsets[0] <= offsets[1], shape.allSatisfy({ $0 >= 0 })
        else { return nil }
        var needed = type.width
        for size in shape {
            let (product, overflow) = needed.multipliedReportingOverflow(by: size)
            if overflow { return nil }
            needed = product
        }
        return needed == offsets[1] - offsets[0] ? (type, shape, offsets[0]..<offsets[1]) : nil
    }
}
