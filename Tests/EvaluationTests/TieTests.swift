import Evaluation
import Foundation
import Kernels
import Testing

/// The measures written anew on one definite order, as a reader of the papers would.
private enum Plain {
    static func value(_ name: String, _ order: [Bool], _ k: Int, recall: Denominator, map: Denominator)
        -> Double
    {
        let n = order.count { $0 }
        let hits = order.prefix(k).count { $0 }
        switch name {
        case "hr": return hits > 0 ? 1 : 0
        case "precision": return Double(hits) / Double(k)
        case "recall": return Double(hits) / Double(recall == .capped ? min(k, n) : n)
        case "ndcg":
            func gain(_ flags: [Bool]) -> Double {
                var sum = 0.0
                for (i, hit) in flags.prefix(k).enumerated() where hit { sum += 1 / log2(Double(i) + 2) }
                return sum
            }
            return gain(order) / gain(order.sorted { $0 && !$1 })
        case "mrr":
            let first = order.firstIndex(of: true)!
            return first < k ? 1 / Double(first + 1) : 0
        case "map":
            let precisions = order.indices.prefix(k).filter { order[$0] }.map { i in
                Double(order[...i].count { $0 }) / Double(i + 1)
            }
            return precisions.reduce(0, +) / Double(map == .capped ? min(k, n) : n)
        default: return auc(order, k)
        }
    }

    /// Pairs, one by one; what lies beyond k is tied.
    static func auc(_ order: [Bool], _ k: Int) -> Double {
        var (wins, pairs) = (0.0, 0)
        for (p, relevant) in order.enumerated() where relevant {
            for (q, other) in order.enumerated() where !other {
                pairs += 1
                if p >= k, q >= k { wins += 0.5 } else if p < q { wins += 1 }
            }
        }
        return pairs == 0 ? 0.5 : wins / Double(pairs)
    }
}

private func permutations(_ n: Int) -> [[Int]] {
    n == 0
        ? [[]]
        : permutations(n - 1).flatMap { p in (0...p.count).map { Array(p[..<$0]) + [n - 1] + Array(p[$0...]) }
        }
}

@Suite struct TieTests {
    private static let names = ["hr", "precision", "recall", "ndcg", "mrr", "map", "auc"]

    private func metric(_ name: String, _ k: Int?, _ denominator: Denominator) -> any Metric {
        var metric = Metrics.ranking.first { $0.name == name }!.init()
        metric.cutoff = k
        if var recall = metric as? Recall {
            recall.denominator = denominator
            return recall
        }
        if var map = metric as? MAP {
            map.denominator = denominator
            return map
        }
        return metric
    }

    /// Every way to tie n items, every choice of relevant ones, every cut-off, against all orders.
    @Test(arguments: 1...5, [Denominator.relevant, .capped])
    func equalsTheMeanOverAllOrders(_ n: Int, _ denominator: Denominator) {
        let orders = permutations(n)
        for cuts in 0..<(1 << (n - 1)) {
            var level = n
            let scores = (0..<n).map { i -> Double in
                if i > 0, cuts >> (i - 1) & 1 == 1 { level -= 1 }
                return Double(level)
            }
            let allowed = orders.filter { order in
                zip(order, order.dropFirst()).allSatisfy { scores[$0] >= scores[$1] }
            }
            for chosen in 1..<(1 << n) {
                let relevant = Set((0..<n).filter { chosen >> $0 & 1 == 1 })
                let flags = Set(allowed.map { $0.map(relevant.contains) })
                let weights = Dictionary(grouping: allowed) { $0.map(relevant.contains) }.mapValues {
                    Double($0.count)
                }
                check(scores, relevant, flags, weights, denominator)
            }
        }
    }

    private func check(
        _ scores: [Double], _ relevant: Set<Int>, _ orders: Set<[Bool]>, _ weights: [[Bool]: Double],
        _ denominator: Denominator
    ) {
        let list = RankedList(scores: scores, relevant: relevant)
        let total = weights.values.reduce(0, +)
        for name in Self.names {
            for k in [nil] + (1...scores.count + 1).map(Optional.some) {
                let values = orders.map { order in
                    (
                        weight: weights[order]!,
                        value: Plain.value(
                            name, order, k ?? scores.count, recall: denominator, map: denominator)
                    )
                }
                let mean = values.reduce(0) { $0 + $1.weight * $1.value } / total
                let metric = metric(name, k, denominator)
                let gaps = [
                    metric.value(list, ties: .average) - mean,
                    metric.value(list, ties: .worst) - values.map(\.value).min()!,
                    metric.value(list, ties: .best) - values.map(\.value).max()!,
                ]
                if gaps.contains(where: { !(abs($0) < 1e-12) }) {
                    Issue.record(
                        "\(name)@\(k ?? 0) of \(scores), relevant \(relevant.sorted()): off by \(gaps)")
                }
            }
        }
    }

    /// scikit-learn 1.9.1 averages over ties as McSherry & Najork do:
    /// `ndcg_score([y], [s], k=k)` and `roc_auc_score(y, s)`.
    @Test func agreesWithScikitLearn() {
        let scores = Self.someScores.map(Double.init)
        let list = RankedList(scores: scores, relevant: Set(Self.someRelevant))
        for (k, expected) in Self.someNDCG {
            var ndcg = NDCG()
            ndcg.cutoff = k
            #expect(abs(ndcg.value(list) - expected) < 1e-12)
        }
        #expect(abs(AUC().value(list) - Self.someAUC) < 1e-12)
    }

    @Test func aConstantScorerIsWorthWhatChanceIs() {
        let list = RankedList(scores: Array(repeating: 1, count: 100), relevant: [3, 50])
        var hr = HitRate()
        hr.cutoff = 10
        let missed = 90.0 * 89 / 9900
        #expect(isClose(hr.value(list), 1 - missed, within: 1e-12))
        #expect(hr.value(list, ties: .best) == 1)
        #expect(hr.value(list, ties: .worst) == 0)
        #expect(AUC().value(list) == 0.5)
    }

    @Test func discountsBeyondTheTableAreSummedAllTheSame() {
        let group = TieGroup(start: 65_000, size: 2_000, hits: 1)
        let value = NDCG().value(RankedList(groups: [group], relevant: 1, candidates: 70_000))
        let discounts = (65_000..<67_000).map { 1 / log2(Double($0) + 2) }
        #expect(isClose(value, discounts.reduce(0, +) / 2_000, within: 1e-12))
    }
}

extension TieTests {
    /// `r = numpy.random.RandomState(11); s = r.randint(0, 8, 60); y = (r.rand(60) < .35).astype(int)`
    fileprivate static let someScores = [
        1, 7, 0, 3, 1, 7, 5, 4, 1, 7, 2, 0, 5, 4, 0, 5, 0, 5, 4, 5, 4, 2, 4, 1, 2, 5, 5, 7, 4, 1, 3, 0, 0, 1,
        3, 6, 3,
        2, 2, 0, 5, 7, 0, 7, 3, 6, 1, 3, 2, 1, 3, 4, 5, 6, 7, 7, 7, 0, 0, 0,
    ]
    fileprivate static let someRelevant = [7, 8, 10, 12, 13, 14, 15, 22, 25, 26, 28, 40, 43, 47, 48, 55]
    fileprivate static let someNDCG: [(Int?, Double)] = [
        (1, 0.2222222222222222), (5, 0.22222222222222215), (10, 0.20808426928912183),
        (20, 0.33203466726472103), (nil, 0.6440856538435715),
    ]
    fileprivate static let someAUC = 0.6186079545454545
}
