import CKernels
import Declarations
import Foundation

/// The vector field f: R^H → R^(H × C) of a controlled differential equation dz = f(z) dX: hidden layers, each Linear, a
/// layer norm where asked and an activation; then Linear and tanh (Kidger et al. 2020, §3 and app. D).
public struct CDEField: Sendable, Hashable {
    public enum Activation: Int32, Sendable { case relu, tanh, softplus, silu }

    /// H, C, width and number of the hidden layers.
    public let hidden: Int, channels: Int, width: Int, depth: Int
    public let activation: Activation
    public let norm: Bool

    /// At most 16 hidden layers.
    public init(
        hidden: Int, channels: Int, width: Int, depth: Int, activation: Activation = .relu, norm: Bool = false
    ) {
        (self.hidden, self.channels, self.width) = (hidden, channels, width)
        (self.depth, self.activation, self.norm) = (min(16, max(0, depth)), activation, norm)
    }

    /// How many numbers it has: for each hidden layer weight [W, in], bias [W] (gain [W], shift [W]); then weight
    /// [H · C, in], bias [H · C].
    public var parameterCount: Int { reel_field_count(shape) }

    var shape: reel_field {
        reel_field(
            hidden: Int32(hidden), channels: Int32(channels), width: Int32(width), depth: Int32(depth),
            activation: activation.rawValue, norm: norm ? 1 : 0)
    }
}

/// How a controlled differential equation is solved.
public struct CDESolver: Sendable, Hashable {
    public enum Method: Int32, Sendable, CaseIterable { case euler, midpoint, rk4, dopri5 }

    public var method: Method
    /// Steps for each interval of the path, of methods without step control.
    public var steps: Int
    /// Error that a step may make, of the method with step control: atol + rtol |z|, in root mean square.
    public var rtol: Float, atol: Float
    /// Steps that a series may try before the solver gives up.
    public var most: Int

    public init(
        _ method: Method, steps: Int = 1, rtol: Float = 1e-3, atol: Float = 1e-5, most: Int = 100_000
    ) {
        (self.method, self.steps, self.rtol, self.atol) = (method, max(1, steps), rtol, atol)
        self.most = most
    }

    var settings: reel_solver {
        reel_solver(
            method: method.rawValue, steps: Int32(clamping: steps), most: Int32(clamping: most), rtol: rtol,
            atol: atol)
    }
}

/// Paths X of a batch: the derivative dX/du in each interval, u from 0 to 1, as a polynomial p₀ + p₁ u + p₂ u².
public struct CDEPaths: Sendable {
    /// Numbers that make a derivative: 1 where each piece is straight, else 3.
    public let parts: Int
    public let channels: Int
    /// K of each series, [B].
    public let intervals: [Int32]
    /// Intervals that each series has room for.
    public let room: Int

    /// The control of each series lies in [room, parts, channels].
    public init(parts: Int, channels: Int, intervals: [Int32], room: Int) {
        (self.parts, self.channels, self.intervals, self.room) = (parts, channels, intervals, room)
    }

    /// Numbers of the control of all series.
    public var count: Int { intervals.count * stride }
    var stride: Int { room * parts * channels }
}
