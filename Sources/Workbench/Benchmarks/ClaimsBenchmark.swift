import Datasets
import Declarations
import Evaluation
import Foundation
import Kernels

struct ClaimsBenchmark: Benchmark {
    static let name = "claims"
    static let summary =
        "Times the tests of a comparison on made-up values, and counts false claims where nothing differs."
    static let example = "reel> bench claims users=60 models=3 resamples=200 draws=50 runs=1"

    @Setting("Users.", 2...1e6) var users = 6040
    @Setting("Models.", 2...1000) var models = 20
    @Setting("Bootstrap resamples, and sign flips.", 100...1e6) var resamples = 10_000
    @Setting("Pairs of models that are worth the same, to count false claims among.", 1...100_000) var draws =
        2000
    @Setting("Users of each such pair.", 2...100_000) var drawUsers = 200
    @Setting("Times it is repeated.", 1...1000) var runs = 5
    @Setting("Seed of the data made up.", 0...) var seed = 1

    func run(watching watcher: Watcher) throws -> Table {
        var chance = Chance(seed: seed)
        let columns = (0..<models).map { _ in Self.guesses(users, &chance) }
        let contenders = columns.enumerated().map { Contender("m\($0)", perUser: $1) }
        let names = ["bootstrap", "permutation", "wilcoxon", "comparison"]
        var seconds = [[Double]](repeating: [], count: names.count)
        for _ in 0..<runs {
            let differences = columns.dropFirst().map { zip($0, columns[0]).map { $0 - $1 } }
            seconds[0].append(
                try timed {
                    let drawn = try bootstrapMeans(columns, resamples: resamples, watching: watcher)
                    for (means, values) in zip(drawn, columns) {
                        _ = interval(means, of: values, kind: .bca)
                    }
                })
            seconds[1].append(try timed { _ = try signFlipTest(differences, flips: resamples) })
            seconds[2].append(timed { for column in differences { _ = signedRankTest(column) } })
            var rules = ComparisonRules(reference: .first)
            (rules.resamples, rules.flips) = (resamples, resamples)
            seconds[3].append(try timed { _ = try compare(contenders, metric: "ndcg@10", rules: rules) })
        }
        let found = try falseClaims(&chance, watching: watcher)
        return timings(
            "Claims, \(users) users, \(models) models, \(resamples) resamples",
            zip(names, seconds).map { StepTimes($0, $1) },
            quality: [("false-permutation", found.permutation), ("false-wilcoxon", found.wilcoxon)],
            decimals: 4,
            notes: [
                "Runs: \(runs), threads: \(threads); bootstrap with BCa intervals, comparison: all of it, with Holm.",
                "False claims: share of \(draws) pairs of equal models with p < .05, \(drawUsers) users each.",
            ])
    }

    /// Shares of pairs of guessing models that a test tells apart.
    private func falseClaims(_ chance: inout Chance, watching watcher: Watcher) throws
        -> (permutation: Double, wilcoxon: Double)
    {
        var (permutation, wilcoxon) = (0, 0)
        for draw in 0..<draws {
            let (a, b) = (Self.guesses(drawUsers, &chance), Self.guesses(drawUsers, &chance))
            let difference = zip(a, b).map { $0 - $1 }
            // Signs of their own for every pair, or one unlucky set of signs would count two thousand times.
            if try signFlipTest([difference], flips: 999, seed: draw)[0] < 0.05 { permutation += 1 }
            if signedRankTest(difference).p < 0.05 { wilcoxon += 1 }
        }
        return (Double(permutation) / Double(draws), Double(wilcoxon) / Double(draws))
    }

    /// NDCG@10 of guessing where one of 30 items is: values as a comparison sees them, many of them 0.
    private static func guesses(_ users: Int, _ chance: inout Chance) -> [Double] {
        (0..<users).map { _ in
            let rank = chance.below(30)
            return rank < 10 ? 1 / log2(Double(rank) + 2) : 0
        }
    }
}

/// Seconds that some work takes.
func timed(_ work: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try work()
    return (ContinuousClock.now - start) / .seconds(1)
}
