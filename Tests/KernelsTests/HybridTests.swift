import Foundation
import Kernels
import Testing

/// Items of three kinds, by their features and weights; as in Tests/ModelsTests/Fixtures/lightfm.py.
private let kinds: [Character: [(Int32, Float)]] = [
    "a": [(0, 1), (1, 0.5)], "b": [(2, 1), (3, 0.25)], "c": [(1, 1), (3, 2)],
]
private let userFeatures: [[(Int32, Float)]] = [[(0, 1)], [(1, 0.5), (2, 1)], [(0, 0.5), (2, 2)]]

private func rows(_ descriptions: [[(Int32, Float)]], features: Int) -> FeatureRows {
    var rows = FeatureRows(features: features)
    for description in descriptions {
        rows.indices += description.map(\.0)
        rows.weights += description.map(\.1)
        rows.offsets.append(rows.indices.count)
    }
    return rows
}

private func table(_ rows: FeatureRows, dim: Int, shift: Int, adadelta: Bool = false, penalty: Float = 0)
    -> FeatureTable
{
    let table = FeatureTable(rows, dim: dim, adadelta: adadelta, penalty: penalty)
    for f in 0..<rows.features {
        table[f] = (0..<dim).map { Float((f * 7 + $0 * 3 + shift) % 11 - 5) / 20 }
    }
    return table
}

private func history(_ pairs: [(Int32, Int32)], users: Int, items: Int) -> SparseRows {
    var (offsets, indices) = ([0], [Int32]())
    for user in 0..<users {
        indices += pairs.filter { $0.0 == user }.map(\.1).sorted()
        offsets.append(indices.count)
    }
    return SparseRows(rows: users, columns: items, offsets: offsets, indices: indices, values: nil)
}

@Suite struct HybridTests {
    @Test(arguments: Peer.all)
    func learnsWhatLightFMLearns(_ peer: Peer) {
        var examples: [HybridExample] = []
        func add(_ user: Int32, _ item: Int32, _ target: Float = 1, weight: Float = 1) {
            examples.append(HybridExample(user: user, item: item, weight: weight, target: target))
        }
        let items: String
        switch peer.loss {
        case .warp:
            items = "a" + String(repeating: "b", count: 999)
            add(0, 0)
            add(1, 0, weight: 0.5)
            add(2, 0)
        case .bpr:
            items = "aaabbb"
            for k in 0..<3 { add(0, Int32(k)) }
            for k in 3..<6 { add(1, Int32(k), weight: 0.5) }
        case .kos:
            items = "aa" + String(repeating: "b", count: 998)
            for user in 0..<2 { for item in 0..<2 { add(Int32(user), Int32(item)) } }
        default:
            items = "abc"
            add(0, 0)
            add(1, 1, 0, weight: 0.5)
            add(2, 2, weight: 2)
            add(0, 1)
            add(1, 0, 0)
            add(2, 0)
        }
        let pairs = examples.map { ($0.user, $0.item) }
        var trainer = HybridTrainer(
            history: history(pairs, users: 3, items: items.count),
            pool: peer.loss == .bpr ? pairs.map(\.1) : (0..<Int32(items.count)).map { $0 },
            candidates: items.count)
        (trainer.loss, trainer.adadelta, trainer.kth, trainer.positives) = (peer.loss, peer.adadelta, 2, 4)
        let users = table(rows(userFeatures, features: 3), dim: 3, shift: 2, adadelta: peer.adadelta)
        let described = rows(items.map { kinds[$0] ?? [] }, features: 4)
        let table = table(described, dim: 3, shift: 0, adadelta: peer.adadelta)
        for pass in 0..<3 {
            _ = trainer.epoch(&examples, users: users, items: table, seed: pass, shuffled: false)
        }
        expectClose((0..<4).flatMap { table[$0] }, peer.items)
        expectClose((0..<4).map { table.bias($0) }, peer.biases)
        expectClose((0..<3).flatMap { users[$0] }, peer.users)
    }

    /// Rows that are features of their own go another way through the kernel than sums of one feature do.
    @Test(arguments: [HybridTrainer.Loss.logistic, .bpr, .warp, .kos])
    func theSwiftWayForOwnRowsLearnsTheSame(_ loss: HybridTrainer.Loss) {
        let (users, items) = (30, 40)
        var pairs: [(Int32, Int32)] = []
        for u in 0..<users {
            for i in 0..<items where (u * 13 + i * 7) % 5 == 0 { pairs.append((Int32(u), Int32(i))) }
        }
        var trainer = HybridTrainer(
            history: history(pairs, users: users, items: items), pool: (0..<Int32(items)).map { $0 },
            candidates: items)
        trainer.loss = loss
        // A vanishing penalty takes the general way.
        let tables = [Float(0), 1e-30].map { penalty in
            let users = table(.identity(users), dim: 20, shift: 1, penalty: penalty)
            let items = table(.identity(items), dim: 20, shift: 4, penalty: penalty)
            var examples = pairs.map { HybridExample(user: $0.0, item: $0.1) }
            for pass in 0..<3 { _ = trainer.epoch(&examples, users: users, items: items, seed: pass) }
            return (0..<40).flatMap { items[$0] } + (0..<30).flatMap { users[$0] }
                + (0..<40).map { items.bias($0) }
        }
        expectClose(tables[0], tables[1], within: 1e-5)
    }

