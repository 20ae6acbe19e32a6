/// What traits suggest for a product: the interface a viewer likes, the content to show him, how he engages. Each rule
/// names the trait that decides and what follows where it is high or low.
enum Portrait: CaseIterable {
    case interface, content, engagement

    struct Rule {
        let trait: String
        let high: String
        let low: String
    }

    /// In standard deviations: nearer to the mean than this a trait says nothing. P(|z| > 0.5) = .62, so most viewers
    /// differ from the average in some of five traits.
    static let threshold = 0.5

    /// What holds where no trait is far enough from the mean.
    var plain: String {
        switch self {
        case .interface: "the standard interface"
        case .content: "the standard mix of popular and personal titles"
        case .engagement: "an average evening's viewing"
        }
    }

    var rules: [Rule] {
        switch self {
        case .interface:
            [
                Rule(
                    trait: "cognitive-load", high: "few choices on a screen",
                    low: "dense pages with many choices"),
                Rule(
                    trait: "visual-preference", high: "large artwork and trailers",
                    low: "synopses and ratings up front"),
                Rule(
                    trait: "decision-speed", high: "a play button at once", low: "a watchlist and comparisons"
                ),
                Rule(
                    trait: "frustration-tolerance", high: "room for experiments",
                    low: "no surprises, and a way back"),
            ]
        case .content:
            [
                Rule(
                    trait: "exploration-tendency", high: "titles from outside the usual",
                    low: "more of the known"),
                Rule(trait: "novelty-seeking", high: "new releases first", low: "proven titles first"),
                Rule(trait: "genre-loyalty", high: "depth in favourite genres", low: "a mix of genres"),
                Rule(
                    trait: "social-orientation", high: "what friends watch",
                    low: "nothing on account of the crowd"),
                Rule(
                    trait: "mood-variability", high: "suggestions by the hour's mood",
                    low: "the same taste every day"),
            ]
        case .engagement:
            [
                Rule(trait: "binge-tendency", high: "long runs of episodes", low: "single episodes"),
                Rule(trait: "attention-span", high: "long films and few breaks", low: "short pieces"),
                Rule(
                    trait: "completion-drive", high: "finishes what was begun", low: "leaves much unfinished"),
                Rule(trait: "patience", high: "bears slow starts", low: "skips slow starts"),
                Rule(trait: "impulsivity", high: "starts on the spur of the moment", low: "plans ahead"),
                Rule(trait: "routine-strength", high: "at fixed hours", low: "at any hour"),
            ]
        }
    }

    /// What the levels decide, the strongest first.
    func reading(_ levels: [String: Double], _ uncertainties: [String: Double]) -> PortraitReading {
        let reasons = rules.compactMap { rule -> PortraitReading.Reason? in
            guard let level = levels[rule.trait], abs(level) >= Self.threshold else { return nil }
            let uncertainty = uncertainties[rule.trait] ?? 0
            return PortraitReading.Reason(
                text: level > 0 ? rule.high : rule.low, trait: rule.trait, level: level,
                confidence: uncertainty > 0 ? normalShare(below: abs(level) / uncertainty) : 1)
        }
        return PortraitReading(plain: plain, reasons: reasons.sorted { abs($0.level) > abs($1.level) })
    }
}

/// What a viewer's traits suggest in one respect, and which of them.
public struct PortraitReading: Sendable, Encodable, Hashable {
    public struct Reason: Sendable, Encodable, Hashable {
        /// "few choices on a screen"
        public let text: String
        public let trait: String
        /// Standard deviations from the mean.
        public let level: Double
        /// How probable it is that the trait truly lies on this side of the mean.
        public let confidence: Double
    }
    /// What holds where there is no reason for anything else.
    public let plain: String
    /// The strongest first.
    public let reasons: [Reason]

    /// "large artwork and trailers; a play button at once", or the plain text.
    public var summary: String { reasons.isEmpty ? plain : reasons.map(\.text).joined(separator: "; ") }

    private enum CodingKeys: String, CodingKey { case summary, reasons, plain }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(summary, forKey: .summary)
        try container.encode(plain, forKey: .plain)
        try container.encode(reasons, forKey: .reasons)
    }
}
