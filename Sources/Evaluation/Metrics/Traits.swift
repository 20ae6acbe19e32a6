import Declarations
import Foundation

/// Predicted traits or classes beside the truth.
public struct TraitPairs: Sendable {
    /// [users, D]
    public let predicted: OutputMatrix
    /// [users, D], NaN where unknown; one-hot for classes.
    public let actual: OutputMatrix
    /// Mean of each column over the training users: the constant to beat.
    public let trainingMeans: [Double]
    public let isClassification: Bool

    public init(
        predicted: OutputMatrix, actual: OutputMatrix, trainingMeans: [Double], isClassification: Bool
    ) {
        (self.predicted, self.actual, self.trainingMeans) = (predicted, actual, trainingMeans)
        self.isClassification = isClassification
    }

    public var users: Int { actual.rows }

    /// Mean over a user's known columns of a function of (predicted, actual, training mean); NaN where none is known.
    func perUser(_ value: (Double, Double, Double) -> Double) -> [Double] {
        let width = actual.columns
        return (0..<users).map { user in
            var (sum, count) = (0.0, 0)
            for k in 0..<width where !actual.values[user * width + k].isNaN {
                sum += value(
                    Double(predicted.values[user * width + k]), Double(actual.values[user * width + k]),
                    trainingMeans[k])
                count += 1
            }
            return count == 0 ? .nan : sum / Double(count)
        }
    }

    /// Number of the largest entry of each row.
    static func labels(_ matrix: OutputMatrix) -> [Int] {
        (0..<matrix.rows).map { r in
            let row = matrix.row(r)
            return row.indices.max { (row[$0], $1) < (row[$1], $0) }.map { $0 - row.startIndex } ?? 0
        }
    }
}

/// A measure of predicted traits or classes.
public protocol TraitMetric: Judge {
    /// The value, with each user's own where it is their mean.
    func value(_ pairs: TraitPairs) throws -> ListValue
}

/// How much smaller the squared error is than that of the training means.
public struct Skill: TraitMetric {
    public static let name = "skill"
    public static let summary = "Tells how much smaller the squared error is than the training means'."
    public static let example = "reel> evaluate net on=[skill]"
    public static let formula =
        "1 - MSE(Y) / MSE(training means); a user's own: 1 - his MSE / MSE(training means)"
    public static let source = "Murphy, Monthly Weather Review 116, 1988; of classes: Brier, 1950"
    public init() {}

    public func value(_ pairs: TraitPairs) -> ListValue {
        let own = pairs.perUser { p, a, _ in (p - a) * (p - a) }
        let constant = ListValue(meanOf: pairs.perUser { _, a, m in (m - a) * (m - a) }).value
        return ListValue(meanOf: own.map { 1 - $0 / constant })
    }
}

/// Spread kept.
public struct VarianceRatio: TraitMetric {
    public static let name = "variance-ratio"
    public static let summary = "Tells how much of the targets' spread is left in the predictions."
    public static let example = "reel> evaluate net on=[variance-ratio]"
    public static let formula = VarianceRatioCheck.formula
    public static let source = VarianceRatioCheck.source
    public static let better: Table.Better? = nil
    public init() {}

    public func value(_ pairs: TraitPairs) -> ListValue {
        ListValue(meanVarianceRatio(pairs.predicted, pairs.actual) ?? .nan)
    }
}

/// Share of traits that lie within a tolerance: the accuracy that tells little, shown beside that of the constant.
public struct Within: TraitMetric {
    public static let name = "within"
    public static let summary =
        "Counts predicted traits that lie within k hundredths of the truth: within@10."
    public static let example = "reel> evaluate net on=[within@10]"
    public static let formula = """
        within@k = share of traits with |predicted - actual| <= k / 100
        within@k~mean, always beside it: the same for the training means
        """
    public static let source =
        "Youyou, Kosinski & Stillwell, PNAS 112, 2015, for accuracies of inferred traits; no measure by itself"

    @Setting("Tolerance in hundredths of the traits' unit.", 1...) public var cutoff = 10
    public init() {}

    public func value(_ pairs: TraitPairs) -> ListValue {
        ListValue(meanOf: pairs.perUser { p, a, _ in abs(p - a) <= tolerance ? 1 : 0 })
    }
    /// What the constant reaches.
    public func constant(_ pairs: TraitPairs) -> ListValue {
        ListValue(meanOf: pairs.perUser { _, a, m in abs(m - a) <= tolerance ? 1 : 0 })
    }
    /// Rounding of 32-bit numbers is not held against anybody.
    private var tolerance: Double { Double(cutoff) / 100 + 1e-6 }
}

/// Share of users whose most probable class is the right one.
public struct Accuracy: TraitMetric {
    public static let name = "accuracy"
    public static let summary = "Counts users whose most probable class is the true one."
    public static let example = "reel> evaluate net on=[accuracy]"
    public static let formula =
        "accuracy = share of users with argmax(Y) = class; accuracy~mean beside it: the largest class"
    public static let source = "Fawcett, Pattern Recognition Letters 27, 2006"
    public init() {}

