import Declarations
import Foundation
import Tensors

// A fitted model as one safetensors file: weights under the number of their network, the rest as JSON in the metadata.

extension FittedTraits {
    /// Writes everything that predictions need, whole or not at all.
    public func save(to path: String) throws {
        try problem("saving") {
            var tensors: [String: Tensor] = [:]
            for (number, net) in nets.enumerated() {
                for (name, tensor) in try net.snapshot() { tensors["\(number)/\(name)"] = tensor }
            }
            let card = Card(
                nets: nets.count, longest: shape.longest, preparation: preparation,
                settings: settings.map { Card.Entry(name: $0.name, value: SavedValue($0.value)) })
            let coder = JSONEncoder()
            coder.outputFormatting = .sortedKeys
            let text = String(decoding: try coder.encode(card), as: UTF8.self)
            try Safetensors(tensors, metadata: ["model": recipe, "reelbench": text]).write(to: path)
        }
    }

    /// Reads what `save` wrote; predictions are the same, bit for bit.
    public init(path: String) throws {
        self = try problem("loading") {
            let file = try Safetensors(path: path)
            guard let name = file.metadata["model"], let text = file.metadata["reelbench"],
                let card = try? JSONDecoder().decode(Card.self, from: Data(text.utf8))
            else { throw Problem("\(path) holds no fitted model of traits") }
            guard let kind = traitZoo.first(where: { $0.name == name }) as? any NeuralTraits.Type else {
                throw Problem.unknown("neural model", name, known: traitZoo.map { $0.name })
            }
            let model = try kind.init().with(card.settings.map { ($0.name, $0.value.value) })
            return try card.fitted(model, file.tensors)
        }
    }
}

/// What is saved beside the weights.
private struct Card: Codable {
    struct Entry: Codable {
        var name: String
        var value: SavedValue
    }
    var nets: Int
    var longest: Int
    var preparation: SeriesPreparation
    var settings: [Entry]

    func fitted(_ model: some NeuralTraits, _ tensors: [String: Tensor]) throws -> FittedTraits {
        let shape = preparation.shape(longest: longest)
        let device = (try? model.training.device.device()) ?? .cpu
        let nets = try (0..<self.nets).map { number in
            let net = try model.net(for: shape, using: Generator(seed: 0))
            let own = tensors.compactMap { name, tensor in
                name.hasPrefix("\(number)/") ? (String(name.dropFirst("\(number)/".count)), tensor) : nil
            }
            try net.restore(Dictionary(uniqueKeysWithValues: own))
            try net.move(to: device)
            return net as any TraitNet
        }
        return FittedTraits(
            nets: nets, recipe: type(of: model).name, settings: model.record, shape: shape, records: [],
            preparation: preparation, device: device)
    }
}

/// A setting's value as JSON.
private enum SavedValue: Codable {
    case nothing
    case truth(Bool)
    case number(Double)
    case word(String)
    case text(String)
    case list([SavedValue])

    init(_ value: Value) {
        switch value {
        case .truth(let truth): self = .truth(truth)
        case .number(let x): self = .number(x)
        case .word(let word): self = .word(word)
        case .text(let text): self = .text(text)
        case .list(let values): self = .list(values.map { SavedValue($0) })
        default: self = .nothing
        }
    }

    var value: Value {
        switch self {
        case .nothing: .nothing
        case .truth(let truth): .truth(truth)
        case .number(let x): .number(x)
        case .word(let word): .word(word)
        case .text(let text): .text(text)
        case .list(let values): .list(values.map(\.value))
        }
    }
}
