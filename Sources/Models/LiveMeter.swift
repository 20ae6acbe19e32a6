import Datasets
import Declarations
import Evaluation

/// Reads the spread of a recommender's outputs off a sample of users while it trains.
package struct LiveMeter: Sendable {
    /// What it says of a model as it is.
    package struct Reading: Sendable {
        package let verdict: Verdict
        /// For the epoch's measures.
        package let measures: [String: Double]
        /// Why, in words.
        package let reason: String
    }

    private let train: TrainingSet
    private let users: [UserIndex]
    private let catalogue: Catalogue
    private var rules = SampleRules()

    /// Users whose lists are looked at: enough to tell one list for everybody from many, cheap beside an epoch.
    package static let size = 64

    package init(_ train: TrainingSet) {
        self.train = train
        users = (0..<UserIndex(train.userCount)).filter { !train.matrix.range(Int($0)).isEmpty }
        var popularity = [Int](repeating: 0, count: train.itemCount)
        for item in train.matrix.indices { popularity[Int(item)] += 1 }
        catalogue = Catalogue(
            itemCount: train.itemCount, userCount: train.userCount, popularity: popularity)
        rules.size = Self.size
    }

    /// How often it is read in a training of so many epochs that is not evaluated in between.
    package static func readings(in epochs: Int) -> Int {
        (1...max(1, epochs)).count { CollapseWatch.isDue($0, of: epochs, isEvaluated: false) }
    }

    private static let diagnostics: [any Diagnostic] = [
        PersonalisationCheck(), PopularOverlapCheck(), IdenticalListsCheck(), TiedTopsCheck(),
        EffectiveRankCheck(), AbundanceCheck(), CosineCheck(),
    ]

    /// Looks at a model; `nil` where there is too little data to tell anything.
    package func read(_ scorer: any Scorer) throws -> Reading? {
        guard users.count > 1, train.itemCount >= 4 else { return nil }
        let outputs = try Outputs.sample(
            users: users, itemCount: train.itemCount, histories: train.matrix, catalogue: catalogue,
            rules: rules, oneAtATime: scorer.usesAllCores
        ) { try scorer.scores(for: $0, histories: train.matrix, into: $1) }
        let diagnosis = try diagnose(outputs, with: Self.diagnostics)
        let kept = [PersonalisationCheck.name, EffectiveRankCheck.name]
        let measures = kept.compactMap { name in diagnosis[name].map { (name, $0.value) } }
        return Reading(
            verdict: diagnosis.verdict, measures: Dictionary(uniqueKeysWithValues: measures),
            reason: diagnosis.deciding.prefix(2).map {
                "\($0.measure) \(shortest(($0.value * 1e3).rounded() / 1e3))"
            }.joined(separator: ", "))
    }
}

/// Reads the meter in the course of one training, and says what to do.
///
/// It is read at every evaluation; where nothing is evaluated, after epochs 1, 2, 4, 8, … and the last, so that it stays
/// cheap. A young model follows popularity before it learns anything else: a collapse is acted on from half of the epochs on.
struct CollapseWatch {
    enum Action { case go, stop, rollBack }

    let choice: CollapseChoice
    private let meter: LiveMeter
    private var isTold = false

    init(_ train: TrainingSet, _ choice: CollapseChoice) {
        (meter, self.choice) = (LiveMeter(train), choice)
    }

    /// Part of the epochs that a model is given to grow up.
    static let youth = 0.5

    static func isDue(_ epoch: Int, of epochs: Int, isEvaluated: Bool) -> Bool {
        isEvaluated || epoch == epochs || epoch & (epoch - 1) == 0
    }

    /// Reads the meter, adds what it says to the epoch's measures, and tells the watcher of a collapse once.
    mutating func look(
        _ epoch: Int, of epochs: Int, _ scorer: any Scorer, _ measures: inout [String: Double],
        _ watcher: Watcher
    ) throws -> (action: Action, isHealthy: Bool) {
        let reading: LiveMeter.Reading?
        // Stopped meanwhile: the watcher will say so when it is told of the epoch.
        do { reading = try meter.read(scorer) } catch is Interrupted { return (.go, false) }
        guard let reading else { return (.go, true) }
        measures.merge(reading.measures) { own, _ in own }
        guard reading.verdict == .collapsed else {
            isTold = false
            return (.go, true)
        }
        guard Double(epoch) >= Self.youth * Double(epochs) else { return (.go, false) }
        let what = "epoch \(epoch): the outputs have collapsed, \(reading.reason)"
        switch choice {
        case .warn:
            if !isTold { watcher.note(what) }
            isTold = true
            return (.go, false)
        case .stop:
            watcher.note("\(what); training stops")
            return (.stop, false)
        case .rollback:
            watcher.note("\(what); back to the last reading that had not, if there was one")
            return (.rollBack, false)
        }
    }
}
