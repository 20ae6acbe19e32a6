import Datasets
import Declarations

/// Every model, in the order in which help lists them. A test compares the list with the folder.
public let zoo: [any Recommender.Type] = [
    Constant.self,
    RandomScores.self,
    Popular.self,
    GlobalMean.self,
    ItemMean.self,
    UserMean.self,
    ItemUserMean.self,
    Bias.self,
    ItemKNN.self,
    UserKNN.self,
    RP3Beta.self,
    EASE.self,
    SLIM.self,
    PureSVD.self,
    ALS.self,
    BPR.self,
    LightFM.self,
    FactorisationMachine.self,
]

/// A model by its name, with settings of its own: `train ease l2=250`.
public struct ModelRecipe: Recipe {
    public let recommender: any Recommender

    public init(_ recommender: any Recommender) { self.recommender = recommender }

    public static var expected: String { "a model" }
    public static var completion: Completion { .list("models") }
    public static var syntax: Syntax { .word }

    public init(_ value: Value) throws(Mismatch) {
        recommender = try lookUp(value, in: zoo, Self.expected) { $0.name }.init()
    }

    public var value: Value { .word(name) }
    public var declared: any Declared { recommender }
    public var name: String { type(of: recommender).name }
    public var source: String { type(of: recommender).source }

    /// Fits with the settings as they stand.
    public func fit(_ train: TrainingSet, watching: Watcher) throws -> any Scorer {
        try recommender.fit(train, watching: watching)
    }
}
