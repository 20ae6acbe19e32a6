import TorchABI

/// A network exported by PyTorch's `torch.jit.script` or `trace`, loaded and run.
///
/// Only load files you trust: a script is a program.
public final class ScriptModule: @unchecked Sendable {
    private let handle: OpaquePointer

    public init(path: String, on device: Device = .cpu) throws {
        let table = try Backend.loaded.get()
        var out: OpaquePointer?
        if let text = table.pointee.script_load(path, device.abi, &out) {
            let error = TensorError(text, "ScriptModule", [])
            throw TensorError(
                "\(path) cannot be loaded: \(error.message)", operation: "ScriptModule", kind: .file)
        }
        guard let out else { throw TensorError("\(path) holds no module", kind: .file) }
        handle = out
    }

    deinit { Backend.table?.pointee.release_script(handle) }

    /// Runs `forward`, which must give one tensor.
    public func callAsFunction(_ inputs: Tensor...) throws -> Tensor {
        let results = try run("forward", inputs)
        guard let result = results.first, results.count == 1 else {
            throw TensorError("forward gives \(results.count) tensors", operation: "ScriptModule")
        }
        return result
    }

    /// Runs a method; what it returns in tuples, lists and dictionaries comes in order. At most 64 tensors.
    public func run(_ method: String, _ inputs: [Tensor]) throws -> [Tensor] {
        var out = [OpaquePointer?](repeating: nil, count: 64)
        var count: Int32 = 0
        let handles = inputs.map(\.handle)
        try changing("ScriptModule.run", inputs) {
            $0.pointee.script_run(
                handle, method, handles, Int32(handles.count), &out, Int32(out.count), &count)
        }
        return out.prefix(Int(count)).compactMap { $0.map(Tensor.init(owning:)) }
    }

    /// Its parameters by name; changing one in place changes the module.
    public func parameters() throws -> [NamedTensor] {
        final class Found { var tensors: [NamedTensor] = [] }
        let found = Found()
        try changing("ScriptModule.parameters", []) {
            $0.pointee.script_visit(handle, Unmanaged.passUnretained(found).toOpaque()) {
                context, name, borrowed in
                guard let context, let name, let borrowed else { return }
                let shared = made("parameters") { $0.pointee.unary(.share, borrowed, $1) }
                Unmanaged<Found>.fromOpaque(context).takeUnretainedValue().tensors
                    .append(NamedTensor(String(cString: name), shared))
            }
        }
        return found.tensors
    }
}
