import Datasets
import Declarations

/// What every measure says of itself: `help metric ndcg` prints it.
public protocol Judge: Declared {
    /// The formula, one line or a few, in plain characters.
    static var formula: String { get }
    /// The paper, as one would cite it.
    static var source: String { get }
    /// Which end is the better one; `nil` where that is for the reader to say.
    static var better: Table.Better? { get }
}

extension Judge {
    public static var better: Table.Better? { .higher }
}

/// A measure of one user's list; averaged over users elsewhere.
public protocol Metric: Judge {
    /// Positions that count; `nil` counts the whole list.
    var cutoff: Int? { get set }
    /// The exact expected value over all orders of tied items. A list whose ties are resolved has one order.
    func value(_ list: RankedList) -> Double
}

extension Metric {
    /// The value under a policy for ties.
    public func value(_ list: RankedList, ties: Ties) -> Double { value(list.resolved(ties)) }
}

/// A measure of all users' lists together, beyond accuracy.
public protocol ListMetric: Judge {
    /// Length of the lists that is looked at.
    var cutoff: Int { get set }
    func value(_ lists: ItemLists, in catalogue: Catalogue) throws -> ListValue
}

/// The value of a measure over all lists, and its parts where it is a mean over users.
public struct ListValue: Sendable, Hashable {
    public var value: Double
    /// One per list, NaN where a list has none; empty where the measure is no mean.
    public var perUser: [Double]

    public init(_ value: Double, perUser: [Double] = []) { (self.value, self.perUser) = (value, perUser) }

    /// The mean of those that are numbers.
    public init(meanOf perUser: [Double]) {
        let known = perUser.filter { !$0.isNaN }
        self.init(known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count), perUser: perUser)
    }
}

/// A measure of predicted ratings.
public protocol RatingMetric: Judge {
    /// Pairs of equal length, at least one.
    func value(predicted: [Float], actual: [Float]) -> Double
}

/// What is known of the items and of who watched them, for measures beyond accuracy.
public struct Catalogue: Sendable {
    public var itemCount: Int
    /// Users behind the counts.
    public var userCount: Int
    /// How many users have each item in their training history.
    public var popularity: [Int]
    /// Genres of each item; empty where unknown.
    public var genres: [[String]]
    /// Users by items: what each has watched in training, where it is known.
    public var histories: SparseMatrix?
    /// Users by items: what each should be recommended, where it is known.
    public var relevant: SparseMatrix?
    /// A vector for each item, where the model has them.
    public var vectors: OutputMatrix?

    public init(itemCount: Int, userCount: Int, popularity: [Int], genres: [[String]] = []) {
        (self.itemCount, self.userCount) = (itemCount, userCount)
        (self.popularity, self.genres) = (popularity, genres)
    }
}
