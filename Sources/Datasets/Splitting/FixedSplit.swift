import Declarations

/// The split that the files themselves bring, with their candidate lists.
///
/// Files that bring no validation rows can lend some of training's: with `validation=1` the last training row of each user
/// who has more, so that settings are chosen without a look at the test rows.
public struct FixedSplit: Splitter {
    public static let name = "fixed"
    public static let summary = "Takes the split that the files themselves bring."
    public static let example = "reel> split fixed"

    @Setting(
        "What is held out of training: of behaviour a share or count of users, else of each user's rows the last in time."
    )
    public var validation = Amount.count(0)
    @Setting("Where chance starts, for the users held out; 0 when not given.", 0...) public var seed: Int? =
        nil

    public init() {}

    public func split(_ dataset: Dataset, watching: Watcher) throws -> Split {
        if let behaviour = dataset.behaviour {
            guard let people = behaviour.shippedPeople else {
                throw Problem(
                    "\(dataset.name) does not say who trains and who tests",
                    remedy: "use split held-out-users, or kfold")
            }
            return try finish(dataset, [try divided(people)])
        }
        guard let shipped = dataset.shippedSplit else {
            throw Problem(
                "\(dataset.name) brings no split of its own",
                remedy: "load train.csv test=test.csv names the held-out rows; or split leave-last-out")
        }
        try watching.progress("splitting \(dataset.name)", 0)
        let fold = try lending(shipped, users: dataset.users.count)
        var print = Fingerprint()
        print.add(dataset.fingerprint)
        for part in [fold.train, fold.validation, fold.test, fold.given] { print.add(part) }
        if let candidates = fold.candidates {
            print.add(candidates.items.offsets)
            print.add(candidates.items.indices)
        }
        return try finish(dataset, [fold], fingerprint: print.hex, order: .none)
    }

    /// The fold with validation rows out of its training rows, where some are asked for.
    private func lending(_ fold: Fold, users: Int) throws -> Fold {
        guard validation != .count(0) else { return fold }
        guard fold.validation.isEmpty else {
            throw Problem("the files bring validation rows of their own", remedy: "leave validation out")
        }
        let histories = try fold.train.histories(users: users)
        var isLent = [Bool](repeating: false, count: fold.train.count)
        for user in 0..<histories.count {
            let (all, wanted) = (histories.range(user).count, validation.of(histories.range(user).count))
            guard wanted < all else { continue }
            for row in histories[user].suffix(wanted) { isLent[Int(row)] = true }
        }
        var lent = fold
        lent.train = fold.train.rows(isLent.indices.filter { !isLent[$0] })
        lent.validation = fold.train.rows(isLent.indices.filter { isLent[$0] })
        return lent
    }

    /// Takes users to validate on from those who train, never from those who test.
    private func divided(_ people: People) throws -> People {
        guard validation != .count(0) else { return people }
        let count = validation.of(people.train.count)
        guard count < people.train.count else {
            throw Problem(
                "\(count) of \(people.train.count) training users cannot be held out",
                remedy: "some must be left to train on")
        }
        var (chance, order) = (Chance(seed: seed ?? 0), people.train)
        chance.shuffle(&order)
        return People(
            train: order[count...].sorted(), validation: (people.validation + order[..<count]).sorted(),
            test: people.test)
    }
}
