import Datasets
import Declarations
import Evaluation

/// A hot loop that can be timed. One file per benchmark; see `benchmarks`.
protocol Benchmark: Declared {
    /// Does the work a few times and returns a table: a row per step with the median and the least of its seconds, and
    /// on the last row, which is the whole, the quality reached.
    func run(watching: Watcher) throws -> Table
}

/// Every benchmark, in the order in which help lists them. A test compares it with the folder.
let benchmarks: [any Benchmark.Type] = [
    ClaimsBenchmark.self, EASEBenchmark.self, ImplicitBenchmark.self, MeasuresBenchmark.self,
    MeterBenchmark.self,
    NeighboursBenchmark.self,
    ObservatoryBenchmark.self, RankingBenchmark.self, RatingsBenchmark.self, ReadingBenchmark.self,
    StoreBenchmark.self,
]

/// A benchmark by its name, with settings of its own: `bench ranking users=1000`.
struct BenchmarkRecipe: Recipe {
    let benchmark: any Benchmark

    static var expected: String { "a benchmark" }
    static var completion: Completion { .list("benchmarks") }
    static var syntax: Syntax { .word }

    init(_ value: Value) throws(Mismatch) {
        let names = benchmarks.map { $0.name }
        guard let word = value.text, let found = benchmarks.first(where: { $0.name == word }) else {
            let near = nearest(to: value.description, in: names).map { "did you mean \($0)?" }
            throw Mismatch(Self.expected, value, remedy: near ?? "known: \(names.joined(separator: ", "))")
        }
        benchmark = found.init()
    }

    var value: Value { .word(type(of: benchmark).name) }
    var declared: any Declared { benchmark }
}

/// Seconds of one step in several runs.
struct StepTimes {
    let step: String
    let median: Double
    let least: Double

    init(_ step: String, median: Double, least: Double) {
        (self.step, self.median, self.least) = (step, median, least)
    }

    init(_ step: String, _ seconds: [Double]) {
        self.init(
            step, median: quantile(seconds.sorted(), 0.5), least: seconds.min() ?? .nan)
    }
}

/// The table that a benchmark returns; `quality` stands on the last row.
func timings(
    _ title: String, _ steps: [StepTimes], quality: [(name: String, value: Double)], decimals: Int? = 6,
    notes: [String]
) -> Table {
    Table(
        title,
        columns: [
            Table.Column("step"), Table.Column("median", decimals: 4, unit: "s", better: .lower),
            Table.Column("least", decimals: 4, unit: "s", better: .lower),
        ] + quality.map { Table.Column($0.name, decimals: decimals) },
        rows: steps.enumerated().map { k, times in
            [.text(times.step), .number(times.median), .number(times.least)]
                + quality.map { k == steps.count - 1 ? .number($0.value) : .nothing }
        }, notes: notes)
}
