import TorchABI

/// Parameters that are trained alike.
public struct ParameterGroup: Sendable {
    public var parameters: [NamedTensor]
    /// Times the optimiser's rate.
    public var rateFactor: Double
    /// Instead of the method's weight decay; nil for the method's.
    public var decay: Double?

    public init(_ parameters: [NamedTensor], rateFactor: Double = 1, decay: Double? = nil) {
        self.parameters = parameters
        self.rateFactor = rateFactor
        self.decay = decay
    }

    /// Layer-wise rate decay (Clark et al. 2020, §3.1 "layerwise learning-rate decay"): parameters whose names begin
    /// with the last prefix learn at the full rate, each prefix before it `factor` times slower than the next; all
    /// others at the full rate.
    public static func layerwise(_ module: some Module, from prefixes: [String], factor: Double)
        -> [ParameterGroup]
    {
        var left = module.parameters()
        var groups: [ParameterGroup] = []
        var rate = 1.0
        for prefix in prefixes.reversed() {
            let own = left.filter { $0.name == prefix || $0.name.hasPrefix(prefix + ".") }
            left.removeAll { entry in own.contains { $0.name == entry.name } }
            groups.append(ParameterGroup(own, rateFactor: rate))
            rate *= factor
        }
        return groups + [ParameterGroup(left)]
    }
}

/// A rule that turns gradients into steps. Sparse gradients (of an `Embedding`) move only their rows, moments and decay
/// included.
public enum Method: Sendable, Hashable {
    /// With momentum, plain or Nesterov's (Sutskever et al. 2013); decay adds to the gradient.
    case sgd(momentum: Double = 0, nesterov: Bool = false, decay: Double = 0)
    /// Kingma & Ba 2015, algorithm 1; decay adds to the gradient.
    case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, decay: Double = 0)
    /// Adam that shrinks the weights themselves (Loshchilov & Hutter 2019, algorithm 2).
    case adamW(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, decay: Double = 0.01)
    /// Duchi, Hazan & Singer 2011; `start` is what the sums of squares begin with.
    case adagrad(epsilon: Double = 1e-10, start: Double = 0, decay: Double = 0)

    var decay: Double {
        switch self {
        case .sgd(_, _, let decay), .adam(_, _, _, let decay), .adamW(_, _, _, let decay),
            .adagrad(_, _, let decay):
            decay
        }
    }
    var hasFirst: Bool {
        switch self {
        case .sgd(let momentum, _, _): momentum != 0
        case .adam, .adamW: true
        case .adagrad: false
        }
    }
    var hasSecond: Bool {
        if case .sgd = self { return false }
        return true
    }
}

/// Takes steps down the gradients, all parameters in one call.
///
///     let optimiser = Optimiser(.adam(), net, rate: 1e-3)
///     try Loss.crossEntropy(net(x, .training(chance)), y).backward()
///     try optimiser.step()                        // clears the gradients
public final class Optimiser {
    public let method: Method
    public let groups: [ParameterGroup]
    /// The learning rate before the schedule's factor.
    public var rate: Double
    public var schedule: Schedule
    /// Longest allowed length of all gradients together (Pascanu et al. 2013); 0 for any.
    public var largestNorm = 0.0
    /// Largest allowed size of any element of a gradient; 0 for any.
    public var largestValue = 0.0
    /// Backward passes whose mean makes one step: call `step()` after each of them.
    public var accumulating = 1
    /// Steps taken.
    public private(set) var steps = 0
    /// Length of the gradients before clipping, at the last step; 0 unless `largestNorm` is set.
    public private(set) var norm = 0.0

    private var passes = 0
    private let parameters: [NamedTensor]
    private let first: [Tensor], second: [Tensor]
    private let handles: [OpaquePointer?], firstHandles: [OpaquePointer?], secondHandles: [OpaquePointer?]
    private let factors: [Double], decays: [Double]
    private var rates: [Double]

    public init(_ method: Method, _ groups: [ParameterGroup], rate: Double, schedule: Schedule = .constant) {
        (self.method, self.groups, self.rate, self.schedule) = (method, groups, rate, schedule)
        parameters = groups.flatMap(\.parameters)
        factors = groups.flatMap { group in group.parameters.map { _ in group.rateFactor } }
        decays = groups.flatMap { group in group.parameters.map { _ in group.decay ?? method.decay } }
        rates = factors
        first = method.hasFirst ? parameters.map { $0.tensor.zerosLike() } : []
        var start = 0.0
        if case .adagrad(_, let value, _) = method { start = value }
        second =
            method.hasSecond
            ? parameters.map {
                .filled($0.tensor.shape.sizes, with: start, type: $0.tensor.type, on: $0.tensor.device)
            } : []
        handles = parameters.map(\.tensor.handle)
        firstHandles = first.map(\.handle)
        secondHandles = second.map(\.handle)
    }

