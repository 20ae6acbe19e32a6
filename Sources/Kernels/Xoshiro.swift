/// xoshiro256** (Blackman & Vigna, ACM TOMS 47(4), 2021), seeded through SplitMix64: the generator below everything that
/// is drawn. Same seed, same numbers, on every machine.
@frozen
public struct Xoshiro: RandomNumberGenerator, Sendable {
    public var state: (UInt64, UInt64, UInt64, UInt64)

    @inlinable
    public init(seed: UInt64) {
        var x = seed
        func mixed() -> UInt64 {
            x &+= 0x9E37_79B9_7F4A_7C15
            var z = x
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        state = (mixed(), mixed(), mixed(), mixed())
    }

    @inlinable
    public mutating func next() -> UInt64 {
        func turned(_ x: UInt64, _ k: UInt64) -> UInt64 { x << k | x >> (64 - k) }
        let (result, t) = (turned(state.1 &* 5, 7) &* 9, state.1 << 17)
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= t
        state.3 = turned(state.3, 45)
        return result
    }
}
