import Declarations

/// A way to divide a data set into what is learned from and what is judged on. One file per scheme; see `splitters`.
public protocol Splitter: Declared {
    /// Divides all rows; the same settings (seed included) give the same split. Throws a `Problem` where the data
    /// lacks what the scheme needs, or where nothing would be left to test on.
    func split(_ dataset: Dataset, watching: Watcher) throws -> Split
}

/// Where a row lands. The raw values go into fingerprints and stay as they are.
enum Part: UInt8, CaseIterable {
    case train, validation, test, given
    /// In no part of this fold: later than its window, or older than what it learns from.
    case unused
}

extension Splitter {
    /// Turns one label per row and fold into a split: every part in file order, audited, fingerprinted.
    func finish(_ dataset: Dataset, _ labels: [[Part]], order: TimeOrder, watching: Watcher) throws -> Split {
        var print = Fingerprint()
        print.add(dataset.fingerprint)
        var folds = [Fold]()
        for (k, part) in labels.enumerated() {
            try watching.progress("splitting \(dataset.name)", Double(k) / Double(labels.count))
            folds.append(dataset.fold(part))
            print.add(packed(part))
        }
        return try finish(dataset, folds, fingerprint: print.hex, order: order)
    }

    /// Audits ready folds and names the split. `coldItems`: test items are to be new to the model.
    func finish(
        _ dataset: Dataset, _ folds: [Fold], fingerprint: String, order: TimeOrder, coldItems: Bool = false
    ) throws -> Split {
        guard folds.contains(where: { !$0.test.isEmpty }) else {
            throw Problem(
                "\(spelled) leaves no row of \(dataset.name) to test on",
                remedy: "hold out a larger part, or take a data set with more rows per user")
        }
        let found = audit(folds, of: dataset, order: order, coldItems: coldItems)
        // An audit that Ctrl-C cut short says nothing.
        try Interrupt.check()
        return Split(
            dataset: dataset, scheme: spelled, folds: folds, audit: found, fingerprint: fingerprint)
    }

    /// Refuses a data set without rows.
    func requireRows(_ dataset: Dataset) throws {
        if dataset.interactions.isEmpty {
            throw Problem(
                "\(dataset.name) has no interactions to split", remedy: "load a data set that has some")
        }
    }

    /// Refuses a data set without times.
    func requireTimes(_ dataset: Dataset) throws {
        try requireRows(dataset)
        if !dataset.interactions.hasTimes {
            throw Problem(
                "\(spelled) needs times, but \(dataset.name) has none",
                remedy: "use split random, or load it with a time column")
        }
    }

    /// Refuses shares that leave nothing to learn from.
    func requireTrain(_ test: Double, _ validation: Double) throws {
        if test + validation >= 1 {
            throw Problem(
                "test \(shortest(test)) and validation \(shortest(validation)) leave nothing to train on",
                remedy: "choose shares that add up to less than 1")
        }
    }
}

extension Dataset {
    /// One fold from a label per row.
    func fold(_ labels: [Part]) -> Fold {
        var counts = [Int](repeating: 0, count: Part.allCases.count)
        for part in labels { counts[Int(part.rawValue)] += 1 }
        func rows(_ part: Part) -> Interactions {
            interactions.rows(labels, part, count: counts[Int(part.rawValue)])
        }
        return Fold(
            train: rows(.train), validation: rows(.validation), test: rows(.test), given: rows(.given))
    }
}

extension Interactions {
    /// The rows with a label, of which there are `count`.
    fileprivate func rows(_ labels: [Part], _ part: Part, count: Int) -> Interactions {
        func column<Cell: BitwiseCopyable>(_ cells: [Cell]) -> [Cell] {
            guard count > 0, !cells.isEmpty else { return [] }
            return [Cell](unsafeUninitializedCapacity: count) { buffer, filled in
                for (row, label) in labels.enumerated() where label == part {
                    buffer[filled] = cells[row]
                    filled += 1
                }
            }
        }
        return Interactions(
            users: column(users), items: column(items), ratings: column(ratings), times: column(times))
    }
}

/// Sixteen labels to a word, so that hashing a split costs little.
private func packed(_ labels: [Part]) -> [Int64] {
    var words = [Int64](repeating: 0, count: (labels.count + 15) / 16 + 1)
    words[words.count - 1] = Int64(labels.count)
    for (row, part) in labels.enumerated() { words[row / 16] |= Int64(part.rawValue) << (4 * (row % 16)) }
    return words
}
