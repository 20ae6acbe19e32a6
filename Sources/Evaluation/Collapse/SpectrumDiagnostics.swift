import Declarations

/// How many directions the outputs use.
public struct EffectiveRankCheck: Diagnostic {
    public static let name = "effective-rank"
    public static let summary = "Counts the directions in which the outputs differ, by entropy."
    public static let example = "reel> diagnose als"
    public static let formula = """
        exp(- sum over i of p(i) log p(i)), p(i) = singular value i / sum of all
        score rows are centred first, as a user's own level changes no ranking; 0 if nothing is left
        """
    public static let source = "Roy & Vetterli, EUSIPCO 2007, eq. 2-4"

    @Setting("Below this the model is suspect.", 0...) public var suspect = Thresholds.effectiveRank.suspect
    @Setting("Below this it has collapsed.", 0...) public var collapsed = Thresholds.effectiveRank.collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard outputs.canHaveRank else { return nil }
        let rank = outputs.spectrum.effectiveRank
        let width = min(outputs.rows, outputs.columns)
        let share = outputs.share(of: \.effectiveRank, suspect)
        return Finding(
            Self.name, rank, bad: .low, suspect: suspect * share, collapsed: collapsed * share,
            why: Thresholds.effectiveRank.reason,
            shown: "\(figures(rank / Double(width))) of the possible \(width)")
    }
}

/// How many dimensions of a representation are used.
public struct RankMeCheck: Diagnostic {
    public static let name = "rankme"
    public static let summary = "Counts the used dimensions of a representation, as RankMe does."
    public static let example = "reel> diagnose als"
    public static let formula = """
        exp(- sum over i of p(i) log p(i)), p(i) = singular value i / sum of all + 1e-7, not normalised again
        for representations judged by their used part, rankme / min(rows, width)
        """
    public static let source = "Garrido et al., ICML 2023 (RankMe), eq. 1"

    @Setting("Below this part of the width a representation is suspect.", 0...1) public var suspect =
        Thresholds.usedDimensions.suspect
    @Setting("Below this part of the width it has collapsed.", 0...1) public var collapsed =
        Thresholds.usedDimensions.collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard outputs.canHaveRank else { return nil }
        let rank = outputs.spectrum.rankMe
        let part = rank / Double(min(outputs.rows, outputs.columns))
        guard outputs.kind == .embeddings else {
            return Finding(Self.name, rank, .healthy, "judged by effective-rank")
        }
        var finding = Finding(
            Self.name, part, bad: .low, suspect: suspect, collapsed: collapsed,
            why: Thresholds.usedDimensions.reason, shown: "\(figures(part)) of the width")
        finding.value = rank
        return finding
    }
}

/// How much the largest direction outweighs the others.
public struct AbundanceCheck: Diagnostic {
    public static let name = "information-abundance"
    public static let summary = "Takes the sum of the singular values over the largest."
    public static let example = "reel> diagnose als"
    public static let formula = "sum of the singular values / the largest singular value"
    public static let source = "Guo et al., ICML 2024, eq. 4"

    @Setting("Below this the model is suspect.", 0...) public var suspect = Thresholds.abundance.suspect
    @Setting("Below this it has collapsed.", 0...) public var collapsed = Thresholds.abundance.collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard outputs.canHaveRank else { return nil }
        let share = outputs.share(of: \.abundance, suspect)
        return Finding(
            Self.name, outputs.spectrum.abundance, bad: .low, suspect: suspect * share,
            collapsed: collapsed * share,
            why: Thresholds.abundance.reason)
    }
}

/// Whether all outputs point the same way.
public struct CosineCheck: Diagnostic {
    public static let name = "cosine"
    public static let summary = "Averages the cosine between the outputs of two users."
    public static let example = "reel> diagnose als"
    public static let formula = """
        mean over pairs of rows of x'y / (|x| |y|), score rows centred; two rows of zeros count 1
        """
    public static let source = "Ethayarajh, EMNLP 2019 (as a measure of anisotropy)"

    @Setting("From here on the model is suspect.", -1...1) public var suspect = Thresholds.cosine.suspect
    @Setting("From here on it has collapsed.", -1...1) public var collapsed = Thresholds.cosine.collapsed
    public init() {}

    public func examine(_ outputs: Outputs) -> Finding? {
        guard outputs.canHaveRank else { return nil }
        return Finding(
            Self.name, outputs.meanCosine, bad: .high, suspect: suspect, collapsed: collapsed,
            why: Thresholds.cosine.reason)
    }
}

extension Outputs {
    /// With one row or one column there is but one direction, which says nothing.
    var canHaveRank: Bool { rows > 1 && columns > 1 }

    /// What part of a threshold can be asked for: targets with few directions of their own (two classes have one) leave
    /// predictions no more. Half of the targets' own measure is asked for where that is below the threshold.
    func share(of measure: (Spectrum) -> Double, _ suspect: Double) -> Double {
        guard let targetSpectrum, suspect > 0 else { return 1 }
        return min(1, measure(targetSpectrum) / 2 / suspect)
    }
}
