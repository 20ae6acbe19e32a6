import Declarations

/// Users that a model has never seen: strong generalisation (Marlin 2004), judged after folding in part of a history,
/// as in Liang et al. (WWW 2018, §4.2).
public struct HeldOutUsers: Splitter {
    public static let name = "held-out-users"
    public static let summary = "Holds out users whole; a model sees part of their history when asked."
    public static let example = "reel> split held-out-users users=0.1 given=0.8 seed=1"

    @Setting("Users to test on: a share, or how many.") public var users = Amount.share(0.1)
    @Setting("Further users held out for early stopping: a share, or how many.") public var validation =
        Amount.count(0)
    @Setting("Part of a held-out user's rows that a model may look at: a share, or leave-last.")
    public var given = Given.share(0.8)
    @Setting("Whether the given rows are drawn at random or are the oldest.") public var order = RowOrder
        .random
    @Setting("Where chance starts.") public var seed = 0

    public init() {}

    public func split(_ dataset: Dataset, watching: Watcher) throws -> Split {
        if dataset.behaviour != nil { return try splitPeople(dataset) }
        try order == .time ? requireTimes(dataset) : requireRows(dataset)
        let isByTime = order == .time || given == .allButLast
        var histories = RowsByUser(dataset.interactions.users, count: dataset.users.count)
        if isByTime { try histories.sort(by: dataset.interactions.times) }
        // One row to look at and one to find: who has fewer stays in train.
        var eligible = (0..<histories.count).filter { histories.range($0).count >= 2 }
        var chance = Chance(seed: seed)
        chance.shuffle(&eligible)
        let tests = users.of(dataset.users.count)
        let validations = validation == .count(0) ? 0 : validation.of(dataset.users.count)
        guard tests > 0, tests + validations < dataset.users.count, tests + validations <= eligible.count
        else {
            throw Problem(
                "\(tests + validations) of \(dataset.users.count) users cannot be held out of \(dataset.name)",
                remedy: "\(eligible.count) users have two rows or more, and some must be left to train on")
        }
        var labels = [Part](repeating: .train, count: dataset.interactions.count)
        for (k, user) in eligible.prefix(tests + validations).enumerated() {
            let range = histories.range(user)
            if !isByTime { chance.shuffle(&histories.rows[range]) }
            let shown = shownRows(of: range.count)
            for (place, row) in histories[user].enumerated() {
                labels[Int(row)] = place < shown ? .given : k < tests ? .test : .validation
            }
        }
        return try finish(dataset, [labels], order: .none, watching: watching)
    }

    /// Divides the users of behaviour: a model sees all that a held-out user did, and none of the targets.
    private func splitPeople(_ dataset: Dataset) throws -> Split {
        guard given == .share(0.8), order == .random else {
            throw Problem(
                "given and order are for interactions, but \(dataset.name) has behaviour, of which a model sees all",
                remedy: "leave them away")
        }
        var chance = Chance(seed: seed)
        let shuffled = dataset.shuffledUsers(&chance)
        let tests = users.of(shuffled.count)
        let validations = validation == .count(0) ? 0 : validation.of(shuffled.count)
        guard tests > 0, tests + validations < shuffled.count else {
            throw Problem(
                "\(tests + validations) of \(shuffled.count) users cannot be held out of \(dataset.name)",
                remedy: "some must be left to train on, and some to test on")
        }
        let held = tests + validations
        return try finish(
            dataset,
            [
                People(
                    train: shuffled[held...].sorted(), validation: shuffled[tests..<held].sorted(),
                    test: shuffled[..<tests].sorted())
            ])
    }

    private func shownRows(of rows: Int) -> Int {
        switch given {
        case .allButLast: rows - 1
        case .share(let share): min(rows - 1, max(1, Int((share * Double(rows)).rounded())))
        }
    }
}
