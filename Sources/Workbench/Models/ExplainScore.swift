import Datasets
import Declarations
import Models

struct ExplainScore: Command {
    static let name = "explain"
    static let summary =
        "Says what a model's score of an item for a user is made of: items had, neighbours, features, offsets."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> e = train ease l2=5
        …
        reel> explain e u1 c3 k=2 | select part
        …
        score
        …
        """

    @Argument("Fitted model.") var model: ModelReference
    @Argument("External id of the user.") var user: String
    @Argument("External id of the item.") var item: String
    @Setting("Parts that are listed, those that add or take most; the others are one row.", 1...1000) var k =
        10

    func run(in session: Session) throws -> Report {
        let model = model.model
        let dataset = model.split.dataset
        guard let fit = model.fits.first else { throw Problem("\(model.title) has no fit") }
        let scorer = try model.scorer(of: fit)
        guard let explaining = scorer as? any ExplainingScorer else {
            throw Problem(
                "\(model.model) does not tell what its scores are made of",
                remedy: "als, ease, item-knn, lightfm and svd do")
        }
        let u = try index(of: user, in: dataset.users, kind: "user")
        let i = try index(of: item, in: dataset.items, kind: "item")
        let histories = model.split.folds[fit.fold].histories(.trainAndValidation, of: dataset)
        var scores = [Float](repeating: 0, count: dataset.items.count)
        try scores.withUnsafeMutableBufferPointer {
            try scorer.scores(for: [u], histories: histories, into: $0)
        }
        return Report(
            table(
                try explaining.explanation(of: i, for: u, histories: histories), of: i,
                score: scores[Int(i)], model, dataset))
    }

    private func table(
        _ explanation: Explanation, of item: Int32, score: Float, _ model: FittedModel, _ dataset: Dataset
    ) -> Table {
        let parts = explanation.parts.enumerated().sorted {
            ($1.element.contribution.magnitude, $0.offset) < ($0.element.contribution.magnitude, $1.offset)
        }.map(\.element)
        var rows = parts.prefix(k).map { row($0, dataset) }
        let rest = parts.dropFirst(k)
        if !rest.isEmpty {
            let sum = rest.reduce(0.0) { $0 + Double($1.contribution) }
            rows.append(
                [.word("others"), .nothing, .text("\(rest.count) more"), .nothing, .number(sum)])
        }
        rows.append([
            .word("score"), .text(dataset.items.ids[Int(item)]), .text(dataset.items.label(item)), .nothing,
            .number(Double(explanation.total)),
        ])
        return Table(
            "Why \(model.title) (\(model.verdict.rawValue)) scores item \(self.item) for user \(user) as it does",
            columns: [
                Table.Column("part"), Table.Column("id"), Table.Column("what"),
                Table.Column("weight", decimals: 4), Table.Column("contribution", decimals: 4),
            ], rows: rows,
            notes: [
                explanation.instead.map {
                    "The contributions add up to \($0); the model's own is \(shortest(rounded(score)))."
                } ?? "The contributions add up to the model's score."
            ], runs: model.runs)
    }

    private func rounded(_ score: Float) -> Double { (Double(score) * 1e4).rounded() / 1e4 }

    private func row(_ part: Explanation.Part, _ dataset: Dataset) -> [Value] {
        let weight = part.weight.map { Value.number(Double($0)) } ?? .nothing
        let head: [Value] =
            switch part.ground {
            case .item(let i):
                [.word("item"), .text(dataset.items.ids[Int(i)]), .text(dataset.items.label(i))]
            case .user(let u):
                [.word("user"), .text(dataset.users.ids[Int(u)]), .text(dataset.users.label(u))]
            case .feature(let name): [.word("feature"), .nothing, .text(name)]
            case .term(let words): [.word("term"), .nothing, .text(words)]
            }
        return head + [weight, .number(Double(part.contribution))]
    }
}