    public func value(_ pairs: TraitPairs) throws -> ListValue {
        try pairs.requireClasses(Self.name)
        let truth = TraitPairs.labels(pairs.actual)
        return ListValue(
            meanOf: zip(TraitPairs.labels(pairs.predicted), truth).map { $0 == $1 ? 1 : 0 })
    }
    /// What the largest training class alone reaches.
    func constant(_ pairs: TraitPairs) -> ListValue {
        let means = pairs.trainingMeans
        let largest = means.indices.max { (means[$0], $1) < (means[$1], $0) } ?? 0
        return ListValue(meanOf: TraitPairs.labels(pairs.actual).map { $0 == largest ? 1 : 0 })
    }
}

/// Area under the ROC curve over users.
public struct AUROC: TraitMetric {
    public static let name = "auroc"
    public static let summary =
        "Tells how often a user of a class is given a higher probability of it than another."
    public static let example = "reel> evaluate net on=[auroc]"
    public static let formula = """
        share of pairs (user of the class, other user) in the right order, a tie counts 1/2
        two classes: of the last one; more: the mean over classes, each against the rest
        """
    public static let source = "Hanley & McNeil, Radiology 143, 1982; Fawcett 2006, §9 for more than two"
    public init() {}

    public func value(_ pairs: TraitPairs) throws -> ListValue {
        try pairs.requireClasses(Self.name)
        let width = pairs.actual.columns
        let areas = (width == 2 ? [1] : Array(0..<width)).compactMap { area(pairs, $0) }
        return ListValue(areas.isEmpty ? .nan : areas.reduce(0, +) / Double(areas.count))
    }

    /// By ranks: (sum of the class's ranks - m (m + 1) / 2) / (m n), ties sharing their mean rank.
    private func area(_ pairs: TraitPairs, _ c: Int) -> Double? {
        let width = pairs.actual.columns
        let scores = (0..<pairs.users).map { pairs.predicted.values[$0 * width + c] }
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var (ranks, m, start) = (0.0, 0, 0)
        while start < order.count {
            var end = start
            while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
            let hits = order[start..<end].count { pairs.actual.values[$0 * width + c] == 1 }
            ranks += Double(hits) * Double(start + end + 1) / 2
            m += hits
            start = end
        }
        let n = pairs.users - m
        return m == 0 || n == 0 ? nil : (ranks - Double(m) * Double(m + 1) / 2) / (Double(m) * Double(n))
    }
}

/// Negative logarithm of the probability given to the true class.
public struct LogLoss: TraitMetric {
    public static let name = "log-loss"
    public static let summary = "Averages the negative logarithm of the probability given to the true class."
    public static let example = "reel> evaluate net on=[log-loss]"
    public static let formula = "mean over users of -log max(Y(class), 1e-7)"
    public static let source = "Good, Journal of the Royal Statistical Society B 14, 1952"
    public static let better: Table.Better? = .lower
    public init() {}

    public func value(_ pairs: TraitPairs) throws -> ListValue {
        try pairs.requireClasses(Self.name)
        return ListValue(
            meanOf: TraitPairs.labels(pairs.actual).enumerated().map { user, label in
                -log(max(1e-7, Double(pairs.predicted.values[user * pairs.actual.columns + label])))
            })
    }
}

/// Mean correlation of predicted and true traits.
public struct Correlation: TraitMetric {
    public static let name = "correlation"
    public static let summary = "Averages Pearson's correlation of predicted and true traits over the traits."
    public static let example = "reel> evaluate net on=[correlation]"
    public static let formula =
        "mean over columns of cov(Y(j), T(j)) / (sd(Y(j)) sd(T(j))); 0 for a constant column"
    public static let source = "Pearson, Proceedings of the Royal Society 58, 1895"
    public init() {}

    public func value(_ pairs: TraitPairs) -> ListValue {
        let all = (0..<pairs.actual.columns).map { c -> Double in
            let y = pairs.predicted.column(c, whereKnown: pairs.actual)
            let t = pairs.actual.column(c, whereKnown: pairs.actual)
            let (my, mt) = (
                y.reduce(0, +) / Double(max(1, y.count)), t.reduce(0, +) / Double(max(1, t.count))
            )
            let spread = deviation(y) * deviation(t) * Double(max(1, y.count - 1))
            let together = zip(y, t).reduce(0.0) { $0 + ($1.0 - my) * ($1.1 - mt) }
            return spread > 0 ? together / spread : 0
        }
        return ListValue(all.isEmpty ? .nan : all.reduce(0, +) / Double(all.count))
    }
}

extension TraitPairs {
    func requireClasses(_ metric: String) throws {
        guard isClassification else {
            throw Problem(
                "\(metric) measures classes, but the targets are traits", remedy: "use skill or within@10")
        }
    }
}
