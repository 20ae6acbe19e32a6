import TorchABI

extension Tensor {
    /// Records, or stops recording, how results depend on this tensor; it must be a leaf of floating type.
    @discardableResult
    public func requireGradient(_ on: Bool = true) -> Tensor {
        guard let handle, let text = Backend.table?.pointee.require_gradient(handle, on) else { return self }
        return Tensor(failure: TensorError(text, "requireGradient", [shape]))
    }

    /// The same values, cut off from the graph.
    public func detached() -> Tensor { unary(.detach) }

    /// Adds the gradients of this number to every leaf it depends on. `gradient` weighs the elements when there are
    /// several; `keepingGraph` allows another pass.
    public func backward(_ gradient: Tensor? = nil, keepingGraph: Bool = false) throws {
        try changing("backward", [self] + (gradient.map { [$0] } ?? [])) {
            $0.pointee.backward(handle, gradient?.handle, keepingGraph)
        }
    }

    /// What backward passes have added up so far; nil where none has come by.
    public var gradient: Tensor? {
        var out: OpaquePointer?
        guard let handle, let table = Backend.table else { return nil }
        if let text = table.pointee.gradient(handle, &out) { table.pointee.release_text(text) }
        return out.map(Tensor.init(owning:))
    }

    /// Replaces the gradient, or drops it.
    public func setGradient(_ gradient: Tensor?) throws {
        try changing("setGradient", [self] + (gradient.map { [$0] } ?? [])) {
            $0.pointee.set_gradient(handle, gradient?.handle)
        }
    }
}

/// Gradients of outputs with respect to inputs, without touching anybody's `gradient`.
///
/// - Parameters:
///   - weights: one for each output, of its shape; not needed for single numbers.
///   - differentiable: whether the gradients may be differentiated again.
///   - keepingGraph: whether another pass over the same graph may follow.
/// - Returns: one for each input; nil where the outputs do not depend on it.
public func gradients(
    of outputs: [Tensor], to inputs: [Tensor], weights: [Tensor]? = nil, differentiable: Bool = false,
    keepingGraph: Bool = false
) throws -> [Tensor?] {
    var found = [OpaquePointer?](repeating: nil, count: inputs.count)
    let from = outputs.map(\.handle), to = inputs.map(\.handle), seeds = weights?.map(\.handle)
    try changing("gradients", outputs + inputs + (weights ?? [])) { table in
        func call(_ seeds: UnsafePointer<OpaquePointer?>?) -> Text? {
            table.pointee.gradients(
                from, seeds, Int32(from.count), to, Int32(to.count), differentiable, keepingGraph, &found)
        }
        return seeds.map { $0.withUnsafeBufferPointer { call($0.baseAddress) } } ?? call(nil)
    }
    return found.map { $0.map(Tensor.init(owning:)) }
}

/// Computes without recording gradients: for validation, scoring, and whatever is not trained. Holds for this thread.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    try gradientMode(false, body)
}

/// Records gradients again inside `withoutGradients`: for an inner loop that optimises something.
public func withGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    try gradientMode(true, body)
}

private func gradientMode<Result>(_ on: Bool, _ body: () throws -> Result) rethrows -> Result {
    guard let table = Backend.table else { return try body() }
    let was = table.pointee.gradient_mode(on)
    defer { _ = table.pointee.gradient_mode(was) }
    return try body()
}

/// Computes products and convolutions in a shorter type, and keeps what needs precision in 32 bits (mixed precision,
/// Micikevicius et al. 2018). Parameters stay as they are. Holds for this thread; the backward pass belongs outside.
public func autocast<Result>(
    _ type: ElementType = .bfloat16, on device: Device = .cpu, _ body: () throws -> Result
) throws -> Result {
    var was = false, ignored = false
    try changing("autocast", []) { $0.pointee.autocast(device.abi, true, type.abi, &was) }
    defer {
        if !was, let text = Backend.table?.pointee.autocast(device.abi, false, type.abi, &ignored) {
            Backend.table?.pointee.release_text(text)
        }
    }
    return try body()
}
