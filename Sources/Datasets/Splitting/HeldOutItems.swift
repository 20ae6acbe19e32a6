import Declarations

/// Items that a model has never seen: the cold-start task for a catalogue (Schein et al., SIGIR 2002; Kula 2015, §4).
///
/// Every row of a held-out item is tested on. Who has only such rows has no history left and is judged as a newcomer.
public struct HeldOutItems: Splitter {
    public static let name = "held-out-items"
    public static let summary = "Holds out items whole; what is known of them is their features alone."
    public static let example = "reel> split held-out-items items=0.1 seed=1"

    /// What a held-out item is ranked among.
    public enum Rivals: String, Choice { case heldOut = "held-out", all }

    @Setting("Items to test on: a share, or how many.") public var items = Amount.share(0.1)
    @Setting("Further items held out for early stopping: a share, or how many.") public var validation =
        Amount.count(0)
    @Setting(
        "What test items are ranked among: each other, as a shelf of new items is, or the whole catalogue.")
    public var rivals = Rivals.heldOut
    @Setting("Where chance starts.") public var seed = 0

    public init() {}

    public func split(_ dataset: Dataset, watching: Watcher) throws -> Split {
        try requireNoBehaviour(dataset)
        try requireRows(dataset)
        var seen = [Bool](repeating: false, count: dataset.items.count)
        for item in dataset.interactions.items { seen[Int(item)] = true }
        var eligible = seen.indices.filter { seen[$0] }
        var chance = Chance(seed: seed)
        chance.shuffle(&eligible)
        let tests = items.of(eligible.count)
        let validations = validation == .count(0) ? 0 : validation.of(eligible.count)
        guard tests > 0, tests + validations < eligible.count else {
            throw Problem(
                "\(tests + validations) of \(eligible.count) items cannot be held out of \(dataset.name)",
                remedy: "some must be left to train on")
        }
        var parts = [Part](repeating: .train, count: dataset.items.count)
        for (k, item) in eligible.prefix(tests + validations).enumerated() {
            parts[item] = k < tests ? .test : .validation
        }
        let labels = dataset.interactions.items.map { parts[Int($0)] }
        var fold = dataset.fold(labels)
        if rivals == .heldOut {
            fold.candidates = candidates(eligible.prefix(tests).sorted(), users: fold.test, of: dataset)
        }
        var print = Fingerprint()
        print.add(dataset.fingerprint)
        print.add(parts.map { Int64($0.rawValue) })
        print.add(rivals.rawValue)
        return try finish(dataset, [fold], fingerprint: print.hex, order: .none, coldItems: true)
    }

    /// All test items for everybody who has one.
    private func candidates(_ items: [Int], users rows: Interactions, of dataset: Dataset) -> Candidates {
        var tested = [Bool](repeating: false, count: dataset.users.count)
        for user in rows.users { tested[Int(user)] = true }
        let row = items.map { Int32($0) }
        var (offsets, indices) = ([0], [Int32]())
        for user in tested.indices {
            if tested[user] { indices += row }
            offsets.append(indices.count)
        }
        return Candidates(
            items: SparseMatrix(
                rows: dataset.users.count, columns: dataset.items.count, offsets: offsets, indices: indices,
                values: Array(repeating: 1, count: indices.count)),
            size: items.count)
    }
}
