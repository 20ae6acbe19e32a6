import TorchABI

/// An array of numbers with any number of axes, and the way its gradient flows back.
///
/// Maths is written without `try`: an operation that fails gives a *failed* tensor, which carries the error through
/// whatever is computed from it, as NaN does. The first `try` that leaves the maths throws it: reading (`item()`,
/// `floats()`), `backward()`, an optimiser's step, saving.
///
///     let loss = Loss.crossEntropy(net(x), y)     // may fail, quietly
///     try loss.backward()                         // says so: "matmul of [32, 10] and [12, 4]: …"
///
/// A tensor's memory goes when its last reference goes. Tensors may be read from many threads; changing one in place
/// (`assign`, an optimiser's step) while another thread reads it is a race, as it is for any array.
public final class Tensor: @unchecked Sendable {
    /// The library's handle; nil when the tensor failed.
    let handle: OpaquePointer?
    /// Why there is no value, or nil.
    public let failure: TensorError?

    /// Takes over a handle.
    init(owning handle: OpaquePointer) {
        self.handle = handle
        failure = nil
    }

    public init(failure: TensorError) {
        handle = nil
        self.failure = failure
    }

    deinit {
        if let handle { Backend.table?.pointee.release(handle) }
    }

    /// The same tensor, or its error thrown.
    @discardableResult
    public func checked() throws -> Tensor {
        if let failure { throw failure }
        return self
    }
}

extension Tensor {
    var details: TorchDescription {
        var out = TorchDescription()
        if let handle, let text = Backend.table?.pointee.describe(handle, &out) {
            Backend.table?.pointee.release_text(text)
        }
        return out
    }

    /// Sizes of the axes; empty for a single number and for a failed tensor.
    public var shape: Shape {
        guard handle != nil else { return [] }
        let details = details
        return withUnsafeBytes(of: details.sizes) { bytes in
            Shape(bytes.bindMemory(to: Int64.self).prefix(Int(details.rank)).map { Int($0) })
        }
    }
    public var rank: Int { Int(details.rank) }
    /// How many elements there are.
    public var count: Int { Int(details.count) }
    public var type: ElementType { ElementType(details.type) ?? .float32 }
    public var device: Device {
        let number = details.device
        return handle == nil || number == TORCH_CPU ? .cpu : .cuda(Int(number))
    }
    /// Whether gradients are recorded through it.
    public var requiresGradient: Bool { details.requires_gradient }
    /// Whether it was made by hand and not computed from what requires gradients.
    public var isLeaf: Bool { details.is_leaf }
    /// Whether only some rows are stored, as in an embedding's sparse gradient.
    public var isSparse: Bool { details.is_sparse }
}

extension Tensor: CustomStringConvertible {
    public var description: String {
        if let failure { return "failed: \(failure)" }
        let head = "\(type.rawValue) \(shape)"
        guard count <= 16, let values = try? doubles() else { return head }
        return "\(head) \(values)"
    }
}

/// What a call of the table fills.
typealias Out = UnsafeMutablePointer<OpaquePointer?>
typealias Text = UnsafeMutablePointer<CChar>

/// Makes a tensor from nothing.
@inline(__always)
func made(_ name: StaticString, _ call: (Backend.Table, Out) -> Text?) -> Tensor {
    switch Backend.loaded {
    case .failure(let error): return Tensor(failure: error)
    case .success(let table):
        var out: OpaquePointer?
        return finished(name, [], call(table, &out), out)
    }
}

/// Makes a tensor from one other.
@inline(__always)
func made(_ name: StaticString, _ a: Tensor, _ call: (Backend.Table, OpaquePointer, Out) -> Text?) -> Tensor {
    guard let table = Backend.table, let first = a.handle else { return a }
    var out: OpaquePointer?
    let text = call(table, first, &out)
    if text == nil, let out { return Tensor(owning: out) }
    return finished(name, [a.shape], text, out)
}

/// Makes a tensor from two others.
@inline(__always)
func made(
    _ name: StaticString, _ a: Tensor, _ b: Tensor,
    _ call: (Backend.Table, OpaquePointer, OpaquePointer, Out) -> Text?
) -> Tensor {
    guard let table = Backend.table, let first = a.handle else { return a }
    guard let second = b.handle else { return b }
    var out: OpaquePointer?
    let text = call(table, first, second, &out)
    if text == nil, let out { return Tensor(owning: out) }
    return finished(name, [a.shape, b.shape], text, out)
}

/// Makes a tensor from two others and one that may be absent.
@inline(__always)
func made(
    _ name: StaticString, _ a: Tensor, _ b: Tensor, _ c: Tensor?,
    _ call: (Backend.Table, OpaquePointer, OpaquePointer, OpaquePointer?, Out) -> Text?
) -> Tensor {
    guard let table = Backend.table, let first = a.handle else { return a }
    guard let second = b.handle else { return b }
    if let c, c.handle == nil { return c }
    var out: OpaquePointer?
    let text = call(table, first, second, c?.handle, &out)
    if text == nil, let out { return Tensor(owning: out) }
    return finished(name, [a.shape, b.shape] + (c.map { [$0.shape] } ?? []), text, out)
}

/// Makes a tensor from a list.
func made(
    _ name: StaticString, _ a: [Tensor],
    _ call: (Backend.Table, UnsafePointer<OpaquePointer?>, Int32, Out) -> Text?
) -> Tensor {
    for tensor in a where tensor.failure != nil { return tensor }
    guard let table = Backend.table else { return made(name) { _, _ in nil } }
    var out: OpaquePointer?
    let text = a.map(\.handle).withUnsafeBufferPointer { handles in
        handles.baseAddress.flatMap { call(table, $0, Int32(handles.count), &out) }
    }
    return finished(name, a.map(\.shape), text, out)
}

/// Makes several tensors from some; each is the same failed one when the call fails.
func several(
    _ name: StaticString, _ inputs: [Tensor], count: Int,
    _ call: (Backend.Table, UnsafePointer<OpaquePointer?>, Out) -> Text?
) -> [Tensor] {
    for tensor in inputs where tensor.failure != nil { return Array(repeating: tensor, count: count) }
    guard let table = Backend.table else {
        return Array(repeating: made(name) { _, _ in nil }, count: count)
    }
    var out = [OpaquePointer?](repeating: nil, count: max(1, count))
    let handles = inputs.map(\.handle) + [nil]
    let text = handles.withUnsafeBufferPointer { from in
        out.withUnsafeMutableBufferPointer { to in
            from.baseAddress.flatMap { from in to.baseAddress.flatMap { call(table, from, $0) } }
        }
    }
    if let text {
        let failed = Tensor(failure: TensorError(text, name, inputs.map(\.shape)))
        return Array(repeating: failed, count: count)
    }
    return out.prefix(count).map { finished(name, inputs.map(\.shape), nil, $0) }
}

private func finished(_ name: StaticString, _ shapes: [Shape], _ text: Text?, _ out: OpaquePointer?) -> Tensor
{
    if let text { return Tensor(failure: TensorError(text, name, shapes)) }
    guard let out else { return Tensor(failure: TensorError("there is no result", operation: "\(name)")) }
    return Tensor(owning: out)
}

/// Runs a call that changes something, and throws what it says.
func changing(_ name: StaticString, _ tensors: [Tensor], _ call: (Backend.Table) -> Text?) throws {
    for tensor in tensors { try tensor.checked() }
    let table = try Backend.loaded.get()
    if let text = call(table) { throw TensorError(text, name, tensors.map(\.shape)) }
}
