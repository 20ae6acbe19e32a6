/// What a command returns: a value for whoever named or piped it, and blocks for whoever reads.
public struct Report: Sendable {
    public var value: Value
    public var blocks: [Block]

    public init(_ value: Value = .nothing, _ blocks: [Block] = []) {
        (self.value, self.blocks) = (value, blocks)
    }

    /// A table is its own picture.
    public init(_ table: Table) { self.init(.table(table), [.table(table)]) }

    /// A sentence, and a value to go with it.
    public init(_ text: String, _ value: Value = .nothing) { self.init(value, [.text(text)]) }
}

/// A piece of a report, rendered in one place for terminal, Markdown, HTML and JSON.
public enum Block: Sendable {
    case text(String)
    case table(Table)
    case findings([Finding])
    /// A chart on disk (path as the user gave it) or drawn with characters.
    case figure(path: String, title: String)
    case drawing(String)
    case warning(String)
}

/// What a diagnostic says about a model's outputs.
public enum Verdict: String, Sendable, CaseIterable, Comparable {
    case healthy, suspect, collapsed

    public static func < (a: Verdict, b: Verdict) -> Bool {
        Self.allCases.firstIndex(of: a)! < Self.allCases.firstIndex(of: b)!
    }
}

/// One measure held against its threshold.
public struct Finding: Sendable, Hashable {
    /// The measure's name: "personalisation".
    public var measure: String
    public var value: Double
    public var verdict: Verdict
    /// Why, in words that name the threshold: "below 0.05: nearly everybody gets the same list".
    public var reason: String

    public init(_ measure: String, _ value: Double, _ verdict: Verdict, _ reason: String) {
        (self.measure, self.value, self.verdict, self.reason) = (measure, value, verdict, reason)
    }
}

/// So many of something: "1 run", "2 runs".
public func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
}
