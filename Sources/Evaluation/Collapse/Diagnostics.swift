/// Every diagnostic there is. A test compares the list with the folder.
public enum Diagnostics {
    public static let all: [any Diagnostic.Type] = [
        PersonalisationCheck.self, PopularOverlapCheck.self, CoverageCheck.self, GiniCheck.self,
        TiedTopsCheck.self, EffectiveRankCheck.self, RankMeCheck.self, AbundanceCheck.self, CosineCheck.self,
        UniformityCheck.self, AlignmentCheck.self, VarianceRatioCheck.self, SkillCheck.self,
        SignalCheck.self, RankingSkillCheck.self,
    ]
}
