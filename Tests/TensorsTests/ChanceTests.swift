import Foundation
import Tensors
import Testing

@Suite(.needsLibtorch) struct ChanceTests {
    @Test func sameSeedSameNumbers() throws {
        func draws(_ chance: Generator) throws -> [Double] {
            try chance.normal([3]).doubles() + chance.uniform([3]).doubles() + chance.permutation(9).doubles()
                + chance.dropout(Tensor.ones([9]), rate: 0.5).doubles() + [Double(chance.bits() >> 12)]
        }
        let a = Generator(seed: 9), b = Generator(seed: 9)
        #expect(try draws(a) == draws(b))
        #expect(try draws(a) != draws(Generator(seed: 10)))
        let state = try a.state().checked()
        let next = try draws(a)
        try b.restore(state)
        #expect(try draws(b) == next)
        #expect(throws: TensorError.self) { try b.restore(Tensor.zeros([3])) }
    }

    @Test func distributions() throws {
        let chance = Generator(seed: 1), n = 200_000
        // Tolerances are five standard errors of the mean.
        let root = Double(n).squareRoot()
        #expect(
            abs(try chance.uniform([n], from: 2, to: 4).mean().item() - 3) < 5 * (1 / 3.0.squareRoot()) / root
        )
        #expect(abs(try chance.normal([n], mean: 1, deviation: 3).mean().item() - 1) < 15 / root)
        #expect(abs(try chance.exponential([n], rate: 2).mean().item() - 0.5) < 2.5 / root)
        #expect(abs(try chance.bernoulli([n], probability: 0.2).mean().item() - 0.2) < 2 / root)
        let dice = chance.integers([n], in: 1..<7)
        #expect(try dice.min().item() == 1 && dice.max().item() == 6 && dice.type == .int64)
        let drawn = chance.positions(n, weights: Tensor([1, 0, 3] as [Float])).oneHot(classes: 3).sum(0)
        let counts = try drawn.doubles()
        #expect(counts[1] == 0 && abs(counts[2] / Double(n) - 0.75) < 2.5 / root)
        #expect(try chance.permutation(100).sorted().values.ints() == Array(0..<100))
        #expect(
            try chance.positions(3, weights: Tensor.ones([3]), replacing: false).sorted().values.ints() == [
                0, 1, 2,
            ])
    }
}

@Suite(.needsLibtorch, .serialized) struct MemoryTests {
    /// Resident memory of this process, in MB.
    func resident() throws -> Double {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
        return (Double(pages) ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE))) / 1e6
    }

    /// Every step makes and drops some 40 MB; a leak of one batch per step would show as gigabytes.
    @Test func longTrainingDoesNotGrow() throws {
        let chance = Generator(seed: 1)
        let net = MLP([256, 512, 512, 16], dropout: 0.1, using: chance)
        let optimiser = Optimiser(.adam(), net, rate: 1e-3)
        optimiser.largestNorm = 1
        let x = chance.normal([1024, 256]), y = chance.normal([1024, 16])
        func train(_ steps: Int) throws {
            for _ in 0..<steps {
                let loss = Loss.meanSquares(net(x, .training(chance)), y)
                try loss.backward()
                try optimiser.step()
            }
        }
        try train(10)
        let before = try resident()
        try train(150)
        #expect(try resident() - before < 400)
    }

    @Test func failuresAndViewsDoNotStay() throws {
        let before = try resident()
        let a = Tensor.zeros([500, 500])
        for _ in 0..<1000 {
            _ = a.matmul(Tensor.zeros([3, 3]))
            _ = (a + 1)[0..<10].transposed()
        }
        #expect(try resident() - before < 400)
    }
}
