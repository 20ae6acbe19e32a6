import Declarations

/// How many dimensions say nothing.
public struct DeadDimensionsCheck: Diagnostic {
    public static let name = "dead-dimensions"
    public static let summary = "Tells what share of the dimensions is the same for everybody."
    public static let example = "reel> diagnose als of=items"
    public static let formula = """
        share of columns j with var(Y(j)) < 1e-4 of the mean variance of the columns
        where targets are known: var(Y(j)) / var(T(j)) below the threshold of variance-ratio; suspect from the
        threshold of collapse on, collapsed where all are
        """
    public static let source = "Jing, Vincent, LeCun & Tian, ICLR 2022 (dimensional collapse)"

    @Setting("From this share on the model is suspect.", 0...1) public var suspect = Thresholds.deadDimensions
        .suspect
    @Setting("From this share on it has collapsed.", 0...1) public var collapsed = Thresholds.deadDimensions
        .collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard outputs.kind != .scores, outputs.rows > 1, outputs.columns > 1 else { return nil }
        let dead: [Bool]
        if let predictions = outputs.predictions, let targets = outputs.targets {
            let reachable = outputs.reachableSpread
            dead = varianceRatios(predictions, targets).filter { !$0.isNaN }
                .map { $0 < Thresholds.varianceRatio.collapsed * reachable }
        } else {
            let variances = outputs.columnVariances
            let mean = variances.reduce(0, +) / Double(variances.count)
            dead = variances.map { $0 <= Thresholds.deadVariance * mean }
        }
        guard !dead.isEmpty else { return nil }
        let count = dead.count { $0 }
        // That one trait of several cannot be told is no fault of the model; that most cannot is.
        let isPredicted = outputs.kind == .predictions
        return Finding(
            Self.name, Double(count) / Double(dead.count), bad: .high,
            suspect: isPredicted ? collapsed : suspect, collapsed: isPredicted ? 1 : collapsed,
            why: Thresholds.deadDimensions.reason, shown: "\(count) of \(dead.count)")
    }
}

extension Outputs {
    /// Part of the usual spread that can be asked for: of a weak signal, least squares keeps as much variance as there is
    /// to explain, and no more.
    var reachableSpread: Double {
        signal.map { $0.isFound ? min(1, Thresholds.spreadPerSkill * max(0, $0.skill)) : 1 } ?? 1
    }
}
