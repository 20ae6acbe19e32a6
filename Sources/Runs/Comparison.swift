import Declarations

/// What a fit came to, as far as a replay must come to the same.
public struct StoredOutcome: Sendable {
    public var datasetFingerprint: String
    public var splitFingerprint: String
    public var metrics: [(name: String, value: Double)]
    public var perUser: [PerUser]
    public var verdict: Verdict?
    public var findings: [Finding]
    public var epochs: [Epoch]

    public init(
        datasetFingerprint: String, splitFingerprint: String, metrics: [(name: String, value: Double)],
        perUser: [PerUser] = [], verdict: Verdict? = nil, findings: [Finding] = [], epochs: [Epoch] = []
    ) {
        (self.datasetFingerprint, self.splitFingerprint) = (datasetFingerprint, splitFingerprint)
        (self.metrics, self.perUser) = (metrics, perUser)
        (self.verdict, self.findings, self.epochs) = (verdict, findings, epochs)
    }

    public init(_ run: Run, perUser: [PerUser] = [], epochs: [Epoch] = []) {
        self.init(
            datasetFingerprint: run.datasetFingerprint, splitFingerprint: run.splitFingerprint,
            metrics: run.metrics, perUser: perUser, verdict: run.verdict, findings: run.findings,
            epochs: epochs)
    }
}

extension RunStore {
    /// Everything of a run that a replay is held against.
    public func outcome(of id: Int64) throws -> StoredOutcome {
        StoredOutcome(try run(id), perUser: try perUser(of: id), epochs: try epochs(id))
    }
}

/// One place at which two fits do not agree.
public struct Difference: Sendable, Hashable, CustomStringConvertible {
    /// "data fingerprint", "epoch 3, loss", "ndcg@10", "user 17, ndcg@10", "verdict".
    public var place: String
    /// As text; "missing" where one side has none.
    public var original: String
    public var replayed: String
    /// Absolute difference of two numbers; `nil` where a size has no meaning.
    public var size: Double?

    public var description: String {
        "\(place): \(original) became \(replayed)" + (size.map { " (off by \(shortest($0)))" } ?? "")
    }
}

/// What a replay proves.
public enum ReplayAnswer: Sendable, Hashable, CustomStringConvertible {
    /// Every metric, value per user, epoch, finding and fingerprint is the same to the last bit.
    case equal
    /// Metrics agree within the tolerance; the largest difference among them, if there is any.
    case within(Difference?)
    /// Where first, in the order in which a fit goes: data, split, epochs, metrics, users, findings, verdict.
    case differs(first: Difference, others: Int)

    /// EQUAL, WITHIN or DIFFERS.
    public var word: String {
        switch self {
        case .equal: "EQUAL"
        case .within: "WITHIN"
        case .differs: "DIFFERS"
        }
    }

    public var description: String {
        switch self {
        case .equal: "EQUAL: every number is the same to the last bit"
        case .within(nil): "WITHIN tolerance: the metrics are the same"
        case .within(let largest?): "WITHIN tolerance: the largest difference is at \(largest)"
        case .differs(let first, 0): "DIFFERS at \(first)"
        case .differs(let first, let others): "DIFFERS first at \(first); \(others) more"
        }
    }
}

/// Holds a replayed fit against the one stored.
///
/// An `exact` fit must give the same numbers to the last bit. One that is not (lock-free training, another processor) is
/// held to its metrics: each at most `tolerance` off (without one, 0.01 or two standard errors of its mean over users,
/// whichever is more: what chance in who is asked would move, chance in who writes first may; for a share of all lists
/// together the largest standard error that it can have), the same verdict, the same data and split; values of single users
/// and epochs may then move. NaN equals NaN.
public func compare(
    original: StoredOutcome, replayed: StoredOutcome, exact: Bool, tolerance: Double? = nil
) -> ReplayAnswer {
    let fingerprints = Differences.texts([
        ("data fingerprint", original.datasetFingerprint, replayed.datasetFingerprint),
        ("split fingerprint", original.splitFingerprint, replayed.splitFingerprint),
    ])
    let metrics = Differences.metrics(original.metrics, replayed.metrics)
    let verdict = Differences.texts([
        ("verdict", original.verdict?.rawValue ?? "missing", replayed.verdict?.rawValue ?? "missing")
    ])
    let fine =
        Differences.epochs(original.epochs, replayed.epochs) + metrics
        + Differences.users(original.perUser, replayed.perUser)
        + Differences.findings(original.findings, replayed.findings)
    let all = fingerprints + fine + verdict
    if all.isEmpty { return .equal }
    let fatal =
        exact
        ? all
        : fingerprints
            + metrics.filter { metric in
                let allowed = tolerance ?? max(0.01, 2 * standardError(of: metric.place, in: original))
                return metric.size.map { !($0 <= allowed) } ?? true
            } + verdict
    if let first = fatal.first { return .differs(first: first, others: fatal.count - 1) }
    return .within(metrics.max { ($0.size ?? 0) < ($1.size ?? 0) })
}

