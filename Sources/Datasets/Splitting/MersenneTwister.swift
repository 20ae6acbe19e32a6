/// MT19937 (Matsumoto & Nishimura, ACM TOMACS 1998) as NumPy's legacy `RandomState(seed)` uses it.
public struct MersenneTwister: RandomNumberGenerator, Sendable {
    private static let length = 624
    private var state: [UInt32]
    private var position = Self.length

    /// Knuth's initialisation, `init_genrand` of the authors' code of 2002; what `RandomState(seed)` does for a number.
    public init(seed: UInt32) {
        state = [seed]
        state.reserveCapacity(Self.length)
        for k in 1..<UInt32(Self.length) {
            let last = state[Int(k) - 1]
            state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ k)
        }
    }

    /// The next 32 bits.
    public mutating func next32() -> UInt32 {
        if position == Self.length { twist() }
        var y = state[position]
        position += 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9D2C_5680
        y ^= (y << 15) & 0xEFC6_0000
        return y ^ (y >> 18)
    }

    public mutating func next() -> UInt64 {
        let high = UInt64(next32())
        return high << 32 | UInt64(next32())
    }

    /// A whole number in `0...max`: masked rejection, NumPy's `random_interval`.
    public mutating func interval(_ max: UInt32) -> UInt32 {
        guard max > 0 else { return 0 }
        let mask = UInt32.max >> UInt32(max.leadingZeroBitCount)
        while true {
            let value = next32() & mask
            if value <= max { return value }
        }
    }

    /// `arange(count)` after `RandomState.shuffle`: from the last place down, each swapped with one at or before it.
    public mutating func order(_ count: Int) -> [Int32] {
        var order = (0..<Int32(count)).map { $0 }
        guard count > 1 else { return order }
        for k in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(k, Int(interval(UInt32(k))))
        }
        return order
    }

    private mutating func twist() {
        for k in 0..<Self.length {
            let y = (state[k] & 0x8000_0000) | (state[(k + 1) % Self.length] & 0x7FFF_FFFF)
            let mixed = state[(k + 397) % Self.length] ^ (y >> 1)
            state[k] = y & 1 == 0 ? mixed : mixed ^ 0x9908_B0DF
        }
        position = 0
    }
}
