import Foundation

/// SHA-256 (FIPS 180-4): tells whether an exported file is still the one that was written.
enum SHA256 {
    /// The digest in 64 hexadecimal digits.
    static func hex(_ data: Data) -> String {
        var hash: [UInt32] = [
            0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
            0x5be0_cd19,
        ]
        let whole = data.count / 64 * 64
        var schedule = [UInt32](repeating: 0, count: 64)
        data.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: whole, by: 64) {
                compress(&hash, &schedule, UnsafeRawBufferPointer(rebasing: bytes[start..<start + 64]))
            }
        }
        // §5.1.1: a one, zeros, and the length in bits as 64 bits.
        var tail = Array(data.suffix(data.count - whole)) + [0x80]
        while tail.count % 64 != 56 { tail.append(0) }
        let bits = UInt64(data.count) * 8
        for shift in stride(from: 56, through: 0, by: -8) {
            tail.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
        tail.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: 64) {
                compress(&hash, &schedule, UnsafeRawBufferPointer(rebasing: bytes[start..<start + 64]))
            }
        }
        return hash.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// §6.2.2 on one block of 64 bytes.
    private static func compress(_ hash: inout [UInt32], _ w: inout [UInt32], _ block: UnsafeRawBufferPointer)
    {
        for t in 0..<16 {
            w[t] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * t, as: UInt32.self))
        }
        for t in 16..<64 {
            let s0 = turned(w[t - 15], 7) ^ turned(w[t - 15], 18) ^ (w[t - 15] >> 3)
            let s1 = turned(w[t - 2], 17) ^ turned(w[t - 2], 19) ^ (w[t - 2] >> 10)
            w[t] = w[t - 16] &+ s0 &+ w[t - 7] &+ s1
        }
        var (a, b, c, d) = (hash[0], hash[1], hash[2], hash[3])
        var (e, f, g, h) = (hash[4], hash[5], hash[6], hash[7])
        for t in 0..<64 {
            let s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
            let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ constants[t] &+ w[t]
            let s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
            let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
        }
        for (i, x) in [a, b, c, d, e, f, g, h].enumerated() { hash[i] &+= x }
    }

    private static func turned(_ x: UInt32, _ n: UInt32) -> UInt32 { (x >> n) | (x << (32 - n)) }

    /// §4.2.2: the first 32 bits of the fractions of the cube roots of the first 64 primes, computed by whole numbers.
    private static let constants: [UInt32] = {
        var primes = [UInt64]()
        var candidate: UInt64 = 2
        while primes.count < 64 {
            if !primes.contains(where: { candidate % $0 == 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { prime in
            // The largest x with x³ ≤ prime · 2⁹⁶ is the cube root in units of 2⁻³².
            var (low, high) = (UInt64(1) << 32, UInt64(7) << 32)
            while high - low > 1 {
                let middle = (low + high) / 2
                if cubeIsAtMost(middle, prime) { low = middle } else { high = middle }
            }
            return UInt32(truncatingIfNeeded: low)
        }
    }()

    /// Whether x³ ≤ prime · 2⁹⁶ for x < 2³⁵: x³ has up to 105 bits.
    private static func cubeIsAtMost(_ x: UInt64, _ prime: UInt64) -> Bool {
        let square = x.multipliedFullWidth(by: x)  // high · 2⁶⁴ + low, high < 2⁶
        let low = square.low.multipliedFullWidth(by: x)
        let (middle, carry) = low.high.addingReportingOverflow(square.high &* x)
        // x³ = (carry · 2⁶⁴ + middle) · 2⁶⁴ + low.low, and the bound is (prime · 2³²) · 2⁶⁴.
        if carry { return false }
        return middle < prime << 32 || middle == prime << 32 && low.low == 0
    }
}
