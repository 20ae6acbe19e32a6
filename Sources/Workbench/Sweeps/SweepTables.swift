import Datasets
import Declarations
import Evaluation
import Foundation
import Runs

/// The trials of a sweep, best first; behind it what `plot kind=parallel|importance|best-so-far` draws.
func sweepTable(_ sweep: Sweep, in session: Session) throws -> Table {
    let (store, plan) = (try session.store, sweep.plan)
    let trials = try store.trials(of: sweep.id)
    let hasEpochs = trials.contains { $0.epochs != nil }
    let metric = Table.Column(
        plan.metric, decimals: 4, better: plan.higherIsBetter ? .higher : .lower)
    var table = Table(
        "\(sweep.title): \(plan.model), \(plan.dataset), \(plan.split), validation",
        columns: [Table.Column("trial", decimals: 0)] + plan.space.map { Table.Column($0.name) }
            + (hasEpochs ? [Table.Column("epochs", decimals: 0)] : []) + [metric]
            + [
                Table.Column("verdict"), Table.Column("status"),
                Table.Column("seconds", decimals: 2, unit: "s"),
                Table.Column("runs"),
            ])
    let sorted = trials.sorted { (plan.loss(of: $0), $0.number) < (plan.loss(of: $1), $1.number) }
    for trial in sorted {
        var row: [Value] = [.number(Double(trial.number))] + trial.candidate.map(literalValue)
        if hasEpochs { row.append(trial.epochs.map { .number(Double($0)) } ?? .nothing) }
        row += [
            trial.value.map { .measure(Measure($0, runs: trial.runs)) } ?? .nothing,
            trial.verdict.map { .word($0.rawValue) } ?? .nothing, .word(trial.status.word),
            trial.seconds > 0 ? .number(trial.seconds) : .nothing,
            .list(trial.runs.map { .number(Double($0)) }),
        ]
        table.rows.append(row)
    }
    table.notes = notes(sweep, trials)
    table.runs = trials.flatMap(\.runs)
    table.companions["parallel"] = parallel(sweep, sorted)
    table.companions["best-so-far"] = bestSoFar(sweep, trials)
    table.companions["importance"] = importance(sweep, trials)
    return table
}

private func notes(_ sweep: Sweep, _ trials: [Trial]) -> [String] {
    let finished = trials.count { $0.status == .finished }
    let failed = trials.filter { $0.status.word == "failed" }
    let open = trials.count { !$0.hasEnded && $0.status != .running }
    var sentences = [
        "\(finished) of \(sweep.trials) trials finished, chosen by \(sweep.plan.method.rawValue), judged on the validation rows; "
            + "sweep best \(sweep.id) fits the best."
    ]
    if let first = failed.first, case .failed(let message) = first.status {
        sentences.append(
            "\(failed.count) failed, trial \(first.number) with: \(message); sweep retry \(sweep.id) runs them again."
        )
    }
    if trials.contains(where: { $0.verdict == .collapsed }) {
        sentences.append(
            "Trials that collapsed stand behind all others, whatever their \(sweep.plan.metric).")
    }
    if open > 0 { sentences.append("\(open) were stopped; sweep fill \(sweep.id) runs them again.") }
    return sentences
}

/// A literal as a value: a number as such, all else as its word.
private func literalValue(_ literal: String) -> Value {
    switch literal {
    case "nothing": .nothing
    case "true", "false": .truth(literal == "true")
    default: Double(literal).map { .number($0) } ?? .word(literal.filter { $0 != "\"" })
    }
}

/// One row for each finished trial, its settings and the metric, which comes last.
private func parallel(_ sweep: Sweep, _ sorted: [Trial]) -> Table {
    Table(
        "\(sweep.title): settings and \(sweep.plan.metric) of each trial",
        columns: sweep.plan.space.map(\.column) + [
            Table.Column(
                sweep.plan.metric, decimals: 4, better: sweep.plan.higherIsBetter ? .higher : .lower)
        ],
        rows: sorted.compactMap { trial in
            trial.value.map { trial.candidate.map(literalValue) + [.measure(Measure($0, runs: trial.runs))] }
        })
}

extension SweepAxis {
    /// A column of its values; logarithmic where it was swept so.
    fileprivate var column: Table.Column {
        var column = Table.Column(name)
        if case .range(_, _, _, let isLog) = values { column.isLog = isLog }
        return column
    }
}

private func bestSoFar(_ sweep: Sweep, _ trials: [Trial]) -> Table {
    var table = Table(
        "\(sweep.title): best \(sweep.plan.metric) so far",
        columns: [Table.Column("trial", decimals: 0), Table.Column("best"), Table.Column("this trial")])
    var best: Trial?
    for trial in trials {
        guard let value = trial.value else { continue }
        if best.map({ sweep.plan.loss(of: trial) < sweep.plan.loss(of: $0) }) ?? true { best = trial }
        table.rows.append([
            .number(Double(trial.number)),
            .measure(Measure(best?.value ?? value, runs: best?.runs ?? [])),
            .measure(Measure(value, runs: trial.runs)),
        ])
    }
    return table
}

/// Shares of variance. Where trials had different epochs, those of the most frequent number alone: epochs would explain
/// the rest.
private func importance(_ sweep: Sweep, _ trials: [Trial]) -> Table {
    let counts = Dictionary(trials.map { ($0.epochs ?? 0, 1) }, uniquingKeysWith: +)
    let usual = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    let judged = trials.filter { $0.value != nil && ($0.epochs ?? 0) == usual }
    let places = judged.compactMap { sweep.plan.space.places(of: $0.candidate) }
    var chance = Chance(seed: 0)
    let shares =
        places.count == judged.count
        ? ImportanceForest().shares(places, judged.compactMap(\.value), using: &chance) : nil
    var table = Table(
        "\(sweep.title): share of the variance of \(sweep.plan.metric)",
        columns: [Table.Column("setting"), Table.Column("importance", decimals: 3)],
        rows: zip(sweep.plan.space, shares ?? []).sorted { $0.1 > $1.1 }.map {
            [.text($0.0.name), .number($0.1)]
        })
    table.notes = [
        "Functional ANOVA over a forest of \(ImportanceForest().trees) trees; the rest of 1 are interactions."
    ]
    return table
}
