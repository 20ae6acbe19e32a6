import Declarations

/// Users or items: external ids and whatever else is known of them, one entry per index.
public struct Entities: Sendable {
    /// External ids as they stand in the files, by index.
    public var ids: [String]
    /// Known attributes in the order of their files: "title", "genres", "year", "gender", "age".
    public var columns: [(name: String, column: Column)]

    public init(ids: [String] = [], columns: [(name: String, column: Column)] = []) {
        (self.ids, self.columns) = (ids, columns)
    }

    public var count: Int { ids.count }
    public subscript(name: String) -> Column? { columns.first { $0.name == name }?.column }

    /// The title where there is one, else the external id.
    public func label(_ index: Int32) -> String {
        if case .texts(let titles)? = self["title"], !titles[Int(index)].isEmpty { return titles[Int(index)] }
        return ids[Int(index)]
    }
}

/// One attribute, a value for each index.
public enum Column: Sendable {
    /// NaN where missing.
    case numbers([Double])
    /// Empty where missing.
    case texts([String])
    /// Any number of labels each: genres, tags.
    case labels([[String]])
}

/// A tie between two users: friendship, trust.
public struct Tie: Sendable, Hashable {
    public var from: UserIndex
    public var to: UserIndex
    public var weight: Float
    public init(_ from: UserIndex, _ to: UserIndex, _ weight: Float = 1) {
        (self.from, self.to, self.weight) = (from, to, weight)
    }
}

/// What a team knows of its viewers: interactions, catalogue, users, social ties.
public struct Dataset: Sendable {
    public var name: String
    public var users: Entities
    public var items: Entities
    public var interactions: Interactions
    /// Further columns of the interactions ("completion", "device"), one value per row.
    public var context: [(name: String, column: Column)]
    public var ties: [Tie]
    /// How it came to be: the load and every filter, as typed, oldest first.
    public var history: [String]
    /// Hash of content, in 32 hexadecimal digits; see `Fingerprint`.
    public var fingerprint: String
    /// A split that the files themselves bring (train, test and candidates), before any `split` command.
    public var shippedSplit: Fold?
    /// The files that it was read from; empty where it was not read, or nobody asked.
    public var sources: [String] = []
    /// What users did over time and what is to be inferred of them, where the data is about that.
    public var behaviour: Behaviour?

    public init(
        name: String, users: Entities, items: Entities, interactions: Interactions,
        context: [(name: String, column: Column)] = [], ties: [Tie] = [], history: [String] = [],
        fingerprint: String = "", shippedSplit: Fold? = nil, behaviour: Behaviour? = nil
    ) {
        (self.name, self.users, self.items, self.interactions) = (name, users, items, interactions)
        (self.context, self.ties, self.history) = (context, ties, history)
        (self.fingerprint, self.shippedSplit, self.behaviour) = (fingerprint, shippedSplit, behaviour)
    }
}

extension Dataset: Thing {
    public var kind: String { "data set" }
    public var summary: String {
        if let behaviour { return "\(name): \(behaviour.summary)" }
        return "\(name): \(counted(users.count, "user")), \(counted(items.count, "item")), "
            + counted(interactions.count, "interaction")
    }
    public var fields: [(name: String, value: Value)] {
        [
            ("name", .text(name)), ("users", .number(Double(users.count))),
            ("items", .number(Double(items.count))), ("interactions", .number(Double(interactions.count))),
            ("density", .number(density)), ("fingerprint", .text(fingerprint)),
        ] + (behaviour?.fields ?? [])
    }
    /// Interactions over users × items.
    public var density: Double {
        users.count * items.count == 0
            ? 0 : Double(interactions.count) / (Double(users.count) * Double(items.count))
    }
}
