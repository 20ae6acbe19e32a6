/// What a network is run for: layers that draw random numbers while training are told so, and by which generator.
///
///     let scores = net(x, .inference)
///     let loss = Loss.crossEntropy(net(x, .training(chance)), y)
public enum Phase: Sendable {
    case inference
    case training(Generator)

    /// Drops elements while training; leaves everything as it is otherwise.
    public func dropout(_ x: Tensor, _ rate: Double) -> Tensor {
        guard case .training(let chance) = self else { return x }
        return chance.dropout(x, rate: rate)
    }
}

/// A module from one tensor to one tensor, which can stand in a `Sequential`.
public protocol Layer: Module {
    func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor
}

extension Layer {
    public func callAsFunction(_ x: Tensor) -> Tensor { self(x, .inference) }
}

/// Layers one after the other.
public struct Sequential: Layer {
    public let layers: [any Layer]

    public init(_ layers: any Layer...) { self.layers = layers }
    public init(_ layers: [any Layer]) { self.layers = layers }

    public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor { layers.reduce(x) { $1($0, phase) } }
}

/// Zeroes elements at random while training (Srivastava et al. 2014).
public struct Dropout: Layer, Sendable {
    public let rate: Double

    public init(_ rate: Double) { self.rate = rate }

    public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor { phase.dropout(x, rate) }
}

/// A function of each element, by name: a setting's value as well as a layer.
public enum Activation: String, Layer, Sendable, CaseIterable {
    case relu, gelu, silu, tanh, sigmoid, softplus, elu, leakyRelu, identity

    public func callAsFunction(_ x: Tensor, _ phase: Phase = .inference) -> Tensor {
        switch self {
        case .relu: x.relu()
        case .gelu: x.gelu()
        case .silu: x.silu()
        case .tanh: x.tanh()
        case .sigmoid: x.sigmoid()
        case .softplus: x.softplus()
        case .elu: x.elu()
        case .leakyRelu: x.leakyRelu()
        case .identity: x
        }
    }
}
