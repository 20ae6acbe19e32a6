import Datasets
import Declarations
import Foundation
import Kernels

/// Embarrassingly shallow autoencoder: the best full item-to-item weights, in closed form.
///
/// Minimises ‖X − XB‖² + λ‖B‖² under diag(B) = 0 (Steck 2019, eqs. 3–5, 8): with G = XᵀX and P = (G + λI)⁻¹,
///
///     B_ij = −P_ij / P_jj for i ≠ j,  B_jj = 0;  scores of a history x are xB.
///
/// A user without history, or with items only that nobody had in training, scores 0 everywhere.
public struct EASE: Recommender, Restorable {
    public static let name = "ease"
    public static let summary =
        "Learns full item-to-item weights in closed form: ridge regression without self."
    public static let example = "train ease l2=500"
    public static let source = "Steck, Embarrassingly Shallow Autoencoders for Sparse Data, WWW 2019"

    @Setting("Penalty on the squared weights; larger is smoother.", above: 0) var l2 = 500.0
    @Setting("What an interaction counts: 1 as in the paper, or its rating.") var values = Counting.binary

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> ItemWeights {
        let steps = try EASESteps(train.matrix.rows(counting: values), l2: l2)
        try steps.gram(watching)
        try steps.solve(watching)
        return ItemWeights(steps.weights(), values: values)
    }

    public func restore(_ weights: Weights) throws -> ItemWeights {
        let shape = try weights.entry("weights").shape
        guard shape.count == 2, shape[0] == shape[1] else {
            throw Problem(
                "the weights have shape \(shape), but must be square",
                remedy: "read a file that this model has written")
        }
        return ItemWeights(Panels(try weights.floats("weights"), n: shape[0]), values: values)
    }
}

/// What an interaction counts in a ranking model.
public enum Counting: String, Choice {
    case binary, ratings
}

/// A fitted item-to-item model: scores are the history times the weights.
public struct ItemWeights: ItemLikeness, WeightedScorer {
    /// B, [V, V].
    public let weights: Panels
    let values: Counting

    init(_ weights: Panels, values: Counting) { (self.weights, self.values) = (weights, values) }

    public func likeness(ofItem item: ItemIndex) throws -> [Float] {
        (0..<weights.n).map { weights[Int(item), $0] }
    }

    public func learned() throws -> Weights {
        let n = weights.n
        var all = Weights()
        try all.set("weights", (0..<n * n).map { weights[$0 / n, $0 % n] }, shape: [n, n])
        return all
    }

    public func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        guard let start = scores.baseAddress else { return }
        weights.scores(histories.rows(counting: values), users: users, into: start)
    }
}

/// The fit of EASE, step by step, so that the benchmark can time each.
final class EASESteps {
    private let x: SparseRows
    private let l2: Double
    private let n: Int
    private let dense: Dense
    /// G, then its lower triangle's −P; [V, V].
    private let room: DenseRoom
    private var a: UnsafeMutablePointer<Float> { room.start }

    init(_ x: SparseRows, l2: Double) throws {
        (self.x, self.l2, n) = (x, l2, x.columns)
        // The matrix and the weights made from it.
        let (need, have) = (UInt64(n) * UInt64(n) * 8, ProcessInfo.processInfo.physicalMemory)
        guard need < have else {
            throw Problem(
                "ease over \(n) items needs \(need >> 30) GB of memory, but this machine has \(have >> 30)",
                remedy: "filter rare items (filter k-core), or train item-knn, which stays sparse")
        }
        dense = try Dense.load()
        room = DenseRoom(n * n)
    }

    /// G = XᵀX + λI.
    func gram(_ watcher: Watcher) throws {
        try x.gram(into: a) { try watcher.progress("counting pairs of items", $0 * 0.3) }
        for i in 0..<n { a[i * n + i] += Float(l2) }
    }

    /// −P.
    func solve(_ watcher: Watcher) throws {
        try dense.invert(a, n: n, negated: true) {
            try watcher.progress("inverting \(n) × \(n)", 0.3 + $0 * 0.7)
        }
    }

    /// B_ij = (−P)_ij / P_jj.
    func weights() -> Panels { Panels(lower: a, n: n, scale: (0..<n).map { -1 / a[$0 * n + $0] }) }
}

/// Seconds that each step of an EASE fit took.
public struct EASETimings: Sendable {
    /// Pairs counted: XᵀX + λI.
    public var gram = 0.0
    /// The inverse.
    public var solve = 0.0
    /// The weights made from it and laid out for scoring.
    public var weights = 0.0
    public var total: Double { gram + solve + weights }
}

/// Fits EASE on binary interactions `runs` times and times its steps; returns the last model with the timings.
public func easeBenchmark(
    train: SparseMatrix, l2: Double, runs: Int = 3, watching: Watcher = .silent
) throws -> (timings: [EASETimings], model: ItemWeights?) {
    var (timings, model) = ([EASETimings](), ItemWeights?.none)
    for _ in 0..<runs {
        var taken = EASETimings()
        let clock = ContinuousClock()
        func timed(_ seconds: inout Double, _ work: () throws -> Void) rethrows {
            let took = try clock.measure(work).components
            seconds += Double(took.seconds) + Double(took.attoseconds) * 1e-18
        }
        var steps: EASESteps?
        try timed(&taken.gram) {
            steps = try EASESteps(train.rows(counting: .binary), l2: l2)
            try steps?.gram(watching)
        }
        try timed(&taken.solve) { try steps?.solve(watching) }
        timed(&taken.weights) { model = steps.map { ItemWeights($0.weights(), values: .binary) } }
        timings.append(taken)
    }
    return (timings, model)
}
