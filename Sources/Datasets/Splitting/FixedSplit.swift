import Declarations

/// The split that the files themselves bring, with their candidate lists.
public struct FixedSplit: Splitter {
    public static let name = "fixed"
    public static let summary = "Takes the split that the files themselves bring."
    public static let example = "reel> split fixed"

    @Setting("Users of a behaviour's training part held out for early stopping: a share, or how many.")
    public var validation = Amount.count(0)
    @Setting("Where chance starts, for those held out; 0 when not given.", 0...) public var seed: Int? = nil

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
        guard validation == .count(0) else {
            throw Problem(
                "validation divides the users of behaviour, but \(dataset.name) has none",
                remedy: "leave it away: the files say who validates")
        }
        guard let fold = dataset.shippedSplit else {
            throw Problem(
                "\(dataset.name) brings no split of its own",
                remedy: "load train.csv test=test.csv names the held-out rows; or split leave-last-out")
        }
        try watching.progress("splitting \(dataset.name)", 0)
        var print = Fingerprint()
        print.add(dataset.fingerprint)
        for part in [fold.train, fold.validation, fold.test, fold.given] { print.add(part) }
        if let candidates = fold.candidates {
            print.add(candidates.items.offsets)
            print.add(candidates.items.indices)
        }
        return try finish(dataset, [fold], fingerprint: print.hex, order: .none)
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
