import Declarations

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
        let ratios = varianceRatios(predictions, targets).filter { !$0.isNaN }
        guard !ratios.isEmpty else { return nil }
        return Finding(
            Self.name, ratios.reduce(0, +) / Double(ratios.count), bad: .low, suspect: suspect,
            collapsed: collapsed, why: Thresholds.varianceRatio.reason)
    }
}

/// var(Y_j) / var(T_j) for every column; NaN where the target does not vary.
public func varianceRatios(_ predictions: OutputMatrix, _ targets: OutputMatrix) -> [Double] {
    (0..<targets.columns).map { column in
        func spread(_ matrix: OutputMatrix) -> Double {
            let values = (0..<matrix.rows).map { Double(matrix.values[$0 * matrix.columns + column]) }
            let sd = deviation(values)
            return sd * sd
        }
        let truth = spread(targets)
        return truth > 0 ? spread(predictions) / truth : .nan
    }
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
    var (own, constant) = (0.0, 0.0)
    for k in targets.values.indices {
        let truth = Double(targets.values[k])
        let error = Double(predictions.values[k]) - truth
        let distance = means[k % targets.columns] - truth
        own += error * error
        constant += distance * distance
    }
    return constant > 0 ? 1 - own / constant : nil
}
