import Datasets
import Declarations
import Evaluation
import Models

/// What a model that infers traits or classes is judged on when nothing else is said.
extension Judging {
    private static let traitMetrics = ["skill", "variance-ratio", "within@10", "correlation", "rmse"]
        .compactMap { try? MetricSpec($0) }
    private static let classMetrics = ["accuracy", "auroc", "skill", "variance-ratio", "log-loss"]
        .compactMap { try? MetricSpec($0) }

    /// The same rules, with measures that suit the model where none were named.
    func suited(to model: FittedModel) -> Judging {
        guard model.infersTraits, on == Self.defaultMetrics else { return self }
        var rules = self
        let kind = model.split.dataset.behaviour?.targets.kind ?? .traits
        rules.on = kind == .classes ? Self.classMetrics : Self.traitMetrics
        return rules
    }
}

extension Session {
    /// Judges one fit of a model of traits.
    func inferred(_ predictor: any TraitPredictor, _ fold: Int, of model: FittedModel, _ rules: Judging)
        throws
        -> Evaluation
    {
        let people = try model.split.people(fold: fold)
        let users =
            switch rules.part {
            case .test: people.test
            case .validation: people.validation
            case .train: people.train
            }
        guard !users.isEmpty else {
            throw Problem(
                "\(model.title) has no \(rules.part.rawValue) users to be judged on",
                remedy: "split the data first, as in: split held-out-users validation=0.1, or part=train")
        }
        let pairs = try pairs(predictor, of: model.split, fold: fold, users: users)
        return try evaluateTraits(pairs, users: users, on: rules.on)
    }

    /// What was inferred of some users beside the truth.
    func pairs(_ predictor: any TraitPredictor, of split: Split, fold: Int, users: [UserIndex]) throws
        -> TraitPairs
    {
        let behaviour = try split.dataset.requiredBehaviour()
        let predicted = try predictor.predictions(of: behaviour, for: users, watching: watcher)
        let actual = OutputMatrix(
            rows: users.count, columns: behaviour.targets.width,
            values: users.flatMap { behaviour.targets.row($0) })
        let train = BehaviourTrainingSet(
            dataset: split.dataset, behaviour: behaviour, users: try split.people(fold: fold).train)
        return TraitPairs(
            predicted: predicted, actual: actual, trainingMeans: train.targetMeans,
            isClassification: behaviour.targets.kind == .classes)
    }
}

/// Looks at what a model infers of the test users (the validation or training users where there are no others), beside
/// what quick references find in the same inputs.
func examine(_ predictor: any TraitPredictor, of split: Split, fold: Int, in session: Session) throws
    -> Diagnosis
{
    try diagnose(inferredOutputs(predictor, of: split, fold: fold, in: session))
}

/// What a model infers of these users, beside the truth.
func inferredOutputs(_ predictor: any TraitPredictor, of split: Split, fold: Int, in session: Session) throws
    -> Outputs
{
    let people = try split.people(fold: fold)
    let users = [people.test, people.validation].first { !$0.isEmpty } ?? people.train
    let pairs = try session.pairs(predictor, of: split, fold: fold, users: users)
    var outputs = Outputs(
        predictions: pairs.predicted, targets: pairs.actual, trainingMeans: pairs.trainingMeans)
    outputs.signal = try session.signal(in: split, fold: fold)
    return outputs
}

/// Spread kept, column by column, for the chart; nothing where a model ranks.
func variances(of model: FittedModel, _ outputs: Outputs) -> Table? {
    guard let predictions = outputs.predictions, let targets = outputs.targets else { return nil }
    let names = model.split.dataset.behaviour?.targets.names ?? []
    return Table(
        "Spread that predictions keep, target by target",
        columns: [Table.Column("target"), Table.Column(model.title, decimals: 4)],
        rows: zip(names, varianceRatios(predictions, targets)).map {
            [.text($0), $1.isNaN ? .nothing : .number($1)]
        }, runs: model.runs)
}

extension Session {
    /// What quick references find in the training users' inputs; asked once for each fold.
    func signal(in split: Split, fold: Int) throws -> SignalEvidence? {
        let key = "\(split.fingerprint) \(fold)"
        if let known = signals[key] { return known }
        let people = try split.people(fold: fold)
        let train = BehaviourTrainingSet(
            dataset: split.dataset, behaviour: try split.dataset.requiredBehaviour(), users: people.train)
        let found = try SignalProbe()(train, watching: watcher)
        signals[key] = .some(found)
        return found
    }
}

extension Split {
    /// Who is learned from and who is judged on; everybody trains where nothing was split.
    func people(fold: Int) throws -> People {
        if let people = folds[fold].people { return people }
        let behaviour = try dataset.requiredBehaviour()
        return People(train: (0..<UserIndex(behaviour.userCount)).map { $0 })
    }

    /// What a model of traits may see.
    func trainingSet(fold: Int, part: Train.Part, for recipe: any TraitModel) throws -> BehaviourTrainingSet {
        let behaviour = try dataset.requiredBehaviour(for: type(of: recipe).name)
        let people = try people(fold: fold)
        let whole = part == .trainAndValidation
        let users = whole ? people.train + people.validation : people.train
        guard !users.isEmpty else {
            throw Problem("\(scheme) leaves no users to train on", remedy: "choose another split")
        }
        return BehaviourTrainingSet(
            dataset: dataset, behaviour: behaviour, users: users, validation: whole ? [] : people.validation)
    }
}

extension Dataset {
    /// What users did over time, or a problem that says where to get some.
    func requiredBehaviour(for model: String? = nil) throws -> Behaviour {
        if let behaviour { return behaviour }
        throw Problem(
            "\(model.map { "\($0) learns from behaviour, but " } ?? "")\(name) has no behaviour to infer traits from",
            remedy: "generate behaviour, or load physionet-2012")
    }
}
