import Datasets
import Foundation
import Kernels
import Models
import Tensors

enum SpiralShape {
    /// (cos, sin)(start + t) / (1 + t / 2), with a little noise: peer.py's.
    case noisy
    /// x' = A x with A = [[-0.3, 2], [-2, -0.3]] from the unit circle: those of diffrax's example of a neural CDE.
    case damped

    func point(_ start: Double, _ t: Double) -> (x: Double, y: Double) {
        switch self {
        case .noisy: (cos(start + t) / (1 + t / 2), sin(start + t) / (1 + t / 2))
        case .damped: (exp(-0.3 * t) * cos(start - 2 * t), exp(-0.3 * t) * sin(start - 2 * t))
        }
    }
    var noise: Double { self == .noisy ? 0.01 : 0 }
}

/// Two-dimensional spirals of 100 points on [0, 4π], half of them mirrored: (series, labels).
func spirals(_ count: Int, _ shape: SpiralShape, using chance: inout Chance) -> (SeriesBatch, [Float]) {
    let points = 100
    var values = [Float](), times = [Float](), labels = [Float]()
    for i in 0..<count {
        let start = chance.uniform() * 2 * Double.pi, isTurned = i % 2 == 0
        for p in 0..<points {
            let t = 4 * Double.pi * Double(p) / Double(points - 1)
            // Sum of twelve, for a normal deviate.
            func error() -> Double {
                shape.noise * ((0..<12).reduce(-6.0) { sum, _ in sum + chance.uniform() })
            }
            let (x, y) = shape.point(start, t)
            values += [Float((isTurned ? -x : x) + error()), Float(y + error())]
            times.append(Float(t))
        }
        labels.append(isTurned ? 1 : 0)
    }
    let rows = [count, points]
    let batch = SeriesBatch(
        values: Tensor(values, rows + [2]), observed: .ones(rows + [2]), times: Tensor(times, rows),
        valid: .ones(rows), lengths: Array(repeating: points, count: count))
    return (batch, labels)
}

/// A linear start (one hidden layer where `deep`), a field of one hidden layer, a linear end.
struct SpiralNet: Module {
    let start: MLP, field: FieldNet, end: Linear

    init(_ activation: CDEField.Activation, deep: Bool, using chance: Tensors.Generator) {
        start = MLP(deep ? [3, 128, 8] : [3, 8], using: chance)
        field = FieldNet(
            CDEField(hidden: 8, channels: 3, width: 128, depth: 1, activation: activation), using: chance)
        end = Linear(8, 1, using: chance)
    }

    func callAsFunction(_ paths: ControlPaths, _ solver: CDESolver, _ way: SolverGradients) throws -> Tensor {
        end(
            try field.solve(
                from: start(paths.start), along: paths.control, paths.layout, solver, gradients: way)
        ).squeezed(1)
    }
}

struct SpiralRun {
    var seconds = 0.0, accuracy = 0.0, loss = 0.0, testLoss = 0.0
}

/// Trains on `count` spirals in batches of 32 and tests on as many others.
func train(
    _ count: Int, steps: Int, rate: Double, shape: SpiralShape, activation: CDEField.Activation,
    solver: CDESolver,
    way: SolverGradients, seed: Int = 0
) throws -> SpiralRun {
    var chance = Chance(seed: seed)
    let path = ControlPath(.backwardHermite, channels: 2, longest: 1)
    let batches = try (0..<count / 32).map { _ in
        let (x, y) = spirals(32, shape, using: &chance)
        return (try path(x), Tensor(y))
    }
    let (held, truth) = spirals(count, shape, using: &chance)
    let net = SpiralNet(activation, deep: shape == .damped, using: Tensors.Generator(seed: UInt64(seed)))
    let adam = Optimiser(.adam(), net, rate: rate)
    var run = SpiralRun()
    let begin = ContinuousClock.now
    for step in 0..<steps {
        let (paths, labels) = batches[step % batches.count]
        let loss = Loss.binaryCrossEntropy(try net(paths, solver, way), labels)
        try loss.backward()
        try adam.step()
        run.loss = try loss.item()
    }
    let took = (ContinuousClock.now - begin).components
    run.seconds = Double(took.seconds) + Double(took.attoseconds) / 1e18
    try withoutGradients {
        let logits = try net(try path(held), solver, way)
        run.testLoss = try Loss.binaryCrossEntropy(logits, Tensor(truth)).item()
        let right = zip(try logits.floats(), truth).filter { ($0 > 0) == ($1 > 0.5) }.count
        run.accuracy = Double(right) / Double(count)
    }
    return run
}

func timeSpirals(epochs: Int) throws {
    let solvers: [(String, CDESolver, SolverGradients)] = [
        ("rk4_step1_direct", CDESolver(.rk4), .direct), ("rk4_step1_adjoint", CDESolver(.rk4), .adjoint),
        ("dopri5_rtol1e-3_atol1e-5_direct", CDESolver(.dopri5, rtol: 1e-3, atol: 1e-5), .direct),
        ("dopri5_rtol1e-3_atol1e-5_adjoint", CDESolver(.dopri5, rtol: 1e-3, atol: 1e-5), .adjoint),
    ]
    for (name, solver, way) in solvers {
        let run = try train(
            128, steps: epochs * 4, rate: 1e-3, shape: .noisy, activation: .relu, solver: solver, way: way)
        try emit([
            "solver": name, "epochs": epochs, "seconds": run.seconds, "test_accuracy": run.accuracy,
            "loss": run.loss, "threads": Kernels.threads,
        ])
    }
}

func judgeTwentySteps(seeds: Int) throws {
    for seed in 0..<seeds {
        let run = try train(
            256, steps: 20, rate: 1e-2, shape: .damped, activation: .softplus, solver: CDESolver(.dopri5),
            way: .direct, seed: seed)
        try emit([
            "what": "256 spirals, 20 steps", "seed": seed, "seconds": run.seconds,
            "test_accuracy": run.accuracy,
            "loss": run.loss, "test_loss": run.testLoss,
        ])
    }
}
