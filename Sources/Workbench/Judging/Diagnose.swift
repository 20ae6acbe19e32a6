import Datasets
import Declarations
import Evaluation
import Models

struct Diagnose: Command {
    static let name = "diagnose"
    static let summary = "Measures how much spread a model's outputs keep, and says whether it has collapsed."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> p = train popular
        …
        reel> diagnose p | where measure == "personalisation" | select verdict
        …
        collapsed
        """

    @Argument("Fitted models.") var models: [ModelReference]
    @Setting("Users whose outputs are looked at.", 2...100_000) var users = 256
    @Setting("Length of their lists.", 1...1000) var k = 10
    @Setting("Seed of the sample.") var seed = 0

    func run(in session: Session) throws -> Report {
        var rules = SampleRules()
        (rules.size, rules.k, rules.seed) = (users, k, seed)
        var table = findingsTable([], title: "")
        table.columns.insert(Table.Column("model"), at: 0)
        var spectrum = Table(
            "Spectrum of the outputs",
            columns: [Table.Column("model"), Table.Column("index"), Table.Column("singular-value")])
        var variance: Table?
        var blocks: [Block] = []
        for reference in models {
            let model = reference.model
            guard let fit = model.fits.first else { continue }
            let diagnosis =
                switch fit.fitted {
                case .recommender(let scorer):
                    try examine(
                        scorer, of: model.split, fold: fit.fold, rules: rules, watching: session.watcher)
                case .traits(let predictor):
                    try examine(predictor, of: model.split, fold: fit.fold, in: session)
                }
            try keep(variances(of: model, fit, in: session), of: model.title, in: &variance)
            // Reasons are whole sentences: as findings they stand in full, as cells they would be cut.
            blocks += [.text("\(model.title): \(summary(of: diagnosis))"), .findings(diagnosis.findings)]
            table.rows += findingsTable(diagnosis.findings, title: "").rows.map { [.text(model.title)] + $0 }
            spectrum.rows += diagnosis.spectrum.enumerated().map { index, value in
                [.text(model.title), .number(Double(index + 1)), .number(value)]
            }
            spectrum.runs += model.runs
        }
        table.title = "Diagnosis of \(models.map(\.model.title).joined(separator: ", "))"
        table.runs = models.flatMap(\.model.runs)
        table.companions["spectrum"] = spectrum
        if let variance { table.companions["variance"] = variance }
        return Report(.table(table), blocks)
    }

    /// One column per model beside the targets' names.
    private func keep(_ new: Table?, of title: String, in all: inout Table?) throws {
        guard let new else { return }
        guard var table = all, table.rows.count == new.rows.count else {
            all = all ?? new
            return
        }
        table.columns.append(Table.Column(title, decimals: 4))
        for row in table.rows.indices { table.rows[row].append(new.rows[row][1]) }
        table.runs += new.runs
        all = table
    }

    /// "collapsed by 9 of 11 measures"
    private func summary(of diagnosis: Diagnosis) -> String {
        let deciding = diagnosis.deciding.count
        let verdict = diagnosis.verdict.rawValue
        return deciding == 0 ? verdict : "\(verdict) by \(deciding) of \(diagnosis.findings.count) measures"
    }
}

/// Looks at what a recommender gives a sample of users.
func examine(
    _ scorer: any Scorer, of split: Split, fold: Int, rules: SampleRules = SampleRules(),
    watching watcher: Watcher
) throws -> Diagnosis {
    let dataset = split.dataset
    let rows = split.folds[fold]
    let histories = rows.histories(.train, of: dataset)
    let relevant =
        rows.test.isEmpty
        ? nil : SparseMatrix(rows.test, users: dataset.users.count, items: dataset.items.count)
    let outputs = try Outputs.sample(
        users: (0..<UserIndex(dataset.users.count)).map { $0 }, itemCount: dataset.items.count,
        histories: histories, catalogue: rows.catalogue(of: dataset), relevant: relevant, rules: rules,
        watching: watcher, oneAtATime: scorer.usesAllCores, label: dataset.label
    ) { users, scores in
        try scorer.scores(for: users, histories: histories, into: scores)
    }
    return try diagnose(outputs)
}
