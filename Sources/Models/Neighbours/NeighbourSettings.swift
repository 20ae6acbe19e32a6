import Declarations

/// The settings that both neighbourhood models share; a neighbour is an item of `item-knn`, a user of `user-knn`.
struct NeighbourSettings: SettingGroup {
    @Setting("Neighbours that count.", 1...1e6) var k = 100
    @Setting("How likeness is measured.") var similarity = Similarity.cosine
    @Setting("Draws likeness that rests on little evidence to 0.", 0...1e9) var shrink = 0.0
    @Setting("Entries that two neighbours must have in common.", 1...1e9) var minSupport = 1
    @Setting("Neighbours below which a rating is not predicted from them.", 1...1e6) var minK = 1
    @Setting("What neighbours' ratings are measured from.") var centre = Centre.none
    @Setting("What an interaction counts when ranking by cosine.") var values = Counting.binary
    @Setting("Whether to rank, to predict ratings (and rank by them), or each in its own way.")
    var target = Target.auto

    /// As they stand, for the fit.
    var neighbourhood: Neighbourhood {
        Neighbourhood(
            k: k, similarity: similarity, shrink: Float(shrink), minSupport: minSupport, minK: minK,
            centre: centre, values: values)
    }
}