    /// With nothing to learn from (weight 0) a row only loses its penalty: after n steps at rate r, exp(−α r n) of it.
    @Test func aPenaltyDecaysRowsThatNobodyTouches() {
        let items = FeatureTable(.identity(3), dim: 4, penalty: 0.1)
        items[2] = [1, -1, 2, 0.5]
        items.setBias(2, to: 3)
        let users = FeatureTable(.identity(1), dim: 4)
        var trainer = HybridTrainer(
            history: history([(0, 0)], users: 1, items: 3), pool: [0, 1, 2], candidates: 3)
        (trainer.loss, trainer.rate) = (.logistic, 0.05)
        var examples = [HybridExample](repeating: HybridExample(user: 0, item: 0, weight: 0), count: 100)
        _ = trainer.epoch(&examples, users: users, items: items, seed: 1)
        let kept = Float(exp(-0.1 * 0.05 * 100))
        expectClose(items[2], [kept, -kept, 2 * kept, 0.5 * kept])
        expectClose([items.bias(2)], [3 * kept])
    }

    /// Rendle 2010, eq. 1, written out pair by pair, and its gradient by central differences.
    @Test func aFactorisationMachineIsTheSumOverAllPairs() {
        let dim = 4
        let users = table(rows(userFeatures, features: 3), dim: dim, shift: 2)
        let items = table(rows("abc".map { kinds[$0] ?? [] }, features: 4), dim: dim, shift: 5)
        for f in 0..<4 { items.setBias(f, to: Float(f) / 10) }
        func predicted(_ change: (side: Int, feature: Int, place: Int, by: Double)? = nil) -> Double {
            // User 1 and item b: features and weights of both together.
            var parts: [(vector: [Double], bias: Double, x: Double)] = []
            for (side, all) in [(users, userFeatures[1]), (items, kinds["b"] ?? [])].enumerated() {
                for (f, x) in all.1 {
                    var vector = all.0[Int(f)].map { Double($0) }
                    if let change, change.side == side, change.feature == Int(f) {
                        vector[change.place] += change.by
                    }
                    parts.append((vector, Double(all.0.bias(Int(f))), Double(x)))
                }
            }
            var sum = parts.reduce(0) { $0 + $1.bias * $1.x }
            for a in parts.indices {
                for b in parts.indices where a < b {
                    sum +=
                        zip(parts[a].vector, parts[b].vector).reduce(0) { $0 + $1.0 * $1.1 } * parts[a].x
                        * parts[b].x
                }
            }
            return sum
        }
        let represented = (
            users.represent(rows([userFeatures[1]], features: 3), inner: true),
            items.represent(rows([kinds["b"] ?? []], features: 4), inner: true)
        )
        let product = zip(represented.0[0], represented.1[0]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        let score = represented.0.biases[0] + represented.1.biases[0] + product
        expectClose([score], [Float(predicted())])
        // One step from rest at rate r moves each number by −r · error · gradient.
        let before = (0..<3).map { users[$0] }
        var trainer = HybridTrainer(history: history([], users: 3, items: 3), pool: [], candidates: 3)
        (trainer.loss, trainer.isFactorisationMachine, trainer.rate) = (.squared, true, 0.01)
        var examples = [HybridExample(user: 1, item: 1, target: 2)]
        let gradients = (0..<dim).map { place in
            (predicted((0, 2, place, 1e-4)) - predicted((0, 2, place, -1e-4))) / 2e-4
        }
        let error = predicted() - 2
        _ = trainer.epoch(&examples, users: users, items: items, seed: 1)
        for place in 0..<dim {
            let moved = users[2][place] - before[2][place]
            expectClose([moved], [Float(-0.01 * error * gradients[place])], within: 1e-6)
        }
    }
}

private func expectClose(_ found: [Float], _ expected: [Float], within: Float = 2e-6) {
    #expect(found.count == expected.count)
    for (x, y) in zip(found, expected) { #expect(abs(x - y) <= within, "\(found) but \(expected)") }
}
