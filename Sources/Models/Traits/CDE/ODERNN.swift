import Declarations
import Kernels
import Tensors

/// A GRU whose state drifts by an ordinary differential equation from one observation to the next.
///
///     h′ᵢ = ODESolve(f, hᵢ₋₁, tᵢ − tᵢ₋₁),  hᵢ = GRUCell([xᵢ, mᵢ], h′ᵢ),  y = ℓ(h_T, statics)
///
/// (Rubanova et al. 2019, algorithm 1), m telling what was observed. Even time is told in parts of the longest series; told by
/// gaps, an interval is as long as the logarithm of its gap, so that the state has time to move in short ones.
public struct ODERNN: NeuralTraits {
    public static let name = "ode-rnn"
    public static let summary =
        "Infers traits with a recurrent network whose state drifts between observations."
    public static let example = "reel> train ode-rnn hidden=16 epochs=20"
    public static let source =
        "Rubanova, Chen & Duvenaud, Latent ODEs for Irregularly-Sampled Time Series, NeurIPS 2019"

    @Setting("Size of the hidden state.", 1...4096) public var hidden = 32
    @Setting("Width of the hidden layers of the equation.", 1...4096) public var width = 64
    @Setting("Hidden layers of the equation.", 0...16) public var depth = 1
    @Setting("Whether time is told as it is, or by the logarithms of gaps.") public var clock = Timekeeping
        .gaps
    public var solving = SolverSettings()
    public var reading = SeriesReading()
    public var training = Training()

    public init() { solving.solver = .euler }

    public func net(for shape: SeriesShape, using chance: Tensors.Generator) throws -> ODERNNNet {
        let field = CDEField(hidden: hidden, channels: 1, width: width, depth: depth, activation: .tanh)
        return ODERNNNet(
            inward: Linear(2 * shape.channels, 3 * hidden, using: chance),
            onward: Linear(hidden, 3 * hidden, using: chance),
            drift: FieldNet(field, using: chance),
            output: Linear(hidden + shape.statics, shape.outputs, using: chance), solver: solving.chosen,
            gradients: solving.gradients, longest: max(1, shape.longest),
            clock: shape.pace.timekeeping(clock), pace: shape.pace)
    }
}

/// A GRU with a drift between its steps.
public struct ODERNNNet: TraitNet {
    let inward: Linear  // 2 C -> 3 H: reset, update, new
    let onward: Linear  // H -> 3 H
    let drift: FieldNet
    let output: Linear  // H + S -> D
    let solver: CDESolver
    let gradients: SolverGradients
    let longest: Int
    let clock: Timekeeping
    let pace: SeriesPace

    public func callAsFunction(_ x: SeriesBatch, _ phase: Phase) throws -> TraitOutputs {
        let steps = x.values.shape[1], hidden = drift.field.hidden
        let inputs = inward(.concatenate([x.values, x.observed], 2))  // [B, T, 3 H]
        let gaps = try gaps(of: x)  // [B, T - 1]
        var h = Tensor.zeros([x.count, hidden], on: x.values.device)
        for t in 0..<steps {
            var before = h
            if t > 0 {
                // Time is the path: X = t, so that dz = f(z) dt; a series that has ended does not move.
                let layout = CDEPaths(
                    parts: 1, channels: 1, intervals: x.lengths.map { t < $0 ? 1 : 0 }, room: 1)
                before = try drift.solve(
                    from: h, along: gaps.at(t - 1, 1).contiguous(), layout, solver, gradients: gradients)
            }
            let a = inputs.at(t, 1).split(into: 3), b = onward(before).split(into: 3)  // [B, H] each
            let reset = sigmoid(a[0] + b[0]), update = sigmoid(a[1] + b[1])
            let new = tanh(a[2] + reset * b[2])
            let after = new + update * (before - new)
            let isThere = x.valid.at(t, 1).expanded(1)  // [B, 1]
            h = h + isThere * (after - h)
        }
        let end = x.statics.map { .concatenate([h, $0], 1) } ?? h
        return TraitOutputs(output(end), representation: end)
    }

    /// How long the state drifts behind each row.
    private func gaps(of x: SeriesBatch) throws -> Tensor {
        let steps = x.times.shape[1]
        if clock == .gaps { return try x.clockOfGaps(pace).ahead }
        return steps > 1 ? (x.times[all, 1...] - x.times[all, ..<(steps - 1)]) / Double(longest) : x.times
    }
}
