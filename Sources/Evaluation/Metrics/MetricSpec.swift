import Declarations

/// A measure's name as users write it: `ndcg@10`, `auc`, `hr@10~99neg`.
public struct MetricName: Sendable, Hashable, CustomStringConvertible {
    /// "ndcg"
    public var base: String
    /// 10, or `nil` for the whole list.
    public var cutoff: Int?
    /// 99 where fixed candidates are ranked, so that the name never stands beside full ranking.
    public var negatives: Int?

    public init(_ base: String, cutoff: Int? = nil, negatives: Int? = nil) {
        (self.base, self.cutoff, self.negatives) = (base, cutoff, negatives)
    }

    /// Reads a name's form; whether there is such a measure is not looked at.
    public init(parsing text: String) throws {
        let parts = text.split(separator: "~", omittingEmptySubsequences: false)
        let head = parts[0].split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2, head.count <= 2, !head[0].isEmpty else {
            throw Problem("\(text) is not a metric's name", remedy: "write it as ndcg@10 or hr@10~99neg")
        }
        base = String(head[0])
        if head.count == 2 {
            guard let k = Int(head[1]), k > 0 else {
                throw Problem("the cut-off of \(text) must be a whole number above 0, but is \(head[1])")
            }
            cutoff = k
        }
        if parts.count == 2 {
            guard parts[1].hasSuffix("neg"), let count = Int(parts[1].dropLast(3)), count > 0 else {
                throw Problem(
                    "\(text) ends in ~\(parts[1]), which says nothing",
                    remedy: "write ~99neg for 99 negatives")
            }
            negatives = count
        }
    }

    public var description: String {
        base + (cutoff.map { "@\($0)" } ?? "") + (negatives.map { "~\($0)neg" } ?? "")
    }
}

/// A measure that was asked for: known, with its cut-off. A setting can hold a list of them: `on=[ndcg@10 recall@20]`.
public struct MetricSpec: SettingValue, Hashable, CustomStringConvertible {
    public enum Family: Sendable, Hashable { case ranking, lists, ratings, traits }

    public let name: MetricName
    public let family: Family
    public var cutoff: Int? { name.cutoff }
    public var negatives: Int? { name.negatives }

    public init(_ name: MetricName) throws {
        let judge = try Metrics.named(name.base)
        switch judge {
        case is any Metric.Type:
            family = .ranking
            if name.cutoff == nil, ["hr", "precision", "recall"].contains(name.base) {
                throw Problem("\(name.base) needs a cut-off", remedy: "write \(name.base)@10")
            }
        case is any ListMetric.Type:
            family = .lists
            guard let cutoff = name.cutoff else {
                throw Problem("\(name.base) needs a cut-off", remedy: "write \(name.base)@10")
            }
            if [IntraListDiversity.name, VectorDiversity.name].contains(name.base), cutoff < 2 {
                throw Problem("\(name.base) compares pairs of a list", remedy: "write \(name.base)@10")
            }
        case is Within.Type:
            family = .traits
            guard name.cutoff != nil, name.negatives == nil else {
                throw Problem("within needs a tolerance in hundredths", remedy: "write within@10")
            }
        default:
            family = judge is any TraitMetric.Type ? .traits : .ratings
            guard name.cutoff == nil, name.negatives == nil else {
                throw Problem("\(name.base) has no cut-off", remedy: "write \(name.base)")
            }
        }
        self.name = name
    }

    /// Reads "ndcg@10"; a misspelt name is answered with the nearest one.
    public init(_ text: String) throws {
        let name = try MetricName(parsing: text)
        do { try self.init(name) } catch let problem as Problem {
            guard problem.remedy?.hasPrefix("did you mean") == true, let cutoff = name.cutoff,
                let near = nearest(to: name.base, in: Metrics.all.map { $0.name })
            else { throw problem }
            let whole = MetricName(near, cutoff: cutoff, negatives: name.negatives)
            throw Problem(problem.what, remedy: "did you mean \(whole)?")
        }
    }

    public static var expected: String { "a metric such as ndcg@10" }
    public static var completion: Completion { .list("metrics") }
    public static var syntax: Syntax { .word }
    public init(_ value: Value) throws(Mismatch) {
        guard let text = value.text else { throw Mismatch(Self.expected, value) }
        do { try self.init(text) } catch {
            let problem = error as? Problem
            throw Mismatch(Self.expected, value, remedy: problem.map { $0.remedy ?? $0.what })
        }
    }
    public var value: Value { .word(description) }
    public var description: String { name.description }

    /// The measure's type: for its summary, formula and source.
    public var judge: any Judge.Type {
        Metrics.all.first { $0.name == name.base } ?? NDCG.self
    }
    public var better: Table.Better? { judge.better }

    /// The measure of one list, set to the cut-off and the rules; `nil` in the other families.
    public func metric(under rules: RankingRules) -> (any Metric)? {
        guard let type = judge as? any Metric.Type else { return nil }
        var metric = type.init()
        metric.cutoff = cutoff
        if var recall = metric as? Recall {
            recall.denominator = rules.recallDenominator
            metric = recall
        }
        return metric
    }

    /// The measure of all lists, set to the cut-off; `nil` in the other families.
    public var listMetric: (any ListMetric)? {
        guard let type = judge as? any ListMetric.Type else { return nil }
        var metric = type.init()
        metric.cutoff = cutoff ?? 10
        return metric
    }

    /// The measure of traits or classes, set to its tolerance; `nil` in the other families.
    public var traitMetric: (any TraitMetric)? {
        guard let type = judge as? any TraitMetric.Type else { return nil }
        var metric = type.init()
        if var within = metric as? Within {
            within.cutoff = cutoff ?? 10
            metric = within
        }
        return metric
    }

    public var ratingMetric: (any RatingMetric)? { (judge as? any RatingMetric.Type)?.init() }
}
