import Declarations
import Foundation

extension Contrast {
    /// What the differences themselves tell; p-values and the verdict are filled in afterwards.
    init(
        model: String, reference: String, differences: [Double], ends: (low: Double, high: Double),
        better: Table.Better
    ) {
        let n = Double(max(1, differences.count))
        let mean = differences.reduce(0, +) / n
        let sd = deviation(differences)
        let up = Double(differences.count { $0 > 0 }) / n
        let down = Double(differences.count { $0 < 0 }) / n
        let ranks = signedRankTest(differences)
        self.init(
            model: model, reference: reference, difference: mean, low: ends.low, high: ends.high, p: 1,
            adjusted: 1, wilcoxon: ranks.p, effect: cohen(mean, sd), detectable: .infinity,
            better: better == .higher ? up : down, worse: better == .higher ? down : up, isShown: false,
            verdict: "")
    }

    /// Puts the outcome into words.
    public mutating func judge(_ metric: String, _ better: Table.Better, level: Double) {
        isShown = adjusted < level && difference != 0 && seeds.map { $0.difference * difference > 0 } ?? true
        let isAhead = better == .higher ? difference > 0 : difference < 0
        let (size, low, high) = (abs(difference), min(abs(low), abs(high)), max(abs(low), abs(high)))
        let chance = chanceInWords(adjusted)
        if isShown {
            let (ahead, behind) = isAhead ? (model, reference) : (reference, model)
            let span =
                self.low * self.high < 0
                ? "\(figures(self.low)), \(figures(self.high))" : "\(figures(low)), \(figures(high))"
            verdict = "\(ahead) is ahead of \(behind) by \(figures(size)) \(metric) [\(span)], \(chance)"
        } else {
            verdict =
                "no difference shown between \(model) and \(reference) on \(metric): "
                + "\(figures(difference)) [\(figures(self.low)), \(figures(self.high))], \(chance)"
        }
    }
}

/// "p = 0.0123", or "p < 0.0001".
func chanceInWords(_ p: Double) -> String { p < 0.0001 ? "p < 0.0001" : "p = \(figures(p))" }

/// Mean of paired differences over their standard deviation; infinite where all are equal and not 0.
private func cohen(_ mean: Double, _ sd: Double) -> Double {
    if mean == 0 { return 0 }
    return sd > 0 ? mean / sd : (mean > 0 ? .infinity : -.infinity)
}

/// Four decimals, without zeros at the end.
func figures(_ x: Double) -> String { x.isFinite ? shortest((x * 1e4).rounded() / 1e4) : "\(x)" }
