import Tensors
import Testing

@Suite(.needsLibtorch) struct ModuleTests {
    struct Block: Module {
        let norm = LayerNorm(2)
        let scale: Tensor?
        let note = "not a parameter"
        let many = Array(repeating: 1, count: 1000)
    }

    final class Net: Module {
        let items: Embedding
        let blocks: [Block]
        let byName: [String: Linear]
        let output: Linear
        let pair: (Tensor, Int)
        var positions: Tensor

        init(_ chance: Generator) {
            items = Embedding(3, 2, using: chance)
            blocks = [Block(scale: nil), Block(scale: Tensor.ones([1]).requireGradient())]
            byName = [
                "b": Linear(2, 2, bias: false, using: chance), "a": Linear(2, 2, bias: false, using: chance),
            ]
            output = Linear(weight: items.weight, bias: Tensor.zeros([3]).requireGradient())
            pair = (Tensor.zeros([1]).requireGradient(), 3)
            positions = Tensor.zeros([4])
        }
    }

    let net = Net(Generator(seed: 1))
    let names = [
        "items.weight", "blocks.0.norm.weight", "blocks.0.norm.bias", "blocks.1.norm.weight",
        "blocks.1.norm.bias",
        "blocks.1.scale", "byName.a.weight", "byName.b.weight", "output.bias", "pair..0",
    ]

    @Test func findsStoredTensorsOnce() throws {
        #expect(net.parameters().map(\.name) == names)
        #expect(net.tensors().map(\.name) == names + ["positions"])
        #expect(net.parameterCount == 6 + 4 + 4 + 1 + 4 + 4 + 3 + 1)
    }

    @Test func freezes() throws {
        net.items.setTrainable(false)
        #expect(net.parameters().map(\.name) == Array(names.dropFirst()))
        net.items.setTrainable(true)
        #expect(net.parameters().map(\.name) == names)
    }

    @Test func restoresSnapshots() throws {
        let before = try net.snapshot()
        try net.output.bias?.assign(3)
        try net.items.weight.add(Tensor.ones([3, 2]))
        #expect(try distance(net.items.weight, try #require(before["items.weight"])) > 0)
        try net.restore(before)
        #expect(try net.output.bias?.floats() == [0, 0, 0])
        try expectClose(net.items.weight, try #require(before["items.weight"]), within: 0)
        #expect(net.items.weight.requiresGradient)
    }

    @Test func refusesWhatDoesNotFit() throws {
        var wrong = try net.snapshot()
        wrong["other"] = Tensor.zeros([1])
        wrong["items.weight"] = nil
        let missing = #expect(throws: TensorError.self) { try net.restore(wrong) }
        #expect(
            missing?.description
                == "restore: these weights belong to another model: items.weight missing; other not in this model"
        )
        var other = try net.snapshot()
        other["output.bias"] = Tensor.zeros([4])
        let shape = #expect(throws: TensorError.self) { try net.restore(other) }
        #expect(shape?.message == "output.bias is [3] here, but [4] in these weights")
    }

    @Test func savesAndLoads() throws {
        try inFolder { folder in
            try net.items.weight.assign(0.25)
            try net.save(to: folder + "/net.safetensors", metadata: ["epoch": "3"])
            let other = Net(Generator(seed: 2))
            try other.load(from: folder + "/net.safetensors")
            for (a, b) in zip(net.tensors(), other.tensors()) {
                try expectClose(a.tensor, b.tensor, within: 0)
            }
        }
    }
}
