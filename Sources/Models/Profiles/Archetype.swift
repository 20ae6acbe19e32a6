/// A kind of viewer, and the rule that tells it: the mean of a few traits' levels, some of them turned round.
public struct Archetype: Sendable, Hashable {
    /// "power-user"
    public let name: String
    public let summary: String
    /// Traits that count, each with 1 (high) or −1 (low).
    public let signs: [Sign]

    public struct Sign: Sendable, Hashable {
        public let trait: String
        public let sign: Double
    }

    init(_ name: String, _ summary: String, high: [String] = [], low: [String] = []) {
        (self.name, self.summary) = (name, summary)
        signs = high.map { Sign(trait: $0, sign: 1) } + low.map { Sign(trait: $0, sign: -1) }
    }

    /// Mean level, in standard deviations, from which on a viewer belongs to an archetype. For three independent traits
    /// a quarter of all viewers reach it for a given archetype by chance of their traits: P(z > 0.4 √3) = .24.
    public static let threshold = 0.4

    public static let balanced = Archetype(
        "balanced", "Nothing stands out: near the average in all that tells the others apart.")

    /// In the order in which ties are decided.
    public static let all = [
        Archetype(
            "power-user", "Watches much and to the end, one episode after the other.",
            high: ["binge-tendency", "completion-drive", "attention-span"]),
        Archetype(
            "content-explorer", "Roams the catalogue for what is new, whatever the genre.",
            high: ["exploration-tendency", "novelty-seeking"], low: ["genre-loyalty"]),
        Archetype(
            "comfort-viewer", "Comes back to the same genres at the same hours.",
            high: ["genre-loyalty", "routine-strength"], low: ["novelty-seeking"]),
        Archetype(
            "channel-hopper", "Starts on impulse and leaves soon.",
            high: ["impulsivity", "decision-speed"], low: ["patience", "attention-span"]),
        Archetype(
            "careful-chooser", "Reads, weighs and then stays with the choice.",
            high: ["patience"], low: ["decision-speed", "impulsivity", "visual-preference"]),
        Archetype(
            "social-viewer", "Watches what others watch, as the mood takes.",
            high: ["social-orientation", "mood-variability"]),
        Archetype(
            "easily-overwhelmed", "Needs few and clear choices, and gives up when they are not.",
            high: ["cognitive-load"], low: ["frustration-tolerance"]),
    ]
}

/// Which archetype a viewer is, and why.
public struct ArchetypeReading: Sendable, Encodable, Hashable {
    public let name: String
    public let summary: String
    /// Mean level of the archetype's traits in standard deviations; of the nearest archetype where this is balanced.
    public let score: Double
    public let band: ScoreBand
    /// The rule with the numbers that decided.
    public let rule: String
    /// How probable it is that the true traits pass the same rule.
    public let confidence: Double
}

extension Archetype {
    /// Reads the archetype off levels in standard deviations: the highest mean of those whose traits are all known, if it
    /// reaches the threshold, else balanced. `uncertainties` are those of the levels.
    static func reading(_ levels: [String: Double], _ uncertainties: [String: Double]) -> ArchetypeReading {
        let known = all.filter { $0.signs.allSatisfy { levels[$0.trait] != nil } }
        let scored = known.map { ($0, $0.score(levels), $0.uncertainty(uncertainties)) }
        guard let best = scored.max(by: { $0.1 < $1.1 }) else {
            return ArchetypeReading(
                name: balanced.name, summary: balanced.summary, score: 0, band: .fair,
                rule: "no archetype has all its traits among those predicted", confidence: 0)
        }
        let chances = scored.map { chance(of: $0.1, $0.2) }
        let found = best.1 >= threshold ? best.0 : balanced
        let reached = best.0.signs.map { sign in
            "\(sign.trait) \(signed(levels[sign.trait] ?? 0))\(sign.sign < 0 ? " (turned)" : "")"
        }
        let rule =
            "mean of \(reached.joined(separator: ", ")) is \(signed(best.1)) sd, "
            + (best.1 >= threshold
                ? "the highest and at least " : "the highest of all archetypes, but below ")
            + "\(threshold)"
        // That none of them truly passes, taken as independent.
        let none = chances.reduce(1) { $0 * (1 - $1) }
        return ArchetypeReading(
            name: found.name, summary: found.summary, score: best.1,
            band: ScoreBand(level: best.1 * Double(best.0.signs.count).squareRoot()), rule: rule,
            confidence: best.1 >= threshold ? chance(of: best.1, best.2) : none)
    }

    private func score(_ levels: [String: Double]) -> Double {
        signs.reduce(0) { $0 + $1.sign * (levels[$1.trait] ?? 0) } / Double(signs.count)
    }

    /// Standard deviation of the score, errors of traits taken as independent.
    private func uncertainty(_ of: [String: Double]) -> Double {
        let squares = signs.reduce(0) { $0 + (of[$1.trait] ?? 0) * (of[$1.trait] ?? 0) }
        return squares.squareRoot() / Double(signs.count)
    }

    private static func chance(of score: Double, _ uncertainty: Double) -> Double {
        uncertainty > 0 ? normalShare(below: (score - threshold) / uncertainty) : score >= threshold ? 1 : 0
    }
}

/// "+1.2", "−0.4"
func signed(_ x: Double) -> String {
    let tenths = (abs(x) * 10).rounded() / 10
    return (x < 0 && tenths > 0 ? "−" : "+") + "\(tenths)"
}
