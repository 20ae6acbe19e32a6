import Declarations
import Kernels
import Tensors

/// The simplest neural CDE: Kidger's, with time as a channel, a path that never looks ahead by more than one observation,
/// one hidden layer of softplus, and one step of RK4 from each observation to the next.
///
///     z₀ = ζ(X₀),  dz = tanh(W₂ softplus(W₁ z + b₁) + b₂) dX,  y = ℓ(z_T)
public struct NeuralCDEMini: NeuralTraits {
    public static let name = "neural-cde-mini"
    public static let summary = "Infers traits with the simplest neural controlled differential equation."
    public static let example = "reel> train neural-cde-mini hidden=8 epochs=20"
    public static let source =
        "Kidger, Morrill, Foster & Lyons, Neural Controlled Differential Equations for Irregular Time Series, "
        + "NeurIPS 2020"

    @Setting("Size of the hidden state.", 1...4096) public var hidden = 8
    @Setting("Width of the vector field's hidden layer.", 1...4096) public var width = 128
    public var reading = SeriesReading()
    public var training = Training()

    public init() {}

    public func net(for shape: SeriesShape, using chance: Tensors.Generator) throws -> CDENet {
        let path = ControlPath(
            .backwardHermite, clock: shape.pace.timekeeping(.gaps), channels: shape.channels,
            longest: shape.longest, pace: shape.pace
        )
        let field = CDEField(
            hidden: hidden, channels: path.driven, width: width, depth: 1, activation: .softplus)
        return CDENet(
            path: path, field: FieldNet(field, using: chance), shape: shape, solver: CDESolver(.rk4),
            gradients: .direct, dropout: 0, startLayers: 0, using: chance)
    }
}
