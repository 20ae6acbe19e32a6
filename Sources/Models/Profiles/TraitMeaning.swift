import Datasets

/// What a trait means to somebody who reads a profile: the trait mapper. Values lie within 0 to 1 with the average
/// viewer near 0.5.
public struct TraitMeaning: Sendable, Hashable {
    /// The column's name: "cognitive-load".
    public let name: String
    /// "Cognitive load"
    public let title: String
    /// What is measured, as half a sentence.
    public let meaning: String
    /// What 0 and 1 stand for.
    public let low: String
    public let high: String
    public let range: ClosedRange<Double>

    init(_ name: String, _ meaning: String, low: String, high: String) {
        (self.name, self.meaning, self.low, self.high) = (name, meaning, low, high)
        let words = name.split(separator: "-").joined(separator: " ")
        title = words.prefix(1).uppercased() + words.dropFirst()
        range = 0...1
    }

    /// The fifteen named traits, in the order of `traitNames`.
    public static let all = [
        TraitMeaning(
            "cognitive-load", "how much a screen full of choices taxes the viewer",
            low: "at ease with dense pages",
            high: "soon overwhelmed"),
        TraitMeaning(
            "exploration-tendency", "how readily the viewer leaves the beaten track",
            low: "stays with the known",
            high: "roams the catalogue"),
        TraitMeaning(
            "attention-span", "how long one title holds the viewer", low: "drifts off soon",
            high: "stays to the end"),
        TraitMeaning(
            "novelty-seeking", "how much being new counts in a title's favour", low: "takes the tried",
            high: "takes the new"),
        TraitMeaning(
            "decision-speed", "how fast the viewer picks something to watch", low: "weighs for long",
            high: "picks at once"),
        TraitMeaning(
            "patience", "how long a slow start is borne", low: "skips ahead", high: "lets a story build"),
        TraitMeaning(
            "impulsivity", "how often a choice is made on the spur of the moment", low: "follows a plan",
            high: "follows the moment"),
        TraitMeaning(
            "genre-loyalty", "how closely viewing keeps to favourite genres", low: "mixes genres",
            high: "keeps to a few"),
        TraitMeaning(
            "social-orientation", "how much it counts what others watch", low: "watches for himself",
            high: "watches what friends do"),
        TraitMeaning(
            "mood-variability", "how much the choice changes with the day", low: "the same every day",
            high: "another every day"),
        TraitMeaning(
            "binge-tendency", "how often one episode leads to the next", low: "one at a time",
            high: "a season at a time"),
        TraitMeaning(
            "completion-drive", "how strong the wish is to finish what was begun", low: "leaves things open",
            high: "finishes what is begun"),
        TraitMeaning(
            "frustration-tolerance", "how well bad picks and slow pages are borne", low: "gives up soon",
            high: "tries again"),
        TraitMeaning(
            "visual-preference", "how far pictures, rather than words, decide", low: "reads synopses",
            high: "goes by trailers and artwork"),
        TraitMeaning(
            "routine-strength", "how regular the hours of viewing are", low: "any time", high: "the same hour"
        ),
    ]

    /// The meaning of a column; one that is not among the fifteen gets its name and nothing more.
    public static func of(_ name: String) -> TraitMeaning {
        all.first { $0.name == name }
            ?? TraitMeaning(name, "a trait without a description", low: "low", high: "high")
    }
}
