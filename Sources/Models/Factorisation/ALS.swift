import Datasets
import Declarations
import Kernels

/// Matrix factorisation of implicit feedback by alternating least squares, s_ui = x_u · y_i.
///
/// `objective=ials` (Rendle et al. 2022, eqs. 1–4) minimises, with w = alpha, or alpha · r_ui with `values=ratings`,
///
///     Σ_{(u,i) ∈ S} w (s_ui − 1)² + α₀ Σ_{u,i} s_ui² + λ Σ_u (n_u + α₀ V)^ν |x_u|² + λ Σ_i (n_i + α₀ U)^ν |y_i|²,
///
/// with α₀ = unobserved and ν = frequency-scaling (0: every row is penalised by λ alone). `objective=confidence` (Hu et al.
/// 2008, eq. 3) gives observed pairs the weight α₀ + w and the target 1, and only the others α₀ and 0.
///
/// Each half of an epoch fixes one side and improves the other row by row: by conjugate gradient (Takács et al.
/// 2011), exactly (Cholesky), or exactly for a block of factors at a time (iALS++, Rendle et al. 2021). A user whom training has
/// not seen is solved for, exactly, from the history that is given when scores are asked for.
public struct ALS: Recommender, Restorable {
    public enum Objective: String, Choice { case ials, confidence }
    public enum Solver: String, Choice { case cg, cholesky, blocks }
    /// Which users are solved for anew from the history given.
    public enum FoldIn: String, Choice { case new, everybody }

    public static let name = "als"
    public static let summary = "Factorises who watched what by alternating least squares."
    public static let example = "train als factors=64 epochs=15"
    public static let source =
        "Hu, Koren & Volinsky, ICDM 2008; Rendle et al., Revisiting the Performance of iALS, RecSys 2022"

    @Setting("Latent factors per user and item.", 1...4096) var factors = 64
    @Setting("Times that users and items are solved for in turn.", 1...1e6) var epochs = 15
    @Setting("What observed pairs count: apart from all pairs (ials), or in their place (confidence).")
    var objective = Objective.ials
    @Setting("Weight of an interaction.", 0...1e9) var alpha = 1.0
    @Setting("Weight α₀ of every pair as one that was not watched.", 0...1e9) var unobserved = 0.1
    @Setting("Penalty λ on the squared factors.", 0...1e9) var reg = 0.003
    @Setting("Power ν with which the penalty grows with a row's weight; 0: the same for all.", 0...4)
    var frequencyScaling = 1.0
    @Setting("How a row is solved for.") var solver = Solver.cg
    @Setting("Steps of cg, or sweeps over the blocks, for each row and epoch.", 1...1000) var steps = 3
    @Setting("Factors of a block, rounded up to a multiple of 16 (solver=blocks).", 1...4096) var block = 32
    @Setting("What an interaction counts: 1, or its rating.") var values = Counting.binary
    @Setting("Spread of the first factors: their standard deviation times √factors.", above: 0) var sd = 0.1
    @Setting("Which users are solved for from the history given.") var foldIn = FoldIn.new
    @Setting("Where chance starts.") var seed = 1
    var stopping = EarlyStopping()

    public init() {}

    var squares: LeastSquares {
        var squares = LeastSquares()
        squares.solver =
            switch solver {
            case .cg: .conjugateGradient
            case .cholesky: .cholesky
            case .blocks: .blocks
            }
        (squares.steps, squares.block) = (steps, block)
        (squares.weight, squares.base) = (Float(alpha), Float(unobserved))
        squares.baseInTarget = objective == .confidence
        (squares.penalty, squares.exponent) = (Float(reg), Float(frequencyScaling))
        return squares
    }

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> FactorModel {
        let byUser = train.matrix.rows(counting: values)
        let byItem = byUser.transposed().matrix
        let squares = squares
        var chance = Chance(seed: seed)
        let spread = sd / Double(factors).squareRoot()
        var x = Factors(rows: byUser.rows, width: factors, sd: spread, using: &chance)
        var y = Factors(rows: byItem.rows, width: factors, sd: spread, using: &chance)
        let best = try stopping.watch(train, keeping: (Factors, Factors).self)
        for epoch in 1...epochs {
            squares.solve(x, byUser, beside: y)
            let loss = squares.solve(y, byItem, beside: x) + squares.penalty(of: x, byUser, others: y.rows)
            let decision = try best.note(
                epoch, of: epochs, ["loss": loss], watching, scorer: { model(x, y) },
                state: { (Factors(x), Factors(y)) },
                back: { former in
                    // The same equations would lead to the same place again.
                    (x, y) = (Factors(former.0), Factors(former.1))
                    return false
                })
            if decision == .stop { break }
        }
        if let state = best.state { (x, y) = state }
        return model(x, y)
    }

    private func model(_ x: Factors, _ y: Factors) -> FactorModel {
        var exactly = squares
        exactly.solver = .cholesky
        return FactorModel(
            users: x, items: y, values: values,
            folding: ALSFolding(squares: exactly, items: y, gram: exactly.gram(of: y)),
            foldsEverybody: foldIn == .everybody)
    }

    public func restore(_ weights: Weights) throws -> FactorModel {
        let (x, y) = try weights.factorPair()
        return model(x, y)
    }
}

/// Solves for a new user's vector beside fixed items.
private struct ALSFolding: Folding {
    let squares: LeastSquares
    let items: Factors
    let gram: Factors

    func fold(
        _ entries: UnsafeBufferPointer<Int32>, _ values: UnsafeBufferPointer<Float>?,
        into x: UnsafeMutablePointer<Float>
    ) {
        let work = LeastSquaresWork(squares, items, gram, longest: entries.count)
        _ = work.solve(
            x, entries: entries.baseAddress, values: values?.baseAddress, count: entries.count)
    }
}

extension LeastSquares {
    /// Σ over rows of the penalty of x.
    fileprivate func penalty(of x: Factors, _ matrix: SparseRows, others: Int) -> Double {
        (0..<x.rows).reduce(0) { sum, row in
            let square = (0..<x.width).reduce(Float(0)) { $0 + x[row][$1] * x[row][$1] }
            return sum + Double(penalty(entries: matrix.range(row).count, others: others) * square)
        }
    }
}
