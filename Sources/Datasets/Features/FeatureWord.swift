import Declarations

/// Users or items.
public enum Side: String, Choice {
    case users, items
}

/// One kind of feature, as it is typed: `genres`, `text@2000`, `users.occupation`.
///
/// A number behind @ is how many features at most (`text`, `title`, labels) or exactly (`hash`). Words that are no kind of
/// their own name a column: labels and texts become one feature for each value, numbers are standardised.
public struct FeatureWord: SettingValue, Hashable, CustomStringConvertible {
    public let name: String
    public let size: Int?
    /// Whose column it is, where the word says so.
    public let side: Side?

    public static var expected: String {
        "a kind of feature or a column, such as genres, text@2000 or users.age"
    }
    public static var choices: [String] { FeatureKind.allCases.map(\.rawValue) }
    public static var completion: Completion { .list("features") }
    public static var syntax: Syntax { .word }

    public init(_ value: Value) throws(Mismatch) {
        guard let text = value.text else { throw Mismatch(Self.expected, value) }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2, !parts[0].isEmpty else { throw Mismatch(Self.expected, value) }
        if parts.count == 2 {
            guard let size = Int(parts[1]), (1...1_000_000).contains(size) else {
                throw Mismatch(Self.expected, value, remedy: "write how many behind @, as in text@2000")
            }
            self.size = size
        } else {
            size = nil
        }
        let whole = parts[0].split(separator: ".", maxSplits: 1)
        if whole.count == 2, let side = Side(rawValue: String(whole[0])) {
            (self.side, name) = (side, String(whole[1]))
        } else {
            (side, name) = (nil, String(parts[0]))
        }
    }

    public var value: Value { .word(description) }
    public var description: String {
        (side.map { "\($0.rawValue)." } ?? "") + name + (size.map { "@\($0)" } ?? "")
    }
    public var kind: FeatureKind? { side == nil ? FeatureKind(rawValue: name) : nil }
}

/// Kinds of features that have a word of their own.
public enum FeatureKind: String, CaseIterable, Sendable {
    case genres, tags, people, year, decade, numbers, title, text, hash, demographics, hours, weekdays

    public var side: Side {
        switch self {
        case .demographics, .hours, .weekdays: .users
        default: .items
        }
    }

    /// What it is, for help and errors.
    public var summary: String {
        switch self {
        case .genres: "One feature for each genre."
        case .tags: "One feature for each tag or keyword of two items or more."
        case .people: "One feature for each actor, director and writer of two items or more."
        case .year: "The year, standardised."
        case .decade: "One feature for each decade."
        case .numbers: "Every column of numbers, standardised."
        case .title: "Words of the title, weighted by TF-IDF."
        case .text: "Words of plot, overview or description, weighted by TF-IDF."
        case .hash: "The same words, hashed into so many features with a sign."
        case .demographics: "Gender, age and occupation, one feature for each value."
        case .hours: "Shares of a user's training rows by hour of the day, in UTC."
        case .weekdays: "Shares of a user's training rows by day of the week, in UTC."
        }
    }

    /// Columns that it reads, those that there are.
    public var columns: [String] {
        switch self {
        case .genres: ["genres"]
        case .tags: ["tags", "keywords"]
        case .people: ["cast", "actors", "actor", "director", "directors", "writer", "writers"]
        case .year, .decade: ["year", "release_year"]
        case .title: ["title"]
        case .text, .hash: ["text", "plot", "overview", "description", "abstract", "tagline"]
        case .demographics: ["gender", "age", "occupation"]
        case .numbers, .hours, .weekdays: []
        }
    }
}
