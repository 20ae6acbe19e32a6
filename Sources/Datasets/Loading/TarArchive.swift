import Declarations
import Kernels

/// A tar archive, plain or packed with gzip, read from first to last: ustar, GNU long names and pax paths.
struct TarArchive {
    let file: DataFile

    private static let block = 512

    /// Calls `body` with the name and the bytes of every file in the archive, in its order. Links and folders are passed
    /// over. Throws a `Problem` where the archive is damaged or cut short.
    func forEach(_ watcher: Watcher, _ body: (String, [UInt8]) throws -> Void) throws {
        let reader = try opened()
        var longName: String?
        while true {
            try watcher.progress("reading \(file.shown)", reader.part)
            let head = try bytes(reader, Self.block)
            if head.isEmpty || head.allSatisfy({ $0 == 0 }) { return }
            guard head.count == Self.block else { throw cut }
            guard Self.isSound(head), let size = Self.size(head) else {
                throw damaged
            }
            let padded = (size + Self.block - 1) / Self.block * Self.block
            var content = try bytes(reader, padded)
            guard content.count == padded else { throw cut }
            content.removeLast(padded - size)
            switch head[156] {
            case UInt8(ascii: "L"): longName = Self.text(content[...])
            case UInt8(ascii: "x"): longName = Self.pax(content) ?? longName
            case 0, UInt8(ascii: "0"):
                try body(longName ?? Self.name(head), content)
                longName = nil
            default: longName = nil
            }
        }
    }

    private func opened() throws -> ByteReader {
        do throws(ByteFailure) { return try ByteReader(file.bytes) } catch { throw file.problem(error) }
    }
    private func bytes(_ reader: ByteReader, _ count: Int) throws -> [UInt8] {
        guard count > 0 else { return [] }
        do throws(ByteFailure) { return try reader.read(count) } catch { throw file.problem(error) }
    }

    private var damaged: Problem {
        Problem("\(file.shown) is damaged or no tar archive", remedy: "fetch or copy it again")
    }
    private var cut: Problem {
        Problem("\(file.shown) is cut short", remedy: "fetch or copy it again")
    }

    /// Whether the header's checksum is the sum of its bytes, its own field taken as blanks.
    private static func isSound(_ head: [UInt8]) -> Bool {
        var sum = 0
        for (k, byte) in head.enumerated() { sum += (148..<156).contains(k) ? 32 : Int(byte) }
        return octal(head[148..<156]) == sum
    }

    /// Octal digits, or base 256 where the first bit is set; `nil` for more than a tebibyte.
    private static func size(_ head: [UInt8]) -> Int? {
        let field = head[124..<136]
        if head[124] & 0x80 != 0 {
            let size = field.dropFirst(4).reduce(0) { $0 << 8 | Int($1) }
            return size >= 0 && size < 1 << 40 ? size : nil
        }
        return octal(field)
    }

    private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.drop { $0 == 32 }.prefix { (48..<56).contains($0) }
        return digits.isEmpty || digits.count > 13 ? nil : digits.reduce(0) { $0 * 8 + Int($1) - 48 }
    }

    private static func name(_ head: [UInt8]) -> String {
        let prefix = head[257..<262].elementsEqual("ustar".utf8) ? text(head[345..<500]) : ""
        let name = text(head[0..<100])
        return prefix.isEmpty ? name : prefix + "/" + name
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The path in a pax header: lines of length, key and value.
    private static func pax(_ bytes: [UInt8]) -> String? {
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            guard let range = line.firstRange(of: " path=") else { continue }
            return String(line[range.upperBound...])
        }
        return nil
    }
}
