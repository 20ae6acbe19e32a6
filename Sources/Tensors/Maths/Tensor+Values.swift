import TorchABI

// Tensors made from numbers, and read back.

extension Tensor {
    /// A tensor of the given elements, row-major. Fails when their number is not the shape's.
    public convenience init<Element: TensorElement>(
        _ elements: [Element], _ shape: [Int]? = nil, on device: Device = .cpu
    ) {
        let sizes = (shape ?? [elements.count]).map(Int64.init)
        let made = elements.withUnsafeBytes { bytes in
            Self.copied(bytes, Element.elementType, sizes, device, elements.count)
        }
        self.init(taking: made)
    }

    /// A single number.
    public convenience init(_ value: Double, type: ElementType = .float32, on device: Device = .cpu) {
        self.init(taking: .filled([], with: value, type: type, on: device))
    }

    /// A tensor copied from memory, row-major; `bytes` must hold at least as much as the shape says.
    public convenience init(
        copying bytes: UnsafeRawBufferPointer, type: ElementType, _ shape: [Int], on device: Device = .cpu
    ) {
        let made = Self.copied(bytes, type, shape.map(Int64.init), device, bytes.count / type.width)
        self.init(taking: made)
    }

    /// Takes the value of another tensor, which must not be used again.
    private convenience init(taking other: Tensor) {
        if let failure = other.failure {
            self.init(failure: failure)
        } else {
            let shared = Tensor.shared(other)
            switch shared {
            case .success(let handle): self.init(owning: handle)
            case .failure(let error): self.init(failure: error)
            }
        }
    }

    private static func shared(_ other: Tensor) -> Result<OpaquePointer, TensorError> {
        var out: OpaquePointer?
        guard let table = Backend.table, let handle = other.handle else {
            return .failure(other.failure ?? TensorError("there is no tensor"))
        }
        if let text = table.pointee.unary(.share, handle, &out) {
            return .failure(TensorError(text, "init", []))
        }
        return out.map { .success($0) } ?? .failure(TensorError("there is no tensor"))
    }

    private static func copied(
        _ bytes: UnsafeRawBufferPointer, _ type: ElementType, _ sizes: [Int64], _ device: Device, _ count: Int
    ) -> Tensor {
        let needed = sizes.reduce(1, *)
        guard needed <= Int64(count), sizes.allSatisfy({ $0 >= 0 }) else {
            let shape = Shape(sizes.map { Int($0) })
            return Tensor(failure: TensorError("\(count) elements do not fill a tensor of \(shape)"))
        }
        return made("Tensor") {
            $0.pointee.from_memory(bytes.baseAddress, sizes, Int32(sizes.count), type.abi, device.abi, $1)
        }
    }
}

extension Tensor {
    public static func zeros(_ shape: [Int], type: ElementType = .float32, on device: Device = .cpu) -> Tensor
    {
        filled(shape, with: 0, type: type, on: device)
    }
    public static func ones(_ shape: [Int], type: ElementType = .float32, on device: Device = .cpu) -> Tensor
    {
        filled(shape, with: 1, type: type, on: device)
    }
    /// A tensor with one number everywhere.
    public static func filled(
        _ shape: [Int], with value: Double, type: ElementType = .float32, on device: Device = .cpu
    ) -> Tensor {
        made("filled") {
            $0.pointee.filled(shape.map(Int64.init), Int32(shape.count), value, type.abi, device.abi, $1)
        }
    }
    /// from, from + 1, …, to - 1.
    public static func range(_ range: Range<Int>, type: ElementType = .int64, on device: Device = .cpu)
        -> Tensor
    {
        made("range") {
            $0.pointee.range(Double(range.lowerBound), Double(range.upperBound), 1, type.abi, device.abi, $1)
        }
    }
    /// `count` numbers from `first` to `last`, both included, evenly spaced.
    public static func spaced(
        from first: Double, to last: Double, count: Int, type: ElementType = .float32,
        on device: Device = .cpu
    ) -> Tensor {
        let gap = (last - first) / Double(Swift.max(1, count - 1))
        let steps = Tensor.range(0..<Swift.max(0, count), type: .float64, on: device)
        return (steps * gap + first).converted(to: type)
    }
    /// Ones on the diagonal, [n, n].
    public static func identity(_ n: Int, type: ElementType = .float32, on device: Device = .cpu) -> Tensor {
        made("identity") { $0.pointee.identity(Int64(n), type.abi, device.abi, $1) }
    }
    /// What position i may look at: j ≤ i. Bool, [T, T].
    public static func causalMask(_ length: Int, on device: Device = .cpu) -> Tensor {
        Tensor.ones([length, length], type: .bool, on: device).lowerTriangle()
    }

