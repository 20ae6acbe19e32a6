import Datasets
import Declarations

/// A row for each model and window of time, from the folds of a walk-forward split; `nil` for other splits.
func windowTable(_ judgements: [Judgement], titles: [String], rules: Judging) -> Table? {
    guard let split = judgements.first?.model.split, split.folds.contains(where: { $0.window != nil }) else {
        return nil
    }
    let scores = judgements.first?.evaluations.first?.scores ?? []
    var table = Table(
        "\(split.dataset.name), \(split.scheme), \(rules.part.rawValue), by window",
        columns: [
            Table.Column("window", decimals: 0), Table.Column("from"), Table.Column("to"),
            Table.Column("model"), Table.Column("verdict"), Table.Column("tested", decimals: 0),
        ] + scores.map { Table.Column($0.name, decimals: 4, better: $0.better) })
    for (judgement, title) in zip(judgements, titles) {
        for (fit, evaluation) in zip(judgement.model.fits, judgement.evaluations) {
            let fold = split.folds[fit.fold]
            guard let window = fold.window else { continue }
            table.rows.append(
                [
                    .number(Double(fit.fold + 1)), .text(Moment(seconds: window.lowerBound).date),
                    .text(Moment(seconds: window.upperBound).date), .text(title),
                    .word(fit.verdict.rawValue), .number(Double(fold.test.count)),
                ]
                    + scores.map { score in
                        guard let found = evaluation[score.name] else { return .nothing }
                        let error = found.standardError ?? 0
                        return .measure(
                            Measure(
                                found.mean, low: found.mean - 1.96 * error, high: found.mean + 1.96 * error,
                                runs: fit.run.map { [$0] } ?? []))
                    })
        }
    }
    table.notes = [
        "Each window's models learned from the rows before it; interval: 95 % of the mean over users."
    ]
    return table
}

/// What stands under a table of results about leaks: nothing where the split's certificate is clean.
func certificateNotes(_ split: Split?) -> [String] {
    guard let split else { return [] }
    guard let stamp = split.certificate else {
        return [
            "No leak certificate: \(split.scheme == "none" ? "nothing was held out" : "the split was not audited")."
        ]
    }
    let failing = split.audit.findings.filter { $0.verdict > .healthy }
    guard !failing.isEmpty else { return [] }
    let reasons = failing.map { "\($0.measure) (\($0.reason))" }.joined(separator: "; ")
    return ["Leak certificate \(stamp) is \(split.audit.verdict.rawValue): \(reasons)."]
}
