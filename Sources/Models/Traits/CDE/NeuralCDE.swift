import Declarations
import Kernels
import Tensors

/// Neural controlled differential equations: a hidden state that moves with the path of what was observed.
///
///     z₀ = ζ(X₀, statics),  dz = r f(z) dX,  y = ℓ(norm(z_T), statics)
///
/// with X a path through the observations (`ControlPath`), f an MLP that ends in tanh (`FieldNet`), and r the reach, 1 in the
/// paper, which has no norm. Each channel pushes the state about as hard as any other, so that with many of them, or over
/// many steps, it runs away from where the read-out starts: a layer norm of z_T, and a small reach, make it learn.
public struct NeuralCDE: NeuralTraits {
    public static let name = "neural-cde"
    public static let summary =
        "Infers traits from the end of a differential equation driven by the behaviour."
    public static let example = "reel> train neural-cde hidden=16 path=linear epochs=20"
    public static let source =
        "Kidger, Morrill, Foster & Lyons, Neural Controlled Differential Equations for Irregular Time Series, "
        + "NeurIPS 2020"

    @Setting("Size of the hidden state.", 1...4096) public var hidden = 32
    @Setting("Width of the vector field's hidden layers.", 1...4096) public var width = 64
    @Setting("Hidden layers of the vector field.", 0...16) public var depth = 1
    @Setting("Activation of the vector field's hidden layers.") public var activation = FieldActivation
        .softplus
    @Setting("Whether the vector field's hidden layers are normalised.") public var norm = true
    @Setting(
        "How far the state moves with the path: 1 / √channels keeps it near where many channels push it.",
        above: 0)
    public var reach = 1.0
    @Setting("Whether the final state is normalised before it is read out.") public var normEnd = true
    @Setting("How the path goes from one observation to the next.") public var path = PathKind.backwardHermite
    @Setting("Whether the path's knots stand one apart or at the observations' times.") public var knots =
        KnotPlaces.steps
    @Setting("Whether time is a channel of the path.") public var time = true
    @Setting("Whether time is told as it is, or by the logarithms of gaps.") public var clock = Timekeeping
        .gaps
    @Setting("Whether the counts of each channel's observations are channels of the path.")
    public var intensity = false
    @Setting("Depth of the log-signatures that stand for windows of steps; 0 for none.", 0...2)
    public var logsig = 0
    @Setting("Steps in the window of a log-signature.", 1...100_000) public var window = 8
    public var solving = SolverSettings()
    @Setting("Part of the final state dropped while training.", 0...0.95) public var dropout = 0.0
    public var reading = SeriesReading()
    public var training = Training()

    public init() {}

    public func net(for shape: SeriesShape, using chance: Tensors.Generator) throws -> CDENet {
        let path = ControlPath(
            path, knots: knots, time: time, clock: shape.pace.timekeeping(clock), intensity: intensity,
            logsig: logsig, window: window, channels: shape.channels, longest: shape.longest,
            pace: shape.pace)
        let field = CDEField(
            hidden: hidden, channels: path.driven, width: width, depth: depth, activation: activation.kind,
            norm: norm)
        return CDENet(
            path: path, field: FieldNet(field, using: chance), shape: shape, solver: solving.chosen,
            gradients: solving.gradients, dropout: dropout, startLayers: depth, reach: reach,
            normEnd: normEnd,
            using: chance)
    }
}

/// A network whose state follows dz = f(z) dX, with a read-out of its end.
public struct CDENet: TraitNet {
    let equation: CDEEquation
    let norm: LayerNorm?
    let output: Linear  // H + S -> D
    let dropout: Double

    init(
        path: ControlPath, field: FieldNet, shape: SeriesShape, solver: CDESolver, gradients: SolverGradients,
        dropout: Double, startLayers: Int, reach: Double = 1, normEnd: Bool = false,
        using chance: Tensors.Generator
    ) {
        equation = CDEEquation(
            path, field, shape, solver, gradients, startLayers: startLayers, reach: reach, using: chance)
        norm = normEnd ? LayerNorm(field.field.hidden) : nil
        output = Linear(field.field.hidden + shape.statics, shape.outputs, using: chance)
        self.dropout = dropout
    }

    public func callAsFunction(_ x: SeriesBatch, _ phase: Phase) throws -> TraitOutputs {
        let end = try equation(x)  // [B, H]
        let last = phase.dropout(norm.map { $0(end) } ?? end, dropout)
        let all = x.statics.map { .concatenate([last, $0], 1) } ?? last
        return TraitOutputs(output(all), representation: all)
    }
}

/// The state of a differential equation from the beginning to the end of a path.
struct CDEEquation: Module, Sendable {
    let start: MLP  // width of X + S -> H
    let field: FieldNet
    let path: ControlPath
    let solver: CDESolver
    let gradients: SolverGradients
    let reach: Double

    /// The network ζ that the state begins with has so many hidden layers, as wide as the field's.
    init(
        _ path: ControlPath, _ field: FieldNet, _ shape: SeriesShape, _ solver: CDESolver,
        _ gradients: SolverGradients, startLayers: Int, reach: Double = 1, using chance: Tensors.Generator
    ) {
        self.reach = reach
        let inner = Array(repeating: field.field.width, count: startLayers)
        start = MLP([path.width + shape.statics] + inner + [field.field.hidden], using: chance)
        (self.field, self.path, self.solver, self.gradients) = (field, path, solver, gradients)
    }

    /// The state at the end of each path: [B, H].
    func callAsFunction(_ x: SeriesBatch) throws -> Tensor {
        let paths = try path(x)
        let begin = paths.start.on(x.values.device)
        let z0 = start(x.statics.map { .concatenate([begin, $0], 1) } ?? begin)  // [B, H]
        return try field.solve(
            from: z0, along: reach == 1 ? paths.control : paths.control * reach, paths.layout, solver,
            gradients: gradients)
    }
}
