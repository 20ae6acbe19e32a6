import Datasets
import Declarations

struct ShowFeatures: Command {
    static let name = "features"
    static let summary = "Shows what a feature pipeline gives users and items, fitted on the training rows."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> features [genres hours] | select feature side
        …
        genres   items
        hours    users
        …
        """

    @Argument("Kinds of features, as train lightfm features= takes them; all kinds if left out.")
    var words: [FeatureWord] = []
    @Setting("External id of an item or user whose features are listed.") var of: String? = nil
    @Setting("Split whose training rows are learned from; the current one when left out.") var on: Split? =
        nil

    func run(in session: Session) throws -> Report {
        guard !words.isEmpty else { return Report(kinds) }
        let split = try session.split(on)
        let rows = split.folds.first?.train ?? split.dataset.interactions
        let train = TrainingSet(dataset: split.dataset, interactions: rows)
        let fitted = try FeaturePipeline(words).fit(train)
        return Report(try of.map { try listed($0, fitted, train) } ?? overview(fitted, train))
    }

    private var kinds: Table {
        Table(
            "Kinds of features", columns: ["feature", "side", "reads", "summary"].map { Table.Column($0) },
            rows: FeatureKind.allCases.map {
                [
                    .word($0.rawValue), .word($0.side.rawValue), .text($0.columns.joined(separator: ", ")),
                    .text($0.summary),
                ]
            }, notes: ["Any other word names a column; users.age says whose."])
    }

    private func overview(_ fitted: FittedFeatures, _ train: TrainingSet) -> Table {
        var table = Table(
            "Features of \(train.dataset.name)",
            columns: [
                Table.Column("feature"), Table.Column("side"), Table.Column("features"),
                Table.Column("covered", decimals: 3), Table.Column("each", decimals: 1),
                Table.Column("such as"),
            ],
            notes: [
                "covered: share of users or items with one at least; each: how many they have on average."
            ])
        for block in fitted.blocks {
            var alone = FittedFeatures()
            alone.blocks = [block]
            let entities = block.side == .users ? train.dataset.users : train.dataset.items
            let rows = alone.rows(block.side, of: entities, interactions: train.interactions)
            let covered = (0..<rows.count).count { !rows.range($0).isEmpty }
            let n = Double(max(1, rows.count))
            table.rows.append([
                .text(block.word.description), .word(block.side.rawValue), .number(Double(rows.features)),
                .number(Double(covered) / n), .number(Double(rows.indices.count) / n),
                .text(block.names.prefix(4).joined(separator: ", ")),
            ])
        }
        return table
    }

    private func listed(_ id: String, _ fitted: FittedFeatures, _ train: TrainingSet) throws -> Table {
        let dataset = train.dataset
        let isItem = dataset.items.ids.contains(id)
        let side: Side = isItem ? .items : .users
        let entities = isItem ? dataset.items : dataset.users
        let place = Int(try index(of: id, in: entities, kind: isItem ? "item" : "user"))
        let rows = fitted.rows(side, of: entities, interactions: train.interactions)
        let names = fitted.names(side)
        return Table(
            "Features of \(entities.label(Int32(place)))",
            columns: [Table.Column("feature"), Table.Column("weight", decimals: 4)],
            rows: rows.range(place).map {
                [.text(names[Int(rows.indices[$0])]), .number(Double(rows.weights[$0]))]
            })
    }
}
