import Declarations

/// The split that the files themselves bring, with their candidate lists.
public struct FixedSplit: Splitter {
    public static let name = "fixed"
    public static let summary = "Takes the split that the files themselves bring."
    public static let example = "reel> split fixed"

    public init() {}

    public func split(_ dataset: Dataset, watching: Watcher) throws -> Split {
        if let behaviour = dataset.behaviour {
            guard let people = behaviour.shippedPeople else {
                throw Problem(
                    "\(dataset.name) does not say who trains and who tests",
                    remedy: "use split held-out-users, or kfold")
            }
            return try finish(dataset, [people])
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
}
