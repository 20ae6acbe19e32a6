import Datasets
import Declarations
import Foundation
import Kernels

/// A fitted rating model of factors: r̂_ui = mean + b_u + b_i + ⟨p_u, q_i⟩.
///
/// Scores are the sums, predicted ratings the sums kept within `scale`. Whom or what training never saw has offset 0 and
/// factors 0; a user whom training never saw but who comes with a history is folded in, each time anew.
public struct RatingFactors: RatingPredictor, ExplainingScorer {
    public let tables: FactorTables
    public let scale: ClosedRange<Float>
    /// y, [V, stride], where the model reads what was rated at all; else empty.
    public let implicit: [Float]
    /// Whether training had ratings of a user, [U].
    public let known: [Bool]
    /// Whether it had ratings of an item, [V].
    public let rated: [Bool]
    /// What is predicted where the user or the item is unknown; what is left of the sum if `nil`.
    let fallback: Fallback?
    let newcomers: any NewcomerFit

    init(
        tables: FactorTables, scale: ClosedRange<Float>, implicit: [Float], known: [Bool], rated: [Bool],
        fallback: Fallback?, newcomers: any NewcomerFit
    ) {
        (self.tables, self.scale, self.implicit) = (tables, scale, implicit)
        (self.known, self.rated) = (known, rated)
        (self.fallback, self.newcomers) = (fallback, newcomers)
    }

    /// Fitted on these ratings.
    init(
        _ tables: FactorTables, implicit: [Float] = [], _ train: SparseMatrix, scale: ClosedRange<Float>,
        fallback: Fallback? = nil, newcomers: any NewcomerFit
    ) {
        var tables = tables
        let known = (0..<train.rows).map { !train.range($0).isEmpty }
        var rated = [Bool](repeating: false, count: train.columns)
        for i in train.indices { rated[Int(i)] = true }
        let stride = tables.stride
        for user in known.indices where !known[user] {
            for f in 0..<stride { tables.users[user * stride + f] = 0 }
        }
        for item in rated.indices where !rated[item] {
            for f in 0..<stride { tables.items[item * stride + f] = 0 }
        }
        self.init(
            tables: tables, scale: scale, implicit: implicit, known: known, rated: rated, fallback: fallback,
            newcomers: newcomers)
    }

    public func ratings(_ users: [UserIndex], _ items: [ItemIndex]) throws -> [Float] {
        var sums = tables.products(users, items)
        for k in sums.indices {
            let (u, i) = (Int(users[k]), Int(items[k]))
            let sum = tables.mean + tables.userOffsets[u] + tables.itemOffsets[i] + sums[k]
            let without = fallback.map { known[u] ? $0.users[u] : $0.items[i] }
            sums[k] = clamp(known[u] && rated[i] ? sum : without ?? sum, to: scale)
        }
        return sums
    }

    public func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        let (n, stride) = (tables.itemOffsets.count, tables.stride)
        fillRows(of: scores, count: users.count, width: n, chunk: 8) { t, row in
            let user = Int(users[t])
            if known[user] {
                tables.users.withUnsafeBufferPointer { p in
                    fill(row, offset: tables.userOffsets[user], p.baseAddress.map { $0 + user * stride })
                }
            } else if let folded = folded(user, histories) {
                folded.factors.withUnsafeBufferPointer { fill(row, offset: folded.offset, $0.baseAddress) }
            } else if let fallback {
                for i in 0..<n { row[i] = fallback.items[i] }
            } else {
                fill(row, offset: 0, nil)
            }
            guard let fallback else { return }
            for i in 0..<n where !rated[i] { row[i] = fallback.users[user] }
        }
        try Interrupt.check()
    }

    /// The terms of r̂_ui, not kept within the scale.
    public func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) -> Explanation {
        let (u, i) = (Int(user), Int(item))
        func term(_ words: String, _ value: Float) -> Explanation.Part { .init(.term(words), value) }
        if let fallback, !rated[i] { return Explanation([term("the user's mean rating", fallback.users[u])]) }
        let folded = known[u] ? nil : folded(u, histories)
        if let fallback, !known[u], folded == nil {
            return Explanation([term("the item's mean rating", fallback.items[i])])
        }
        let factors = folded?.factors ?? Array(tables.user(u))
        let product = zip(factors, tables.item(i)).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        let offset = known[u] ? tables.userOffsets[u] : folded?.offset ?? 0
        let terms = [
            term("mean of all ratings", tables.mean), term("the user's offset", offset),
            term("the item's offset", tables.itemOffsets[i]),
        ]
        return Explanation(
            terms.filter { $0.contribution != 0 } + [term("the user's taste for the item", product)])
    }

    private func folded(_ user: Int, _ histories: SparseMatrix) -> (offset: Float, factors: [Float])? {
        histories.withRow(user, values: true) { items, ratings in
            guard let ratings, !items.isEmpty else { return nil }
            return newcomers.fold(items, ratings, beside: self)
        }
    }

    /// A row of scores, [V], of a user with these factors, [stride].
    private func fill(_ row: UnsafeMutablePointer<Float>, offset: Float, _ factors: UnsafePointer<Float>?) {
        if let factors {
            tables.products(of: factors, into: row)
        } else {
            row.update(repeating: 0, count: tables.itemOffsets.count)
        }
        for i in tables.itemOffsets.indices { row[i] = tables.mean + offset + tables.itemOffsets[i] + row[i] }
    }
}

/// Mean ratings of users, [U], and items, [V]; the mean of all where one has none.
struct Fallback: Sendable {
    let users: [Float]
    let items: [Float]
}

extension Fallback {
    init(_ means: RatingMeans) { self.init(users: means.ofUsers, items: means.ofItems) }
}

/// How a user whom training never saw gets an offset and factors, [stride], from a history, the items' being what they
/// are; `nil` where the history says nothing.
protocol NewcomerFit: Sendable {
    func fold(
        _ items: UnsafeBufferPointer<Int32>, _ ratings: UnsafeBufferPointer<Float>,
        beside model: RatingFactors
    ) -> (offset: Float, factors: [Float])?
}

/// What the epochs of a rating model end with.
extension FactorTables {
    /// The root of the mean squared error, from the sum of squares over `count` ratings; a problem where it is no number.
    static func error(_ squares: Double, of count: Int, _ model: String, epoch: Int) throws -> Double {
        guard squares.isFinite else {
            throw Problem(
                "\(model) diverges in epoch \(epoch)", remedy: "give it a smaller rate, or a smaller init")
        }
        return (squares / Double(max(1, count))).squareRoot()
    }
}

extension Chance {
    /// Draws from the normal distribution (Box & Muller 1958), mean 0.
    mutating func normal(deviation: Double) -> Float {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return Float(deviation * radius * cos(2 * Double.pi * uniform()))
    }
}
