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

    enum Subject: String, Choice { case outputs, users, items }

    @Argument("Fitted models.") var models: [ModelReference]
    @Setting("What is looked at: scores or predictions, or the learned vectors of all users or items.")
    var of = Subject.outputs
    @Setting("Users whose outputs are looked at.", 2...100_000) var users = 256
    @Setting("Length of their lists.", 1...1000) var k = 10
    @Setting("How singular values are found; auto takes a projection where neither side is below 1024.")
    var svd = Spectrum.Method.auto
    @Setting("Seed of the sample.") var seed = 0

    func run(in session: Session) throws -> Report {
        var rules = SampleRules()
        (rules.size, rules.k, rules.seed, rules.method) = (users, k, seed, svd)
        var tables = DiagnosisTables()
        var blocks: [Block] = []
        for reference in models {
            let model = reference.model
            let examined = try model.fits.map { fit in
                let outputs = try outputs(of: fit, of: model, rules, in: session)
                return Examined(outputs: outputs, diagnosis: try diagnose(outputs))
            }
            guard let worst = examined.max(by: { $0.diagnosis.verdict < $1.diagnosis.verdict }) else {
                continue
            }
            tables.add(examined, of: model)
            if of == .outputs {
                tables.add(variance: variances(of: model, worst.outputs), model)
            }
            // Reasons are whole sentences: as findings they stand in full, as cells they would be cut.
            blocks += [
                .text("\(model.title): \(summary(of: worst.diagnosis, among: examined.count))"),
                .findings(worst.diagnosis.findings),
            ]
            blocks += lists(worst.outputs, of: model)
        }
        return Report(
            .table(tables.whole("Diagnosis of \(models.map(\.model.title).joined(separator: ", "))")), blocks)
    }

    private func outputs(of fit: Fit, of model: FittedModel, _ rules: SampleRules, in session: Session) throws
        -> Outputs
    {
        switch (of, fit.fitted) {
        case (.outputs, .recommender(let scorer)):
            return try sampledOutputs(
                scorer, of: model.split, fold: fit.fold, rules: rules, watching: session.watcher)
        case (.outputs, .traits(let predictor)):
            return try inferredOutputs(predictor, of: model.split, fold: fit.fold, in: session)
        case (.users, _), (.items, _):
            guard let embedding = fit.scorer as? any EmbeddingModel else {
                throw Problem(
                    "\(model.title) has no vectors of \(of.rawValue)",
                    remedy: "look at its outputs: diagnose \(model.title)")
            }
            let vectors = of == .users ? embedding.userVectors : embedding.itemVectors
            return try Outputs(
                vectors.known(in: model.split.folds[fit.fold].train, users: of == .users), kind: .embeddings,
                by: svd)
        }
    }

    /// "collapsed by 9 of 11 measures"
    private func summary(of diagnosis: Diagnosis, among fits: Int) -> String {
        let deciding = diagnosis.deciding.count
        let verdict = diagnosis.verdict.rawValue
        let words =
            deciding == 0 ? verdict : "\(verdict) by \(deciding) of \(diagnosis.findings.count) measures"
        return fits > 1 ? "\(words), the worst of \(fits) fits" : words
    }

    /// What everybody gets, and who gets the same.
    private func lists(_ outputs: Outputs, of model: FittedModel) -> [Block] {
        guard let lists = outputs.lists, let catalogue = outputs.catalogue else { return [] }
        let items = model.split.dataset.items
        let most = lists.mostListed(5, itemCount: catalogue.itemCount).map {
            "\(items.label($0.item)) (\(percent($0.share)) %)"
        }
        var sentences = ["on most lists: \(most.joined(separator: ", "))"]
        let groups = lists.identical()
        let twins = groups.reduce(0) { $0 + $1.count }
        if let largest = groups.first {
            let names = largest.prefix(3).map { model.split.dataset.users.ids[Int(outputs.users[$0])] }
            sentences.append(
                "\(twins) of \(lists.count) users have exactly the list of somebody else; the largest group, "
                    + "\(largest.count), begins with \(names.joined(separator: ", "))")
        }
        return sentences.map { .text($0) }
    }
}

/// A share in hundredths, whole.
func percent(_ share: Double) -> String { shortest((share * 100).rounded()) }

extension Vectors {
    /// The rows of those who stand in some interactions; nothing was learned of the others.
    fileprivate func known(in rows: Interactions, users: Bool) -> OutputMatrix {
        let seen = Set(users ? rows.users : rows.items)
        let known = (0..<self.rows).filter { seen.contains(Int32($0)) }
        return OutputMatrix(rows: known.count, columns: width, values: known.flatMap { self[$0] })
    }
}

/// Looks at what a recommender gives a sample of users.
func examine(
    _ scorer: any Scorer, of split: Split, fold: Int, rules: SampleRules = SampleRules(),
    watching watcher: Watcher
) throws -> Diagnosis {
    try diagnose(sampledOutputs(scorer, of: split, fold: fold, rules: rules, watching: watcher))
}

/// What a recommender gives a sample of users.
func sampledOutputs(
    _ scorer: any Scorer, of split: Split, fold: Int, rules: SampleRules, watching watcher: Watcher
) throws -> Outputs {
    let dataset = split.dataset
    let rows = split.folds[fold]
    let histories = rows.histories(.train, of: dataset)
    let relevant =
        rows.test.isEmpty
        ? nil : SparseMatrix(rows.test, users: dataset.users.count, items: dataset.items.count)
    return try Outputs.sample(
        users: (0..<UserIndex(dataset.users.count)).map { $0 }, itemCount: dataset.items.count,
        histories: histories, catalogue: rows.catalogue(of: dataset), relevant: relevant, rules: rules,
        watching: watcher, oneAtATime: scorer.usesAllCores, label: dataset.label
    ) { users, scores in
        try scorer.scores(for: users, histories: histories, into: scores)
    }
}
