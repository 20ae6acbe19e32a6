import Datasets
import Declarations
import Kernels

/// Ranks items for users: scores, masking of what was seen, top-k and ties, in one pass per block of users.
///
/// Blocks are sized to the cache and worked through on all cores; nothing depends on the number of threads.
/// `scores` is called from several threads at a time unless `oneAtATime` is set.
/// - Parameters:
///   - users: whom to rank for; those without a relevant item are counted as skipped
///   - histories: users by items, what each has seen; left out of the ranking if the rules say so
///   - relevant: users by items, what each should be recommended; every entry counts the same
///   - candidates: where given, the union of a user's candidates and relevant items is ranked, each item once, seen
///     or not, and all else is left out
///   - oneAtATime: asks for scores on the calling thread, in larger blocks: for models that use all cores themselves
///   - label: names a pair for the error about a score that is not finite
/// - Throws: a `Problem` that names user and item where a score is not a finite number; what `scores` throws.
public func rank(
    users: [UserIndex], itemCount: Int, histories: SparseMatrix, relevant: SparseMatrix,
    candidates: Candidates? = nil, rules: RankingRules, watching watcher: Watcher = .silent,
    oneAtATime: Bool = false,
    label: @escaping @Sendable (UserIndex, ItemIndex) -> (String, String) = indexLabel,
    scores: @escaping ScoreBlock
) throws -> Rankings {
    var plan = RankingPlan(
        users: users, itemCount: itemCount, histories: histories, relevant: relevant, candidates: candidates,
        rules: rules)
    plan.label = label
    return try plan.run(watching: watcher, oneAtATime: oneAtATime, scores: scores)
}

/// Lists the k best items for each user, whether or not anything is known to be relevant: for recommending and for the
/// collapse check.
public func topLists(
    users: [UserIndex], itemCount: Int, k: Int, histories: SparseMatrix, filterSeen: Bool = true,
    watching watcher: Watcher = .silent, oneAtATime: Bool = false,
    label: @escaping @Sendable (UserIndex, ItemIndex) -> (String, String) = indexLabel,
    scores: @escaping ScoreBlock
) throws -> Rankings {
    var plan = RankingPlan(
        users: users, itemCount: itemCount, histories: histories, relevant: nil, candidates: nil,
        rules: RankingRules(k: k, filterSeen: filterSeen))
    plan.label = label
    return try plan.run(watching: watcher, oneAtATime: oneAtATime, scores: scores)
}

/// Names a user and an item by their positions.
@Sendable public func indexLabel(_ user: UserIndex, _ item: ItemIndex) -> (String, String) {
    ("at index \(user)", "at index \(item)")
}

/// What each user's row asks for, worked out before any score is.
struct RankingPlan: Sendable {
    var users: [UserIndex] = []
    var skipped = 0
    var hidden = 0
    var label: @Sendable (UserIndex, ItemIndex) -> (String, String) = indexLabel
    let itemCount: Int
    let rules: RankingRules
    let candidates: Candidates?
    let histories: SparseMatrix
    /// Relevant items that can be listed, user after user, ascending: row r begins at relevantOffsets[r].
    var relevant: [ItemIndex] = []
    var relevantOffsets = [0]
    /// Items that a row leaves out, or with fixed candidates those that it holds; ascending.
    var masks: [ItemIndex] = []
    var maskOffsets = [0]
    var longestRelevant = 0

    init(
        users: [UserIndex], itemCount: Int, histories: SparseMatrix, relevant: SparseMatrix?,
        candidates: Candidates?, rules: RankingRules
    ) {
        (self.itemCount, self.rules, self.candidates) = (itemCount, rules, candidates)
        self.histories = histories
        for user in users {
            let row = Int(user)
            var wanted = relevant.map { $0.indices[$0.range(row)] } ?? []
            var mask = rules.filterSeen ? histories.indices[histories.range(row)] : []
            if let candidates {
                let negatives = candidates.items.indices[candidates.items.range(row)]
                guard !negatives.isEmpty, !wanted.isEmpty else {
                    skipped += 1
                    continue
                }
                mask = union(wanted, negatives)[...]
            } else if relevant != nil {
                let visible = difference(wanted, mask)
                hidden += wanted.count - visible.count
                guard !visible.isEmpty else {
                    skipped += 1
                    continue
                }
                wanted = visible[...]
            }
            self.users.append(user)
            self.relevant += wanted
            relevantOffsets.append(self.relevant.count)
            masks += mask
            maskOffsets.append(masks.count)
            longestRelevant = max(longestRelevant, wanted.count)
        }
    }

    /// Rows that fit the second-level cache, at least a few for the matrix product behind them.
    var rowsPerBlock: Int { min(256, max(8, (1 << 19) / (4 * max(1, itemCount)))) }

    func relevantRange(_ row: Int) -> Range<Int> { relevantOffsets[row]..<relevantOffsets[row + 1] }
    func maskRange(_ row: Int) -> Range<Int> { maskOffsets[row]..<maskOffsets[row + 1] }
}

/// All elements of two ascending lists, each once, ascending.
func union(_ a: ArraySlice<ItemIndex>, _ b: ArraySlice<ItemIndex>) -> [ItemIndex] {
    var (i, j) = (a.startIndex, b.startIndex)
    var result = [ItemIndex]()
    result.reserveCapacity(a.count + b.count)
    while i < a.endIndex || j < b.endIndex {
        let takesA = j == b.endIndex || (i < a.endIndex && a[i] <= b[j])
        let next = takesA ? a[i] : b[j]
        if i < a.endIndex, a[i] == next { i += 1 }
        if j < b.endIndex, b[j] == next { j += 1 }
        result.append(next)
    }
    return result
}

/// Elements of the first ascending list that the second does not hold.
func difference(_ a: ArraySlice<ItemIndex>, _ b: ArraySlice<ItemIndex>) -> [ItemIndex] {
    var j = b.startIndex
    return a.filter { element in
        while j < b.endIndex, b[j] < element { j += 1 }
        return j == b.endIndex || b[j] != element
    }
}
