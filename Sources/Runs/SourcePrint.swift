import Declarations
import Foundation
import GRDB

/// What is kept of a file of data, so that a change can be found and, where it is one flipped bit, named.
///
/// Besides a hash of each block it holds the exclusive or of the positions of all set bits: one bit that flips changes
/// that number by exactly its own position, as the syndrome of a Hamming code does (Hamming, 1950).
public struct SourcePrint: Sendable, Hashable {
    public static let block = 1 << 16

    public var path: String
    public var bytes: Int
    public var syndrome: UInt64
    /// One hash for each block of 64 kB.
    public var blocks: [UInt64]

    /// Reads a file once.
    public init(path: String) throws {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else {
            throw Problem("\(path) cannot be read")
        }
        self.init(path: path, data)
    }

    public init(path: String, _ data: Data) {
        (self.path, bytes) = (path, data.count)
        var (syndrome, blocks) = (UInt64(0), [UInt64]())
        data.withUnsafeBytes { all in
            for start in stride(from: 0, to: all.count, by: Self.block) {
                let part = UnsafeRawBufferPointer(rebasing: all[start..<min(all.count, start + Self.block)])
                blocks.append(Self.hash(part))
                syndrome ^= Self.syndrome(part, from: start)
            }
        }
        (self.syndrome, self.blocks) = (syndrome, blocks)
    }

    init(path: String, bytes: Int, syndrome: UInt64, blocks: [UInt64]) {
        (self.path, self.bytes, self.syndrome, self.blocks) = (path, bytes, syndrome, blocks)
    }

    /// FNV-1a over words of eight bytes, then over what is left.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        let whole = bytes.count & ~7
        for k in stride(from: 0, to: whole, by: 8) {
            hash =
                (hash ^ bytes.loadUnaligned(fromByteOffset: k, as: UInt64.self).littleEndian)
                &* 0x100_0000_01b3
            hash ^= hash >> 29
        }
        for byte in bytes[whole...] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    /// Exclusive or of the positions of all set bits, word by word: a word's own position counts where its bits are odd in
    /// number.
    private static func syndrome(_ bytes: UnsafeRawBufferPointer, from start: Int) -> UInt64 {
        var sum: UInt64 = 0
        let masks: [UInt64] = [
            0xAAAA_AAAA_AAAA_AAAA, 0xCCCC_CCCC_CCCC_CCCC, 0xF0F0_F0F0_F0F0_F0F0, 0xFF00_FF00_FF00_FF00,
            0xFFFF_0000_FFFF_0000, 0xFFFF_FFFF_0000_0000,
        ]
        func add(_ word: UInt64, at byte: Int) {
            if word.nonzeroBitCount & 1 == 1 { sum ^= UInt64(byte) << 3 }
            for (k, mask) in masks.enumerated() where (word & mask).nonzeroBitCount & 1 == 1 {
                sum ^= 1 << UInt64(k)
            }
        }
        let whole = bytes.count & ~7
        for k in stride(from: 0, to: whole, by: 8) {
            add(bytes.loadUnaligned(fromByteOffset: k, as: UInt64.self).littleEndian, at: start + k)
        }
        var last: UInt64 = 0
        for (k, byte) in bytes[whole...].enumerated() { last |= UInt64(byte) << UInt64(8 * k) }
        add(last, at: start + whole)
        return sum
    }
}

/// How a file differs from what it was.
public enum SourceChange: Sendable, Hashable {
    case missing(path: String)
    /// One bit and nothing else; bytes counted from 0, bits from the lowest, rows from 1 (0 where the file is no text).
    case flipped(path: String, byte: Int, bit: Int, row: Int)
    /// Somewhere from this byte on, up to 64 kB later at the first place.
    case changed(path: String, from: Int, row: Int, before: Int, after: Int)

    /// In words: "bit 2 of byte 4711 (row 120) of ratings.csv is flipped".
    public var sentence: String {
        func row(_ row: Int) -> String { row > 0 ? " (row \(row))" : "" }
        return switch self {
        case .missing(let path): "\(path) is gone"
        case .flipped(let path, let byte, let bit, let line):
            "bit \(bit) of byte \(byte)\(row(line)) of \(path) is flipped, and nothing else in the file"
        case .changed(let path, let from, let line, let before, let after):
            "\(path) has changed within 64 kB of byte \(from)\(row(line))"
                + (before == after ? "" : ", and has \(after) bytes in place of \(before)")
        }
    }
}

extension SourcePrint {
    /// What has changed in the file since; nil where nothing has.
    public func change() -> SourceChange? {
        guard var data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            return .missing(path: path)
        }
        let now = SourcePrint(path: path, data)
        if now == self { return nil }
        let first =
            zip(blocks, now.blocks).enumerated().first { $1.0 != $1.1 }?.offset
            ?? min(blocks.count, now.blocks.count)
        let position = syndrome ^ now.syndrome
        let byte = Int(position >> 3)
        if bytes == now.bytes, byte < bytes {
            // Turned back, the file must be what it was.
            data[byte] ^= 1 << UInt8(position & 7)
            if SourcePrint(path: path, data) == self {
                data[byte] ^= 1 << UInt8(position & 7)
                return .flipped(
                    path: path, byte: byte, bit: Int(position & 7), row: Self.row(of: byte, in: data))
            }
            data[byte] ^= 1 << UInt8(position & 7)
        }
        let from = min(first * Self.block, data.count)
        return .changed(
            path: path, from: from, row: Self.row(of: from, in: data), before: bytes, after: now.bytes)
    }

    private static func row(of byte: Int, in data: Data) -> Int {
        if data.prefix(4096).contains(0) || data.starts(with: [0x1F, 0x8B])
            || data.starts(with: [0x50, 0x4B])
        {
            return 0
        }
        return 1 + data.prefix(byte).count { $0 == 0x0A }
    }
}

extension RunStore {
    /// Keeps what the files of a data set were when a run was fitted on it; prints that are there already stay.
    public func keep(_ prints: [SourcePrint], of dataset: String) throws {
        try writing { db in
            for print in prints {
                let blocks = print.blocks.map(\.littleEndian).withUnsafeBytes { Data($0) }
                try db.execute(
                    sql: """
                        INSERT OR IGNORE INTO source (dataset, path, bytes, syndrome, blocks)
                        VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [dataset, print.path, print.bytes, Int64(bitPattern: print.syndrome), blocks])
            }
        }
    }

    /// The files of a data set as they were; empty where none were kept.
    public func sources(of dataset: String) throws -> [SourcePrint] {
        try reading { db in
            try Row.fetchAll(
                db, sql: "SELECT path, bytes, syndrome, blocks FROM source WHERE dataset = ? ORDER BY path",
                arguments: [dataset]
            ).map { row in
                let (syndrome, blocks): (Int64, Data) = (row[2], row[3])
                return SourcePrint(
                    path: row[0], bytes: row[1], syndrome: UInt64(bitPattern: syndrome),
                    blocks: Blob.words(blocks))
            }
        }
    }
}