/// Of a metric's mean over users. A share x without a value for each user has at most that of any mean of n values from
/// 0 to 1, √(x (1 − x) / n) (Bhatia & Davis, American Mathematical Monthly 107(4), 2000), n users. 0 where neither is known.
private func standardError(of metric: String, in outcome: StoredOutcome) -> Double {
    guard let values = outcome.perUser.first(where: { $0.metric == metric })?.values else {
        let share = outcome.metrics.first { $0.name == metric }?.value ?? 0
        let users = outcome.perUser.map(\.values.count).max() ?? 0
        return users > 1 && share > 0 && share < 1 ? (share * (1 - share) / Double(users)).squareRoot() : 0
    }
    guard values.count > 1 else { return 0 }
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1) / n).squareRoot()
}

/// Lists of differences, part by part.
private enum Differences {
    static func texts(_ parts: [(place: String, original: String, replayed: String)]) -> [Difference] {
        parts.filter { $0.original != $0.replayed }.map {
            Difference(place: $0.place, original: $0.original, replayed: $0.replayed)
        }
    }

    static func metrics(
        _ a: [(name: String, value: Double)], _ b: [(name: String, value: Double)]
    ) -> [Difference] {
        let missing = a.filter { x in !b.contains { $0.name == x.name } }.map { x in
            Difference(place: x.name, original: shortest(x.value), replayed: "missing")
        }
        let changed = b.compactMap { y -> Difference? in
            guard let x = a.first(where: { $0.name == y.name }) else {
                return Difference(place: y.name, original: "missing", replayed: shortest(y.value))
            }
            return number(y.name, x.value, y.value)
        }
        return missing + changed
    }

    static func epochs(_ a: [Epoch], _ b: [Epoch]) -> [Difference] {
        let (x, y) = (byNumber(a), byNumber(b))
        return Set(x.keys).union(y.keys).sorted().flatMap { number -> [Difference] in
            guard let p = x[number], let q = y[number] else {
                let (there, gone) = ("trained", "missing")
                return [
                    Difference(
                        place: "epoch \(number)", original: x[number] == nil ? gone : there,
                        replayed: y[number] == nil ? gone : there)
                ]
            }
            let pairs = { (measures: [String: Double]) in
                measures.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
            }
            return metrics(pairs(p), pairs(q)).map { difference in
                var difference = difference
                difference.place = "epoch \(number), \(difference.place)"
                return difference
            }
        }
    }

    private static func byNumber(_ epochs: [Epoch]) -> [Int: [String: Double]] {
        Dictionary(epochs.map { ($0.number, $0.measures) }, uniquingKeysWith: { _, last in last })
    }

    static func users(_ a: [PerUser], _ b: [PerUser]) -> [Difference] {
        a.flatMap { x -> [Difference] in
            // A metric that the replay was not asked for shows among the metrics already.
            guard let y = b.first(where: { $0.metric == x.metric }) else { return [] }
            if x.users == y.users {
                return x.users.indices.compactMap { i in
                    number("user \(x.users[i]), \(x.metric)", x.values[i], y.values[i])
                }
            }
            let after = Dictionary(zip(y.users, y.values), uniquingKeysWith: { first, _ in first })
            let before = Set(x.users)
            let changed = zip(x.users, x.values).compactMap { user, value -> Difference? in
                let place = "user \(user), \(x.metric)"
                guard let now = after[user] else {
                    return Difference(place: place, original: shortest(value), replayed: "missing")
                }
                return number(place, value, now)
            }
            let added = zip(y.users, y.values).filter { !before.contains($0.0) }.map { user, value in
                Difference(place: "user \(user), \(x.metric)", original: "missing", replayed: shortest(value))
            }
            return changed + added
        }
    }

    static func findings(_ a: [Finding], _ b: [Finding]) -> [Difference] {
        metrics(a.map { ("finding \($0.measure)", $0.value) }, b.map { ("finding \($0.measure)", $0.value) })
            + texts(
                a.compactMap { x in
                    b.first { $0.measure == x.measure }.map {
                        ("verdict of \(x.measure)", x.verdict.rawValue, $0.verdict.rawValue)
                    }
                })
    }

    private static func number(_ place: String, _ x: Double, _ y: Double) -> Difference? {
        if x == y || x.isNaN && y.isNaN { return nil }
        let size = abs(x - y)
        return Difference(
            place: place, original: shortest(x), replayed: shortest(y), size: size.isFinite ? size : nil)
    }
}
