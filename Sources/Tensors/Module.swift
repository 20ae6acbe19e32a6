/// A part of a network. Its stored tensors *are* its parameters, found by their names:
///
///     struct Net: Module {
///         let items: Embedding                   // "items.weight"
///         let blocks: [Block]                    // "blocks.0.norm.weight", …
///         let output: Linear                     // "output.weight", "output.bias"
///     }
///
/// Found are tensors, modules, and structures, optionals, arrays, tuples and dictionaries of them; a tensor that is
/// stored twice (tied weights) is found once, under its first name. A tensor that requires a gradient is a parameter;
/// any other is a constant that is saved with the rest.
public protocol Module {}

/// A tensor of a module, by the path to it.
public struct NamedTensor: Sendable {
    public let name: String
    public let tensor: Tensor

    public init(_ name: String, _ tensor: Tensor) {
        self.name = name
        self.tensor = tensor
    }
}

extension Module {
    /// Every stored tensor, in the order of declaration.
    public func tensors() -> [NamedTensor] {
        var finder = TensorFinder()
        finder.visit(self, "")
        return finder.found
    }

    /// The tensors that training changes.
    public func parameters() -> [NamedTensor] { tensors().filter { $0.tensor.requiresGradient } }

    /// How many numbers training changes.
    public var parameterCount: Int { parameters().reduce(0) { $0 + $1.tensor.count } }

    /// Lets training change every floating tensor of this module, or none of them.
    public func setTrainable(_ on: Bool) {
        for (_, tensor) in pairs() where tensor.type.isFloating { tensor.requireGradient(on) }
    }

    /// Forgets all gradients.
    public func clearGradients() throws {
        for (_, tensor) in pairs() where tensor.requiresGradient { try tensor.setGradient(nil) }
    }

    /// Moves every tensor to a device; make optimisers afterwards.
    public func move(to device: Device) throws {
        for (_, tensor) in pairs() where tensor.device != device {
            try tensor.replace(with: tensor.detached().on(device))
        }
    }

    /// Copies of all tensors: the best epoch, a checkpoint.
    public func snapshot() throws -> [String: Tensor] {
        try Dictionary(uniqueKeysWithValues: pairs().map { ($0, try $1.detached().cloned().checked()) })
    }

    /// Puts values back under the same names; throws, changing nothing, where names or shapes disagree.
    public func restore(_ values: [String: Tensor]) throws {
        let own = tensors()
        let missing = own.map(\.name).filter { values[$0] == nil }
        let extra = Set(values.keys).subtracting(own.map(\.name)).sorted()
        guard missing.isEmpty, extra.isEmpty else {
            let absent = missing.isEmpty ? nil : "\(missing.prefix(3).joined(separator: ", ")) missing"
            let unknown = extra.isEmpty ? nil : "\(extra.prefix(3).joined(separator: ", ")) not in this model"
            let what = [absent, unknown].compactMap(\.self).joined(separator: "; ")
            throw TensorError("these weights belong to another model: \(what)", operation: "restore")
        }
        for entry in own {
            guard let value = try values[entry.name]?.checked(), value.shape != entry.tensor.shape else {
                continue
            }
            throw TensorError(
                "\(entry.name) is \(entry.tensor.shape) here, but \(value.shape) in these weights",
                operation: "restore")
        }
        for entry in own { try values[entry.name].map { try entry.tensor.assign($0) } }
    }

    /// Writes all tensors as safetensors.
    public func save(to path: String, metadata: [String: String] = [:]) throws {
        try Safetensors(snapshot(), metadata: metadata).write(to: path)
    }

    /// Reads what `save` wrote.
    public func load(from path: String) throws { try restore(Safetensors(path: path).tensors) }

    private func pairs() -> [(String, Tensor)] { tensors().map { ($0.name, $0.tensor) } }
}

/// Walks stored properties.
private struct TensorFinder {
    var found: [NamedTensor] = []
    private var seen: Set<ObjectIdentifier> = []

    mutating func visit(_ value: Any, _ path: String) {
        if let tensor = value as? Tensor {
            guard seen.insert(ObjectIdentifier(tensor)).inserted else { return }
            found.append(NamedTensor(path, tensor))
            return
        }
        var mirror: Mirror? = Mirror(reflecting: value)
        if mirror?.displayStyle == .class {
            guard value is any Module, seen.insert(ObjectIdentifier(value as AnyObject)).inserted else {
                return
            }
        }
        while let level = mirror {
            visit(level, path)
            mirror = level.superclassMirror
        }
    }

    private mutating func visit(_ mirror: Mirror, _ path: String) {
        func below(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
        switch mirror.displayStyle {
        case .optional, .enum:
            for child in mirror.children { visit(child.value, path) }
        case .collection:
            guard let first = mirror.children.first, Self.mayHold(first.value) else { return }
            for (i, child) in mirror.children.enumerated() { visit(child.value, below("\(i)")) }
        case .dictionary:
            let entries = mirror.children.compactMap { child -> (String, Any)? in
                let pair = Mirror(reflecting: child.value).children.map(\.value)
                return pair.count == 2 ? ("\(pair[0])", pair[1]) : nil
            }
            for (key, value) in entries.sorted(by: { $0.0 < $1.0 }) { visit(value, below(key)) }
        default:
            for child in mirror.children {
                guard let label = child.label, Self.mayHold(child.value) else { continue }
                visit(child.value, below(label.hasPrefix("_") ? String(label.dropFirst()) : label))
            }
        }
    }

    /// Whether it is worth looking inside: spares a walk over a million numbers.
    private static func mayHold(_ value: Any) -> Bool {
        if value is Tensor || value is any Module { return true }
        switch value {
        case is any Numeric, is String, is Bool, is any Error: return false
        default: return true
        }
    }
}
