import Datasets
import Declarations
import Models

struct ShowSimilar: Command {
    static let name = "similar"
    static let summary = "Lists the items, or users, that a model holds most alike."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> a = train als factors=4 epochs=2
        …
        reel> similar a item=c1 k=3 | select rank
        …
        """

    @Argument("Fitted model.") var model: ModelReference
    @Setting("External id of an item.") var item: String? = nil
    @Setting("External id of a user.") var user: String? = nil
    @Setting("Length of the list.", 1...1000) var k = 10

    func run(in session: Session) throws -> Report {
        let model = model.model
        let dataset = model.split.dataset
        guard let fit = model.fits.first else { throw Problem("\(model.title) has no fit") }
        let scorer = try model.scorer(of: fit)
        switch (item, user) {
        case (let item?, nil):
            guard let alike = scorer as? any ItemLikeness else { throw unlike(model, "items") }
            let index = try index(of: item, in: dataset.items, kind: "item")
            return report(
                try alike.likeness(ofItem: index), except: index, of: dataset.items, model, "item \(item)")
        case (nil, let user?):
            guard let alike = scorer as? any UserLikeness else { throw unlike(model, "users") }
            let index = try index(of: user, in: dataset.users, kind: "user")
            return report(
                try alike.likeness(ofUser: index), except: index, of: dataset.users, model, "user \(user)")
        default:
            throw Problem(
                "say one item or one user",
                remedy: "as in: similar \(model.title) item=\(dataset.items.ids.first ?? "1")")
        }
    }

    private func unlike(_ model: FittedModel, _ kind: String) -> Problem {
        Problem("\(model.model) does not tell which \(kind) are alike", remedy: "train als, or item-knn")
    }

    private func report(
        _ likeness: [Float], except own: Int32, of entities: Entities, _ model: FittedModel, _ what: String
    ) -> Report {
        let best = likeness.indices.filter { $0 != Int(own) }
            .sorted { (likeness[$1], $0) < (likeness[$0], $1) }.prefix(k)
        return Report(
            Table(
                "What \(model.title) holds most like \(what)",
                columns: [
                    Table.Column("rank"), Table.Column("id"), Table.Column("title"),
                    Table.Column("likeness", decimals: 4),
                ],
                rows: best.enumerated().map { rank, other in
                    [
                        .number(Double(rank + 1)), .text(entities.ids[other]),
                        .text(entities.label(Int32(other))), .number(Double(likeness[other])),
                    ]
                }, runs: model.runs))
    }
}
