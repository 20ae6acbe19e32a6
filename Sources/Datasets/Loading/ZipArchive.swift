import Declarations
import Foundation
import Kernels

/// The table of contents of a zip archive (PKWARE APPNOTE 6.3, ZIP64 included): enough to read members in place.
enum ZipArchive {
    struct Member {
        let name: String
        let bytes: PackedBytes
    }

    static func isOne(_ path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? handle.close() }
        return (try? handle.read(upToCount: 4)) == Data([0x50, 0x4b, 0x03, 0x04])
    }

    /// Every file in the archive. Folders and macOS resource forks are passed over.
    static func members(_ path: String, shown: String) throws -> [Member] {
        let damaged = Problem("\(shown) is not a whole zip archive", remedy: "fetch or copy it again")
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Problem("\(shown) cannot be opened")
        }
        defer { try? handle.close() }
        func piece(_ offset: UInt64, _ count: Int) throws -> Bytes {
            do {
                try handle.seek(toOffset: offset)
                let data = try handle.read(upToCount: count) ?? Data()
                guard data.count == count else { throw damaged }
                return Bytes([UInt8](data), damaged)
            } catch let problem as Problem { throw problem } catch {
                throw Problem("\(shown) cannot be read: \(error.localizedDescription)")
            }
        }
        let size = (try? handle.seekToEnd()) ?? 0
        let tailSize = Int(min(size, 65_557))
        let tail = try piece(size - UInt64(tailSize), tailSize)
        guard let end = tail.last(of: 0x0605_4b50, upTo: tailSize - 22) else { throw damaged }
        var (count, length, start) = (
            try tail.number(end + 10, 2), try tail.number(end + 12, 4), try tail.number(end + 16, 4)
        )
        if start == 0xFFFF_FFFF || count == 0xFFFF, end >= 20, try tail.number(end - 20, 4) == 0x0706_4b50 {
            let record = try piece(try tail.number(end - 12, 8), 56)
            (count, length, start) = (
                try record.number(32, 8), try record.number(40, 8), try record.number(48, 8)
            )
        }
        guard length < 1 << 30, start <= size, length <= size - start else { throw damaged }
        let directory = try piece(start, Int(length))
        return try entries(directory, count: Int(clamping: count), shown: shown, damaged: damaged).compactMap
        { entry in
            let local = try piece(entry.offset, 30)
            guard try local.number(0, 4) == 0x0403_4b50 else { throw damaged }
            let data = entry.offset + 30 + (try local.number(26, 2)) + (try local.number(28, 2))
            return Member(
                name: entry.name,
                bytes: PackedBytes(
                    path, entry.packing, offset: Int64(clamping: data), size: Int64(clamping: entry.size),
                    checksum: UInt32(truncatingIfNeeded: entry.checksum)))
        }
    }

    private struct Entry {
        var name: String
        var packing: PackedBytes.Packing
        var offset, size, checksum: UInt64
    }

    private static func entries(_ directory: Bytes, count: Int, shown: String, damaged: Problem) throws
        -> [Entry]
    {
        var entries: [Entry] = []
        var at = 0
        for _ in 0..<count {
            guard try directory.number(at, 4) == 0x0201_4b50 else { throw damaged }
            let nameLength = Int(try directory.number(at + 28, 2))
            let extraLength = Int(try directory.number(at + 30, 2))
            let commentLength = Int(try directory.number(at + 32, 2))
            let name = try directory.text(at + 46, nameLength)
            var size = try directory.number(at + 20, 4)
            var offset = try directory.number(at + 42, 4)
            let unpacked = try directory.number(at + 24, 4)
            // Sizes above 4 GB stand in the ZIP64 extra field, in this order, each only where it is needed.
            var extra = at + 46 + nameLength
            let extraEnd = extra + extraLength
            while extra + 4 <= extraEnd {
                let (tag, length) = (try directory.number(extra, 2), Int(try directory.number(extra + 2, 2)))
                if tag == 1 {
                    var field = extra + 4
                    if unpacked == 0xFFFF_FFFF { field += 8 }
                    if size == 0xFFFF_FFFF {
                        size = try directory.number(field, 8)
                        field += 8
                    }
                    if offset == 0xFFFF_FFFF { offset = try directory.number(field, 8) }
                }
                extra += 4 + length
            }
            let method = try directory.number(at + 10, 2)
            let encrypted = try directory.number(at + 8, 2) & 1 == 1
            let checksum = try directory.number(at + 16, 4)
            at += 46 + nameLength + extraLength + commentLength
            if name.hasSuffix("/") || name.hasPrefix("__MACOSX/") { continue }
            guard !encrypted, method == 0 || method == 8 else {
                throw Problem(
                    "\(shown)/\(name) is \(encrypted ? "encrypted" : "packed in a way that cannot be read")",
                    remedy: "unpack the archive and load the folder")
            }
            entries.append(
                Entry(
                    name: name, packing: method == 0 ? .stored : .deflated, offset: offset, size: size,
                    checksum: checksum))
        }
        return entries
    }

    /// Little-endian numbers and texts, with an error in place of a crash where there are too few bytes.
    private struct Bytes {
        let bytes: [UInt8]
        let damaged: Problem
        init(_ bytes: [UInt8], _ damaged: Problem) { (self.bytes, self.damaged) = (bytes, damaged) }

        func number(_ at: Int, _ width: Int) throws -> UInt64 {
            guard at >= 0, at + width <= bytes.count else { throw damaged }
            return (0..<width).reversed().reduce(0) { $0 << 8 | UInt64(bytes[at + $1]) }
        }
        func text(_ at: Int, _ length: Int) throws -> String {
            guard at >= 0, at + length <= bytes.count else { throw damaged }
            return String(decoding: bytes[at..<at + length], as: UTF8.self)
        }
        /// Where a four-byte signature stands last.
        func last(of signature: UInt64, upTo limit: Int) -> Int? {
            limit < 0 ? nil : (0...limit).reversed().first { (try? number($0, 4)) == signature }
        }
    }
}
