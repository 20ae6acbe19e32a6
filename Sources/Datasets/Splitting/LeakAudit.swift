import Declarations

/// Which order in time a split promises.
public enum TimeOrder: Sendable {
    /// None: rows are held out whatever their time.
    case none
    /// Each user's held-out rows come after the same user's rows in train.
    case perUser
    /// All held-out rows come after all rows in train.
    case global
}

/// Looks for leaks in a split whose held-out rows follow each user's own train rows in time (`ordered`), or that
/// promises no order.
public func audit(_ folds: [Fold], of dataset: Dataset, ordered: Bool) -> Audit {
    audit(folds, of: dataset, order: ordered ? .perUser : .none)
}

/// Looks for leaks: test in train, future in train, duplicated pairs, test items and users that train never shows.
/// Shares are over all folds together; `AuditThreshold` says where the lines are and why. With `coldItems` the scheme
/// promises that train shows no test item, and one that it shows is the leak.
public func audit(
    _ folds: [Fold], of dataset: Dataset, order: TimeOrder, coldItems: Bool = false
) -> Audit {
    let counts = folds.map { LeakCounts($0, users: dataset.users.count, items: dataset.items.count) }
        .reduce(LeakCounts(), +)
    var findings = [counts.testInTrainFinding]
    if counts.validation > 0 { findings.append(counts.validationInTrainFinding) }
    if dataset.interactions.hasTimes, folds.contains(where: { $0.train.hasTimes && $0.test.hasTimes }) {
        findings += counts.futureFindings(order)
    }
    findings.append(counts.duplicatesFinding)
    findings.append(coldItems ? counts.coldItemsFinding : counts.unseenItemsFinding)
    findings.append(counts.withoutHistoryFinding)
    if counts.heldOut > 0 { findings.append(counts.heldOutFinding) }
    return Audit(findings + furtherFindings(folds, of: dataset))
}

extension AuditThreshold {
    func verdict(_ share: Double) -> Verdict {
        if share > 0, share >= collapsed { return .collapsed }
        return share > suspect ? .suspect : .healthy
    }
}

extension LeakCounts {
    var testInTrainFinding: Finding {
        finding(
            "test in train", testInTrain, of: test, .testInTrain,
            clean: "no test pair stands in train",
            leak: "of the test rows have their pair in train too; filter dedupe before the split mends it")
    }

    var validationInTrainFinding: Finding {
        finding(
            "validation in train", validationInTrain, of: validation, .testInTrain,
            clean: "no validation pair stands in train",
            leak:
                "of the validation rows have their pair in train too; filter dedupe before the split mends it"
        )
    }

    /// For schemes ordered in time a leak; for others only said.
    func futureFindings(_ order: TimeOrder) -> [Finding] {
        let own = share(laterThanOwn, train)
        let any = share(laterThanAny, train)
        switch order {
        case .none:
            return [
                Finding(
                    "future in train", own, .healthy,
                    "not a time split: \(percent(own)) of the train rows are later than a held-out row of their user"
                )
            ]
        case .global:
            return [
                finding(
                    "future in train", laterThanAny, of: train, .futureInTrain,
                    clean: "no train row is later than the first held-out row",
                    leak: "of the train rows are later than the first held-out row")
            ]
        case .perUser:
            return [
                finding(
                    "future in train", laterThanOwn, of: train, .futureInTrain,
                    clean: "no train row is later than a held-out row of its user",
                    leak: "of the train rows are later than a held-out row of their user"),
                Finding(
                    "others' future in train", any, .healthy,
                    "ordered within each user, not over all: \(percent(any)) of the train rows are later than "
                        + "somebody's held-out row; split time has none"),
            ]
        }
    }

    var duplicatesFinding: Finding {
        finding(
            "duplicated pairs", duplicates, of: train, .duplicatedPairs,
            clean: "few or no pairs stand twice in train",
            leak: "of the train rows repeat a pair; filter dedupe keeps one of each")
    }

    var unseenItemsFinding: Finding {
        finding(
            "test items never seen", unseenItems, of: test, .unseenItems,
            clean: "nearly all test rows are of items that train shows",
            leak:
                "of the test rows are of items that train never shows: no model can rank them by what was watched"
        )
    }

    /// For schemes that hold items out whole.
    var coldItemsFinding: Finding {
        finding(
            "test items in train", test - unseenItems, of: test, .heldOutInTrain,
            clean: "train shows no item that is tested on",
            leak: "of the test rows are of items that train shows, though they should be new")
    }

    var withoutHistoryFinding: Finding {
        finding(
            "test users without history", usersWithoutHistory, of: testUsers, .usersWithoutHistory,
            clean: "nearly all test users have a history",
            leak: "of the test users have no history: all models give them one list")
    }

    var heldOutFinding: Finding {
        finding(
            "held-out users in train", heldOutInTrain, of: heldOut, .heldOutInTrain,
            clean: "no held-out user stands in train",
            leak: "of the held-out users have rows in train")
    }

    private func finding(
        _ measure: String, _ count: Int, of total: Int, _ threshold: AuditThreshold, clean: String,
        leak: String
    ) -> Finding {
        let value = share(count, total)
        let verdict = threshold.verdict(value)
        let reason = verdict == .healthy ? clean : "\(percent(value)) \(leak)"
        return Finding(measure, value, verdict, reason)
    }

    private func share(_ count: Int, _ total: Int) -> Double {
        total == 0 ? 0 : Double(count) / Double(total)
    }
}

/// "12.3 %"; small shares keep two digits that say something.
func percent(_ share: Double) -> String {
    let hundredths = share * 100
    let scale = hundredths >= 0.1 || hundredths == 0 ? 10.0 : 10_000.0
    return "\(shortest((hundredths * scale).rounded() / scale)) %"
}
