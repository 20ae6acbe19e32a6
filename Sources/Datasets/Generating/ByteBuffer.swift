/// Bytes on their way to a file: numbers are written as digits without a detour through `String`.
struct ByteBuffer {
    private(set) var bytes: [UInt8] = []

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
    mutating func reserve(_ capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }
    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
    mutating func append(text: String) { bytes.append(contentsOf: text.utf8) }
    mutating func comma() { bytes.append(UInt8(ascii: ",")) }
    mutating func newline() { bytes.append(UInt8(ascii: "\n")) }

    /// A whole number in decimal digits.
    mutating func append(_ number: Int) {
        var rest = number.magnitude
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            repeat {
                start -= 1
                digits[start] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
                rest /= 10
            } while rest > 0
            if number < 0 { bytes.append(UInt8(ascii: "-")) }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start..<20]))
        }
    }

    /// A number given in units of its last decimal: 1234 with two decimals is `12.34`.
    mutating func append(_ units: Int, decimals: Int) {
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        if units < 0 { bytes.append(UInt8(ascii: "-")) }
        append(Int(units.magnitude) / scale)
        bytes.append(UInt8(ascii: "."))
        var rest = Int(units.magnitude) % scale
        while scale > 1 {
            scale /= 10
            bytes.append(UInt8(truncatingIfNeeded: rest / scale) + UInt8(ascii: "0"))
            rest %= scale
        }
    }

    /// A CSV field (RFC 4180): quoted where it holds a comma, a quote or a line end.
    mutating func append(field: String) {
        let special = field.utf8.contains {
            [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains($0)
        }
        guard special else { return append(text: field) }
        append(UInt8(ascii: "\""))
        for byte in field.utf8 {
            if byte == UInt8(ascii: "\"") { append(byte) }
            append(byte)
        }
        append(UInt8(ascii: "\""))
    }
}
