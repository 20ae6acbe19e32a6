import Declarations
import Models
import Tensors
import Testing

extension Trait where Self == ConditionTrait {
    /// Tests that need libtorch are skipped, visibly, where the package was built without one.
    static var needsLibtorch: Self { .enabled(if: Backend.isAvailable, "libtorch is not installed") }
}

/// A small regression with dropout, whose every part a test can replace.
final class ToyTrainee: Trainee {
    let net: MLP
    let x: Tensor, y: Tensor
    let exampleCount: Int
    var identity = ["model": "toy"]
    /// Validation losses in the order of evaluations, instead of the measured ones.
    var script: [Double?] = []
    /// Verdicts in the order of evaluations; healthy afterwards.
    var verdicts: [Verdict] = []
    /// Largest pass that fits into memory.
    var roomFor = Int.max
    /// Called with the examples of each pass.
    var seen: ([Int]) throws -> Void = { _ in }
    private(set) var evaluations = 0

    init(examples: Int = 64, seed: UInt64 = 1, dropout: Double = 0) {
        let chance = Generator(seed: seed)
        net = MLP([4, 16, 1], activation: .tanh, dropout: dropout, using: chance)
        x = chance.normal([examples, 4])
        y = x.sum(1, keep: true).sin() + 0.1 * chance.normal([examples, 1])
        exampleCount = examples
    }

    var module: any Module { net }
    var device: Device { .cpu }

    func loss(of examples: [Int], _ phase: Phase) throws -> [LossTerm] {
        try seen(examples)
        guard examples.count <= roomFor else {
            throw TensorError("not enough memory", operation: "toy", kind: .outOfMemory)
        }
        let chosen = Tensor(examples)
        return [LossTerm("error", Loss.meanSquares(net(x.selected(chosen), phase), y.selected(chosen)))]
    }

    /// Example number n is the harder the larger n; or by its own error.
    func difficulties(by curriculum: CurriculumChoice) throws -> [Double] {
        guard curriculum == .loss else { return (0..<exampleCount).map { Double($0) } }
        return try withoutGradients { try (net(x) - y).squared().flattened().doubles() }
    }

    func evaluate() throws -> Evaluated {
        defer { evaluations += 1 }
        let own = try Loss.meanSquares(net(x), y).item()
        return Evaluated(
            loss: evaluations < script.count ? script[evaluations] : own, measures: ["own": own],
            verdict: evaluations < verdicts.count ? verdicts[evaluations] : .healthy, reason: "as scripted")
    }

    func weights() throws -> [Float] { try net.parameters().flatMap { try $0.tensor.floats() } }
}

/// Settings by name.
func rules(_ settings: (inout Training) -> Void) -> Training {
    var rules = Training()
    (rules.epochs, rules.batch, rules.patience) = (6, 8, 0)
    settings(&rules)
    return rules
}

/// What a watcher was told, one thread at a time.
final class Told: @unchecked Sendable {
    var epochs: [Epoch] = []
    var notes: [String] = []
    /// After this epoch the watcher says stop.
    var last = Int.max

    func watcher(keeping kept: Checkpoints? = nil) -> Watcher {
        Watcher(
            epoch: {
                self.epochs.append($0)
                return $0.number >= self.last ? .stop : .go
            }, note: { self.notes.append($0) }, checkpoints: kept)
    }
}