    /// Zeros of the same shape, type and device.
    public func zerosLike() -> Tensor { .zeros(shape.sizes, type: type, on: device) }
}

extension Tensor {
    /// The single number; throws when there are more.
    public func item() throws -> Double {
        let values = try array(of: Double.self)
        guard let value = values.first, values.count == 1 else {
            throw TensorError("a single number is wanted", operation: "item", shapes: [shape])
        }
        return value
    }

    /// The elements, row-major, converted to the given type.
    public func array<Element: TensorElement>(of type: Element.Type) throws -> [Element] {
        try checked()
        let count = count
        let table = try Backend.loaded.get()
        return try Array(unsafeUninitializedCapacity: count) { buffer, filled in
            if let text = table.pointee.to_memory(
                handle, type.elementType.abi, buffer.baseAddress, Int64(count))
            {
                throw TensorError(text, "array", [shape])
            }
            filled = count
        }
    }
    public func floats() throws -> [Float] { try array(of: Float.self) }
    public func doubles() throws -> [Double] { try array(of: Double.self) }
    public func ints() throws -> [Int] { try array(of: Int.self) }
    public func bools() throws -> [Bool] { try array(of: Bool.self) }

    /// Copies the elements, row-major, into memory that has exactly as many.
    public func copy<Element: TensorElement>(into memory: UnsafeMutableBufferPointer<Element>) throws {
        try changing("copy", [self]) {
            $0.pointee.to_memory(handle, Element.elementType.abi, memory.baseAddress, Int64(memory.count))
        }
    }

    /// Lends the elements of a tensor on the host, row-major, without copying them where they lie so already.
    public func withElements<Element: TensorElement, Result>(
        of type: Element.Type, _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) throws -> Result {
        let rows = try converted(to: type.elementType).on(.cpu).contiguous().checked()
        let memory = try rows.memory()
        return try withExtendedLifetime(rows) {
            try body(UnsafeBufferPointer(start: memory?.assumingMemoryBound(to: type), count: rows.count))
        }
    }

    /// Lends the elements for writing, outside of the graph: a batch's buffer. The tensor must be of this type, on the
    /// host, and row-major in memory.
    public func withMutableElements<Element: TensorElement, Result>(
        of type: Element.Type, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
    ) throws -> Result {
        guard try checked().type == type.elementType else {
            throw TensorError(
                "the elements are \(self.type), not \(type.elementType)", operation: "withMutableElements")
        }
        let memory = try memory()
        return try withExtendedLifetime(self) {
            try body(UnsafeMutableBufferPointer(start: memory?.assumingMemoryBound(to: type), count: count))
        }
    }

    /// Where the elements of a contiguous tensor of the host lie, as long as the tensor lives.
    func memory() throws -> UnsafeMutableRawPointer? {
        var pointer: UnsafeMutableRawPointer?
        try changing("memory", [self]) { $0.pointee.memory(handle, &pointer) }
        return pointer
    }

    /// The same numbers as another type; the tensor itself when it has it already.
    public func converted(to type: ElementType) -> Tensor {
        made("converted", self) { $0.pointee.convert($1, type.abi, device.abi, $2) }
    }
    /// The same tensor on another device.
    public func on(_ device: Device) -> Tensor {
        made("on", self) { $0.pointee.convert($1, type.abi, device.abi, $2) }
    }
}

extension Tensor {
    /// Overwrites the elements in place, outside of the graph; shapes must agree after broadcasting.
    public func assign(_ other: Tensor) throws {
        try changing("assign", [self, other]) { $0.pointee.assign(.copy, handle, other.handle) }
    }
    /// Fills every element in place, outside of the graph.
    public func assign(_ value: Double) throws {
        try changing("assign", [self]) { $0.pointee.assign_scalar(.copy, handle, value) }
    }
    /// Adds in place, outside of the graph.
    public func add(_ other: Tensor) throws {
        try changing("add", [self, other]) { $0.pointee.assign(.add, handle, other.handle) }
    }
    /// Multiplies in place, outside of the graph.
    public func scale(by value: Double) throws {
        try changing("scale", [self]) { $0.pointee.assign_scalar(.multiply, handle, value) }
    }
    /// Puts another tensor's storage under this one, which may change its type and device.
    func replace(with other: Tensor) throws {
        try changing("replace", [self, other]) { $0.pointee.assign(.replaceStorage, handle, other.handle) }
    }
}
