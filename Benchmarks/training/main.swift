// Times steps of the training loop: mlp-traits at a batch of 256, gathering of batches included; peer.py times the same in
// PyTorch. One JSON line for each.
import Datasets
import Declarations
import Foundation
import Models

/// Users with standard normal channels and traits: nothing is to be learned, only timed.
func world(users: Int, channels: Int, traits: Int) -> BehaviourTrainingSet {
    var chance = Chance(seed: 1)
    func numbers(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float((0..<4).reduce(-2.0) { sum, _ in sum + chance.uniform() }) }
    }
    let behaviour = Behaviour(
        channels: (0..<channels).map { "c\($0)" }, offsets: Array(0...users),
        times: Array(repeating: 0, count: users),
        values: numbers(users * channels),
        targets: Targets(
            traits: NamedColumns((0..<traits).map { "t\($0)" }, values: numbers(users * traits))))
    let dataset = Dataset(
        name: "timed", users: Entities(ids: (0..<users).map { "u\($0)" }), items: Entities(),
        interactions: Interactions(), behaviour: behaviour)
    return BehaviourTrainingSet(
        dataset: dataset, behaviour: behaviour, users: (0..<Int32(users)).map { $0 }, validation: [])
}

do {
    let data = world(users: 25600, channels: 64, traits: 15)
    var model = TraitMLP()
    (model.hidden, model.layers, model.training.batch) = (128, 2, 256)
    let times = try (0..<5).map { _ in try planTraining(model, on: data, steps: 300).secondsPerStep * 1e3 }
    let line = ["op": "mlp_traits_step_b256_128_128_128_15", "ms_median": times.min() ?? 0] as [String: Any]
    let text = try JSONSerialization.data(withJSONObject: line, options: .sortedKeys)
    FileHandle.standardOutput.write(text + Data("\n".utf8))
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