    public convenience init(
        _ method: Method, _ module: some Module, rate: Double, schedule: Schedule = .constant
    ) { self.init(method, [ParameterGroup(module.parameters())], rate: rate, schedule: schedule) }

    /// The learning rate of the next step.
    public var currentRate: Double { rate * schedule.factor(at: steps) }

    /// Moves every parameter that has a gradient and clears the gradients. While accumulating, only every so many calls
    /// move anything; answers whether this one did.
    @discardableResult
    public func step() throws -> Bool {
        passes += 1
        guard passes >= accumulating else { return false }
        passes = 0
        let now = currentRate
        for i in rates.indices { rates[i] = now * factors[i] }
        var step = request()
        try handles.withUnsafeBufferPointer { handles in
            try rates.withUnsafeBufferPointer { rates in
                try firstHandles.withUnsafeBufferPointer { first in
                    try secondHandles.withUnsafeBufferPointer { second in
                        try decays.withUnsafeBufferPointer { decays in
                            step.parameters = handles.baseAddress
                            step.rates = rates.baseAddress
                            step.decays = decays.baseAddress
                            step.first = first.isEmpty ? nil : first.baseAddress
                            step.second = second.isEmpty ? nil : second.baseAddress
                            try changing("step", []) { $0.pointee.step(&step) }
                        }
                    }
                }
            }
        }
        norm = step.norm
        steps += 1
        return true
    }

    private func request() -> TorchStep {
        var step = TorchStep()
        step.count = Int64(handles.count)
        step.clear = true
        step.step = Int64(steps + 1)
        step.gradient_scale = 1 / Double(max(1, accumulating))
        step.largest_norm = largestNorm
        step.largest_value = largestValue
        switch method {
        case .sgd(let momentum, let nesterov, _):
            (step.method, step.momentum, step.nesterov) = (.SGD, momentum, nesterov)
        case .adam(let beta1, let beta2, let epsilon, _):
            (step.method, step.beta1, step.beta2, step.epsilon) = (.adam, beta1, beta2, epsilon)
        case .adamW(let beta1, let beta2, let epsilon, _):
            (step.method, step.beta1, step.beta2, step.epsilon) = (.adam, beta1, beta2, epsilon)
            step.decoupled = true
        case .adagrad(let epsilon, _, _):
            (step.method, step.epsilon) = (.adagrad, epsilon)
        }
        return step
    }

    /// Forgets all gradients, and the passes that were accumulated.
    public func clearGradients() throws {
        passes = 0
        try changing("clearGradients", []) { $0.pointee.clear_gradients(handles, Int64(handles.count)) }
    }

    /// Everything needed to go on exactly: moments by parameter, and the steps taken. Passes that wait to be
    /// accumulated are not in it: save between steps.
    public func state() throws -> [String: Tensor] {
        var state = ["steps": Tensor([steps])]
        for (kind, tensors) in [("first", first), ("second", second)] {
            for (parameter, tensor) in zip(parameters, tensors) {
                state["\(kind).\(parameter.name)"] = try tensor.cloned().checked()
            }
        }
        return state
    }

    /// Goes on from a saved state of the same method over the same parameters.
    public func restore(_ state: [String: Tensor]) throws {
        guard let count = try state["steps"]?.ints().first else {
            throw TensorError("this is no optimiser's state: it has no steps", operation: "restore")
        }
        var wanted: [(Tensor, Tensor)] = []
        for (kind, tensors) in [("first", first), ("second", second)] {
            for (parameter, tensor) in zip(parameters, tensors) {
                guard let saved = state["\(kind).\(parameter.name)"], saved.shape == tensor.shape else {
                    throw TensorError(
                        "the optimiser's state does not fit \(parameter.name)", operation: "restore")
                }
                wanted.append((tensor, saved))
            }
        }
        for (tensor, saved) in wanted { try tensor.assign(saved) }
        steps = count
    }
}

extension Array where Element == NamedTensor {
    /// Shortens all gradients together to a length, or cuts every element to a size (0 for neither); answers the
    /// length before. An optimiser does both itself, in its step.
    @discardableResult
    public func clipGradients(norm: Double = 0, value: Double = 0) throws -> Double {
        var before = 0.0
        let handles = map(\.tensor.handle)
        try changing("clipGradients", map(\.tensor)) {
            $0.pointee.clip(handles, Int64(handles.count), norm, value, &before)
        }
        return before
    }
}
