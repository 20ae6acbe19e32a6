import Tensors
import Testing

@Suite(.needsLibtorch) struct GradientTests {
    let a = tensor([0.3, -1.2, 0.8, 2.1, -0.4, 1.7], [2, 3])
    let b = tensor([1.1, 0.6, -0.9, 0.2, 1.4, -1.3], [2, 3])
    let square = tensor([4, 1, 2, 1, 5, 3, 2, 3, 6], [3, 3])

    @Test func elementwise() throws {
        let functions: [(String, (Tensor) -> Tensor)] = [
            ("exp", { $0.exp() }), ("log", { ($0.squared() + 1).log() }), ("tanh", { $0.tanh() }),
            ("sigmoid", { $0.sigmoid() }), ("logSigmoid", { $0.logSigmoid() }), ("gelu", { $0.gelu() }),
            ("silu", { $0.silu() }), ("softplus", { $0.softplus() }), ("elu", { $0.elu() }),
            ("relu", { $0.relu() }),
            ("power", { $0.abs().power(1.5) }), ("sqrt", { ($0.squared() + 1).squareRoot() }),
            ("sin", { $0.sin() }),
            ("cos", { $0.cos() }), ("reciprocal", { ($0 + 3).reciprocal() }), ("12/x", { 12 / ($0 + 3) }),
            ("erf", { $0.erf() }), ("expm1", { $0.expm1() }), ("log1p", { $0.squared().log1p() }),
            ("logGamma", { ($0 + 3).logGamma() }), ("clamp", { $0.clamped(-1...1) }),
            ("leaky", { $0.leakyRelu(0.1) }), ("rsqrt", { ($0.squared() + 1).reciprocalSquareRoot() }),
        ]
        for (name, function) in functions { try expectGradients([a], name) { function($0[0]) } }
    }

    @Test func pairs() throws {
        let functions: [(String, (Tensor, Tensor) -> Tensor)] = [
            ("+", { $0 + $1 }), ("-", { $0 - $1 }), ("*", { $0 * $1 }), ("/", { $0 / ($1.squared() + 1) }),
            ("broadcast", { $0 * $1[0] }), ("larger", { $0.larger($1) }), ("smaller", { $0.smaller($1) }),
            ("atan2", { $0.atan2($1) }), ("logAddExp", { $0.logAddExp($1) }),
            ("matmul", { $0.matmul($1.transposed()) }),
            ("where", { Tensor.where($0 .> 0, $0 * $1, $1) }), ("linear", { $0.linear($1, $1[all, 0]) }),
            ("einsum", { Tensor.einsum("ij,kj->ik", $0, $1) }), ("distances", { $0.distances(to: $1) }),
            ("concatenate", { Tensor.concatenate([$0, $1 * 2], 1).squared() }),
            ("stack", { Tensor.stack([$0, $1]) * $0 }),
            ("interpolated", { $0.interpolated(to: $1, $0.sigmoid()) }), ("power", { $0.abs().power($1) }),
        ]
        for (name, function) in functions { try expectGradients([a, b], name) { function($0[0], $0[1]) } }
    }

    @Test func reductionsAndShapes() throws {
        let at = Tensor([2, 0, 1, 1], [2, 2])
        let functions: [(String, (Tensor) -> Tensor)] = [
            ("sum", { $0.sum(1) }), ("mean", { $0.squared().mean() }), ("variance", { $0.variance(1) }),
            ("deviation", { $0.deviation(0) }), ("max", { $0.max(1) }), ("logSumExp", { $0.logSumExp(1) }),
            ("softmax", { $0.softmax() }), ("logSoftmax", { $0.logSoftmax() }), ("norm", { $0.norm(1) }),
            ("product", { $0.product(1) }), ("runningSum", { $0.runningSum(1).squared() }),
            ("runningProduct", { $0.runningProduct(1) }), ("normalised", { $0.normalised() }),
            ("top", { $0.top(2).values.squared() }), ("sorted", { $0.sorted().values.squared() }),
            ("gathered", { $0.gathered(at).squared() }),
            ("scatterAdded", { $0.scatterAdded($0[all, ..<2], at: at).squared() }),
            ("taken", { $0[all, Tensor([2, 0, 2])].squared() }), ("sliced", { $0[all, 1...].squared() }),
            ("masked", { $0.masked(by: $0 .> 0).squared() }),
            ("permuted", { $0.permuted([1, 0]).squared() }),
            ("padded", { $0.padded(before: 1, after: 1).squared() }), ("flipped", { $0.flipped(1) * $0 }),
            ("lowerTriangle", { $0.lowerTriangle().squared() }),
            ("filled", { $0.filled(with: 3, where: $0 .< 0) }),
            ("gated", { Tensor.concatenate([$0, $0.flipped(1)], 1).gated() }),
            ("split", { $0.split([1, 2])[1] * 2 }),
        ]
        for (name, function) in functions { try expectGradients([a], name) { function($0[0]) } }
    }

