import Declarations
import Kernels

public enum SolverChoice: String, Choice {
    case euler, midpoint, rk4
    /// With step control (Dormand & Prince 1980).
    case dopri5

    var method: CDESolver.Method {
        switch self {
        case .euler: .euler
        case .midpoint: .midpoint
        case .rk4: .rk4
        case .dopri5: .dopri5
        }
    }
}

public enum FieldActivation: String, Choice {
    case relu, tanh, softplus, silu

    var kind: CDEField.Activation {
        switch self {
        case .relu: .relu
        case .tanh: .tanh
        case .softplus: .softplus
        case .silu: .silu
        }
    }
}

/// How an equation is solved, and how gradients come back.
public struct SolverSettings: SettingGroup {
    @Setting("Method: with fixed steps, or dopri5 with step control.") public var solver = SolverChoice.rk4
    @Setting("Steps from one observation to the next, of methods with fixed steps.", 1...1000) public var steps =
        1
    @Setting("Relative error that a step of dopri5 may make.", above: 0) public var rtol = 1e-3
    @Setting("Absolute error that a step of dopri5 may make.", above: 0) public var atol = 1e-5
    @Setting("How gradients come back: through the steps, or by the adjoint equation.") public var gradients =
        SolverGradients.direct

    public init() {}

    var chosen: CDESolver {
        CDESolver(solver.method, steps: steps, rtol: Float(rtol), atol: Float(atol))
    }
}
