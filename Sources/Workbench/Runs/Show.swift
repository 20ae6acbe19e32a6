import Declarations
import Runs

struct Show: Command {
    static let name = "show"
    static let summary = "Shows one run whole, or a thing of the session with its fields."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> p = train popular
        …
        reel> show p | where field == "verdict"
        …
        verdict  collapsed
        """

    @Argument("Number of a run, or a name of the session.") var what: Anything

    func run(in session: Session) throws -> Report {
        if case .number(let id) = what.value { return try show(Int64(id), in: session) }
        guard case .thing(let thing) = what.value else {
            if case .table(let table) = what.value { return Report(table) }
            return Report(what.value.description, what.value)
        }
        var table = fields(of: thing, title: thing.summary)
        if let model = thing as? FittedModel { table.companions["curves"] = epochTable(of: model) }
        return Report(table)
    }

    private func show(_ id: Int64, in session: Session) throws -> Report {
        let run = try session.store.run(id)
        var table = fields(of: run, title: run.summary)
        let epochs = try session.store.epochs(id)
        if !epochs.isEmpty { table.companions["curves"] = epochTable(epochs, of: run) }
        var blocks: [Block] = [.table(table)]
        if !run.findings.isEmpty { blocks.append(.findings(run.findings)) }
        let alarms = run.auditFindings.filter { $0.verdict > .healthy }
        if !alarms.isEmpty { blocks.append(.findings(alarms)) }
        return Report(.table(table), blocks)
    }

    private func fields(of thing: any Thing, title: String) -> Table {
        Table(
            title, columns: [Table.Column("field"), Table.Column("value")],
            rows: thing.fields.map { [.text($0.name), $0.value] })
    }
}

/// Epochs of all fits of a model, one row for each epoch and fit: plot kind=curves draws means in a band over seeds.
func epochTable(of model: FittedModel) -> Table? {
    let names = Set(model.fits.flatMap { $0.epochs.flatMap { $0.measures.keys } }).sorted()
    guard !names.isEmpty else { return nil }
    return Table(
        "Epochs of \(model.title)",
        columns: [Table.Column("model"), Table.Column("seed"), Table.Column("epoch")]
            + names.map { Table.Column($0, decimals: 4) },
        rows: model.fits.enumerated().flatMap { number, fit in
            fit.epochs.map { epoch in
                [.text(model.title), .number(Double(number + 1)), .number(Double(epoch.number))]
                    + names.map { name in epoch.measures[name].map { .number($0) } ?? .nothing }
            }
        }, runs: model.runs)
}

/// Epochs as a table: epoch, then a column per measure.
func epochTable(_ epochs: [Epoch], of run: Run) -> Table {
    let names = Set(epochs.flatMap { $0.measures.keys }).sorted()
    return Table(
        "Epochs of run \(run.id)",
        columns: [Table.Column("epoch")] + names.map { Table.Column($0, decimals: 4) },
        rows: epochs.map { epoch in
            [.number(Double(epoch.number))]
                + names.map { name in epoch.measures[name].map { .number($0) } ?? .nothing }
        }, runs: [run.id])
}
