import Foundation
import Tensors
import Testing

@Suite(.needsLibtorch) struct TrainingTests {
    static let cases: [(name: String, method: Method, norm: Double)] = [
        ("sgd", .sgd(), 0), ("momentum", .sgd(momentum: 0.9, decay: 0.01), 0),
        ("nesterov", .sgd(momentum: 0.9, nesterov: true), 0), ("adam", .adam(decay: 0.01), 0),
        ("adamw", .adamW(decay: 0.1), 0), ("adagrad", .adagrad(start: 0.1), 0),
        ("clipped", .sgd(momentum: 0.5), 0.5),
    ]

    /// PyTorch's path, once through the fused loop (32 bits) and once through tensor operations (64 bits).
    @Test(arguments: cases.indices, [ElementType.float32, .float64])
    func stepsAsPyTorchDoes(index: Int, type: ElementType) throws {
        let (name, method, norm) = Self.cases[index]
        let gold = try goldenTensors("optimiser-\(name)")
        let target = try #require(gold["target"]).converted(to: type), path = try #require(gold["path"])
        let p = try #require(gold["start"]).converted(to: type).cloned().requireGradient()
        let optimiser = Optimiser(method, [ParameterGroup([NamedTensor("p", p)])], rate: 0.1)
        optimiser.largestNorm = norm
        for i in 0..<path.shape[0] {
            try (p - target).squared().sum().backward()
            try optimiser.step()
            try expectClose(p.converted(to: .float32), path[i], within: 1e-5, "\(name) step \(i)")
        }
        #expect(p.gradient == nil)
        #expect(norm == 0 ? optimiser.norm == 0 : optimiser.norm > 0)
    }

    @Test(arguments: [ElementType.float32, .float64])
    func sparseAdamMovesItsRowsOnly(type: ElementType) throws {
        let gold = try goldenTensors("optimiser-sparse")
        let ids = try #require(gold["ids"]), path = try #require(gold["path"])
        let weight = try #require(gold["start"]).converted(to: type).cloned().requireGradient()
        let table = Embedding(weight: weight, sparse: true)
        let optimiser = Optimiser(.adam(), table, rate: 0.1)
        for i in 0..<path.shape[0] {
            try table(ids[i]).squared().sum().backward()
            #expect(weight.gradient?.isSparse == true)
            try optimiser.step()
            try expectClose(weight.converted(to: .float32), path[i], within: 3e-6, "step \(i)")
        }
    }

    @Test func losses() throws {
        let g = try goldenTensors("losses")
        func at(_ name: String) throws -> Tensor { try #require(g[name]) }
        let (a, b, w, t) = (try at("a"), try at("b"), try at("w"), try at("t"))
        let classes = try at("classes")
        try expectClose(Loss.meanSquares(a, b), at("meanSquares"))
        try expectClose(Loss.meanSquares(a, b, weights: w), at("weighted"))
        try expectClose(Loss.meanAbsolute(a, b), at("meanAbsolute"))
        try expectClose(Loss.huber(a, b, delta: 0.5), at("huber"))
        try expectClose(Loss.binaryCrossEntropy(a, t, weights: w), at("binaryCrossEntropy"))
        try expectClose(Loss.crossEntropy(a, classes), at("crossEntropy"))
        try expectClose(
            Loss.crossEntropy(a.reshaped([2, 2, 3]), classes.reshaped([2, 2])), at("crossEntropy"))
        try expectClose(Loss.crossEntropy(a, classes, smoothing: 0.1), at("smoothed"))
        try expectClose(Loss.bpr(a, b), at("bpr"))
        try expectClose(Loss.hinge(a, b, margin: 0.7), at("hinge"))
        try expectClose(Loss.infoNCE(a, b, temperature: 0.2), at("infoNCE"))
        try expectClose(Loss.divergence(logP: a.logSoftmax(), logQ: b.logSoftmax()), at("divergence"))
        try expectClose(Loss.gaussian(mean: a, logVariance: w, b), at("gaussian"))
    }

    @Test func schedules() {
        func factors(_ schedule: Schedule, _ steps: [Int]) -> [Double] {
            steps.map { (schedule.factor(at: $0) * 1e6).rounded() / 1e6 }
        }
        #expect(factors(.constant, [0, 9]) == [1, 1])
        #expect(factors(.linear(steps: 10, last: 0), [0, 5, 10, 20]) == [1, 0.5, 0, 0])
        #expect(factors(.cosine(steps: 10, last: 0.2), [0, 5, 10, 99]) == [1, 0.6, 0.2, 0.2])
        #expect(factors(.stairs(every: 3, factor: 0.5), [0, 2, 3, 6]) == [1, 1, 0.5, 0.25])
        #expect(
            factors(.warmUp(steps: 4, then: .linear(steps: 2, last: 0)), [0, 3, 4, 5, 6]) == [
                0.25, 1, 1, 0.5, 0,
            ])
    }

