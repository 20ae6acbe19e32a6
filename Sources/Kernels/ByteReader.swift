import CKernels
import Foundation

/// Where bytes lie: in a file of their own (plain or gzip), or packed in a zip archive.
public struct PackedBytes: Sendable, Hashable {
    /// How a member of a zip archive is packed.
    public enum Packing: Sendable, Hashable { case plain, stored, deflated }

    public var path: String
    public var packing: Packing
    /// Where the packed bytes begin.
    public var offset: Int64
    /// How many packed bytes there are; -1 means up to the end of the file.
    public var size: Int64
    /// CRC-32 of the unpacked bytes of an archive's member.
    public var checksum: UInt32

    public init(
        _ path: String, _ packing: Packing = .plain, offset: Int64 = 0, size: Int64 = -1, checksum: UInt32 = 0
    ) {
        (self.path, self.packing) = (path, packing)
        (self.offset, self.size, self.checksum) = (offset, size, checksum)
    }
}

/// Why bytes could not be had.
public enum ByteFailure: Error, Sendable, Hashable {
    /// The system's reason: "No such file or directory".
    case system(String)
    /// Packed bytes that do not unpack, or unpack to something else than their checksum says.
    case corrupt
    /// Packed bytes that end early.
    case truncated
    case memory

    init(_ code: Int32) {
        switch code {
        case Int32(CSV_CORRUPT): self = .corrupt
        case Int32(CSV_TRUNCATED): self = .truncated
        case Int32(CSV_NO_MEMORY): self = .memory
        default: self = .system(String(cString: strerror(errno)))
        }
    }
}

/// Reads bytes from first to last, unpacking as it goes. Files are read, never mapped, so one that shrinks meanwhile
/// ends early and does no harm.
public final class ByteReader {
    let source: OpaquePointer

    public init(_ bytes: PackedBytes) throws(ByteFailure) {
        var code: Int32 = 0
        let packing =
            switch bytes.packing {
            case .plain: CSV_PLAIN
            case .stored: CSV_ZIP_STORED
            case .deflated: CSV_ZIP_DEFLATED
            }
        let opened = csv_source_open(
            bytes.path, Int32(packing), bytes.offset, bytes.size, bytes.checksum, &code)
        guard let opened else { throw ByteFailure(code) }
        source = opened
    }

    deinit { csv_source_close(source) }

    /// Part of the packed bytes that has been read, from 0 to 1.
    public var part: Double { csv_source_part(source) }

    /// Reads up to `limit` bytes; fewer only at the end.
    public func read(_ limit: Int) throws(ByteFailure) -> [UInt8] {
        var count: Int64 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
            count = csv_source_read(source, buffer.baseAddress, Int64(limit))
            filled = max(0, Int(count))
        }
        if count < 0 { throw ByteFailure(csv_source_error(source)) }
        return bytes
    }
}
