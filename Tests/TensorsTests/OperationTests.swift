import Foundation
import Tensors
import Testing

@Suite(.needsLibtorch) struct OperationTests {
    @Test func arithmeticBroadcasts() throws {
        let a = tensor([1, 2, 3, 4, 5, 6], [2, 3]), b = tensor([10, 20, 30])
        #expect(try (a + b).doubles() == [11, 22, 33, 14, 25, 36])
        #expect(try (a - b[newAxis]).doubles() == [-9, -18, -27, -6, -15, -24])
        #expect(try (2 * a / 4 + 1).doubles() == [1.5, 2, 2.5, 3, 3.5, 4])
        #expect(try (1 - a).doubles() == [0, -1, -2, -3, -4, -5])
        #expect(try (12 / a).doubles() == [12, 6, 4, 3, 2.4, 2])
        #expect(try (-a).squared().doubles() == [1, 4, 9, 16, 25, 36])
        #expect((a + b).shape == [2, 3])
    }

    @Test func wholeNumbersStayWhole() throws {
        let a = Tensor([7, -7])
        #expect((a + 1).type == .int64)
        #expect(try (a * 3).ints() == [21, -21])
        #expect(try a.dividedDown(by: 2).ints() == [3, -4])
        #expect(try a.remainder(4).ints() == [3, 1])
        #expect((a / 2).type == .float32)
        #expect((a + 0.5).type == .float32)
    }

    @Test func functionsAgreeWithTheStandardLibrary() throws {
        let xs = [-2.0, -0.5, 0.25, 3]
        let x = tensor(xs)
        let pairs: [(Tensor, (Double) -> Double)] = [
            (x.exp(), { Foundation.exp($0) }), (x.expm1(), { Foundation.expm1($0) }),
            (x.abs().log(), { Foundation.log(Swift.abs($0)) }),
            (x.squared().log1p(), { Foundation.log1p($0 * $0) }),
            (x.abs().squareRoot(), { Swift.abs($0).squareRoot() }), (x.reciprocal(), { 1 / $0 }),
            (x.sin(), { Foundation.sin($0) }), (x.cos(), { Foundation.cos($0) }),
            (x.tanh(), { Foundation.tanh($0) }),
            (x.erf(), { Foundation.erf($0) }), (x.sigmoid(), { 1 / (1 + Foundation.exp(-$0)) }),
            (x.logSigmoid(), { -Foundation.log(1 + Foundation.exp(-$0)) }), (x.relu(), { Swift.max(0, $0) }),
            (x.gelu(), { $0 * 0.5 * (1 + Foundation.erf($0 / 2.0.squareRoot())) }),
            (x.silu(), { $0 / (1 + Foundation.exp(-$0)) }),
            (x.softplus(), { Foundation.log(1 + Foundation.exp($0)) }),
            (x.elu(), { $0 > 0 ? $0 : Foundation.expm1($0) }), (x.leakyRelu(0.1), { $0 > 0 ? $0 : 0.1 * $0 }),
            (x.floor(), { Foundation.floor($0) }), (x.ceil(), { Foundation.ceil($0) }),
            (x.rounded(), { $0.rounded(.toNearestOrEven) }), (x.sign(), { $0 > 0 ? 1 : -1 }),
            (x.abs().power(1.5), { Foundation.pow(Swift.abs($0), 1.5) }),
            (x.squared().logGamma(), { Foundation.lgamma($0 * $0) }),
            (x.reciprocalSquareRoot().filled(with: 0, where: x .< 0), { $0 < 0 ? 0 : 1 / $0.squareRoot() }),
            (x.clamped(-1...1), { Swift.min(1, Swift.max(-1, $0)) }),
        ]
        for (i, (found, function)) in pairs.enumerated() {
            try expectClose(found, tensor(xs.map(function)), within: 1e-12, "function \(i)")
        }
    }

    @Test func comparisonsGiveMasks() throws {
        let a = tensor([1, 2, 3]), b = tensor([3, 2, 1])
        #expect((a .< b).type == .bool)
        #expect(try (a .< b).bools() == [true, false, false])
        #expect(try (a .>= b).bools() == [false, true, true])
        #expect(try ((a .== 2) .| (a .> 2)).bools() == [false, true, true])
        #expect(try (.!(a .!= b) .& (a .<= 2)).bools() == [false, true, false])
        #expect(try ((a .> 1) .^ (a .> 2)).bools() == [false, true, false])
        #expect(try Tensor.where(a .> b, a, b).doubles() == [3, 2, 3])
        #expect(try a.larger(b).doubles() == [3, 2, 3])
        #expect(try a.filled(with: 9, where: a .== b).doubles() == [1, 9, 3])
        #expect(try tensor([1, .nan, .infinity]).isNaN().bools() == [false, true, false])
        #expect(try tensor([1, .nan, .infinity]).isFinite().bools() == [true, false, false])
    }

