import Datasets
import Declarations
import Foundation
import Kernels

/// A fitted factorisation: the score is the inner product of a user's and an item's vector.
///
/// A user whose vector is all zeros was not in training: one with a history is folded in from it when scores are asked
/// for, one without scores 0 everywhere.
public struct FactorModel: EmbeddingModel, WeightedScorer {
    let users: Factors
    let items: Factors
    private let panels: FactorPanels
    private let values: Counting
    private let folding: any Folding
    private let foldsEverybody: Bool
    private let isNew: [Bool]
    /// Added to each item's scores, where there are any.
    private let offsets: [Float]?

    init(
        users: Factors, items: Factors, values: Counting, folding: any Folding, foldsEverybody: Bool,
        offsets: [Float]? = nil
    ) {
        (self.users, self.items, self.values, self.folding) = (users, items, values, folding)
        (self.foldsEverybody, self.offsets) = (foldsEverybody, offsets)
        panels = FactorPanels(items, offsets: offsets)
        isNew = (0..<users.rows).map { users.isZero($0) }
    }

    public func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        guard let start = scores.baseAddress else { return }
        let folds = users.contains { foldsEverybody || isNew[Int($0)] }
        let folded = Factors(rows: folds ? users.count : 0, width: items.width)
        let rows: [UnsafePointer<Float>] = users.enumerated().map { t, user in
            guard foldsEverybody || isNew[Int(user)] else { return UnsafePointer(self.users[Int(user)]) }
            histories.withRow(Int(user), values: values == .ratings) { entries, weights in
                if !entries.isEmpty { folding.fold(entries, weights, into: folded[t]) }
            }
            return UnsafePointer(folded[t])
        }
        withExtendedLifetime(folded) { panels.scores(of: rows, into: start) }
    }

    public var userVectors: Vectors { Vectors(rows: users.rows, width: users.width, values: users.values) }
    public var itemVectors: Vectors { Vectors(rows: items.rows, width: items.width, values: items.values) }

    public func weights() throws -> Weights {
        var weights = Weights()
        try weights.set("users", users.values, shape: [users.rows, users.width])
        try weights.set("items", items.values, shape: [items.rows, items.width])
        if let offsets { try weights.set("offsets", offsets) }
        return weights
    }
}

/// Finds the vector of a user from a history, beside fixed items.
protocol Folding: Sendable {
    /// Fills x, all zeros before, [width].
    func fold(
        _ entries: UnsafeBufferPointer<Int32>, _ values: UnsafeBufferPointer<Float>?,
        into x: UnsafeMutablePointer<Float>)
}

extension Weights {
    /// The arrays `users` and `items` that a `FactorModel` has written.
    func factorPair() throws -> (users: Factors, items: Factors) {
        let (u, v) = (try floats("users", shape: [-1, -1]), try floats("items", shape: [-1, -1]))
        let (left, right) = (try entry("users").shape, try entry("items").shape)
        guard left[1] == right[1], left[1] > 0 else {
            throw Problem(
                "users have \(left[1]) factors, but items \(right[1])",
                remedy: "read a file that this model has written")
        }
        return (
            Factors(rows: left[0], width: left[1], values: u),
            Factors(rows: right[0], width: right[1], values: v)
        )
    }
}

extension Factors {
    /// Normal numbers with mean 0.
    convenience init(rows: Int, width: Int, sd: Double, using chance: inout Chance) {
        self.init(rows: rows, width: width)
        var spare: Double?
        for row in 0..<rows {
            for k in 0..<width {
                if let second = spare {
                    self[row][k] = Float(second * sd)
                    spare = nil
                    continue
                }
                // Box & Muller 1958.
                let length = (-2 * log(1 - chance.uniform())).squareRoot()
                let angle = 2 * Double.pi * chance.uniform()
                self[row][k] = Float(length * cos(angle) * sd)
                spare = length * sin(angle)
            }
        }
    }
}