    @Test func goesOnFromASavedState() throws {
        func run(interrupted: Bool) throws -> Tensor {
            let net = MLP([4, 8, 1], using: Generator(seed: 3))
            let data = Generator(seed: 4)
            let x = data.normal([16, 4]), y = data.normal([16, 1])
            var optimiser = Optimiser(.adam(), net, rate: 0.01, schedule: .cosine(steps: 10, last: 0))
            for step in 0..<10 {
                if interrupted, step == 5 {
                    let state = try optimiser.state()
                    let reread = try inFolder { folder in
                        try Safetensors(state).write(to: folder + "/state")
                        return try Safetensors(path: folder + "/state").tensors
                    }
                    optimiser = Optimiser(.adam(), net, rate: 0.01, schedule: .cosine(steps: 10, last: 0))
                    try optimiser.restore(reread)
                }
                try Loss.meanSquares(net(x), y).backward()
                try optimiser.step()
            }
            return net.layers[0].weight
        }
        #expect(try distance(try run(interrupted: false), try run(interrupted: true)) == 0)
        let other = Optimiser(.adam(), MLP([3, 1], using: Generator(seed: 1)), rate: 1)
        #expect(throws: TensorError.self) { try other.restore([:]) }
        #expect(throws: TensorError.self) { try other.restore(["steps": Tensor([3])]) }
    }

    @Test func accumulatedStepsAreOneOfTheWhole() throws {
        let x = Generator(seed: 5).normal([8, 3]), y = Generator(seed: 6).normal([8, 1])
        func trained(parts: Int) throws -> Tensor {
            let net = Linear(3, 1, using: Generator(seed: 7))
            let optimiser = Optimiser(.adam(), net, rate: 0.1)
            optimiser.accumulating = parts
            for _ in 0..<3 {
                for part in 0..<parts {
                    let rows = part * 8 / parts..<(part + 1) * 8 / parts
                    try Loss.meanSquares(net(x[rows]), y[rows]).backward()
                    #expect(try optimiser.step() == (part + 1 == parts))
                }
            }
            #expect(optimiser.steps == 3)
            return net.weight
        }
        try expectClose(trained(parts: 1), trained(parts: 4))
    }

    @Test func clipsByNormAndValue() throws {
        let p = Tensor([3, 4] as [Float]).requireGradient()
        let named = [NamedTensor("p", p)]
        try (p * p * 0.5).sum().backward()
        #expect(try abs(named.clipGradients(norm: 1) - 5) < 1e-6)
        try expectClose(try #require(p.gradient), Tensor([0.6, 0.8] as [Float]))
        try named.clipGradients(value: 0.7)
        try expectClose(try #require(p.gradient), Tensor([0.6, 0.7] as [Float]))
        let optimiser = Optimiser(.sgd(), [ParameterGroup(named)], rate: 1)
        optimiser.largestValue = 0.1
        try optimiser.step()
        try expectClose(p, Tensor([2.9, 3.9] as [Float]))
    }

    @Test func layersLearnAtTheirOwnRates() throws {
        let net = Sequential(
            Linear(1, 1, bias: false, using: Generator(seed: 1)),
            Linear(1, 1, bias: false, using: Generator(seed: 2)))
        let groups = ParameterGroup.layerwise(net, from: ["layers.0", "layers.1"], factor: 0.5)
        #expect(groups.map(\.rateFactor) == [1, 0.5, 1])
        #expect(groups.map { $0.parameters.map(\.name) } == [["layers.1.weight"], ["layers.0.weight"], []])
        let before = try net.snapshot()
        let optimiser = Optimiser(.sgd(), groups, rate: 1)
        for entry in net.parameters() { try entry.tensor.setGradient(Tensor.ones([1, 1])) }
        try optimiser.step()
        let moved = try net.parameters().map { try (before[$0.name]?.item() ?? 0) - $0.tensor.item() }
        #expect(abs(moved[0] - 0.5) < 1e-6 && abs(moved[1] - 1) < 1e-6)
    }

    @Test func learnsParity() throws {
        let x = Tensor([0, 0, 0, 1, 1, 0, 1, 1] as [Float], [4, 2]),
            y = Tensor([0, 1, 1, 0] as [Float], [4, 1])
        let net = MLP([2, 8, 1], activation: .tanh, using: Generator(seed: 11))
        let optimiser = Optimiser(.adam(), net, rate: 0.05)
        for _ in 0..<300 {
            try Loss.binaryCrossEntropy(net(x), y).backward()
            try optimiser.step()
        }
        #expect(try (net(x) .> 0).converted(to: .float32).floats() == [0, 1, 1, 0])
    }

    @Test func mixedPrecision() throws {
        let net = Linear(4, 2, using: Generator(seed: 1)), x = Generator(seed: 2).normal([3, 4])
        let y = try autocast(.bfloat16) { net(x) }
        #expect(y.type == .bfloat16)
        #expect(net(x).type == .float32)
        try expectClose(y.converted(to: .float32), net(x), within: 0.05)
        try y.converted(to: .float32).sum().backward()
        #expect(net.weight.gradient?.type == .float32)
    }
}