    @Test func reductions() throws {
        let a = tensor([1, 2, 3, 4, 5, 9], [2, 3])
        #expect(try a.sum().item() == 24)
        #expect(try a.sum(0).doubles() == [5, 7, 12])
        #expect(try a.mean(1).doubles() == [2, 6])
        #expect(a.mean(-1, keep: true).shape == [2, 1])
        #expect(try a.max(1).doubles() == [3, 9])
        #expect(try a.min().item() == 1)
        #expect(try a.argmax(0).ints() == [1, 1, 1])
        #expect(try a.argmin().ints() == [0])
        #expect(try a.product(1).doubles() == [6, 180])
        #expect(try (a .> 3).any(1).bools() == [false, true])
        #expect(try (a .> 3).all(0).bools() == [false, false, false])
        #expect(try a.norm().item() == 136.0.squareRoot())
        try expectClose(a.variance(1), tensor([2.0 / 3, 14.0 / 3]), within: 1e-12)
        try expectClose(a.sampleVariance(1), tensor([1, 7]), within: 1e-12)
        try expectClose(
            a.deviation(1), tensor([(2.0 / 3).squareRoot(), (14.0 / 3).squareRoot()]), within: 1e-12)
        try expectClose(a.logSumExp(0), (a.exp().sum(0)).log(), within: 1e-12)
        try expectClose(a.softmax(1).sum(1), tensor([1, 1]), within: 1e-12)
        try expectClose(a.logSoftmax(), a - a.logSumExp(1, keep: true), within: 1e-12)
        #expect(try a.runningSum(1).doubles() == [1, 3, 6, 4, 9, 18])
        #expect(try a.runningProduct(1).doubles() == [1, 2, 6, 4, 20, 180])
        try expectClose(a.normalised().norm(1), tensor([1, 1]), within: 1e-12)
    }

    @Test func sortingAndTop() throws {
        let a = tensor([3, 1, 2, 9, 7, 8], [2, 3])
        let top = a.top(2)
        #expect(try top.values.doubles() == [3, 2, 9, 8])
        #expect(try top.positions.ints() == [0, 2, 0, 2])
        #expect(try a.bottom(1, 0).values.doubles() == [3, 1, 2])
        #expect(try a.sorted().positions.ints() == [1, 2, 0, 1, 2, 0])
        #expect(try a.sorted(descending: true).values.doubles() == [3, 2, 1, 9, 8, 7])
        #expect(try a.largest(0).positions.ints() == [1, 1, 1])
        let (values, inverse, counts) = Tensor([5, 3, 5, 5]).unique()
        #expect(try values.ints() == [3, 5])
        #expect(try inverse.ints() == [1, 0, 1, 1])
        #expect(try counts.ints() == [1, 3])
        #expect(try tensor([1, 3, 5]).searched(for: tensor([0, 3, 4, 9])).ints() == [0, 1, 2, 3])
        let ties = tensor([1, 1, 1, 1])
        #expect(try ties.sorted().positions.ints() == [0, 1, 2, 3])
    }

    @Test func elementTypes() throws {
        for type in ElementType.allCases {
            let a = Tensor.ones([2, 3], type: type)
            #expect(a.type == type)
            #expect(try a.doubles() == [1, 1, 1, 1, 1, 1])
        }
        let rounded = tensor([1.0078125, 3.14159265]).converted(to: .bfloat16)
        #expect(try rounded.doubles() == [1.0078125, 3.140625])
        #expect(try Tensor([0.1] as [Float]).converted(to: .float16).item() == 0.0999755859375)
        #expect(try Tensor([true, false]).ints() == [1, 0])
        #expect(try Tensor.range(2..<5).ints() == [2, 3, 4])
        #expect(
            try Tensor.spaced(from: 0, to: 1, count: 5, type: .float64).doubles() == [0, 0.25, 0.5, 0.75, 1])
        #expect(try Tensor.identity(2).floats() == [1, 0, 0, 1])
        #expect(try Tensor.causalMask(2).bools() == [true, false, true, true])
    }

    @Test func lendsItsMemory() throws {
        let a = tensor([1, 2, 3, 4], [2, 2]).transposed()
        let sum = try a.withElements(of: Double.self) { $0[0] * 1000 + $0[1] * 100 + $0[2] * 10 + $0[3] }
        #expect(sum == 1324)
        var room = [Float](repeating: 0, count: 4)
        try room.withUnsafeMutableBufferPointer { try a.copy(into: $0) }
        #expect(room == [1, 3, 2, 4])
        let own = Tensor.zeros([2])
        try own.withMutableElements(of: Float.self) { $0[1] = 5 }
        #expect(try own.floats() == [0, 5])
        #expect(throws: TensorError.self) { try own.withMutableElements(of: Double.self) { $0[0] = 1 } }
        #expect(throws: TensorError.self) { try a.withMutableElements(of: Double.self) { $0[0] = 1 } }
    }

    @Test func inPlaceChanges() throws {
        let a = Tensor.zeros([2, 2])
        try a[1].assign(5)
        #expect(try a.floats() == [0, 0, 5, 5])
        try a.add(Tensor([1, 2] as [Float]))
        try a.scale(by: 2)
        #expect(try a.floats() == [2, 4, 12, 14])
        try a.assign(Tensor([7] as [Float]))
        #expect(try a.floats() == [7, 7, 7, 7])
    }
}
