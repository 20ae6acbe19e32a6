import Declarations

/// A measure of collapse, held against thresholds that are settings.
public protocol Diagnostic: Declared {
    /// The formula, in plain characters.
    static var formula: String { get }
    /// The paper, as one would cite it.
    static var source: String { get }
    /// The measure with its verdict; `nil` where these outputs have nothing to measure it on.
    func examine(_ outputs: Outputs) throws -> Finding?
}

/// What all diagnostics say of one model's outputs.
public struct Diagnosis: Sendable, Hashable {
    public var findings: [Finding]
    /// Singular values of the sample, largest first, for the chart.
    public var spectrum: [Double]

    public init(_ findings: [Finding], spectrum: [Double] = []) {
        (self.findings, self.spectrum) = (findings, spectrum)
    }

    /// The worst of the findings.
    public var verdict: Verdict { findings.map(\.verdict).max() ?? .healthy }

    /// The findings that decided a verdict other than healthy.
    public var deciding: [Finding] { verdict == .healthy ? [] : findings.filter { $0.verdict == verdict } }

    public subscript(measure: String) -> Finding? { findings.first { $0.measure == measure } }

    /// The verdict in one sentence: "collapsed: personalisation 0 (below 0.05: …), …".
    public var sentence: String {
        let reasons = deciding.map { "\($0.measure) \(figures($0.value)) (\($0.reason))" }
        let remark = findings.first {
            $0.measure == RankingSkillCheck.name && $0.value < Thresholds.rankingSkill
        }
        let tail = remark.map { "; \($0.reason)" } ?? ""
        return
            (reasons.isEmpty ? verdict.rawValue : "\(verdict.rawValue): " + reasons.joined(separator: ", "))
            + tail
    }
}

/// Examines outputs with every diagnostic, or with those given.
public func diagnose(
    _ outputs: Outputs, with diagnostics: [any Diagnostic] = Diagnostics.all.map { $0.init() }
) throws -> Diagnosis {
    var findings = try diagnostics.compactMap { try $0.examine(outputs) }
    if outputs.signal?.isFound == false { findings = findings.map(\.excused) }
    return Diagnosis(findings, spectrum: outputs.spectrum.values)
}

extension Finding {
    /// Where the inputs say nothing, predicting near the mean is right: no collapse, but nothing to be proud of either.
    fileprivate var excused: Finding {
        guard verdict == .collapsed else { return self }
        return Finding(measure, value, .suspect, "\(reason); right where the inputs say nothing")
    }
}

/// Which side of a threshold is the bad one.
enum Side { case low, high }

extension Finding {
    /// Holds a measure against its thresholds.
    init(
        _ measure: String, _ value: Double, bad side: Side, suspect: Double, collapsed: Double, why: String,
        shown: String? = nil
    ) {
        func passes(_ bound: Double) -> Bool { side == .low ? value < bound : value >= bound }
        let word = side == .low ? "below" : "at or above"
        let good = side == .low ? "not below" : "below"
        let tail = shown.map { "; \($0)" } ?? ""
        if passes(collapsed) || value.isNaN {
            self.init(measure, value, .collapsed, "\(word) \(figures(collapsed)): \(why)\(tail)")
        } else if passes(suspect) {
            self.init(measure, value, .suspect, "\(word) \(figures(suspect)): \(why)\(tail)")
        } else {
            self.init(measure, value, .healthy, "\(good) \(figures(suspect))\(tail)")
        }
    }
}
