import Declarations

/// A way to make a smaller or simpler data set from another. One file per filter; see `filters`.
///
/// What comes out is a data set of its own: users and items without rows have left it, indices are counted anew, its
/// history tells of the filter, and its fingerprint is that of its content.
public protocol Filter: Declared {
    /// Throws a `Problem` where the data lacks what the filter needs, or where nothing would be left.
    func apply(_ dataset: Dataset, watching: Watcher) throws -> Dataset
}

extension Filter {
    /// Keeps rows and closes the gaps; see `Dataset.keeping`.
    func narrow(
        _ rows: [Int], of dataset: Dataset, ratings: KeptRatings = .same, remedy: @autoclosure () -> String,
        watching: Watcher
    ) throws -> Dataset {
        guard !rows.isEmpty else {
            throw Problem("\(spelled) leaves nothing of \(dataset.name)", remedy: remedy())
        }
        try watching.progress("filtering \(dataset.name)", 0.5)
        return try dataset.keeping(rows, ratings: ratings, as: "filter \(spelled)")
    }

    /// Keeps the rows for which a condition on the row holds.
    func narrow(
        _ dataset: Dataset, remedy: @autoclosure () -> String, watching: Watcher,
        where holds: (Int) -> Bool
    ) throws -> Dataset {
        let rows = (0..<dataset.interactions.count).filter(holds)
        return try narrow(rows, of: dataset, remedy: remedy(), watching: watching)
    }

    /// Refuses a data set of behaviour, which has no interactions to narrow.
    func requireInteractions(_ dataset: Dataset) throws {
        if dataset.behaviour != nil {
            throw Problem(
                "\(Self.name) works on interactions, but \(dataset.name) has behaviour",
                remedy: "filter its files before loading them")
        }
    }

    /// Refuses a data set without ratings.
    func requireRatings(_ dataset: Dataset) throws {
        if !dataset.interactions.hasRatings {
            throw Problem(
                "\(spelled) needs ratings, but \(dataset.name) has none",
                remedy: "load it with a rating column")
        }
    }
}

/// A filter by its name, with settings of its own: `filter k-core users=10`.
public struct FilterRecipe: Recipe {
    public let filter: any Filter

    public init(_ filter: any Filter) { self.filter = filter }

    public static var expected: String { "a filter" }
    public static var completion: Completion { .list("filters") }
    public static var syntax: Syntax { .word }

    public init(_ value: Value) throws(Mismatch) {
        filter = try lookUp(value, in: filters, Self.expected) { $0.name }.init()
    }
    public var value: Value { .word(type(of: filter).name) }
    public var declared: any Declared { filter }
}
