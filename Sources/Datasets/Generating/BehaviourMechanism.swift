/// How traits drive behaviour in a generated world: the same for every seed, which only draws other people.
///
/// A user's traits z are D independent normal numbers. Behaviour depends on them through scores alone,
///     a = s √(1 − λ) z + n ε      and      b = s √λ z + n ε′,
/// with strength s, noise n and long-range part λ. Both can be read from the series without error: a off the channel
/// means, b off the order or timing of sessions. So E(z | series) = s (√(1 − λ) a + √λ b) / (s² + n²), and no model can
/// expect a skill above s² / (s² + n²).
struct BehaviourMechanism: Sendable {
    typealias Kind = BehaviourGenerator.Kind

    /// What a channel is measured in: value = centre + scale × level.
    struct Channel: Sendable {
        var name: String
        var centre: Double
        var scale: Double
        var decimals: Int
    }

    let kind: Kind
    let dims: Int
    let steps: Int
    let strength: Double
    let noise: Double
    let longRange: Double
    /// The channels that traits drive, K = max(15, D), and the hour behind them.
    let channels: [Channel]
    /// W, row-major [K, D]: orthonormal columns.
    let loadings: [Double]
    /// How the engagement state moves each channel, ±1 [K].
    let moods: [Double]

    static let fewestSteps = 12
    /// A trait is 0.5 + 0.11 z, kept within 0 to 1: 93 % of people lie within 0.2 of the average.
    static let traitCentre = 0.5
    static let traitScale = 0.11
    /// How far a channel moves with the engagement state, and with everything else.
    static let moodDepth = 0.5
    static let restlessness = 0.3

    init(kind: Kind, dims: Int, steps: Int, strength: Double, noise: Double, longRange: Double) {
        (self.kind, self.dims, self.steps) = (kind, dims, steps)
        (self.strength, self.noise, self.longRange) = (strength, noise, longRange)
        channels = Self.channels(dims)
        var chance = Chance(seed: 0, .mechanism, dims)
        let driven = channels.count - 1
        loadings = Self.orthonormal(driven, dims, &chance)
        moods = (0..<driven).map { _ in chance.below(2) == 0 ? -1 : 1 }
    }

    var driven: Int { channels.count - 1 }
    /// Weight of a trait in a and in b.
    var shortWeight: Double { strength * (1 - longRange).squareRoot() }
    var longWeight: Double { strength * longRange.squareRoot() }

    /// The best skill that any model can expect: s² / (s² + n²), for each trait.
    var reachableSkill: Double { skill(strength * strength) }
    /// The best skill of a model that sees only the mean of each channel: s² (1 − λ) / (s² (1 − λ) + n²).
    var skillOfMeans: Double { skill(shortWeight * shortWeight) }
    private func skill(_ signal: Double) -> Double { signal / (signal + noise * noise) }

    /// W x for a D-vector.
    func level(_ x: [Double]) -> [Double] {
        (0..<driven).map { c in
            var sum = 0.0
            for j in 0..<dims { sum += loadings[c * dims + j] * x[j] }
            return sum
        }
    }

    private static func channels(_ dims: Int) -> [Channel] {
        let counted = [
            ("clicks", 40.0, 6.0), ("scrolls", 60, 9), ("dwell", 8, 1.2), ("searches", 6, 0.9),
            ("pauses", 5, 0.8), ("rewinds", 3, 0.45),
        ].map { Channel(name: $0.0, centre: $0.1, scale: $0.2, decimals: 4) }
        let shares = [
            "action", "comedy", "crime", "documentary", "drama", "family", "romance", "scifi", "thriller",
        ].map { Channel(name: "share-" + $0, centre: 0.08, scale: 0.015, decimals: 5) }
        let more = max(0, dims - counted.count - shares.count)
        let further = (0..<more).map {
            Channel(name: "signal-\(counted.count + shares.count + $0 + 1)", centre: 0, scale: 1, decimals: 4)
        }
        return counted + shares + further + [Channel(name: "hour", centre: 20, scale: 1, decimals: 4)]
    }

    /// Normal columns made orthonormal (Gram & Schmidt, twice, so that rounding leaves nothing), [rows, columns].
    private static func orthonormal(_ rows: Int, _ columns: Int, _ chance: inout Chance) -> [Double] {
        var basis = [[Double]]()
        while basis.count < columns {
            var v = (0..<rows).map { _ in chance.normal() }
            for _ in 0..<2 {
                for u in basis {
                    var dot = 0.0
                    for k in 0..<rows { dot += u[k] * v[k] }
                    for k in 0..<rows { v[k] -= dot * u[k] }
                }
            }
            let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
            if length > 1e-6 { basis.append(v.map { $0 / length }) }
        }
        return (0..<rows * columns).map { basis[$0 % columns][$0 / columns] }
    }
}

extension BehaviourMechanism {
    var names: [String] { traitNames(dims) }
    var traitsHeader: String { (["user_id"] + names).joined(separator: ",") }
    var behaviourHeader: String { (["user_id", "time"] + channels.map(\.name)).joined(separator: ",") }
    /// The two turns, then the scores a and b.
    var plantedHeader: String {
        (["user_id", "turn_1", "turn_2"] + names.map { $0 + ":a" } + names.map { $0 + ":b" }).joined(
            separator: ",")
    }
}
