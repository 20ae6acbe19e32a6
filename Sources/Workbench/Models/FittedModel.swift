import Datasets
import Declarations
import Models

/// What a fit gave: a model that scores items, or one that infers traits.
public enum Fitted: Sendable {
    case recommender(any Scorer)
    case traits(any TraitPredictor)
}

/// One fit: one seed on one fold, one row of the run store.
public struct Fit: Sendable {
    public let fold: Int
    public let fitted: Fitted
    /// Row of the store; `nil` where nothing is recorded.
    public let run: Int64?
    public let seconds: Double
    public let verdict: Verdict
    public let findings: [Finding]
    public let epochs: [Epoch]
    /// What training remarked on the way: "out of memory: …".
    public var notes: [String] = []

    /// The model as a recommender, if it is one.
    public var scorer: (any Scorer)? {
        if case .recommender(let scorer) = fitted { scorer } else { nil }
    }
    /// The model as one of traits, if it is one.
    public var predictor: (any TraitPredictor)? {
        if case .traits(let predictor) = fitted { predictor } else { nil }
    }
}

/// A model of the session: a recipe fitted on every fold of a split, with every seed asked for.
public final class FittedModel: Thing, @unchecked Sendable {
    /// How tables call it: the name it was given, else its recipe.
    public let title: String
    public let recipe: any Model
    public let split: Split
    public let fits: [Fit]
    /// What evaluate measured, newest value of each metric; written by the one thread that runs commands.
    private(set) var measured: [(name: String, value: Measure)] = []

    /// What was spent to choose its settings, where a sweep chose them; written where it is made.
    var tuning: Tuning?

    init(title: String, recipe: any Model, split: Split, fits: [Fit]) {
        (self.title, self.recipe, self.split, self.fits) = (title, recipe, split, fits)
    }

    public var kind: String { "model" }
    /// The recipe's name.
    public var model: String { type(of: recipe).name }
    public var runs: [Int64] { fits.compactMap(\.run) }
    /// The worst verdict of its fits: one collapsed seed is a finding.
    public var verdict: Verdict { fits.map(\.verdict).max() ?? .healthy }
    /// Whether it infers traits or classes of users; otherwise it recommends.
    public var infersTraits: Bool { recipe is any TraitModel }
    public var predictsRatings: Bool {
        fits.allSatisfy { ($0.scorer as? any RatingPredictor)?.predictsRatings == true }
    }

    public var summary: String {
        let runs = runs.isEmpty ? "" : " (run \(runs.map(String.init).joined(separator: ", ")))"
        return
            "\(title == model ? model : "\(title): \(model)") on \(split.scheme) of \(split.dataset.name), \(verdict.rawValue)\(runs)"
    }

    public var fields: [(name: String, value: Value)] {
        var fields: [(name: String, value: Value)] = [
            ("model", .word(model)), ("verdict", .word(verdict.rawValue)),
            ("runs", .list(runs.map { .number(Double($0)) })), ("fits", .number(Double(fits.count))),
            ("seconds", .number(fits.map(\.seconds).reduce(0, +))), ("split", .thing(split)),
        ]
        fields += recipe.record.map { ($0.name, $0.value) }
        fields += measured.map { ($0.name, .measure($0.value)) }
        return fields
    }

    /// A fit as a recommender, or a problem that says what this model is.
    func scorer(of fit: Fit) throws -> any Scorer {
        if let scorer = fit.scorer { return scorer }
        throw Problem(
            "\(title) infers traits, it does not rank items", remedy: "evaluate \(title), or profile \(title)"
        )
    }

    func note(_ name: String, _ value: Measure) {
        measured.removeAll { $0.name == name }
        measured.append((name, value))
    }
}

/// A fitted model given by its name: `evaluate als`.
struct ModelReference: SettingValue {
    let model: FittedModel

    static var expected: String { "a fitted model of the session" }
    static var completion: Completion { .names("model") }
    init(_ value: Value) throws(Mismatch) {
        guard case .thing(let model as FittedModel) = value else {
            throw Mismatch(Self.expected, value, remedy: "train it first, as in: m = train popular")
        }
        self.model = model
    }
    var value: Value { .thing(model) }
}
