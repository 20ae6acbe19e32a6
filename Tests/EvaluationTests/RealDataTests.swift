import Datasets
import Declarations
import Evaluation
import Foundation
import Testing

/// Figures of others on files that are not ours to share; skipped where `REEL_DATA` is unset.
@Suite struct RealDataTests {
    static let folder = ProcessInfo.processInfo.environment["REEL_DATA"].flatMap { $0.isEmpty ? nil : $0 }

    private func rows(_ name: String) throws -> [[Substring]] {
        let url = URL(fileURLWithPath: Self.folder ?? "").appendingPathComponent(name)
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
            $0.split(whereSeparator: { $0 == "\t" || $0 == " " })
        }
    }

    private func popular(_ train: SparseMatrix) -> (block: ScoreBlock, counts: [Int]) {
        let offsets = train.transposed().offsets
        let counts = zip(offsets.dropFirst(), offsets).map { $0 - $1 }
        let scores = counts.map { Float($0) }
        return (
            { users, out in
                for row in users.indices {
                    for i in scores.indices { out[row * scores.count + i] = scores[i] }
                }
            }, counts
        )
    }

    private func add(_ user: Int, _ item: ItemIndex, to rows: inout Interactions) {
        rows.users.append(UserIndex(user))
        rows.items.append(item)
    }

    /// He et al., WWW 2017 publish ItemPop on these files: HR@10 .4538, NDCG@10 .2545 with ties in its favour.
    @Test(.enabled(if: folder != nil, "REEL_DATA is not set"))
    func popularityAmong99Negatives() throws {
        var train = Interactions()
        for row in try rows("ncf-ml-1m/ml-1m.train.rating") {
            train.users.append(try #require(UserIndex(row[0])))
            train.items.append(try #require(ItemIndex(row[1])))
        }
        var (test, negatives) = (Interactions(), Interactions())
        for row in try rows("ncf-ml-1m/ml-1m.test.negative") {
            let pair = row[0].dropFirst().dropLast().split(separator: ",").compactMap { Int32($0) }
            test.users.append(pair[0])
            test.items.append(pair[1])
            for item in row.dropFirst() {
                negatives.users.append(pair[0])
                negatives.items.append(try #require(ItemIndex(item)))
            }
        }
        let (users, items) = (6040, Int(max(train.items.max() ?? 0, negatives.items.max() ?? 0)) + 1)
        let matrix = SparseMatrix(train, users: users, items: items)
        let (block, counts) = popular(matrix)
        let asked = [try MetricSpec("hr@10~99neg"), try MetricSpec("ndcg@10~99neg")]
        let ranked = try rank(
            users: (0..<6040).map { UserIndex($0) }, itemCount: items, histories: matrix,
            relevant: SparseMatrix(test, users: users, items: items),
            candidates: Candidates(items: SparseMatrix(negatives, users: users, items: items), size: 99),
            rules: RankingRules(for: asked), scores: block)
        let evaluation = try evaluate(
            ranked, on: asked, catalogue: Catalogue(itemCount: items, userCount: users, popularity: counts))
        let (hr, ndcg) = (evaluation.scores[0], evaluation.scores[1])
        #expect(abs(hr.worst - 0.4531) < 0.00005 && abs(hr.best - 0.4538) < 0.00005)
        #expect(abs(ndcg.worst - 0.2541) < 0.00005 && abs(ndcg.best - 0.2545) < 0.00005)
        #expect(hr.worst < hr.mean && hr.mean < hr.best)
    }

    @Test(.enabled(if: folder != nil, "REEL_DATA is not set"))
    func popularityAmongAllItems() throws {
        var histories: [[ItemIndex]] = []
        for row in try rows("sasrec-ml-1m/ml-1m.txt") {
            let (user, item) = (try #require(Int(row[0])), try #require(ItemIndex(row[1])))
            while histories.count <= user { histories.append([]) }
            histories[user].append(item)
        }
        let items = Int(histories.joined().max() ?? 0) + 1
        var (train, seen, test) = (Interactions(), Interactions(), Interactions())
        for (user, history) in histories.enumerated() where history.count > 2 {
            for (place, item) in history.enumerated() {
                let left = history.count - place
                if left > 2 { add(user, item, to: &train) }
                if left > 1 { add(user, item, to: &seen) } else { add(user, item, to: &test) }
            }
        }
        let users = histories.count
        let matrix = SparseMatrix(train, users: users, items: items)
        let (block, counts) = popular(matrix)
        let asked = [try MetricSpec("hr@10"), try MetricSpec("ndcg@10")]
        let ranked = try rank(
            users: (0..<users).map { UserIndex($0) }, itemCount: items,
            histories: SparseMatrix(seen, users: users, items: items),
            relevant: SparseMatrix(test, users: users, items: items), rules: RankingRules(for: asked),
            scores: block)
        let evaluation = try evaluate(
            ranked, on: asked, catalogue: Catalogue(itemCount: items, userCount: users, popularity: counts))
        #expect(ranked.count == 6040)
        #expect(abs(evaluation.scores[0].mean - 0.0369) < 0.00015)
        #expect(abs(evaluation.scores[1].mean - 0.0180) < 0.00015)
    }
}
