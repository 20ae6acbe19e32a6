import TorchABI

/// What a custom operation's way back is given.
public struct Backpropagation {
    /// Gradients of the outputs; nil where none flows.
    public let gradients: [Tensor?]
    /// What was saved on the way forward.
    public let saved: [Tensor]
}

/// The closure that the graph holds.
private final class Derivative {
    let apply: (Backpropagation) throws -> [Tensor?]
    init(_ apply: @escaping (Backpropagation) throws -> [Tensor?]) { self.apply = apply }
}

extension Tensor {
    /// Makes outputs, computed by any means, differentiable by a derivative that the caller writes.
    ///
    /// - Parameters:
    ///   - outputs: what was computed from the inputs' values, outside of the graph.
    ///   - inputs: what the gradients flow to.
    ///   - saved: tensors the derivative needs, outputs among them; the closure must not capture outputs itself, or
    ///     the graph would keep itself alive.
    ///   - derivative: from gradients of the outputs to those of the inputs, one each; nil for none.
    /// - Returns: the outputs, as part of the graph.
    public static func custom(
        _ outputs: [Tensor], of inputs: [Tensor], saving saved: [Tensor] = [],
        derivative: @escaping (Backpropagation) throws -> [Tensor?]
    ) -> [Tensor] {
        let computed = outputs.map(\.handle), remembered = saved.map(\.handle) + [nil]
        for tensor in outputs + saved where tensor.failure != nil {
            return Array(repeating: tensor, count: outputs.count)
        }
        return several("custom", inputs, count: outputs.count) { table, handles, out in
            table.pointee.custom(
                handles, Int32(inputs.count), computed, Int32(computed.count), remembered,
                Int32(remembered.count - 1), backwards,
                Unmanaged.passRetained(Derivative(derivative)).toOpaque(),
                { context in context.map { Unmanaged<Derivative>.fromOpaque($0).release() } }, out)
        }
    }
}

/// Calls the closure behind `context`; the handles it is given are lent, those it fills are taken over.
private let backwards: TorchBackward = { context, gradients, outputs, saved, savedCount, out, inputs in
    guard let context, let table = Backend.table else { return nil }
    func lent(_ handle: OpaquePointer?) -> Tensor? {
        guard let handle else { return nil }
        return made("custom") { $0.pointee.unary(.share, handle, $1) }
    }
    let above = (0..<Int(outputs)).map { lent(gradients?[$0]) }
    let kept = (0..<Int(savedCount)).compactMap { lent(saved?[$0]) }
    do {
        let derivative = Unmanaged<Derivative>.fromOpaque(context).takeUnretainedValue()
        let below = try derivative.apply(Backpropagation(gradients: above, saved: kept))
        guard below.count == Int(inputs) else {
            throw TensorError("\(below.count) gradients for \(inputs) inputs", operation: "custom")
        }
        for (i, gradient) in below.enumerated() {
            guard let gradient else { continue }
            let handle = try gradient.checked().handle
            if let text = table.pointee.unary(.share, handle, out?.advanced(by: i)) { return text }
        }
        return nil
    } catch {
        return table.pointee.copy_text("\(error)")
    }
}
