import Declarations

extension Comparison {
    /// A row for each model, best first, with its distance to the reference; for all pairs, a row for each pair.
    ///
    /// The mean's cell carries the standard deviation over users, the difference's cell its interval and a star where the
    /// difference is shown.
    public var table: Table {
        reference == nil && !contrasts.isEmpty ? pairTable : modelTable
    }

    private var modelTable: Table {
        let order = models.indices.sorted {
            let (a, b) = (models[$0].mean, models[$1].mean)
            return a == b ? $0 < $1 : (better == .higher ? a > b : a < b)
        }
        let rows = order.map { m -> [Value] in
            let model = models[m]
            let mean = Value.measure(Measure(model.mean, sd: model.sd, runs: model.runs))
            guard let contrast = contrast(model.name), model.name != reference else {
                return [.text(model.name), mean] + Array(repeating: .nothing, count: 6)
            }
            return [.text(model.name), mean] + cells(contrast)
        }
        let head = [Table.Column("model"), Table.Column(metric, decimals: 4, better: better)]
        return Table(
            "\(metric) against \(reference ?? "nothing")", columns: head + tail, rows: rows, notes: notes)
    }

    private var pairTable: Table {
        let rows = contrasts.map { [.text($0.model), .text($0.reference)] + cells($0) }
        return Table(
            "\(metric), all pairs", columns: [Table.Column("model"), Table.Column("other")] + tail,
            rows: rows,
            notes: notes)
    }

    private var tail: [Table.Column] {
        [
            Table.Column("difference", decimals: 4), Table.Column("p", decimals: 4),
            Table.Column("effect", decimals: 2), Table.Column("better", decimals: 2),
            Table.Column("worse", decimals: 2), Table.Column("verdict"),
        ]
    }

    private func cells(_ contrast: Contrast) -> [Value] {
        let difference = Measure(
            contrast.difference, low: contrast.low, high: contrast.high, mark: contrast.isShown ? "*" : nil)
        return [
            .measure(difference), .number(contrast.adjusted), .number(contrast.effect),
            .number(contrast.better),
            .number(contrast.worse), .text(contrast.verdict),
        ]
    }
}
