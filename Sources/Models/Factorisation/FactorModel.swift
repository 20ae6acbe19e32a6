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
    let offsets: [Float]?
    /// Epochs that it was trained for, where what an epoch draws follows from its number; else 0.
    let epochs: Int

    init(
        users: Factors, items: Factors, values: Counting, folding: any Folding, foldsEverybody: Bool,
        offsets: [Float]? = nil, epochs: Int = 0
    ) {
        (self.users, self.items, self.values, self.folding) = (users, items, values, folding)
        (self.foldsEverybody, self.offsets, self.epochs) = (foldsEverybody, offsets, epochs)
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

    public func learned() throws -> Weights {
        var weights = Weights()
        try weights.set("users", users.values, shape: [users.rows, users.width])
        try weights.set("items", items.values, shape: [items.rows, items.width])
        if let offsets { try weights.set("offsets", offsets) }
        weights.epochs = epochs
        return weights
    }
}

extension FactorModel: ExplainingScorer {
    /// Where the vector is solved for, each entry of the history adds its share (Hu et al. 2008, eq. 7); otherwise the
    /// score is the product of two vectors and the item's offset.
    public func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) -> Explanation {
        let (u, i) = (Int(user), Int(item))
        let folds = foldsEverybody || isNew[u]
        let had = histories.indices[histories.range(u)]
        let shares = histories.withRow(u, values: values == .ratings) {
            folding.shares($0, $1, of: i).map { zip(had, $0).map { Explanation.Part(.item($0), $1) } }
        }
        if let shares {
            return Explanation(
                shares,
                instead: folds
                    ? nil : "the score of the user solved for anew from this history (fold-in=everybody)")
        }
        let folded = Factors(rows: 1, width: items.width)
        if folds, !had.isEmpty {
            histories.withRow(u, values: values == .ratings) { folding.fold($0, $1, into: folded[0]) }
        }
        let x = folds ? folded[0] : users[u]
        let product = (0..<items.width).reduce(Float(0)) { $0 + x[$1] * items[i][$1] }
        let taste = Explanation.Part(.term("the user's taste for the item"), product)
        return Explanation(
            [taste] + (offsets.map { [.init(.term("the item's offset"), $0[i])] } ?? []))
    }
}

/// Finds the vector of a user from a history, beside fixed items.
protocol Folding: Sendable {
    /// What each entry of a history adds to the score of an item where the vector is found from it; `nil` where the
    /// score is no such sum.
    func shares(
        _ entries: UnsafeBufferPointer<Int32>, _ values: UnsafeBufferPointer<Float>?, of item: Int
    ) -> [Float]?
    /// Fills x, all zeros before, [width].
    func fold(
        _ entries: UnsafeBufferPointer<Int32>, _ values: UnsafeBufferPointer<Float>?,
        into x: UnsafeMutablePointer<Float>)
}

extension Folding {
    func shares(
        _ entries: UnsafeBufferPointer<Int32>, _ values: UnsafeBufferPointer<Float>?, of item: Int
    ) -> [Float]? { nil }
}

extension Weights {
    /// Epochs that a model was trained for, in the header; 0 where it says nothing.
    var epochs: Int {
        get { about["epochs"].flatMap { Int($0) } ?? 0 }
        set { about["epochs"] = newValue > 0 ? "\(newValue)" : nil }
    }

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
