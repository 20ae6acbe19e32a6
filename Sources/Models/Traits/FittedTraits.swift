import Datasets
import Declarations
import Evaluation
import Tensors

/// A trained network, or an ensemble of them, with what prepares its inputs.
public struct FittedTraits: TraitPredictor {
    /// More than one in an ensemble; the prediction is then their mean.
    public let nets: [any TraitNet]
    /// The model's name and its settings.
    public let recipe: String
    public let settings: [(name: String, value: Value)]
    public let shape: SeriesShape
    /// How each network's training went; empty once loaded from a file.
    public let records: [TrainingRecord]
    let preparation: SeriesPreparation
    let device: Device

    public func predictions(of behaviour: Behaviour, for users: [UserIndex], watching: Watcher) throws
        -> OutputMatrix
    {
        try run(behaviour, users, width: shape.outputs, "inferring", watching) { batch in
            let each = try nets.map { preparation.inOwnUnits(try $0(batch, .inference).outputs) }
            return each.dropFirst().reduce(each[0]) { $0 + $1 } / Double(nets.count)
        }
    }

    /// What the read-out layer of the first network sees: [users, H].
    public func representations(of behaviour: Behaviour, for users: [UserIndex], watching: Watcher) throws
        -> OutputMatrix
    {
        try run(behaviour, users, width: nil, "representing", watching) {
            try nets[0]($0, .inference).representation.converted(to: .float32)
        }
    }

    /// Runs users of like length together, and puts what comes out in the users' own order.
    private func run(
        _ behaviour: Behaviour, _ users: [UserIndex], width: Int?, _ task: String, _ watcher: Watcher,
        _ body: (SeriesBatch) throws -> Tensor
    ) throws -> OutputMatrix {
        try check(behaviour)
        guard !users.isEmpty else { return OutputMatrix(rows: 0, columns: width ?? 0, values: []) }
        let order = users.indices.sorted {
            (behaviour.range(Int(users[$0])).count, $0) < (behaviour.range(Int(users[$1])).count, $1)
        }
        var (values, columns) = ([Float](), width ?? 0)
        let size = TraitTrainee.inferenceBatch
        try withoutGradients {
            for start in stride(from: 0, to: order.count, by: size) {
                try watcher.progress(task, Double(start) / Double(order.count))
                let places = order[start..<min(order.count, start + size)]
                let series = try SeriesSet(behaviour, places.map { users[$0] }, preparation, on: device)
                let found = try problem(task) {
                    try body(series.batch(Array(0..<places.count))).contiguous().floats()
                }
                columns = found.count / places.count
                if values.isEmpty { values = [Float](repeating: 0, count: users.count * columns) }
                for (i, place) in places.enumerated() {
                    for j in 0..<columns { values[place * columns + j] = found[i * columns + j] }
                }
            }
        }
        return OutputMatrix(rows: users.count, columns: columns, values: values)
    }

    /// A problem where the behaviour is not of the kind that was learned from.
    private func check(_ behaviour: Behaviour) throws {
        guard behaviour.channels == preparation.channels else {
            throw Problem(
                "this model reads \(list(preparation.channels)), but the behaviour has \(list(behaviour.channels))",
                remedy: "train it on this data")
        }
        guard behaviour.statics.names == preparation.statics else {
            throw Problem(
                "this model knows \(list(preparation.statics)) of each user, but the data has "
                    + list(behaviour.statics.names), remedy: "train it on this data")
        }
    }

    private func list(_ names: [String]) -> String {
        if names.isEmpty { return "nothing" }
        let tail = names.count > 4 ? " and \(names.count - 4) more" : ""
        return names.prefix(4).joined(separator: ", ") + tail
    }
}

/// Runs work on tensors; what the tensor library says becomes a problem that a user can act on.
func problem<Result>(_ task: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as TensorError {
        throw Problem("\(task) failed: \(error)", remedy: error.remedy)
    }
}

extension NeuralTraits {
    public func fit(_ train: BehaviourTrainingSet, watching: Watcher) throws -> FittedTraits {
        try problem("training") {
            let ground = try TraitGround(self, train)
            var (nets, records) = ([any TraitNet](), [TrainingRecord]())
            let count = training.cures.ensemble
            for member in 0..<count {
                let place =
                    count > 1 ? watching.checkpoints?.below("net-\(member + 1)") : watching.checkpoints
                let trainee = try ground.trainee(member: member)
                let loop = TrainingLoop(
                    trainee, ground.rules(of: member), watching: watching, keeping: place, part: member,
                    of: count)
                nets.append(trainee.net)
                records.append(try loop.run())
                if records.last?.ending == .stopped { break }
            }
            return FittedTraits(
                nets: nets, recipe: Self.name, settings: record, shape: ground.shape, records: records,
                preparation: ground.preparation, device: ground.device)
        }
    }
}

/// What every network of one fit stands on.
struct TraitGround<Model: NeuralTraits> {
    let model: Model
    let data: BehaviourTrainingSet
    let preparation: SeriesPreparation
    let shape: SeriesShape
    let device: Device
    private let identity: [String: String]

    init(_ model: Model, _ data: BehaviourTrainingSet) throws {
        guard !data.users.isEmpty else { throw Problem("there are no users to learn from") }
        guard data.behaviour.targets.width > 0 else {
            throw Problem("there is nothing to infer: the data set has no targets")
        }
        (self.model, self.data) = (model, data)
        preparation = SeriesPreparation(data, model.reading)
        shape = preparation.shape(longest: preparation.longest(data.behaviour, data.users))
        device = try model.training.device.device()
        var identity = ["model": Model.name, "data": data.dataset.fingerprint]
        identity["users"] = "\(data.users.count) and \(data.validation.count)"
        for (name, value) in model.record { identity["setting \(name)"] = value.literal }
        self.identity = identity
    }

    /// The settings of one network of an ensemble: its seed is the first one's plus its number.
    func rules(of member: Int) -> Training {
        var rules = model.training
        rules.seed = model.training.seed &+ member
        return rules
    }

    /// A fresh network, ready to be trained.
    func trainee(member: Int) throws -> TraitTrainee {
        let rules = rules(of: member)
        let chance = Tensors.Generator(seed: UInt64(bitPattern: Int64(rules.seed)))
        let net = try model.net(for: shape, using: chance)
        return try TraitTrainee(net, rules, data, preparation, chance: chance, identity: identity)
    }
}

extension SeriesPreparation {
    /// What a network must know, for training series of at most so many rows.
    func shape(longest: Int) -> SeriesShape {
        SeriesShape(
            channels: channels.count, statics: statics.count, outputs: targets.count,
            longest: max(1, longest),
            isClassification: isClassification, pace: pace)
    }
}
