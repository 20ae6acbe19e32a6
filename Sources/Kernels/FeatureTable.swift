import CKernels
import Foundation

/// Memory that stays in its place, as lock-free threads need it, on a border of a cache's line.
final class Slab<Element: BitwiseCopyable>: @unchecked Sendable {
    let start: UnsafeMutablePointer<Element>
    let count: Int

    init(repeating value: Element, count: Int) {
        (start, self.count) = (Self.room(count), count)
        start.initialize(repeating: value, count: max(1, count))
    }
    init(_ elements: some Collection<Element>) {
        (start, count) = (Self.room(elements.count), elements.count)
        _ = UnsafeMutableBufferPointer(start: start, count: count).initialize(from: elements)
    }
    deinit { free(start) }

    /// Rows of 16 floats that lie across two lines cost a fifth of the time of learning.
    private static func room(_ count: Int) -> UnsafeMutablePointer<Element> {
        let bytes = max(1, count) * MemoryLayout<Element>.stride
        return UnsafeMutableRawPointer(reel_dense_room((bytes + 3) / 4))
            .bindMemory(to: Element.self, capacity: max(1, count))
    }

    var array: [Element] { Array(UnsafeBufferPointer(start: start, count: count)) }
}

/// Users or items with their features: entity e is described by entries offsets[e] ..< offsets[e + 1].
public struct FeatureRows: Sendable, Equatable {
    public var offsets: [Int]
    public var indices: [Int32]
    public var weights: [Float]
    /// Features that there are.
    public var features: Int
    public var count: Int { offsets.count - 1 }

    public init(offsets: [Int] = [0], indices: [Int32] = [], weights: [Float] = [], features: Int) {
        (self.offsets, self.indices, self.weights) = (offsets, indices, weights)
        self.features = features
    }

    /// Every entity its own feature, with weight 1.
    public static func identity(_ count: Int) -> FeatureRows {
        FeatureRows(
            offsets: Array(0...count), indices: (0..<Int32(count)).map { $0 },
            weights: Array(repeating: 1, count: count), features: count)
    }

    public var isIdentity: Bool {
        features == count && indices.count == count
            && indices.indices.allSatisfy { indices[$0] == $0 && offsets[$0] == $0 && weights[$0] == 1 }
    }

    public func range(_ entity: Int) -> Range<Int> { offsets[entity]..<offsets[entity + 1] }
}

/// Vectors and biases of all features of one side, and what the optimiser remembers of them.
public final class FeatureTable: @unchecked Sendable {
    /// Users or items.
    public let entities: Int
    public let features: Int
    public let dim: Int
    /// Floats from one row to the next: `dim` rounded up to a multiple of 16; the rest of a row is 0.
    public let stride: Int
    let vectors: Slab<Float>
    let biases: Slab<Float>
    private let squares: Slab<Float>
    private let biasSquares: Slab<Float>
    private let steps: Slab<Float>?
    private let biasSteps: Slab<Float>?
    private let offsets: Slab<Int>?
    private let indices: Slab<Int32>?
    private let weights: Slab<Float>?
    private let decays: Slab<Double>?
    private let decayed = Slab<Double>(repeating: 0, count: 1)
    /// L2 penalty of every row.
    public let penalty: Float

    /// All zeros; `vectors` and `biases` are set afterwards.
    public init(_ rows: FeatureRows, dim: Int, adadelta: Bool = false, penalty: Float = 0) {
        (entities, features) = (rows.count, rows.features)
        (self.dim, self.penalty) = (dim, penalty)
        stride = (dim + 15) / 16 * 16
        let (n, first) = (rows.features * stride, Float(adadelta ? 0 : 1))
        (vectors, squares) = (Slab(repeating: 0, count: n), Slab(repeating: first, count: n))
        biases = Slab(repeating: 0, count: features)
        biasSquares = Slab(repeating: first, count: features)
        steps = adadelta ? Slab(repeating: 0, count: n) : nil
        biasSteps = adadelta ? Slab(repeating: 0, count: features) : nil
        let own = rows.isIdentity
        offsets = own ? nil : Slab(rows.offsets)
        indices = own ? nil : Slab(rows.indices)
        weights = own ? nil : Slab(rows.weights)
        decays = penalty > 0 ? Slab(repeating: 0, count: features) : nil
    }

    /// Rows that are given and will not change.
    public convenience init(fixed rows: Representations) {
        self.init(.identity(rows.count), dim: rows.dim)
        vectors.start.update(from: rows.vectors, count: rows.vectors.count)
        biases.start.update(from: rows.biases, count: rows.count)
    }

