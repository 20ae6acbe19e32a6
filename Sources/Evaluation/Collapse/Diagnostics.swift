/// Every diagnostic there is, those first whose reasons should be read first. A test compares the list with the folder.
public enum Diagnostics {
    public static let all: [any Diagnostic.Type] = [
        SignalCheck.self, VarianceRatioCheck.self, SkillCheck.self,
        PersonalisationCheck.self, PopularOverlapCheck.self, IdenticalListsCheck.self, CoverageCheck.self,
        GiniCheck.self, TiedTopsCheck.self, EffectiveRankCheck.self, RankMeCheck.self,
        DeadDimensionsCheck.self,
        AbundanceCheck.self, CosineCheck.self,
        UniformityCheck.self, AlignmentCheck.self, RankingSkillCheck.self,
    ]
}
