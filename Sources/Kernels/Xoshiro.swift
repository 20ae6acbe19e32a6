/// xoshiro256** (Blackman & Vigna, ACM TOMS 47(4), 2021), seeded through SplitMix64: the generator below everything that
/// is drawn. Same seed, same numbers, on every machine.
@frozen
public struct Xoshiro: RandomNumberGenerator, Sendable {
    public var state: (UInt64, UInt64, UInt64, UInt64)

    @inlinable
    public init(seed: UInt64) {
        let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
        state = (
            splitMix64(seed), splitMix64(seed &+ golden), splitMix64(seed &+ 2 &* golden),
            splitMix64(seed &+ 3 &* golden)
        )
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

/// The number that SplitMix64 gives from this state (Steele, Lea & Flood, OOPSLA 2014): a bijection that scatters.
@inlinable
public func splitMix64(_ state: UInt64) -> UInt64 { scattered(state &+ 0x9E37_79B9_7F4A_7C15) }

/// SplitMix64's finaliser alone: a bijection that leaves 0 where it is.
@inlinable
public func scattered(_ x: UInt64) -> UInt64 {
    var z = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
}
