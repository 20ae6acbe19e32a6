import Kernels

/// The project's random numbers: xoshiro256** behind a seed. Same seed, same numbers, on every machine. Chance is always
/// an argument, never a global.
public struct Chance: RandomNumberGenerator, Sendable {
    private var generator: Xoshiro

    public init(seed: Int) { generator = Xoshiro(seed: UInt64(bitPattern: Int64(seed))) }

    public mutating func next() -> UInt64 { generator.next() }

    /// Uniform in [0, 1), 53 bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform whole number in 0..<bound.
    public mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