    @Test func linearAlgebra() throws {
        let functions: [(String, (Tensor, Tensor) -> Tensor)] = [
            ("cholesky", { a, _ in (a + a.transposed()).cholesky() }), ("solve", { $0.solve($1) }),
            ("inverse", { a, _ in a.inverse() }), ("logDeterminant", { a, _ in a.logDeterminant() }),
            ("singular values", { a, _ in a.svd().s }), ("matrixExp", { a, _ in (a * 0.1).matrixExp() }),
            ("choleskySolve", { a, b in (a + a.transposed()).cholesky().choleskySolve(b) }),
        ]
        let right = tensor([1, 2, 3, 4, 5, 7], [3, 2])
        for (name, function) in functions {
            try expectGradients([square, right], within: 1e-5, name) {
                function($0[0], $0[1]) + 0 * ($0[0].sum() + $0[1].sum())
            }
        }
    }

    @Test func layersAndLosses() throws {
        let x = tensor((0..<24).map { Double($0 * 7 % 11) / 5 - 1 }, [2, 3, 4])
        let w = tensor((0..<12).map { Double($0 * 5 % 7) / 4 - 0.7 }, [3, 4])
        let mask = tensor([0, -1, 0.5, 0, 0, -2, 1, 0, 0], [3, 3])
        try expectGradients([x], "attention") { Tensor.attention($0[0], $0[0] * 0.5, $0[0].sin()) }
        try expectGradients([x, mask], "masked attention") {
            Tensor.attention($0[0], $0[0] * 0.5, $0[0].sin(), mask: $0[1], causal: true)
        }
        try expectGradients([w, w.flipped(0)], "infoNCE") { Loss.infoNCE($0[0], $0[1], temperature: 0.5) }
        try expectGradients([w[all, 0], w], "bprMax") { Loss.bprMax($0[0], $0[1]) }
        try expectGradients([w, w.flipped(0)], "bpr") { Loss.bpr($0[0], $0[1]) }
        try expectGradients([w, w.flipped(0)], "hinge") { Loss.hinge($0[0], $0[1], margin: 0.33) }
        try expectGradients([w, w.flipped(0)], "top1") { Loss.top1($0[0], $0[1]) }
        try expectGradients([w, w.flipped(0)], "huber") { Loss.huber($0[0], $0[1], delta: 0.3) }
        try expectGradients([w, w.flipped(0)], "gaussian") {
            Loss.gaussian(mean: $0[0], logVariance: $0[1], w * 2)
        }
        try expectGradients([w, w.flipped(0)], "divergence") {
            Loss.gaussianDivergence(mean: $0[0], logVariance: $0[1])
        }
        try expectGradients([w], "crossEntropy") {
            Loss.crossEntropy($0[0], Tensor([1, 3, 0]), smoothing: 0.1)
        }
        try expectGradients([w], "binary") { Loss.binaryCrossEntropy($0[0], w.sigmoid()) }
    }

    @Test func accumulateUntilCleared() throws {
        let x = tensor([2]).requireGradient()
        try x.squared().sum().backward()
        try x.squared().sum().backward()
        #expect(try x.gradient?.doubles() == [8])
        try x.setGradient(nil)
        #expect(x.gradient == nil)
        #expect(x.isLeaf && x.requiresGradient && !(x * 2).isLeaf)
        #expect(!(x * 2).detached().requiresGradient)
    }

    @Test func noneAreRecordedWithout() throws {
        let x = tensor([2]).requireGradient()
        let y = withoutGradients { x * 3 }
        #expect(!y.requiresGradient)
        let z = withoutGradients { withGradients { x * 3 } }
        #expect(z.requiresGradient)
        #expect((x * 3).requiresGradient)
        #expect(throws: CancellationError.self) { try withoutGradients { throw CancellationError() } }
        #expect((x * 3).requiresGradient)
    }

    @Test func derivativesOfDerivatives() throws {
        // x⁴ at 2: 4x³ = 32, 12x² = 48, 24x = 48
        let x = tensor([2]).requireGradient()
        var y: Tensor? = x.power(4).sum()
        for expected in [32.0, 48, 48] {
            y = try gradients(of: [try #require(y)], to: [x], differentiable: true)[0]
            #expect(try y?.item() == expected)
        }
        let unrelated = tensor([1]).requireGradient()
        #expect(try gradients(of: [x.sum()], to: [unrelated])[0] == nil)
    }

    @Test func customDerivatives() throws {
        func cube(_ x: Tensor) -> Tensor {
            let y = withoutGradients { x * x * x }
            return Tensor.custom([y], of: [x], saving: [x]) { way in
                [way.gradients[0].map { $0 * 3 * way.saved[0].squared() }]
            }[0]
        }
        try expectGradients([a], "custom") { cube($0[0] * 2) }
        let x = a.cloned().requireGradient()
        let broken = Tensor.custom([x.detached()], of: [x]) { _ in throw TensorError("no derivative today") }[
            0]
        #expect(throws: TensorError.self) { try broken.sum().backward() }
        let short = Tensor.custom([x.detached()], of: [x]) { _ in [] }[0]
        #expect(throws: TensorError.self) { try short.sum().backward() }
    }

    @Test func customDerivativesAreReleased() throws {
        final class Witness {}
        weak var witness: Witness?
        do {
            let kept = Witness()
            witness = kept
            let x = a.cloned().requireGradient()
            let y = withoutGradients { x * 2 }
            let out = Tensor.custom([y], of: [x], saving: [x, y]) { way in
                _ = kept
                return [way.gradients[0].map { $0 * 2 }]
            }
            try out[0].sum().backward()
            #expect(try x.gradient?.doubles() == [2, 2, 2, 2, 2, 2])
        }
        #expect(witness == nil)
    }
}
