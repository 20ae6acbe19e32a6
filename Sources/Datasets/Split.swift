import Declarations

/// One division of a data set's interactions. All indices are those of the whole data set.
public struct Fold: Sendable {
    public var train: Interactions
    public var validation: Interactions
    public var test: Interactions
    /// For held-out users: the part of their history that a model may look at when it recommends to them (fold-in).
    public var given: Interactions
    /// Fixed candidate lists from files; `nil` ranks the whole catalogue.
    public var candidates: Candidates?
    /// For behaviour: whole users, since what is inferred is theirs.
    public var people: People?
    /// For windows of time: the first and the last second that is tested on.
    public var window: ClosedRange<Int64>?

    public init(
        train: Interactions, validation: Interactions = Interactions(), test: Interactions,
        given: Interactions = Interactions(), candidates: Candidates? = nil, people: People? = nil
    ) {
        (self.train, self.validation, self.test) = (train, validation, test)
        (self.given, self.candidates, self.people) = (given, candidates, people)
    }

    /// A division of users.
    public init(people: People) {
        self.init(train: Interactions(), test: Interactions(), people: people)
    }

    /// How many rows, or users, each part has.
    public var sizes: (train: Int, validation: Int, test: Int) {
        people.map { ($0.train.count, $0.validation.count, $0.test.count) }
            ?? (train.count, validation.count, test.count)
    }
}

/// For each user the items that are ranked against the positives: "99 negatives".
public struct Candidates: Sendable {
    /// Row u lists the candidates of user u (test positives not included, unless the file holds them).
    public var items: SparseMatrix
    /// The usual length of a list: metrics are named `ndcg@10~99neg`.
    public var size: Int
    public init(items: SparseMatrix, size: Int) { (self.items, self.size) = (items, size) }
}

/// What the leak audit found: run at each split, stored with every run.
public struct Audit: Sendable {
    public var findings: [Finding]
    public init(_ findings: [Finding] = []) { self.findings = findings }
    /// The worst of its findings.
    public var verdict: Verdict { findings.map(\.verdict).max() ?? .healthy }
}

/// One split of one data set: shared by every comparison.
public struct Split: Sendable {
    public var dataset: Dataset
    /// Scheme and its settings as typed: "leave-last-out", "kfold k=5 order=numpy seed=0".
    public var scheme: String
    /// One, or k for cross-validation.
    public var folds: [Fold]
    public var audit: Audit
    /// Hash of the data set's fingerprint and of who landed where.
    public var fingerprint: String

    public init(dataset: Dataset, scheme: String, folds: [Fold], audit: Audit, fingerprint: String) {
        (self.dataset, self.scheme, self.folds) = (dataset, scheme, folds)
        (self.audit, self.fingerprint) = (audit, fingerprint)
    }
}

extension Split: Thing {
    public var kind: String { "split" }
    public var summary: String {
        let n = folds.first?.sizes ?? (train: 0, validation: 0, test: 0)
        let sizes = "train \(n.train), validation \(n.validation), test \(n.test)"
        return
            "\(scheme) of \(dataset.name): \(folds.count == 1 ? sizes : "\(folds.count) folds, first: \(sizes)")"
    }
    public var fields: [(name: String, value: Value)] {
        let n = folds.first?.sizes ?? (train: 0, validation: 0, test: 0)
        return [
            ("scheme", .text(scheme)), ("folds", .number(Double(folds.count))),
            ("train", .number(Double(n.train))), ("validation", .number(Double(n.validation))),
            ("test", .number(Double(n.test))), ("audit", .word(audit.verdict.rawValue)),
            ("fingerprint", .text(fingerprint)), ("certificate", .text(certificate ?? "none")),
        ]
    }
}

extension Split {
    /// The stamp of the leak audit, 16 hexadecimal digits that follow from the rows, what was looked for and what was found;
    /// nil where nothing was audited. A split with other rows or another finding has another.
    public var certificate: String? {
        guard !audit.findings.isEmpty else { return nil }
        var print = Fingerprint()
        print.add(fingerprint)
        for finding in audit.findings {
            print.add(finding.measure)
            print.add([finding.value])
            print.add(finding.verdict.rawValue)
        }
        return String(print.hex.prefix(16))
    }
}

/// What a model may see while it is fitted.
public struct TrainingSet: Sendable {
    public let dataset: Dataset
    public let interactions: Interactions
    /// For early stopping and for nothing else; may be empty.
    public let validation: Interactions
    public var userCount: Int { dataset.users.count }
    public var itemCount: Int { dataset.items.count }
    /// Users by items, values are ratings (1 where the data has none), duplicates merged.
    public let matrix: SparseMatrix

    public init(dataset: Dataset, interactions: Interactions, validation: Interactions = Interactions()) {
        (self.dataset, self.interactions, self.validation) = (dataset, interactions, validation)
        matrix = SparseMatrix(interactions, users: dataset.users.count, items: dataset.items.count)
    }
}
