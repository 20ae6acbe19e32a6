import Declarations
import Foundation
import Kernels
import Models
import Tensors
import Testing

@Suite(.needsLibtorch) struct CDESolveTests {
    @Test func hyperbolicTangent() {
        let x = (0...40_000).map { Float($0) / 1000 - 20 } + [0, -0.0, 1e-30, 200, -200]
        let gaps = zip(x, CDESolution.tanh(x)).map { abs(Foundation.tanh(Double($0)) - Double($1)) }
        #expect((gaps.max() ?? 1) < 2e-7)
    }

    /// torchcde's field, values and gradients: see Fixtures/CDE/make.py.
    private func golden() throws -> (FieldNet, [String: Tensor]) {
        let known = try torchCDE("solves")
        let net = FieldNet(
            CDEField(hidden: 5, channels: 2, width: 7, depth: 2, activation: .softplus, norm: true),
            using: Tensors.Generator(seed: 0))
        var own: [String: Tensor] = [:]
        for (name, tensor) in known where name.hasPrefix("p.") { own[String(name.dropFirst(2))] = tensor }
        try net.restore(own)
        return (net, known)
    }

    private struct Solved {
        let end: Tensor, values: Tensor, start: Tensor, parameters: [(String, Tensor)]
    }

    private func solve(
        _ net: FieldNet, _ known: [String: Tensor], _ solver: CDESolver, _ way: SolverGradients
    ) throws -> Solved {
        let values = try #require(known["values"]).detached().cloned().requireGradient()
        let start = try #require(known["start"]).detached().cloned().requireGradient()
        let w = try #require(known["w"])
        let paths = try ControlPath(.backwardHermite, time: false, channels: 2, longest: 7)(
            seriesBatch(values))
        let end = try net.solve(
            from: start, along: paths.control, paths.layout, solver, gradients: way)
        let own = net.parameters()
        let found = try gradients(of: [(end * w).sum()], to: [values, start] + own.map(\.tensor))
        let parts = try found.map { try #require($0) }
        return Solved(
            end: end, values: parts[0], start: parts[1],
            parameters: Array(zip(own.map(\.name), parts.dropFirst(2))))
    }

    private func expectSame(
        _ found: Solved, _ known: [String: Tensor], _ key: String, _ gap: Float, z: Float
    ) throws {
        #expect(try relativeGap(found.end, #require(known["\(key).z"])) < z)
        let values = try relativeGap(found.values, #require(known["\(key).g.values"]))
        #expect(values < gap)
        #expect(try relativeGap(found.start, #require(known["\(key).g.start"])) < gap)
        for (name, tensor) in found.parameters {
            let own = try relativeGap(tensor, #require(known["\(key).g.p.\(name)"]))
            #expect(own < gap, "\(name)")
        }
    }

    @Test(arguments: [CDESolver.Method.euler, .midpoint, .rk4], SolverGradients.allCases)
    func agreesWithTorchCDE(_ method: CDESolver.Method, _ way: SolverGradients) throws {
        let (net, known) = try golden()
        let found = try solve(net, known, CDESolver(method), way)
        try expectSame(found, known, "\(method).\(way.rawValue)", 2e-5, z: 3e-6)
    }

    /// Step control, and many small steps, against torchcde's RK4 with 64 steps from knot to knot in 64 bits.
    @Test(arguments: SolverGradients.allCases) func fineSolutionsAgree(_ way: SolverGradients) throws {
        let (net, known) = try golden()
        let adaptive = try solve(net, known, CDESolver(.dopri5, rtol: 1e-5, atol: 1e-6), way)
        try expectSame(adaptive, known, "fine.direct", 2e-2, z: 2e-3)
        let small = try solve(net, known, CDESolver(.rk4, steps: 16), way)
        try expectSame(small, known, "fine.direct", 1e-4, z: 2e-5)
    }

    /// Directions at random through parameters, start and values; differences of fourth order.
    @Test(arguments: CDESolver.Method.allCases, [CDEField.Activation.tanh, .softplus, .silu])
    func gradientsAgreeWithDifferences(_ method: CDESolver.Method, _ activation: CDEField.Activation) throws {
        let chance = Tensors.Generator(seed: 5)
        let net = FieldNet(
            CDEField(
                hidden: 4, channels: 3, width: 9, depth: 1, activation: activation, norm: activation == .tanh),
            using: chance)
        let values = chance.normal([17, 5, 2]), start = chance.normal([17, 4]), w = chance.normal([17, 4])
        let path = ControlPath(.backwardHermite, channels: 2, longest: 5)
        // Steps of dopri5 depend on the values: only where they are small is a difference that of the solution.
        let solver = CDESolver(method, rtol: 1e-6, atol: 1e-7)
        let allowed = method == .dopri5 ? 6e-2 : 3e-3
        func weighed(_ values: Tensor, _ start: Tensor) throws -> Tensor {
            let paths = try path(seriesBatch(values))
            return (try net.solve(from: start, along: paths.control, paths.layout, solver) * w).sum()
        }
        let leaves = [values.requireGradient(), start.requireGradient()] + net.parameters().map(\.tensor)
        let found = try gradients(of: [try weighed(values, start)], to: leaves).map { try #require($0) }
        for (i, leaf) in leaves.enumerated() {
            // Directions of length 1: the fourth-order error of a difference grows with the fifth power of a step.
            let drawn = chance.normal(leaf.shape.sizes)
            let kept = leaf.detached().cloned(), way = drawn / drawn.squared().sum().squareRoot()
            func at(_ step: Double) throws -> Double {
                try withoutGradients {
                    try leaf.detached().assign(kept + way * step)
                    return try weighed(leaves[0].detached(), leaves[1].detached()).item()
                }
            }
            let h = 0.02
            let slope = try (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
            try leaf.detached().assign(kept)
            let analytic = try (found[i] * way).sum().item()
            #expect(abs(slope - analytic) < allowed * max(1, abs(analytic)), "\(i): \(slope), \(analytic)")
        }
    }

    /// dz = tanh(z) dX has sinh z = sinh z₀ · exp(X − X₀): errors fall with the power of each method's order.
    private func error(_ solver: CDESolver) throws -> Double {
        let net = FieldNet(
            CDEField(hidden: 1, channels: 1, width: 1, depth: 0), using: Tensors.Generator(seed: 0))
        try net.output.weight.assign(1)
        try net.output.bias?.assign(0)
        let layout = CDEPaths(parts: 1, channels: 1, intervals: [1], room: 1)
        let end = try withoutGradients {
            try net.solve(from: Tensor([0.4], [1, 1]), along: Tensor([2], [1, 1]), layout, solver)
        }
        return abs(try end.item() - asinh(sinh(0.4) * exp(2)))
    }

    @Test func errorsFallWithTheOrder() throws {
        for (method, order, steps) in [(CDESolver.Method.euler, 1.0, 16), (.midpoint, 2, 8), (.rk4, 4, 2)] {
            let coarse = try error(CDESolver(method, steps: steps))
            let fine = try error(CDESolver(method, steps: 2 * steps))
            #expect(abs(log2(coarse / fine) - order) < 0.5, "\(method): \(coarse), \(fine)")
        }
        for tolerance in [1e-2, 1e-3, 1e-4, 1e-5] {
            let solver = CDESolver(.dopri5, rtol: Float(tolerance), atol: Float(tolerance))
            #expect(try error(solver) < 2 * tolerance)
        }
    }

    /// Points put in between, at other places along the way, change the pace and nothing else.
    @Test func paceDoesNotMatter() throws {
        let chance = Tensors.Generator(seed: 2)
        let net = FieldNet(
            CDEField(hidden: 6, channels: 2, width: 16, depth: 1, activation: .silu, norm: true),
            using: chance)
        let values = try chance.normal([3, 6, 2]).floats(), start = chance.normal([3, 6])
        var slow = [Float]()
        for b in 0..<3 {
            for t in 0..<6 {
                let at = (b * 6 + t) * 2
                slow += values[at..<at + 2]
                // The first half of the way takes one step, the rest three.
                for part in t < 5 ? [0.5, 0.6, 0.9] as [Float] : [] {
                    slow += (0..<2).map { values[at + $0] + part * (values[at + 2 + $0] - values[at + $0]) }
                }
            }
        }
        func end(_ values: [Float], _ rows: Int, time: Bool) throws -> Tensor {
            let path = ControlPath(.linear, time: time, channels: 2, longest: 6)
            let paths = try path(seriesBatch(Tensor(values, [3, rows, 2])))
            guard !time else { return paths.control.sum(1) }
            return try withoutGradients {
                try net.solve(
                    from: start, along: paths.control, paths.layout,
                    CDESolver(.dopri5, rtol: 1e-6, atol: 1e-6))
            }
        }
        let (own, other) = try (end(values, 6, time: false), end(slow, 21, time: false))
        #expect(try (own - other).abs().max().item() < 1e-4)
        // With a time channel the path is another one.
        let (timed, retimed) = try (end(values, 6, time: true), end(slow, 21, time: true))
        #expect(try (timed - retimed).abs().max().item() > 1)
    }

    @Test func aloneAsInCompany() throws {
        let chance = Tensors.Generator(seed: 3)
        let net = FieldNet(
            CDEField(hidden: 5, channels: 3, width: 12, depth: 1, activation: .relu), using: chance)
        let values = chance.normal([37, 9, 2]), start = chance.normal([37, 5])
        for method in CDESolver.Method.allCases {
            func ends(_ rows: Range<Int>) throws -> [Float] {
                var x = seriesBatch(values[rows].contiguous())
                x.lengths = rows.map { 1 + $0 % 9 }
                let paths = try ControlPath(.backwardHermite, channels: 2, longest: 9)(x)
                return try withoutGradients {
                    try net.solve(
                        from: start[rows].contiguous(), along: paths.control, paths.layout, CDESolver(method)
                    ).floats()
                }
            }
            let together = try ends(0..<37)
            for row in [0, 8, 20, 36] {
                #expect(try ends(row..<row + 1) == Array(together[row * 5..<row * 5 + 5]), "\(method) \(row)")
            }
        }
    }

    @Test func tooManyStepsAreAProblem() throws {
        let chance = Tensors.Generator(seed: 4)
        let net = FieldNet(CDEField(hidden: 3, channels: 1, width: 4, depth: 1), using: chance)
        let layout = CDEPaths(parts: 1, channels: 1, intervals: [1], room: 1)
        #expect(throws: Problem.self) {
            try net.solve(
                from: chance.normal([1, 3]), along: Tensor([50] as [Float], [1, 1]), layout,
                CDESolver(.dopri5, rtol: 1e-9, atol: 1e-9, most: 10))
        }
    }
}