    /// Sets the vectors and biases of some features to 0.
    public func clear(where isUnwanted: (Int) -> Bool) {
        for feature in 0..<features where isUnwanted(feature) {
            (vectors.start + feature * stride).update(repeating: 0, count: stride)
            biases.start[feature] = 0
        }
    }

    /// A feature's vector, [dim].
    public subscript(feature: Int) -> [Float] {
        get { (0..<dim).map { vectors.start[feature * stride + $0] } }
        set { for c in 0..<dim { vectors.start[feature * stride + c] = newValue[c] } }
    }
    public func bias(_ feature: Int) -> Float { biases.start[feature] }
    public func setBias(_ feature: Int, to bias: Float) { biases.start[feature] = bias }

    /// As the kernel sees it; valid as long as the table is.
    func side(frozen: Bool = false) -> reel_side {
        reel_side(
            entities: Int64(entities), features: Int64(features),
            offsets: offsets.map { UnsafePointer<Int>($0.start) }.map(as64),
            indices: indices.map { UnsafePointer($0.start) },
            weights: weights.map { UnsafePointer($0.start) },
            vectors: vectors.start, squares: squares.start, steps: steps?.start, biases: biases.start,
            bias_squares: biasSquares.start, bias_steps: biasSteps?.start, decays: decays?.start,
            decayed: decayed.start, penalty: penalty, frozen: frozen ? 1 : 0)
    }

    /// All vectors, [features, dim], and all biases, [features].
    public var content: (vectors: [Float], biases: [Float]) {
        ((0..<features).flatMap { self[$0] }, biases.array)
    }

    /// The same numbers in memory of their own.
    public func copy() -> FeatureTable { FeatureTable(copying: self) }

    private init(copying other: FeatureTable) {
        (entities, features, dim) = (other.entities, other.features, other.dim)
        (stride, penalty) = (other.stride, other.penalty)
        (vectors, squares) = (Slab(other.vectors.array), Slab(other.squares.array))
        (biases, biasSquares) = (Slab(other.biases.array), Slab(other.biasSquares.array))
        steps = other.steps.map { Slab($0.array) }
        biasSteps = other.biasSteps.map { Slab($0.array) }
        // What features there are does not change.
        (offsets, indices, weights) = (other.offsets, other.indices, other.weights)
        decays = other.decays.map { Slab($0.array) }
        decayed.start.pointee = other.decayed.start.pointee
    }

    /// Brings the penalty of rows that were not touched lately up to date.
    public func settle() {
        var side = side()
        reel_hybrid_settle(&side, Int32(stride))
    }

    /// Vectors [count, stride], biases, and the sums over pairs of an entity's own features (nil unless `inner`).
    public func represent(_ rows: FeatureRows, inner: Bool = false) -> Representations {
        let (offsets, indices, weights) = (Slab(rows.offsets), Slab(rows.indices), Slab(rows.weights))
        var side = side()
        side.offsets = as64(UnsafePointer(offsets.start))
        (side.indices, side.weights) = (UnsafePointer(indices.start), UnsafePointer(weights.start))
        var vectors = [Float](repeating: 0, count: rows.count * stride)
        var biases = [Float](repeating: 0, count: rows.count)
        vectors.withUnsafeMutableBufferPointer { out in
            guard let start = out.baseAddress else { return }
            for e in biases.indices {
                var own = Float(0)
                let bias = reel_hybrid_represent(&side, Int64(e), Int32(stride), start + e * stride, &own)
                biases[e] = bias + (inner ? own : 0)
            }
        }
        withExtendedLifetime((offsets, indices, weights)) {}
        return Representations(dim: dim, stride: stride, vectors: vectors, biases: biases)
    }
}

/// `Int` is 64 bits wide wherever the bench runs.
func as64(_ pointer: UnsafePointer<Int>) -> UnsafePointer<Int64> {
    UnsafeRawPointer(pointer).assumingMemoryBound(to: Int64.self)
}

/// Users or items as single vectors.
public struct Representations: Sendable {
    public let dim: Int
    /// Floats from one row to the next; what is beyond `dim` is 0.
    public let stride: Int
    public var vectors: [Float]
    public var biases: [Float]
    public var count: Int { biases.count }

    public init(dim: Int, stride: Int, vectors: [Float], biases: [Float]) {
        (self.dim, self.stride, self.vectors, self.biases) = (dim, stride, vectors, biases)
    }

    public subscript(row: Int) -> ArraySlice<Float> { vectors[row * stride..<row * stride + dim] }

    /// row[i] = offset + bias_i + ⟨vector, v_i⟩ for all rows; `vector` has `stride` numbers.
    public func scores(of vector: UnsafePointer<Float>, offset: Float, into row: UnsafeMutablePointer<Float>)
    {
        reel_hybrid_scores(vector, offset, vectors, biases, Int64(count), Int32(stride), row)
    }
}
