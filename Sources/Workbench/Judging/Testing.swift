import Declarations
import Evaluation

/// How differences are tested: the same settings for `compare` and `claim`.
struct Testing: SettingGroup {
    @Setting("Level of the intervals.", 0.5...0.999) var confidence = 0.95
    @Setting("How intervals are read off the bootstrap: corrected for bias and skewness, or plain quantiles.")
    var interval = IntervalKind.bca
    @Setting("Bootstrap resamples.", 100...1_000_000) var resamples = 10_000
    @Setting("Sign flips of the permutation test.", 100...1_000_000) var permutations = 10_000
    @Setting("Chance with which the detectable difference is to be found.", 0.5...0.99) var power = 0.8
    @Setting("Seed of resamples and flips.") var seed = 0

    var rules: ComparisonRules {
        var rules = ComparisonRules()
        (rules.confidence, rules.interval, rules.resamples) = (confidence, interval, resamples)
        (rules.flips, rules.seed, rules.power) = (permutations, seed, power)
        return rules
    }
}

extension Judgement {
    /// One model's values on a measure, as tests want them.
    func contender(_ metric: String, title: String) -> Contender {
        Contender(title, perUser: perUser(metric), runs: model.runs, seeds: seeds(metric))
    }
}

/// Throws where models were not fitted on the same rows.
func requireOneSplit(of models: [FittedModel]) throws {
    guard let first = models.first else { return }
    for other in models where other.split.fingerprint != first.split.fingerprint {
        throw Problem(
            "\(first.title) and \(other.title) were fitted on different splits",
            remedy: "train both on one split: \(first.title) has \(first.split.summary)")
    }
    for other in models where Set(other.fits.map(\.fold)) != Set(first.fits.map(\.fold)) {
        throw Problem(
            "\(first.title) and \(other.title) were fitted on different folds",
            remedy: "train both with the same fold=")
    }
}

/// Tested differences as a table, a row for each model and measure.
func differenceTable(_ comparisons: [Comparison]) -> Table {
    var table = Table(
        "Differences, user by user",
        columns: ["metric", "model", "reference"].map { Table.Column($0) } + contrastColumns
            + [Table.Column("finding")])
    for comparison in comparisons {
        for contrast in comparison.contrasts {
            table.rows.append(
                [.text(comparison.metric), .text(contrast.model), .text(contrast.reference)]
                    + cells(of: contrast) + [.text(contrast.verdict)])
        }
    }
    return without(emptyColumn: "p-seeds", table)
}

/// What is told of a tested difference.
let contrastColumns = [
    Table.Column("difference", decimals: 4), Table.Column("p", decimals: 4, chance: true),
    Table.Column("p-seeds", decimals: 4, chance: true), Table.Column("p-holm", decimals: 4, chance: true),
    Table.Column("wilcoxon", decimals: 4, chance: true), Table.Column("effect", decimals: 2),
    Table.Column("superiority", decimals: 3), Table.Column("better", decimals: 3),
    Table.Column("worse", decimals: 3), Table.Column("detectable", decimals: 4),
]

func cells(of contrast: Contrast) -> [Value] {
    let spread = Measure(contrast.difference, low: contrast.low, high: contrast.high)
    let numbers = [
        contrast.p, contrast.seeds?.p, contrast.adjusted, contrast.wilcoxon, contrast.effect,
        contrast.superiority, contrast.better, contrast.worse, contrast.detectable,
    ]
    return [.measure(spread)] + numbers.map { $0.map { .number($0) } ?? .nothing }
}

/// The table without a column that holds nothing.
func without(emptyColumn name: String, _ table: Table) -> Table {
    guard let column = table.index(of: name),
        table.rows.allSatisfy({ if case .nothing = $0[column] { true } else { false } })
    else { return table }
    var table = table
    table.columns.remove(at: column)
    for row in table.rows.indices { table.rows[row].remove(at: column) }
    return table
}
