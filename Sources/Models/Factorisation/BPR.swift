import Datasets
import Declarations
import Kernels

/// Matrix factorisation that puts what a user watched before what they did not: s_ui = x_u · y_i + b_i.
///
/// Ascends Σ ln σ(s_ui − s_uj) − λ |Θ|² (BPR-Opt, Rendle et al. 2009, §4.1) by stochastic steps (LearnBPR, fig. 4): pairs
/// (u, i) drawn with replacement, as many per epoch as there are interactions, and j drawn among the items that u has not
/// had. Blocks of users and items keep cores apart, so that a seed gives the same numbers on any number of them; see
/// `PairwiseRanking`. A user whom training has not seen gets a vector by the same steps with all items fixed.
public struct BPR: Recommender, Restorable {
    public enum Negatives: String, Choice { case uniform, popular }

    public static let name = "bpr"
    public static let summary = "Factorises who watched what so that watched items come first, pair by pair."
    public static let example = "train bpr factors=64 epochs=60"
    public static let source =
        "Rendle, Freudenthaler, Gantner & Schmidt-Thieme, BPR: Bayesian Personalized Ranking, UAI 2009"

    @Setting("Latent factors per user and item.", 1...4096) var factors = 64
    @Setting("Steps, in interactions of the training set.", 1...1e6) var epochs = 60
    @Setting("Step size.", above: 0) var rate = 0.05
    @Setting("Penalty on the squared factors and offsets.", 0...1e4) var reg = 0.01
    @Setting("How an item that was not watched is drawn: each alike, or as often as it is watched.")
    var negatives = Negatives.uniform
    @Setting("Whether items have an offset b of their own.") var bias = true
    @Setting("Spread of the first factors: their standard deviation times √factors.", above: 0) var sd = 0.1
    @Setting("Where chance starts.") var seed = 1
    var stopping = EarlyStopping()

    public init() {}

    private var ranking: PairwiseRanking {
        var ranking = PairwiseRanking()
        (ranking.rate, ranking.penalty) = (Float(rate), Float(reg))
        ranking.byPopularity = negatives == .popular
        return ranking
    }

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> FactorModel {
        let matrix = train.matrix.rows(counting: .binary)
        var chance = Chance(seed: seed)
        let spread = sd / Double(factors).squareRoot()
        var state = BPRState(
            users: Factors(rows: matrix.rows, width: factors, sd: spread, using: &chance),
            items: Factors(rows: matrix.columns, width: factors, sd: spread, using: &chance),
            offsets: bias ? [Float](repeating: 0, count: matrix.columns) : [])
        for user in 0..<matrix.rows where matrix.range(user).isEmpty {
            state.users[user].update(repeating: 0, count: state.users.stride)
        }
        let best = try stopping.watch(train, keeping: BPRState.self)
        var ranking = ranking
        for epoch in 1...epochs {
            let (users, items) = (state.users, state.items)
            let tally = state.offsets.withUnsafeMutableBufferPointer {
                ranking.epoch(
                    epoch, matrix, users: users, items: items, offsets: $0.isEmpty ? nil : $0.baseAddress,
                    seed: seed)
            }
            let right = tally.steps == 0 ? 0 : Double(tally.right) / Double(tally.steps)
            let decision = try best.note(
                epoch, of: epochs, ["train-auc": right], watching, scorer: { model(state) },
                state: { state.copy() },
                back: { former in
                    state = former.copy()
                    ranking.rate /= 2
                    return true
                })
            if decision == .stop { break }
        }
        return model(best.state ?? state)
    }

    private func model(_ state: BPRState) -> FactorModel {
        let offsets = state.offsets.isEmpty ? nil : state.offsets
        return FactorModel(
            users: state.users, items: state.items, values: .binary,
            folding: BPRFolding(
                ranking: ranking, items: state.items, offsets: offsets, epochs: min(epochs, 50), seed: seed),
            foldsEverybody: false, offsets: offsets)
    }

    public func restore(_ weights: Weights) throws -> FactorModel {
        let (users, items) = try weights.factorPair()
        return model(
            BPRState(
                users: users, items: items,
                offsets: bias ? try weights.floats("offsets", shape: [items.rows]) : []))
    }
}

/// What an epoch changes.
private struct BPRState {
    var users: Factors
    var items: Factors
    /// Empty where items have none.
    var offsets: [Float]

    func copy() -> BPRState { BPRState(users: Factors(users), items: Factors(items), offsets: offsets) }
}

/// Moves a new user's vector from 0 by steps with all items fixed; equal histories get equal vectors.
private struct BPRFolding: Folding {
    let ranking: PairwiseRanking
    let items: Factors
    let offsets: [Float]?
    let epochs: Int
    let seed: Int

    func fold(
        _ entries: UnsafeBufferPointer<Int32>, _ values: UnsafeBufferPointer<Float>?,
        into x: UnsafeMutablePointer<Float>
    ) {
        let own = Factors(rows: 1, width: items.width)
        ranking.fold(
            Array(entries), samples: epochs * entries.count, into: own, items: items, offsets: offsets,
            seed: seed)
        x.update(from: own[0], count: own.stride)
    }
}
