import Datasets
import Declarations
import Evaluation
import Kernels

struct ObservatoryBenchmark: Benchmark {
    static let name = "observatory"
    static let summary = "Times all measures of collapse on made-up vectors, lists and predictions."
    static let example = "reel> bench observatory rows=500 width=8 runs=1"

    @Setting("Rows: users.", 8...1e8) var rows = 1_000_000
    @Setting("Columns: dimensions.", 2...4096) var width = 64
    @Setting("Items of the catalogue behind the lists of 10.", 40...1e7) var items = 20_000
    @Setting("Times it is repeated.", 1...1000) var runs = 3
    @Setting("Seed of the data made up.", 0...) var seed = 1

    func run(watching watcher: Watcher) throws -> Table {
        let vectors = made(seed)
        let lists = madeLists()
        let catalogue = Catalogue(
            itemCount: items, userCount: rows, popularity: lists.counts(itemCount: items))
        let truth = made(seed + 1)
        let guesses = OutputMatrix(
            rows: rows, columns: width,
            values: zip(vectors.values, truth.values).map { 0.5 * $0 + 0.5 * $1 })
        let means = [Double](repeating: 0, count: width)
        let names = ["spectrum", "randomised", "embeddings and lists", "predictions", "all"]
        var seconds = [[Double]](repeating: [], count: names.count)
        var (rank, projected, verdict) = (0.0, 0.0, 0.0)
        for _ in 0..<runs {
            seconds[0].append(
                timed { rank = Spectrum(vectors.values, rows: rows, columns: width).effectiveRank })
            seconds[1].append(
                try timed {
                    projected = try Spectrum(
                        randomised: vectors.values, rows: rows, columns: width, count: width
                    ).effectiveRank
                })
            seconds[2].append(
                try timed {
                    var outputs = Outputs(vectors, kind: .embeddings)
                    (outputs.lists, outputs.catalogue, outputs.tiedTops) = (lists, catalogue, 0)
                    outputs.positivePairs = (0..<rows / 2).map { (2 * $0, 2 * $0 + 1) }
                    verdict = Double(try diagnose(outputs).findings.count)
                })
            seconds[3].append(
                try timed {
                    verdict += Double(
                        try diagnose(
                            Outputs(predictions: guesses, targets: truth, trainingMeans: means)
                        ).findings.count)
                })
            seconds[4].append(seconds[2].last.map { $0 + (seconds[3].last ?? 0) } ?? 0)
        }
        return timings(
            "Collapse observatory, \(rows) × \(width)", zip(names, seconds).map { StepTimes($0, $1) },
            quality: [("effective-rank", rank), ("randomised", projected), ("measures", verdict)],
            decimals: 4,
            notes: [
                "Runs: \(runs), threads: \(threads); all: every measure of vectors, of lists of 10, of predictions and targets."
            ])
    }

    private func made(_ seed: Int) -> OutputMatrix {
        var chance = Chance(seed: seed)
        return OutputMatrix(
            rows: rows, columns: width, values: (0..<rows * width).map { _ in Float(chance.uniform()) - 0.5 })
    }

    /// Lists of 10 different items each.
    private func madeLists() -> ItemLists {
        var chance = Chance(seed: seed + 2)
        let step = max(1, items / 10)
        return ItemLists(
            items: (0..<rows).flatMap { _ -> [ItemIndex] in
                let first = chance.below(items)
                return (0..<10).map { ItemIndex((first + $0 * step) % items) }
            }, k: 10)
    }
}
