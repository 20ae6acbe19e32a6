import Declarations
import Kernels
import Tensors

/// The vector field of a neural controlled (or ordinary) differential equation, and its solution as a part of the graph.
///
///     a₀ = z,  aₗ = σ(norm(Wₗ aₗ₋₁ + bₗ)),  f(z) = tanh(W a + b) as [H, C]
///     dz = f(z) dX
public struct FieldNet: Module, Sendable {
    public let layers: [Linear]
    /// One for each layer, or none.
    public let norms: [LayerNorm]
    public let output: Linear
    public let field: CDEField

    public init(_ field: CDEField, using chance: Tensors.Generator) {
        self.field = field
        let widths = [field.hidden] + Array(repeating: field.width, count: field.depth)
        layers = zip(widths, widths.dropFirst()).map { Linear($0, $1, using: chance) }
        norms = field.norm ? layers.map { _ in LayerNorm(field.width) } : []
        output = Linear(widths[field.depth], field.hidden * field.channels, using: chance)
    }

    /// All numbers in the order that the solver wants: [n].
    private var parameters: Tensor {
        var parts: [Tensor] = []
        for (l, layer) in layers.enumerated() {
            parts += [layer.weight, layer.bias].compactMap(\.self)
            if l < norms.count { parts += [norms[l].weight, norms[l].bias] }
        }
        return .concatenate((parts + [output.weight, output.bias].compactMap(\.self)).map { $0.flattened() })
    }

    /// Solves dz = f(z) dX from z₀ [B, H] to the end of each path: [B, H]. Computed in 32 bits on the host.
    ///
    /// - Throws: a problem where the solver does not come to an end.
    public func solve(
        from start: Tensor, along control: Tensor, _ paths: CDEPaths, _ solver: CDESolver,
        gradients way: SolverGradients = .direct
    ) throws -> Tensor {
        func plain(_ x: Tensor) -> Tensor { x.on(.cpu).converted(to: .float32).contiguous() }
        let (numbers, z0, path) = (plain(parameters), plain(start), plain(control))
        guard path.count == paths.count, z0.count == paths.intervals.count * field.hidden else {
            try numbers.checked()
            try z0.checked()
            try path.checked()
            throw TensorError(
                "the control or the start does not fit", operation: "solve", shapes: [z0.shape, path.shape])
        }
        let isLearning = numbers.requiresGradient || z0.requiresGradient || path.requiresGradient
        let end = Tensor.zeros(z0.shape.sizes)
        let solution = try numbers.withElements(of: Float.self) { numbers in
            try path.withElements(of: Float.self) { path in
                try z0.withElements(of: Float.self) { z0 in
                    try end.withMutableElements(of: Float.self) { end in
                        guard let p = numbers.baseAddress, let x = path.baseAddress, let z = z0.baseAddress,
                            let to = end.baseAddress
                        else { return CDESolution?.none }
                        return try CDESolution(
                            field, solver, paths, parameters: p, control: x, start: z, end: to,
                            keeping: isLearning && way == .direct)
                    }
                }
            }
        }
        guard isLearning, let solution else { return end.on(start.device) }
        let wantsPath = path.requiresGradient
        let linked = Tensor.custom(
            [end], of: [numbers, z0, path], saving: [path, end].map { $0.detached() }
        ) { back in
            guard let above = back.gradients[0] else { return [nil, nil, nil] }
            return try solution.gradients(above, back.saved[0], end: back.saved[1], way, path: wantsPath)
        }
        return linked[0].on(start.device)
    }
}

/// How gradients come back through a solver.
public enum SolverGradients: String, Choice {
    /// Through the steps that it took: exact, with memory for each step's state.
    case direct
    /// By an equation of their own, solved backwards (Chen et al. 2018): memory does not grow with the length.
    case adjoint
}

extension CDESolution {
    /// Gradients of parameters, start and control.
    fileprivate func gradients(
        _ above: Tensor, _ control: Tensor, end: Tensor, _ way: SolverGradients, path: Bool
    ) throws -> [Tensor?] {
        let numbers = Tensor.zeros([field.parameterCount]), start = Tensor.zeros(end.shape.sizes)
        let driven: Tensor? = path ? control.zerosLike() : nil
        try above.withElements(of: Float.self) { above in
            try control.withElements(of: Float.self) { control in
                try end.withElements(of: Float.self) { end in
                    try numbers.withMutableElements(of: Float.self) { numbers in
                        try start.withMutableElements(of: Float.self) { start in
                            guard let g = above.baseAddress, let x = control.baseAddress,
                                let p = numbers.baseAddress, let z = start.baseAddress,
                                let last = end.baseAddress
                            else { return }
                            let way = way == .direct ? Way.direct : .adjoint(last)
                            guard let driven else {
                                backward(
                                    way, from: g, control: x, start: z, parameters: p, controlGradient: nil)
                                return
                            }
                            try driven.withMutableElements(of: Float.self) {
                                backward(
                                    way, from: g, control: x, start: z, parameters: p,
                                    controlGradient: $0.baseAddress)
                            }
                        }
                    }
                }
            }
        }
        return [numbers, start, driven]
    }
}
