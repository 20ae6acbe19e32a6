import Declarations
import Evaluation

/// One fit, looked at.
struct Examined {
    let outputs: Outputs
    let diagnosis: Diagnosis
}

/// A diagnosis as tables: the findings, and behind them what charts are made of.
struct DiagnosisTables {
    private var findings = Table(
        columns: [
            Table.Column("model"), Table.Column("measure"), Table.Column("value", decimals: 4, trimmed: true),
            Table.Column("verdict"), Table.Column("reason"),
        ])
    private var spectrum = Table(
        "Spectrum of the outputs",
        columns: [Table.Column("model"), Table.Column("index"), Table.Column("singular-value")])
    private var overlap = Table(
        "Items that the lists of two users share",
        columns: [
            Table.Column("model"), Table.Column("items-in-common"),
            Table.Column("share-of-pairs", decimals: 4),
        ])
    private var items = Table(
        "Items on most lists",
        columns: [
            Table.Column("model"), Table.Column("item"), Table.Column("title"),
            Table.Column("share-of-lists", decimals: 4), Table.Column("users-in-training"),
        ])
    private var twins = Table(
        "Users with exactly the same list",
        columns: [Table.Column("model"), Table.Column("group"), Table.Column("users"), Table.Column("of")])
    private var variance: Table?

    /// Adds a model's fits: of several, values are means ± standard deviations and verdicts the worst; what is drawn
    /// comes from the fit with the worst verdict.
    mutating func add(_ fits: [Examined], of model: FittedModel) {
        guard let first = fits.first,
            let worst = fits.max(by: { $0.diagnosis.verdict < $1.diagnosis.verdict })
        else { return }
        findings.rows += first.diagnosis.findings.map { finding in
            let all = fits.compactMap { $0.diagnosis[finding.measure] }
            let gravest = all.max { $0.verdict < $1.verdict } ?? finding
            let values = all.map(\.value)
            let mean = values.reduce(0, +) / Double(values.count)
            let value: Value =
                all.count > 1 ? .measure(Measure(mean, sd: deviation(values))) : .number(finding.value)
            return [
                .text(model.title), .text(finding.measure), value, .word(gravest.verdict.rawValue),
                .text(gravest.reason),
            ]
        }
        spectrum.rows += worst.diagnosis.spectrum.enumerated().map { index, value in
            [.text(model.title), .number(Double(index + 1)), .number(value)]
        }
        spectrum.runs += model.runs
        findings.runs += model.runs
        addLists(worst.outputs, of: model)
        if worst.outputs.kind == .embeddings { addDimensions(worst.outputs, model) }
    }

    private mutating func addLists(_ outputs: Outputs, of model: FittedModel) {
        guard let lists = outputs.lists, let catalogue = outputs.catalogue else { return }
        overlap.rows += lists.overlaps().enumerated().map { common, share in
            [.text(model.title), .number(Double(common)), .number(share)]
        }
        let entities = model.split.dataset.items
        items.rows += lists.mostListed(20, itemCount: catalogue.itemCount).map { item, share in
            [
                .text(model.title), .text(entities.ids[Int(item)]), .text(entities.label(item)),
                .number(share), .number(Double(catalogue.popularity[Int(item)])),
            ]
        }
        twins.rows += lists.identical().enumerated().map { number, group in
            let ids = group.map { model.split.dataset.users.ids[Int(outputs.users[$0])] }
            return [
                .text(model.title), .number(Double(number + 1)), .number(Double(group.count)),
                .text(ids.prefix(20).joined(separator: " ")),
            ]
        }
    }

    private mutating func addDimensions(_ outputs: Outputs, _ model: FittedModel) {
        let variances = outputs.columnVariances
        let mean = variances.reduce(0, +) / Double(max(1, variances.count))
        add(
            variance: Table(
                "Variance of each dimension over the mean of all",
                columns: [Table.Column("dimension"), Table.Column(model.title, decimals: 4)],
                rows: variances.enumerated().map { index, value in
                    [.text("\(index + 1)"), .number(mean > 0 ? value / mean : 0)]
                }, runs: model.runs), model)
    }

    /// Adds spread kept, column by column: one column per model beside the targets' names.
    mutating func add(variance new: Table?, _ model: FittedModel) {
        guard let new else { return }
        guard var table = variance, table.rows.count == new.rows.count else {
            variance = variance ?? new
            return
        }
        table.columns.append(Table.Column(model.title, decimals: 4))
        for row in table.rows.indices { table.rows[row].append(new.rows[row][1]) }
        table.runs += new.runs
        variance = table
    }

    /// The findings with everything else behind them.
    func whole(_ title: String) -> Table {
        var table = findings
        table.title = title
        table.companions["spectrum"] = spectrum
        for (name, other) in [("overlap", overlap), ("items", items), ("identical", twins)]
        where !other.rows.isEmpty { table.companions[name] = other }
        if let variance { table.companions["variance"] = variance }
        return table
    }
}
