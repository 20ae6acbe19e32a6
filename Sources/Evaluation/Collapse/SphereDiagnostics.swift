import Declarations
import Foundation
import Kernels

/// How evenly the outputs spread over the unit sphere.
public struct UniformityCheck: Diagnostic {
    public static let name = "uniformity"
    public static let summary =
        "Measures how evenly outputs of length 1 spread over the sphere; lower is more even."
    public static let example = "reel> diagnose als"
    public static let formula = """
        log of the mean over pairs of rows of exp(-2 |x - y|^2), x and y scaled to length 1
        0 if all coincide, about -4 if they spread evenly in many dimensions
        over all pairs of up to \(Outputs.narrowSample) rows (\(Outputs.wideSample) of more than 256 columns), evenly taken
        """
    public static let source = "Wang & Isola, ICML 2020, eq. 2 (t = 2)"

    @Setting("From here on the model is suspect.") public var suspect = Thresholds.uniformity.suspect
    @Setting("From here on it has collapsed.") public var collapsed = Thresholds.uniformity.collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard outputs.canHaveRank else { return nil }
        // |x - y|² = 2 - 2 cos for vectors of length 1.
        let value = log(outputs.meanOverPairs { exp(-2 * (2 - 2 * $0)) })
        return Finding(
            Self.name, value, bad: .high, suspect: suspect, collapsed: collapsed,
            why: Thresholds.uniformity.reason)
    }
}

/// How close together what belongs together lies.
public struct AlignmentCheck: Diagnostic {
    public static let name = "alignment"
    public static let summary = "Averages the squared distance of pairs that belong together, at length 1."
    public static let example = "reel> diagnose als"
    public static let formula = "mean over positive pairs of |x - y|^2, x and y scaled to length 1"
    public static let source = "Wang & Isola, ICML 2020, eq. 1 (alpha = 2)"
    public init() {}

    /// Small is good only beside a low uniformity, so that it decides no verdict by itself.
    public func examine(_ outputs: Outputs) -> Finding? {
        guard !outputs.positivePairs.isEmpty else { return nil }
        let (pairs, chunk) = (outputs.positivePairs, 4096)
        let sums = Sums(count: (pairs.count + chunk - 1) / chunk)
        parallel(pairs.count, chunk: chunk) { range in
            sums.set(
                range.lowerBound / chunk,
                pairs[range].reduce(0.0) {
                    $0 + 2 - 2 * outputs.matrix.cosine($1.0, $1.1, as: outputs.scaling)
                })
        }
        return Finding(
            Self.name, sums.total / Double(pairs.count), .healthy, "to be read beside uniformity")
    }
}
