import Datasets
import Declarations

/// Every recommender, in the order in which help lists them. A test compares the list with the folder.
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
    SVD.self,
    SVDPlusPlus.self,
    ALSWR.self,
    SlopeOne.self,
    NMF.self,
    CoClustering.self,
    LightFM.self,
    FactorisationMachine.self,
]

/// Every model that infers traits or classes from behaviour.
public let traitZoo: [any TraitModel.Type] = [
    TraitMean.self,
    RidgeTraits.self,
    TraitMLP.self,
    NeuralCDE.self,
    NeuralCDEMini.self,
    HybridTraits.self,
    GRUDT.self,
    ODERNN.self,
    TraitGRU.self,
    BehaviourTransformer.self,
]

/// All of them.
public let allModels: [any Model.Type] = zoo + traitZoo

/// A model by its name, with settings of its own: `train ease l2=250`.
public struct ModelRecipe: Recipe {
    public let model: any Model

    public init(_ model: any Model) { self.model = model }

    public static var expected: String { "a model" }
    public static var completion: Completion { .list("models") }
    public static var syntax: Syntax { .word }

    public init(_ value: Value) throws(Mismatch) {
        model = try lookUp(value, in: allModels, Self.expected) { $0.name }.init()
    }

    public var value: Value { .word(name) }
    public var declared: any Declared { model }
    public var name: String { type(of: model).name }
    public var source: String { type(of: model).source }

    /// The recipe as one of a recommender; a problem where it infers traits.
    public var recommender: any Recommender {
        get throws {
            if let found = model as? any Recommender { return found }
            throw Problem("\(name) infers traits, it recommends nothing", remedy: "train als, or popular")
        }
    }

    /// Fits a recommender with the settings as they stand.
    public func fit(_ train: TrainingSet, watching: Watcher) throws -> any Scorer {
        try recommender.fit(train, watching: watching)
    }
}
