/// The fifteen traits that this project names, in the order in which generated data takes them. What each means, a
/// profile says.
public let traitNames = [
    "cognitive-load", "exploration-tendency", "attention-span", "novelty-seeking", "decision-speed",
    "patience", "impulsivity", "genre-loyalty", "social-orientation", "mood-variability",
    "binge-tendency", "completion-drive", "frustration-tolerance", "visual-preference", "routine-strength",
]

/// Names of this many traits: those above, then numbers.
public func traitNames(_ count: Int) -> [String] {
    (0..<count).map { $0 < traitNames.count ? traitNames[$0] : "trait-\($0 + 1)" }
}
