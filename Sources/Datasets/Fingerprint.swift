import Kernels
import Synchronization

/// A 128-bit hash of content, fed piece by piece: MurmurHash3 x64 128 (Austin Appleby, public domain), seed 0.
///
/// It tells content apart; it is no defence against somebody who wants two contents to look alike. `add(raw:)` takes
/// bytes as they are; every other `add` first adds a tag and a count, so that `["ab", "c"]` and `["a", "bc"]` differ.
/// Order counts. Numbers are taken as little-endian bytes.
///
///     var print = Fingerprint()
///     print.add(dataset.fingerprint)
///     print.add(rows)
///     let hex = print.hex        // 32 hexadecimal digits
public struct Fingerprint: Sendable, Hashable {
    private var h1: UInt64 = 0
    private var h2: UInt64 = 0
    private var length: UInt64 = 0
    /// Bytes not yet mixed in, at most 15, the first in the lowest place.
    private var pending: (UInt64, UInt64) = (0, 0)
    private var pendingCount = 0

    public init() {}

    public static func == (a: Fingerprint, b: Fingerprint) -> Bool { a.digest == b.digest }
    public func hash(into hasher: inout Hasher) {
        hasher.combine(digest.0)
        hasher.combine(digest.1)
    }

    /// Adds bytes as they are, without a count: twice 8 bytes hash like once 16.
    public mutating func add(raw bytes: UnsafeRawBufferPointer) {
        length &+= UInt64(bytes.count)
        var position = 0
        while pendingCount > 0, position < bytes.count {
            push(bytes[position])
            position += 1
        }
        var (a, b) = (h1, h2)
        while position + 16 <= bytes.count {
            Self.mix(
                &a, &b, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)),
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 8, as: UInt64.self)))
            position += 16
        }
        (h1, h2) = (a, b)
        while position < bytes.count {
            push(bytes[position])
            position += 1
        }
    }

    /// Adds a text with its length.
    public mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add(tag: 1, $0.count, UnsafeRawBufferPointer($0)) }
    }
    /// Adds whole numbers or floats with their count and width.
    public mutating func add<Number: Numeric & BitwiseCopyable>(_ numbers: [Number]) {
        numbers.withUnsafeBytes { add(tag: 2 + MemoryLayout<Number>.size << 8, numbers.count, $0) }
    }
    /// Adds a whole number.
    public mutating func add(_ number: Int) { add([Int64(number)]) }
    /// Adds texts, each with its length.
    public mutating func add(_ texts: [String]) {
        add(tag: 3, texts.count, UnsafeRawBufferPointer(start: nil, count: 0))
        for text in texts { add(text) }
    }

    /// The hash of all that was added so far, as 32 hexadecimal digits.
    public var hex: String {
        let (high, low) = digest
        return [high, low].map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    private mutating func add(tag: Int, _ count: Int, _ bytes: UnsafeRawBufferPointer) {
        withUnsafeBytes(of: (Int64(tag).littleEndian, Int64(count).littleEndian)) { add(raw: $0) }
        add(raw: bytes)
    }

    private mutating func push(_ byte: UInt8) {
        if pendingCount < 8 {
            pending.0 |= UInt64(byte) << UInt64(8 * pendingCount)
        } else {
            pending.1 |= UInt64(byte) << UInt64(8 * (pendingCount - 8))
        }
        pendingCount += 1
        guard pendingCount == 16 else { return }
        Self.mix(&h1, &h2, pending.0, pending.1)
        (pending, pendingCount) = ((0, 0), 0)
    }

    private static let c1: UInt64 = 0x87c3_7b91_1142_53d5
    private static let c2: UInt64 = 0x4cf5_ad43_2745_937f

    /// One block of 16 bytes.
    @inline(__always)
    private static func mix(_ h1: inout UInt64, _ h2: inout UInt64, _ k1: UInt64, _ k2: UInt64) {
        h1 ^= rotated(k1 &* c1, 31) &* c2
        h1 = (rotated(h1, 27) &+ h2) &* 5 &+ 0x52dc_e729
        h2 ^= rotated(k2 &* c2, 33) &* c1
        h2 = (rotated(h2, 31) &+ h1) &* 5 &+ 0x3849_5ab5
    }

    /// The last, incomplete block and the final avalanche; leaves the state as it is.
    private var digest: (UInt64, UInt64) {
        var (a, b) = (h1, h2)
        if pendingCount > 8 { b ^= Self.rotated(pending.1 &* Self.c2, 33) &* Self.c1 }
        if pendingCount > 0 { a ^= Self.rotated(pending.0 &* Self.c1, 31) &* Self.c2 }
        a ^= length
        b ^= length
        a &+= b
        b &+= a
        a = Self.avalanched(a)
        b = Self.avalanched(b)
        a &+= b
        b &+= a
        return (a, b)
    }

    private static func avalanched(_ x: UInt64) -> UInt64 {
        var k = x
        k = (k ^ (k >> 33)) &* 0xff51_afd7_ed55_8ccd
        k = (k ^ (k >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return k ^ (k >> 33)
    }

    @inline(__always)
    private static func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
}

extension Fingerprint {
    /// Adds the four columns of interactions: the fingerprint of each, which are taken on all cores.
    public mutating func add(_ rows: Interactions) {
        let prints = Mutex([String](repeating: "", count: 4))
        parallel(4, chunk: rows.count < 100_000 ? 4 : 1) { columns in
            for column in columns {
                var print = Fingerprint()
                switch column {
                case 0: print.add(rows.users)
                case 1: print.add(rows.items)
                case 2: print.add(rows.ratings)
                default: print.add(rows.times)
                }
                prints.withLock { $0[column] = print.hex }
            }
        }
        add(prints.withLock { $0 })
    }

    /// Adds the cells of a column.
    public mutating func add(_ column: Column) {
        switch column {
        case .numbers(let numbers): add(numbers)
        case .texts(let texts): add(texts)
        case .labels(let labels):
            add(labels.map(\.count))
            for row in labels { add(row) }
        }
    }

    /// Adds external ids and all attributes with their names.
    public mutating func add(_ entities: Entities) {
        add(entities.ids)
        for (name, column) in entities.columns {
            add(name)
            add(column)
        }
    }
}

extension Fingerprint {
    /// Adds what was observed, what is to be inferred, and who trains and tests where the files say so.
    public mutating func add(_ behaviour: Behaviour) {
        add(behaviour.channels)
        add(behaviour.offsets)
        add(behaviour.times)
        add(behaviour.values)
        add(behaviour.timeUnit)
        add(behaviour.statics)
        add(behaviour.targets.kind.rawValue)
        add(behaviour.targets.columns)
        if let people = behaviour.shippedPeople { add(people) }
    }
    /// Adds names and cells.
    public mutating func add(_ columns: NamedColumns) {
        add(columns.names)
        add(columns.values)
    }
    /// Adds who is learned from, who stops training early and who is judged on.
    public mutating func add(_ people: People) {
        for part in [people.train, people.validation, people.test] { add(part) }
    }
}

extension Dataset {
    /// Hashes all content: ids, attributes, interactions, context, ties, the shipped split, behaviour; name and history,
    /// which say how it came to be and not what it is, are left out.
    public var contentFingerprint: String {
        var print = Fingerprint()
        print.add(interactions)
        print.add(users)
        print.add(items)
        for (name, column) in context {
            print.add(name)
            print.add(column)
        }
        print.add(ties.map(\.from))
        print.add(ties.map(\.to))
        print.add(ties.map(\.weight))
        if let fold = shippedSplit {
            for part in [fold.train, fold.validation, fold.test, fold.given] { print.add(part) }
            if let candidates = fold.candidates {
                print.add(candidates.items.offsets)
                print.add(candidates.items.indices)
            }
        }
        if let behaviour { print.add(behaviour) }
        return print.hex
    }
}
