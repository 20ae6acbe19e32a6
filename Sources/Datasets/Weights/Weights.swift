import Declarations

/// Numbers that a fitted model is made of, as arrays by name: what goes into a safetensors file and comes out of it.
public struct Weights: Sendable, Hashable {
    /// One array with its shape, row-major.
    public struct Entry: Sendable, Hashable {
        public enum Content: Sendable, Hashable {
            case floats([Float])
            case integers([Int32])
            case longs([Int64])
        }
        public let shape: [Int]
        public let content: Content

        /// Throws where the shape asks for another number of values.
        public init(_ shape: [Int], _ content: Content) throws {
            (self.shape, self.content) = (shape, content)
            guard shape.allSatisfy({ $0 >= 0 }), Entry.size(of: shape) == count else {
                throw Problem("\(count) values do not make an array of shape \(shape)")
            }
        }

        public var count: Int {
            switch content {
            case .floats(let all): all.count
            case .integers(let all): all.count
            case .longs(let all): all.count
            }
        }

        /// Values that a shape holds; `nil` where that is beyond counting.
        static func size(of shape: [Int]) -> Int? {
            shape.reduce(1) { (product: Int?, size) in
                guard let product else { return nil }
                let (next, overflow) = product.multipliedReportingOverflow(by: size)
                return overflow ? nil : next
            }
        }
    }

    public private(set) var entries: [String: Entry] = [:]
    /// Free text by key: the model's name, its settings.
    public var about: [String: String]

    public init(about: [String: String] = [:]) { self.about = about }

    // MARK: Putting in

    public mutating func set(_ name: String, _ entry: Entry) { entries[name] = entry }
    public mutating func set(_ name: String, _ values: [Float], shape: [Int]) throws {
        entries[name] = try Entry(shape, .floats(values))
    }
    public mutating func set(_ name: String, _ values: [Float]) throws {
        try set(name, values, shape: [values.count])
    }
    public mutating func set(_ name: String, _ values: [Int32]) throws {
        entries[name] = try Entry([values.count], .integers(values))
    }

    /// A sparse matrix as `name.offsets`, `name.indices` and `name.values`, with its shape beside.
    public mutating func set(_ name: String, _ matrix: SparseMatrix) throws {
        entries["\(name).shape"] = try Entry([2], .longs([Int64(matrix.rows), Int64(matrix.columns)]))
        entries["\(name).offsets"] = try Entry([matrix.offsets.count], .longs(matrix.offsets.map(Int64.init)))
        try set("\(name).indices", matrix.indices)
        try set("\(name).values", matrix.values)
    }

    // MARK: Taking out

    /// The entry of this name; a problem says which there are.
    public func entry(_ name: String) throws -> Entry {
        if let found = entries[name] { return found }
        throw Problem(
            "the weights hold no array \(name)",
            remedy: "they hold \(entries.keys.sorted().joined(separator: ", "))")
    }

    /// Floats of this name. Where a shape is given, the array must have it; -1 stands for any size.
    public func floats(_ name: String, shape: [Int]? = nil) throws -> [Float] {
        let entry = try entry(name)
        guard case .floats(let values) = entry.content else { throw wrong(name, "hold no decimal numbers") }
        if let shape {
            guard entry.shape.count == shape.count,
                zip(entry.shape, shape).allSatisfy({ $1 == -1 || $0 == $1 })
            else { throw wrong(name, "have shape \(entry.shape), but \(shape) is needed") }
        }
        return values
    }

    public func integers(_ name: String) throws -> [Int32] {
        guard case .integers(let values) = try entry(name).content else {
            throw wrong(name, "hold no whole numbers of 32 bits")
        }
        return values
    }

    public func longs(_ name: String) throws -> [Int64] {
        guard case .longs(let values) = try entry(name).content else {
            throw wrong(name, "hold no whole numbers of 64 bits")
        }
        return values
    }

    /// A sparse matrix that `set` has put in, checked: offsets ascend, indices lie within.
    public func sparse(_ name: String) throws -> SparseMatrix {
        let shape = try longs("\(name).shape")
        let offsets = try longs("\(name).offsets")
        let (indices, values) = (try integers("\(name).indices"), try floats("\(name).values"))
        guard shape.count == 2, offsets.count - 1 == shape[0], shape[1] >= 0, offsets.first == 0,
            offsets.last == Int64(indices.count), values.count == indices.count,
            zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
            indices.allSatisfy({ $0 >= 0 && $0 < shape[1] })
        else { throw wrong(name, "are no sparse matrix") }
        return SparseMatrix(
            rows: Int(shape[0]), columns: Int(shape[1]), offsets: offsets.map { Int($0) }, indices: indices,
            values: values)
    }

    private func wrong(_ name: String, _ what: String) -> Problem {
        Problem("the weights \(name) \(what)", remedy: "read a file that this model has written")
    }
}
