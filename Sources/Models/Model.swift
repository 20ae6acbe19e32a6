import Datasets
import Declarations

/// A recipe: settings in, a fitted model out. One file per recipe, which says its name, paper, settings and equations.
public protocol Model: Declared {
    /// The paper, as one would cite it.
    static var source: String { get }
}

extension Model {
    /// The same recipe with some settings of its own. Throws where a value is out of range or a setting not known.
    public func with(_ changes: [(name: String, value: Value)]) throws -> Self {
        let copy = Self()
        for (name, value) in record + changes { try copy.set(name, to: value) }
        return copy
    }
}

/// A recipe for a model that says who would like what.
public protocol Recommender: Model {
    associatedtype Fitted: Scorer
    func fit(_ train: TrainingSet, watching: Watcher) throws -> Fitted
}

/// A fitted model.
public protocol Scorer: Sendable {
    var usesAllCores: Bool { get }
    /// Whether the same fit gives the same numbers to the last bit; lock-free training on several threads does not.
    var isExact: Bool { get }
    /// Fills [users, items], row-major, with scores: higher is better, always finite. `histories` holds what each user
    /// is known to have seen when the recommendation is asked for (train, or train and validation, or a held-out user's
    /// given part).
    func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>)
        throws
}

extension Scorer {
    /// Whether a call works on all cores itself, so that the ranking function asks for one large block at a time.
    public var usesAllCores: Bool { false }
    public var isExact: Bool { true }
}

/// A fitted model that predicts ratings.
public protocol RatingPredictor: Sendable {
    /// Whether it was fitted so that it can: a neighbourhood model with `target=ranking` cannot.
    var predictsRatings: Bool { get }
    /// One prediction for each pair, in the unit of the ratings, always finite.
    func ratings(_ users: [UserIndex], _ items: [ItemIndex]) throws -> [Float]
}

extension RatingPredictor {
    public var predictsRatings: Bool { true }
}
