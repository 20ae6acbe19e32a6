import Datasets
import Declarations
import Evaluation

/// Factors of users and items with what each user has seen and what there is to find: from files, or made up.
struct MadeUpFactors {
    /// [users, width]
    let users: NPYMatrix<Float>
    /// [items, width]
    let items: NPYMatrix<Float>
    let histories: SparseMatrix
    let relevant: SparseMatrix

    /// Reads users.npy, items.npy, train.npy and test.npy.
    init(folder: String) throws {
        users = try NPY.floats("\(folder)/users.npy")
        items = try NPY.floats("\(folder)/items.npy")
        histories = try pairs("\(folder)/train.npy", users: users.rows, items: items.rows)
        relevant = try pairs("\(folder)/test.npy", users: users.rows, items: items.rows)
    }

    /// Draws factors between -1 and 1 and gives each user up to 132 seen and 33 relevant items (as many as ML-1M has on
    /// average), each the best of four drawn at random, so that there is something to find.
    init(users: Int, items: Int, width: Int, seed: Int) {
        var chance = Chance(seed: seed)
        func factors(_ rows: Int) -> NPYMatrix<Float> {
            NPYMatrix(
                rows: rows, columns: width,
                values: (0..<rows * width).map { _ in Float(chance.uniform() * 2 - 1) })
        }
        let (u, v) = (factors(users), factors(items))
        var (seen, wanted) = (Interactions(), Interactions())
        for user in 0..<users {
            var taken = Set<Int>()
            for draw in 0..<min(165, items / 2) {
                let drawn = (0..<4).map { _ in chance.below(items) }.map { ($0, product(u, user, v, $0)) }
                guard let item = drawn.max(by: { $0.1 < $1.1 })?.0, taken.insert(item).inserted else {
                    continue
                }
                if draw % 5 == 0 {
                    wanted.users.append(UserIndex(user))
                    wanted.items.append(ItemIndex(item))
                } else {
                    seen.users.append(UserIndex(user))
                    seen.items.append(ItemIndex(item))
                }
            }
        }
        (self.users, self.items) = (u, v)
        histories = SparseMatrix(seen, users: users, items: items)
        relevant = SparseMatrix(wanted, users: users, items: items)
    }
}

/// The inner product of a row of one matrix with a row of another.
private func product(_ a: NPYMatrix<Float>, _ i: Int, _ b: NPYMatrix<Float>, _ j: Int) -> Float {
    var sum: Float = 0
    for d in 0..<a.columns { sum += a.values[i * a.columns + d] * b.values[j * b.columns + d] }
    return sum
}
