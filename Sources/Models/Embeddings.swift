import Datasets
import Kernels

/// Vectors of one width, row-major, [rows, width].
public struct Vectors: Sendable, Hashable {
    public let rows: Int
    public let width: Int
    public var values: [Float]

    public init(rows: Int, width: Int, values: [Float]) {
        (self.rows, self.width, self.values) = (rows, width, values)
    }
    public init(rows: Int, width: Int) {
        self.init(rows: rows, width: width, values: [Float](repeating: 0, count: rows * width))
    }

    public subscript(row: Int) -> ArraySlice<Float> { values[row * width..<(row + 1) * width] }

    /// Cosine of one row with every row, [rows]; 0 where either is all zeros.
    public func cosines(with row: Int) -> [Float] {
        let own = self[row]
        let length = own.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return (0..<rows).map { other in
            var (product, square) = (Float(0), Float(0))
            for (x, y) in zip(own, self[other]) {
                product += x * y
                square += y * y
            }
            let scale = length * square.squareRoot()
            return scale > 0 ? product / scale : 0
        }
    }
}

/// A fitted model that knows which items are alike.
public protocol ItemLikeness: Scorer {
    /// How like each item is to this one, [V]: higher is more, 0 where nothing is known.
    func likeness(ofItem item: ItemIndex) throws -> [Float]
}

/// A fitted model that knows which users are alike.
public protocol UserLikeness: Scorer {
    /// How like each user is to this one, [U].
    func likeness(ofUser user: UserIndex) throws -> [Float]
}

/// A fitted model that has a vector for each user and each item. Likeness is the cosine of two vectors.
public protocol EmbeddingModel: ItemLikeness, UserLikeness {
    /// [U, D], without offsets.
    var userVectors: Vectors { get }
    /// [V, D], without offsets.
    var itemVectors: Vectors { get }
}

extension EmbeddingModel {
    public func likeness(ofItem item: ItemIndex) throws -> [Float] { itemVectors.cosines(with: Int(item)) }
    public func likeness(ofUser user: UserIndex) throws -> [Float] { userVectors.cosines(with: Int(user)) }
}
