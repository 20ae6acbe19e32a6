/// Where the leak audit draws its lines. Each is a share; a finding is `suspect` above `suspect` and `collapsed` (the
/// split must not be used for a comparison) from `collapsed` on.
public struct AuditThreshold: Sendable {
    public let suspect: Double
    public let collapsed: Double
    public init(suspect: Double, collapsed: Double) { (self.suspect, self.collapsed) = (suspect, collapsed) }

    /// A pair that is judged must not be learned from. One is a mistake worth a look; from one in a hundred on the
    /// leak is of the size of the differences that papers report (Dacrema et al., RecSys 2019).
    public static let testInTrain = AuditThreshold(suspect: 0, collapsed: 0.01)

    /// A scheme that promises order in time has no row of train after the rows it is judged on. The same reasoning as
    /// for `testInTrain`; how much such rows change rankings is measured by Ji et al. (ACM TOIS 2023).
    public static let futureInTrain = AuditThreshold(suspect: 0, collapsed: 0.01)

    /// Pairs that stand twice in train count twice where a model counts rows, and fall on both sides of a random
    /// split. A few are noise of logging, and even many do not leak by themselves: never `collapsed`.
    public static let duplicatedPairs = AuditThreshold(suspect: 0.01, collapsed: .infinity)

    /// No collaborative model can find an item that train never shows: such rows pull every model's figures down
    /// alike. From a tenth on recall cannot pass 0.9, which must be said beside it. It is no leak, and usual where
    /// time is cut, so it takes nine in ten to make a split useless.
    public static let unseenItems = AuditThreshold(suspect: 0.1, collapsed: 0.9)

    /// For users without history every model falls back to one list for all; the same reasoning as for items.
    public static let usersWithoutHistory = AuditThreshold(suspect: 0.1, collapsed: 0.9)

    /// Held-out users and items are held out: none may stand in train.
    public static let heldOutInTrain = AuditThreshold(suspect: 0, collapsed: 0)
}
