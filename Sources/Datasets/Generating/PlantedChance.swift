import Kernels

/// Chance for generated worlds. Only +, −, ×, ÷ and square roots are used, which IEEE 754 fixes to the last bit: the
/// logarithms and exponentials of C libraries differ between machines.
extension Chance {
    /// A stream of its own for each purpose and index, so that what is made does not depend on the order of making.
    init(seed: Int, _ stream: Stream, _ index: Int) {
        let a = scattered(UInt64(bitPattern: Int64(seed)) &+ stream.rawValue &* 0x9E37_79B9_7F4A_7C15)
        let b = scattered(a ^ UInt64(bitPattern: Int64(index)))
        self.init(seed: Int(bitPattern: UInt(b)))
    }

    enum Stream: UInt64 {
        case catalogue = 1, titles, viewer, viewing, connections, mechanism, behaving
    }

    /// Nearly normal with mean 0 and variance 1: the sum of four 16-bit uniforms (variance 4/12), scaled. Never beyond
    /// ±3.47.
    mutating func nearlyNormal() -> Double {
        let bits = next()
        let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
        return (Double(sum) / 65_536 - 2 + 0.5 / 16_384) * 1.732_050_807_568_877_2
    }

    /// An index drawn by weights that need not add up to 1.
    mutating func pick(_ weights: [Double]) -> Int {
        var rest = uniform() * weights.reduce(0, +)
        for (k, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return k }
        }
        return weights.count - 1
    }
}

/// Rises from 0 to 1 like a logistic curve, with arithmetic alone: (1 + x/√(1 + x²)) / 2.
func rising(_ x: Double) -> Double { 0.5 * (1 + x / (1 + x * x).squareRoot()) }

/// Rounds to ten-thousandths: planted numbers are used exactly as they are written.
func tenThousandths(_ x: Double) -> Double { (x * 10_000).rounded() / 10_000 }

/// Draws indices by weight in constant time (Walker 1977, built as in Vose 1991).
struct AliasTable: Sendable {
    private var thresholds: [Double]
    private var aliases: [Int32]

    init(_ weights: [Double]) {
        let n = weights.count
        let total = weights.reduce(0, +)
        thresholds = weights.map { $0 / total * Double(n) }
        aliases = (0..<Int32(n)).map { $0 }
        var small = [Int32]()
        var large = [Int32]()
        for k in 0..<n { if thresholds[k] < 1 { small.append(Int32(k)) } else { large.append(Int32(k)) } }
        while let low = small.popLast(), let high = large.popLast() {
            aliases[Int(low)] = high
            thresholds[Int(high)] -= 1 - thresholds[Int(low)]
            if thresholds[Int(high)] < 1 { small.append(high) } else { large.append(high) }
        }
        // What is left over is 1 up to rounding.
        for k in small + large { thresholds[Int(k)] = 1 }
    }

    func draw(_ chance: inout Chance) -> Int {
        let x = chance.uniform() * Double(thresholds.count)
        let k = min(thresholds.count - 1, Int(x))
        return x - Double(k) < thresholds[k] ? k : Int(aliases[k])
    }
}
