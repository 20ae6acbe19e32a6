import Declarations
import Kernels

/// How much of the truth's spread the predictions keep.
public struct VarianceRatioCheck: Diagnostic {
    public static let name = "variance-ratio"
    public static let summary = "Tells how much of the targets' spread is left in the predictions."
    public static let example = "reel> diagnose bias"
    public static let formula =
        "mean over columns j of var(Y(j)) / var(T(j)); columns without spread in T left out"
    public static let source = "Murphy, Monthly Weather Review 116, 1988"

    @Setting("Below this the model is suspect.", 0...) public var suspect = Thresholds.varianceRatio.suspect
    @Setting("Below this it has collapsed.", 0...) public var collapsed = Thresholds.varianceRatio.collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard let predictions = outputs.predictions, let targets = outputs.targets, targets.rows > 1 else {
            return nil
        }
        guard let ratio = meanVarianceRatio(predictions, targets) else { return nil }
        let reachable = outputs.reachableSpread
        return Finding(
            Self.name, ratio, bad: .low, suspect: suspect * reachable,
            collapsed: collapsed * reachable, why: Thresholds.varianceRatio.reason)
    }
}

/// Holds a model's skill against what a quick reference finds in the same inputs: nothing to learn, or signal missed?
public struct SignalCheck: Diagnostic {
    public static let name = "signal"
    public static let summary = "Tells whether the inputs say anything, and whether the model heard it."
    public static let example = "reel> diagnose net"
    public static let formula = """
        skill of the best quick reference (ridge, nearest neighbours), cross-validated on training users;
        found where it is above what they reach on permuted inputs in each of 99 draws (p <= .01)
        """
    public static let source = "Ojala & Garriga, JMLR 11, 2010 (permutation tests for a classifier's signal)"

    @Setting("Below this part of the reference's skill the model is suspect.", 0...1) public var suspect =
        Thresholds.signal.suspect
    @Setting("Below this part, with hardly any spread, it has collapsed.", 0...1) public var collapsed =
        Thresholds.signal.collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard let signal = outputs.signal, let predictions = outputs.predictions,
            let targets = outputs.targets, let means = outputs.trainingMeans,
            let own = skill(predictions, targets, means: means)
        else { return nil }
        guard signal.isFound else {
            return Finding(Self.name, signal.skill, .suspect, "no signal was found: \(signal.sentence)")
        }
        let spread = meanVarianceRatio(predictions, targets) ?? 0
        let part = own / signal.skill
        let told = "\(signal.sentence); this model reaches \(figures(own))"
        if part < collapsed, spread < max(Thresholds.hardlyAnySpread, signal.skill * Thresholds.spreadOfSkill)
        {
            return Finding(Self.name, signal.skill, .collapsed, "collapsed though there was signal: \(told)")
        }
        if part < suspect { return Finding(Self.name, signal.skill, .suspect, "signal missed: \(told)") }
        return Finding(Self.name, signal.skill, .healthy, told)
    }
}

/// What a quick reference found in the inputs.
public struct SignalEvidence: Sendable, Hashable {
    /// The better of the references: "ridge", "nearest neighbours".
    public var reference: String
    /// Its cross-validated skill.
    public var skill: Double
    /// The most that either of them reaches on permuted inputs.
    public var null: Double
    public var permutations: Int

    public init(reference: String, skill: Double, null: Double, permutations: Int) {
        (self.reference, self.skill, self.null) = (reference, skill, null)
        self.permutations = permutations
    }

    /// Whether the inputs say something about the targets.
    public var isFound: Bool { skill > max(0, null) }

    /// "ridge reaches skill 0.41, with permuted inputs up to 0.01"
    public var sentence: String {
        "\(reference) reaches skill \(figures(skill)), with permuted inputs up to \(figures(null))"
    }
}

/// var(Y_j) / var(T_j) for every column; NaN where the target does not vary.
public func varianceRatios(_ predictions: OutputMatrix, _ targets: OutputMatrix) -> [Double] {
    let moments = ColumnMoments(
        predictions.values, targets: targets.values, rows: targets.rows, columns: targets.columns)
    return zip(moments.squares, moments.targetSquares).map { $1 > 0 ? $0 / $1 : .nan }
}

/// The mean of the variance ratios over the columns whose target varies; `nil` where none does.
public func meanVarianceRatio(_ predictions: OutputMatrix, _ targets: OutputMatrix) -> Double? {
    let ratios = varianceRatios(predictions, targets).filter { !$0.isNaN }
    return ratios.isEmpty ? nil : ratios.reduce(0, +) / Double(ratios.count)
}

/// How much better than the training means the predictions are.
public struct SkillCheck: Diagnostic {
    public static let name = "skill"
    public static let summary = "Tells how much smaller than that of the training means the squared error is."
    public static let example = "reel> diagnose bias"
    public static let formula = "1 - MSE(Y) / MSE(training means)"
    public static let source = "Murphy, Monthly Weather Review 116, 1988"

    @Setting("At or below this the model is suspect.") public var suspect = Thresholds.skill.suspect
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard let predictions = outputs.predictions, let targets = outputs.targets,
            let means = outputs.trainingMeans,
            let skill = skill(predictions, targets, means: means)
        else { return nil }
        let isSuspect = skill <= suspect
        return Finding(
            Self.name, skill, isSuspect ? .suspect : .healthy,
            isSuspect
                ? "not above \(figures(suspect)): \(Thresholds.skill.reason)" : "above \(figures(suspect))")
    }
}

/// 1 − MSE(Y) / MSE(means); `nil` where the means make no error.
public func skill(_ predictions: OutputMatrix, _ targets: OutputMatrix, means: [Double]) -> Double? {
    let moments = ColumnMoments(
        predictions.values, targets: targets.values, rows: targets.rows, columns: targets.columns,
        constants: means)
    let constant = moments.constantErrors.reduce(0, +)
    return constant > 0 ? 1 - moments.errors.reduce(0, +) / constant : nil
}
