import Datasets
import Declarations
import Evaluation
import Kernels

/// Asks quick references whether the inputs say anything of the targets: ridge regression and nearest neighbours, each on
/// what sums the series up, order included, and on their course, cross-validated on training users; the null is the best
/// of the same on permuted users.
public struct SignalProbe: Sendable {
    /// A larger null, a smaller chance of a false alarm: the references must beat all of these draws, p ≤ .01.
    static let permutations = 99
    /// Users looked at; more would only cost time.
    static let most = 2000
    static let neighbours = [1, 5, 20, 80]

    public init() {}

    /// What the references find; `nil` where there are too few users to say.
    public func callAsFunction(_ train: BehaviourTrainingSet, watching watcher: Watcher = .silent) throws
        -> SignalEvidence?
    {
        let users = thinned(train.users)
        guard users.count >= 20 else { return nil }
        // A snapshot has no course.
        let views = train.behaviour.longest(users) > 1 ? [SeriesFeatures.View.order, .course] : [.order]
        let references = try views.map { view in
            let features = SeriesFeatures(view, of: train.behaviour, for: users)
            return try References(features(train.behaviour, for: users), watching: watcher)
        }
        let y = train.targets(of: users)
        guard let constant = references.first?.constantError(y), constant > 0 else { return nil }
        func best(_ y: OutputMatrix) -> (ridge: Double, neighbours: Double) {
            references.map { $0.errors(y) }.reduce((.infinity, .infinity)) {
                (min($0.0, $1.ridge), min($0.1, $1.neighbours))
            }
        }
        let found = best(y)
        let isRidge = found.ridge <= found.neighbours
        var (null, chance) = (-Double.infinity, Chance(seed: 0))
        var order = Array(0..<users.count)
        for draw in 0..<Self.permutations {
            try watcher.progress("looking for signal", Double(draw) / Double(Self.permutations))
            order.shuffle(using: &chance)
            let errors = best(y.taking(order))
            null = max(null, 1 - min(errors.ridge, errors.neighbours) / constant)
        }
        return SignalEvidence(
            reference: isRidge ? "ridge" : "nearest neighbours",
            skill: 1 - min(found.ridge, found.neighbours) / constant, null: null,
            permutations: Self.permutations)
    }

    private func thinned(_ users: [UserIndex]) -> [UserIndex] {
        guard users.count > Self.most else { return users }
        return (0..<Self.most).map { users[$0 * users.count / Self.most] }
    }
}

/// Both references on one set of inputs.
private struct References {
    let ridge: RidgeFolds
    /// For every user the nearest users of other folds, nearest first.
    let nearest: [[Int32]]

    init(_ x: OutputMatrix, watching watcher: Watcher) throws {
        ridge = try RidgeFolds(x, watching: watcher)
        let (folds, n, most) = (ridge.folds, x.rows, SignalProbe.neighbours.max() ?? 1)
        // |a - b|² up to |a|², which is the same for all of a's neighbours.
        let squares = (0..<n).map { r in x.row(r).reduce(Float(0)) { $0 + $1 * $1 } }
        let columns = x.transposed
        let products = product(x.values, columns.values, n, x.columns, n, try Dense.load())
        var nearest = [[Int32]](repeating: [], count: n)
        nearest.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            parallel(n, chunk: 8) { range in
                for r in range {
                    let others = (0..<n).filter { folds[$0] != folds[r] }
                        .map { (squares[$0] - 2 * products[r * n + $0], Int32($0)) }
                    buffer[r] = others.sorted { $0 < $1 }.prefix(most).map(\.1)
                }
            }
        }
        self.nearest = nearest
    }

    /// Cross-validated squared errors, summed.
    func errors(_ y: OutputMatrix) -> (ridge: Double, neighbours: Double) {
        (
            ridge.crossValidated(y).error,
            SignalProbe.neighbours.map { neighbourError(y, $0) }.min() ?? .infinity
        )
    }

    /// What the means of the other folds leave.
    func constantError(_ y: OutputMatrix) -> Double {
        (0..<RidgeFolds.foldCount).reduce(0.0) { sum, fold in
            let others = y.taking(ridge.folds.indices.filter { ridge.folds[$0] != fold }).columnMeans
            let own = y.taking(ridge.folds.indices.filter { ridge.folds[$0] == fold })
            return sum
                + own.values.enumerated().reduce(0.0) {
                    let distance = Double($1.element - others[$1.offset % y.columns])
                    return $0 + distance * distance
                }
        }
    }

    private func neighbourError(_ y: OutputMatrix, _ k: Int) -> Double {
        var error = 0.0
        for (user, all) in nearest.enumerated() {
            let near = all.prefix(k)
            for c in 0..<y.columns {
                let sum = near.reduce(Float(0)) { $0 + y.values[Int($1) * y.columns + c] }
                let distance = Double(y.values[user * y.columns + c] - sum / Float(max(1, near.count)))
                error += distance * distance
            }
        }
        return error
    }
}
