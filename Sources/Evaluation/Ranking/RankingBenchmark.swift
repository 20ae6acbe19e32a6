import Datasets
import Declarations

/// C [m, n] = A [m, k] · B [n, k] transposed, row-major, on the calling thread.
public typealias ProductOnOneThread =
    @Sendable (
        _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
        _ c: UnsafeMutablePointer<Float>
    ) -> Void

/// What the ranking benchmark measured; times in seconds, the best and the median of the repeats.
public struct RankingTimings: Sendable {
    /// Scores, masking, top-k and ties, and all measures.
    public var total: (best: Double, median: Double)
    /// The part of the lists: scores, masks, top-k and ties.
    public var lists: (best: Double, median: Double)
    /// The part of the measures.
    public var measures: (best: Double, median: Double)
    public var users: Int
    public var items: Int
    public var evaluation: Evaluation
}

/// Ranks the whole catalogue for all users from factors, and evaluates, `repeats` times after one to warm up.
/// - Parameters:
///   - userFactors: [users, width]
///   - itemFactors: [items, width]
///   - histories: users by items, left out of the ranking
///   - relevant: users by items
///   - product: the matrix product behind the scores
public func rankingBenchmark(
    userFactors: NPYMatrix<Float>, itemFactors: NPYMatrix<Float>, histories: SparseMatrix,
    relevant: SparseMatrix,
    measures: [MetricSpec], k: Int = 20, repeats: Int = 7, watching watcher: Watcher = .silent,
    product: @escaping ProductOnOneThread
) throws -> RankingTimings {
    let (users, items, width) = (userFactors.rows, itemFactors.rows, userFactors.columns)
    guard itemFactors.columns == width, histories.rows == users, relevant.rows == users else {
        throw Problem("factors, histories and relevant items do not fit together")
    }
    let scores: ScoreBlock = { block, out in
        guard let c = out.baseAddress, let first = block.first else { return }
        userFactors.values.withUnsafeBufferPointer { a in
            itemFactors.values.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress, let b = b.baseAddress else { return }
                product(block.count, items, width, a + Int(first) * width, b, c)
            }
        }
    }
    // Blocks hold consecutive users only if all users are asked for, in order, and none is skipped.
    guard (0..<users).allSatisfy({ !relevant.range($0).isEmpty }) else {
        throw Problem(
            "every user of the benchmark needs a relevant item", remedy: "leave the others out of the files")
    }
    var rules = RankingRules(for: measures)
    rules.k = max(rules.k, k)
    let catalogue = Catalogue(
        itemCount: items, userCount: users, popularity: [Int](repeating: 1, count: items))
    var (totals, lists, parts) = ([Double](), [Double](), [Double]())
    var evaluation: Evaluation?
    for round in 0...repeats {
        let start = ContinuousClock.now
        let ranked = try rank(
            users: (0..<users).map { UserIndex($0) }, itemCount: items, histories: histories,
            relevant: relevant,
            rules: rules, watching: watcher, scores: scores)
        let middle = ContinuousClock.now
        evaluation = try evaluate(ranked, on: measures, catalogue: catalogue)
        let end = ContinuousClock.now
        if round > 0 {
            totals.append((end - start) / .seconds(1))
            lists.append((middle - start) / .seconds(1))
            parts.append((end - middle) / .seconds(1))
        }
    }
    guard let evaluation else { throw Problem("the benchmark needs at least one round") }
    return RankingTimings(
        total: (totals.min() ?? .nan, quantile(totals.sorted(), 0.5)),
        lists: (lists.min() ?? .nan, quantile(lists.sorted(), 0.5)),
        measures: (parts.min() ?? .nan, quantile(parts.sorted(), 0.5)), users: users, items: items,
        evaluation: evaluation)
}

/// Reads "user item" pairs, int32 [n, 2], as a matrix of users by items.
public func pairs(_ path: String, users: Int, items: Int) throws -> SparseMatrix {
    let file = try NPY.integers(path)
    guard file.columns == 2 else { throw Problem("\(path) must have two columns, user and item") }
    var rows = Interactions()
    for k in 0..<file.rows {
        let (user, item) = (file.values[2 * k], file.values[2 * k + 1])
        guard user >= 0, user < users, item >= 0, item < items else {
            throw Problem("\(path) names user \(user), item \(item), beyond \(users) × \(items)")
        }
        rows.users.append(user)
        rows.items.append(item)
    }
    return SparseMatrix(rows, users: users, items: items)
}
