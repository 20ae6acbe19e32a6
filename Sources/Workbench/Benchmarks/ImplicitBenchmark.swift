import Datasets
import Declarations
import Evaluation
import Foundation
import Kernels
import Models
import Runs

struct ImplicitBenchmark: Benchmark {
    static let name = "implicit"
    static let summary = "Times the fit of a model of who had what, on data of any size."
    static let example = "reel> bench implicit users=60 items=40 interactions=900 factors=8 epochs=3 runs=1"

    /// Models of who had what; each with its own defaults but for als and bpr. svd gets ratings that are made up.
    enum Rival: String, Choice {
        case als, bpr, lightfm, slim, ease, rp3beta, svd
        case pureSVD = "pure-svd"
        case itemKNN = "item-knn"
    }

    @Setting("Model to time.") var model = Rival.als
    @Setting("Latent factors, of models that have some.", 1...4096) var factors = 64
    @Setting("Epochs, of models that have some.", 1...1e6) var epochs = 15
    @Setting("How als solves for a row.") var solver = ALS.Solver.cg
    var data = BenchmarkPairs()
    @Setting("Times the fit is repeated.", 1...1000) var runs = 3

    func run(watching watcher: Watcher) throws -> Table {
        let (histories, relevant) = try data.read()
        let train = trainingSet(of: histories, rated: model == .svd)
        let recipe = try recipe()
        var (seconds, processor, fitted) = ([Double](), [Double](), (any Scorer)?.none)
        for _ in 0..<runs {
            let (start, spent) = (ContinuousClock.now, processorSeconds())
            fitted = try recipe.fit(train, watching: watcher)
            seconds.append((ContinuousClock.now - start) / .seconds(1))
            processor.append(processorSeconds() - spent)
        }
        var quality = [(name: String, value: Double)]()
        if let relevant, let fitted {
            quality.append(
                ("ndcg@10", try ndcg(try topTen(of: fitted, histories, relevant, watcher), histories)))
        }
        quality.append(("memory-mb", Double(Machine.peakMemory) / 1e6))
        let what = model == .als ? "als by \(solver.rawValue)" : model.rawValue
        return timings(
            "\(what), \(histories.rows) users, \(histories.columns) items, \(histories.count) pairs",
            [StepTimes("processor", processor), StepTimes("fit", seconds)], quality: quality,
            notes: [
                "Runs: \(runs), threads: \(threads), \(factors) factors, \(epochs) epochs; als and bpr with implicit's settings."
            ])
    }

    /// The recipe with settings that mean what those of Benchmarks/implicit/peer.py mean: confidence 10, penalty .05 (BPR: .01),
    /// rate .05. BPR's negatives are drawn uniformly, implicit's by popularity, which ranks worse.
    private func recipe() throws -> ModelRecipe {
        let recipe = try ModelRecipe(.word(model.rawValue))
        var settings: [(String, Value)] = [
            ("factors", .number(Double(factors))), ("epochs", .number(Double(epochs))),
        ].filter { name, _ in recipe.declared.settings.contains { $0.name == name } }
        let spread = Value.number(0.01 * Double(factors).squareRoot())
        switch model {
        case .als:
            settings += [
                ("sd", spread),
                ("objective", .word("confidence")), ("alpha", .number(9)), ("unobserved", .number(1)),
                ("reg", .number(0.05)), ("frequency-scaling", .number(0)), ("solver", .word(solver.rawValue)),
            ]
        case .bpr:
            settings += [("sd", spread), ("rate", .number(0.05)), ("reg", .number(0.01))]
        case .lightfm, .slim, .ease, .rp3beta, .svd, .pureSVD, .itemKNN: break
        }
        for (name, value) in settings { try recipe.declared.set(name, to: value) }
        return recipe
    }
}

/// Processor time of this process, all its threads together, in seconds: what a busy machine does not stretch.
private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
