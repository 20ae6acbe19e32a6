import Declarations

/// What users did over time, and what is to be inferred of them: a series of observations each, and targets.
///
/// A user is the same user as in `Dataset.users`. Observations of user u are the rows `range(u)`; a row has one number
/// per channel, NaN where that channel was not observed at that moment. A snapshot is a series of one row.
public struct Behaviour: Sendable {
    /// What is observed: "clicks", "dwell"; C names.
    public var channels: [String]
    /// Where each user's rows begin: users + 1 row numbers.
    public var offsets: [Int]
    /// When, one entry per row, never falling within a user; in `timeUnit`.
    public var times: [Float]
    /// What, row-major [rows, C]; NaN where not observed.
    public var values: [Float]
    /// What is known of users apart from time (age, gender): names, and a row-major [users, S], NaN where unknown.
    public var statics: NamedColumns
    /// What is to be inferred.
    public var targets: Targets
    /// "hours", "steps".
    public var timeUnit: String
    /// The best skill that any model can expect, where the data was made up and it is known: per target column.
    public var reachableSkill: [Double]?
    /// Who trains and who tests, where the files say so: user numbers.
    public var shippedPeople: People?

    public init(
        channels: [String], offsets: [Int], times: [Float], values: [Float],
        statics: NamedColumns = NamedColumns(), targets: Targets, timeUnit: String = "steps",
        reachableSkill: [Double]? = nil, shippedPeople: People? = nil
    ) {
        (self.channels, self.offsets, self.times, self.values) = (channels, offsets, times, values)
        (self.statics, self.targets, self.timeUnit) = (statics, targets, timeUnit)
        (self.reachableSkill, self.shippedPeople) = (reachableSkill, shippedPeople)
    }

    public var userCount: Int { max(0, offsets.count - 1) }
    public var rowCount: Int { times.count }
    /// Rows of a user.
    public func range(_ user: Int) -> Range<Int> { offsets[user]..<offsets[user + 1] }
    /// Most rows that any of these users has.
    public func longest(_ users: [UserIndex]) -> Int { users.map { range(Int($0)).count }.max() ?? 0 }
}

extension Behaviour {
    /// "2000 users, 40000 observations of 12 channels, 15 traits"
    public var summary: String {
        let kind = targets.kind.rawValue
        return "\(counted(userCount, "user")), \(counted(rowCount, "observation")) of "
            + "\(counted(channels.count, "channel")), "
            + counted(targets.width, targets.kind == .traits ? "trait" : "class", kind)
    }
    var fields: [(name: String, value: Value)] {
        let skill = reachableSkill.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
        return [
            ("observations", .number(Double(rowCount))), ("channels", .list(channels.map { .text($0) })),
            ("targets", .list(targets.names.map { .text($0) })),
            ("target-kind", .word(targets.kind.rawValue)),
        ] + (skill.map { [("reachable-skill", .number($0))] } ?? [])
    }
}

/// A row-major matrix with a name for each column.
public struct NamedColumns: Sendable, Hashable {
    public var names: [String]
    /// [rows, names], NaN where unknown.
    public var values: [Float]
    public init(_ names: [String] = [], values: [Float] = []) { (self.names, self.values) = (names, values) }
    public var width: Int { names.count }
    public func row(_ r: Int) -> ArraySlice<Float> { values[r * width..<(r + 1) * width] }
}

/// What is to be inferred of each user: traits (numbers), or a class (one-hot).
public struct Targets: Sendable {
    public enum Kind: String, Sendable {
        /// Numbers, in a unit of their own.
        case traits
        /// One of several classes: a row is one-hot.
        case classes
    }
    public var kind: Kind
    /// Names of traits or classes, and [users, D].
    public var columns: NamedColumns
    public var names: [String] { columns.names }
    public var width: Int { columns.width }

    public init(traits: NamedColumns) { (kind, columns) = (.traits, traits) }

    /// Classes from the number of each user's class.
    public init(classes names: [String], of users: [Int]) {
        kind = .classes
        var values = [Float](repeating: 0, count: users.count * names.count)
        for (user, number) in users.enumerated() { values[user * names.count + number] = 1 }
        columns = NamedColumns(names, values: values)
    }

    public func row(_ user: UserIndex) -> ArraySlice<Float> { columns.row(Int(user)) }
    /// The class of a user.
    public func label(_ user: UserIndex) -> Int {
        row(user).firstIndex(of: 1).map { $0 - row(user).startIndex } ?? 0
    }
}

/// Who is learned from and who is judged on.
public struct People: Sendable, Hashable {
    public var train: [UserIndex]
    public var validation: [UserIndex]
    public var test: [UserIndex]
    public init(train: [UserIndex] = [], validation: [UserIndex] = [], test: [UserIndex] = []) {
        (self.train, self.validation, self.test) = (train, validation, test)
    }
}

/// What a model of traits may see while it is fitted.
public struct BehaviourTrainingSet: Sendable {
    public let dataset: Dataset
    public let behaviour: Behaviour
    public let users: [UserIndex]
    /// For early stopping and for nothing else; may be empty.
    public let validation: [UserIndex]

    public init(dataset: Dataset, behaviour: Behaviour, users: [UserIndex], validation: [UserIndex] = []) {
        (self.dataset, self.behaviour, self.users, self.validation) = (dataset, behaviour, users, validation)
    }

    /// Mean of each target column over the training users: the constant to beat.
    public var targetMeans: [Double] {
        let width = behaviour.targets.width
        var sums = [Double](repeating: 0, count: width)
        var counts = sums
        for user in users {
            for (j, value) in behaviour.targets.row(user).enumerated() where !value.isNaN {
                sums[j] += Double(value)
                counts[j] += 1
            }
        }
        return zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
    }
}
