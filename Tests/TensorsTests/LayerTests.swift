import Tensors
import Testing

/// Layers held against PyTorch's: the same parameters and inputs give the same outputs and gradients.
@Suite(.needsLibtorch) struct LayerTests {
    let chance = Generator(seed: 1)

    /// Loads the golden parameters into a module, by pairs of its names and PyTorch's, and compares.
    func expectGolden(
        _ name: String, _ module: some Module, _ names: [String: String], inputs: Int = 1,
        _ run: ([Tensor], [String: Tensor]) throws -> Tensor
    ) throws {
        let gold = try goldenTensors(name)
        #expect(Set(module.parameters().map(\.name)) == Set(names.keys))
        for (own, theirs) in names {
            let parameter = try #require(module.parameters().first { $0.name == own }?.tensor)
            try parameter.assign(try #require(gold["p.\(theirs)"]))
        }
        let given = try (0..<inputs).map { try #require(gold["x\($0)"]) }
        for input in given where gold["gx0"] != nil { input.requireGradient() }
        let out = try run(given, gold)
        try expectClose(out, try #require(gold["y"]), within: 2e-6, name)
        try (out * (try #require(gold["w"]))).sum().backward()
        for entry in module.parameters() {
            let theirs = try #require(gold["g.\(names[entry.name] ?? "")"])
            let own = try #require(entry.tensor.gradient)
            try expectClose(own.dense(), theirs, within: 1e-5, "\(name) \(entry.name)")
        }
        for (i, input) in given.enumerated() {
            guard let theirs = gold["gx\(i)"] else { continue }
            try expectClose(try #require(input.gradient), theirs, within: 1e-5, "\(name) input \(i)")
        }
    }

    let plain = ["weight": "weight", "bias": "bias"]

    @Test func linear() throws {
        let layer = Linear(5, 3, using: chance)
        try expectGolden("linear", layer, plain) { x, _ in layer(x[0]) }
    }

    @Test(arguments: [false, true]) func embedding(sparse: Bool) throws {
        let layer = Embedding(7, 3, padding: 0, sparse: sparse, using: chance)
        #expect(try layer.weight[0].floats() == [0, 0, 0])
        try expectGolden("embedding", layer, ["weight": "weight"]) { x, _ in layer(x[0]) }
        #expect(layer.weight.gradient?.isSparse == sparse)
    }

    @Test func layerNorm() throws {
        let layer = LayerNorm(6)
        try expectGolden("layernorm", layer, plain) { x, _ in layer(x[0]) }
    }

    @Test func convolution() throws {
        let layer = Conv1d(4, 6, kernel: 3, stride: 2, padding: 2, dilation: 2, groups: 2, using: chance)
        try expectGolden("conv1d", layer, plain) { x, _ in layer(x[0]) }
    }

    func recurrentNames(layers: Int, bidirectional: Bool) -> [String: String] {
        let directions = bidirectional ? ["", "_reverse"] : [""]
        let theirs = (0..<layers).flatMap { layer in
            directions.flatMap { way in
                ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map { "\($0)_l\(layer)\(way)" }
            }
        }
        return Dictionary(uniqueKeysWithValues: theirs.enumerated().map { ("parts.weights.\($0)", $1) })
    }

    @Test func gru() throws {
        let layer = GRU(3, 4, layers: 2, bidirectional: true, using: chance)
        try expectGolden("gru", layer, recurrentNames(layers: 2, bidirectional: true)) { x, _ in layer(x[0]) }
    }

    @Test func lstm() throws {
        let layer = LSTM(3, 4, layers: 2, using: chance)
        try expectGolden("lstm", layer, recurrentNames(layers: 2, bidirectional: false)) { x, _ in layer(x[0])
        }
    }

    let attentionNames = [
        "inWeight": "in_proj_weight", "inBias": "in_proj_bias", "output.weight": "out_proj.weight",
        "output.bias": "out_proj.bias",
    ]

    @Test func selfAttention() throws {
        let layer = MultiHeadAttention(6, heads: 2, using: chance)
        try expectGolden("attention", layer, attentionNames) { layer($0[0], keys: $1["keys"], causal: true) }
    }

    @Test func crossAttention() throws {
        let layer = MultiHeadAttention(6, heads: 2, using: chance)
        try expectGolden("crossattention", layer, attentionNames, inputs: 2) {
            layer($0[0], over: $0[1], keys: $1["keys"])
        }
    }

    @Test func attentionMasksAgree() throws {
        let q = chance.normal([2, 4, 3]), k = chance.normal([2, 4, 3]), v = chance.normal([2, 4, 3])
        let causal = Tensor.attention(q, k, v, causal: true)
        let allowed = Tensor.causalMask(4)
        let added = Tensor.zeros([4, 4]).filled(with: -1e9, where: .!allowed)
        try expectClose(causal, Tensor.attention(q, k, v, mask: allowed))
        try expectClose(causal, Tensor.attention(q, k, v, mask: added))
        try expectClose(causal[all, 0], v[all, 0])
        let nowhere = Tensor.attention(q, k, v, mask: Tensor.zeros([4, 4], type: .bool))
        try expectClose(nowhere, v.mean(1, keep: true).broadcast(like: v))
    }

    @Test func recurrenceGoesOnFromItsState() throws {
        let x = chance.normal([2, 6, 3])
        let gru = GRU(3, 4, layers: 2, using: chance), lstm = LSTM(3, 4, using: chance)
        let first = gru.run(x[all, 0..<2]), rest = gru.run(x[all, 2...], from: first.state)
        try expectClose(Tensor.concatenate([first.outputs, rest.outputs], 1), gru(x))
        let begin = lstm.run(x[all, 0..<4]), end = lstm.run(x[all, 4...], from: begin.state)
        try expectClose(Tensor.concatenate([begin.outputs, end.outputs], 1), lstm(x))
    }

    @Test func dropoutBetweenRecurrentLayers() throws {
        let x = chance.normal([2, 6, 3])
        let gru = GRU(3, 4, layers: 2, dropout: 0.5, using: chance)
        #expect(try distance(gru(x), gru(x)) == 0)
        #expect(try distance(gru(x), gru(x, .training(chance))) > 0)
        let same = [7, 7].map { gru.run(x, phase: .training(Generator(seed: $0))) }
        #expect(try distance(same[0].outputs, same[1].outputs) == 0)
        #expect(same[0].state.hidden.shape == [2, 2, 4])
    }

    @Test func dropoutKeepsTheMean() throws {
        let ones = Tensor.ones([1000, 1000])
        let y = Dropout(0.3)(ones, .training(Generator(seed: 3)))
        let kept = try (y .> 0).converted(to: .float64).mean().item()
        // Standard error of the share: √(.3 · .7 / 10⁶) = .00046.
        #expect(abs(kept - 0.7) < 0.002)
        #expect(abs(try y.max().item() - 1 / 0.7) < 1e-6)
        #expect(try distance(Dropout(0.3)(ones), ones) == 0)
        let rows = try y.mean(1).variance().item()
        #expect(abs(rows * 1000 - 0.3 / 0.7) < 0.08)
        #expect(chance.dropout(ones, rate: 1).failure != nil)
    }

    @Test func composition() throws {
        let net = Sequential(
            Linear(3, 4, using: chance), Activation.tanh, LayerNorm(4), Dropout(0.5),
            Linear(4, 2, using: chance))
        #expect(net(chance.normal([5, 3])).shape == [5, 2])
        #expect(
            net.parameters().map(\.name) == [
                "layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias", "layers.4.weight",
                "layers.4.bias",
            ])
        let mlp = MLP([3, 8, 1], activation: .gelu, dropout: 0.1, using: chance)
        #expect(mlp(chance.normal([5, 3])).shape == [5, 1])
        #expect(mlp.parameterCount == 3 * 8 + 8 + 8 + 1)
    }

    @Test func initialisers() throws {
        func spread(_ initialiser: Initialiser, _ shape: [Int]) throws -> (mean: Double, deviation: Double) {
            let x = initialiser(shape, using: Generator(seed: 5))
            #expect(x.requiresGradient && x.shape.sizes == shape)
            return (try x.mean().item(), try x.deviation().item())
        }
        let shape = [200, 300]
        let expected: [(Initialiser, Double)] = [
            (.normal(deviation: 0.02), 0.02), (.xavierNormal, (2.0 / 500).squareRoot()),
            (.xavierUniform, (2.0 / 500).squareRoot()), (.kaimingNormal(gain: 2), 2 / 300.0.squareRoot()),
            (.kaimingUniform(gain: 2), 2 / 300.0.squareRoot()), (.linear, 1 / (3 * 300.0).squareRoot()),
            (.uniform(-1, 1), 1 / 3.0.squareRoot()), (.zeros, 0), (.constant(0), 0),
            // A normal cut at two deviations has variance 1 - 4 φ(2) / (2 Φ(2) - 1) = .7737.
            (.truncatedNormal(deviation: 1), 0.8796),
        ]
        for (initialiser, deviation) in expected {
            let found = try spread(initialiser, shape)
            #expect(abs(found.mean) < 0.015 * max(deviation, 1e-9), "\(initialiser)")
            #expect(abs(found.deviation - deviation) <= 0.01 * deviation, "\(initialiser)")
        }
        let q = Initialiser.orthogonal(gain: 1)([4, 10], using: chance)
        try expectClose(q.matmul(q.transposed()), Tensor.identity(4))
    }
}
