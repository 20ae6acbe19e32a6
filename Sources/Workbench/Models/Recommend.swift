import Datasets
import Declarations
import Evaluation
import Models

struct Recommend: Command {
    static let name = "recommend"
    static let summary = "Lists what a model would show a user, with titles."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> p = train popular
        …
        reel> recommend p u1 k=3 | select rank
        …
        """

    @Argument("Fitted model.") var model: ModelReference
    @Argument("External id of the user.") var user: String
    @Setting("Length of the list.", 1...1000) var k = 10
    @Setting("Leaves out what the user has seen.") var filterSeen = true

    func run(in session: Session) throws -> Report {
        let model = model.model
        let dataset = model.split.dataset
        if let fit = model.fits.first { _ = try model.scorer(of: fit) }
        let u = try index(of: user, in: dataset.users, kind: "user")
        guard let fit = model.fits.first else { throw Problem("\(model.title) has no fit") }
        let histories = model.split.folds[fit.fold].histories(.trainAndValidation, of: dataset)
        var scores = [Float](repeating: 0, count: dataset.items.count)
        try scores.withUnsafeMutableBufferPointer {
            try model.scorer(of: fit).scores(for: [u], histories: histories, into: $0)
        }
        let seen = filterSeen ? Set(histories.indices[histories.range(Int(u))]) : []
        let best = scores.indices.filter { !seen.contains(Int32($0)) }
            .sorted { (scores[$0], $1) > (scores[$1], $0) }.prefix(k)
        let genres = dataset.items["genres"]
        // Counts, as of most-popular, are shown as counts.
        let isWhole = best.allSatisfy { scores[$0] == scores[$0].rounded() }
        return Report(
            Table(
                "What \(model.title) (\(model.verdict.rawValue)) shows user \(user)",
                columns: [
                    Table.Column("rank"), Table.Column("item"), Table.Column("title"), Table.Column("genres"),
                    Table.Column("score", decimals: isWhole ? 0 : 4),
                ],
                rows: best.enumerated().map { rank, item in
                    var labels = ""
                    if case .labels(let all)? = genres { labels = all[item].joined(separator: ", ") }
                    return [
                        .number(Double(rank + 1)), .text(dataset.items.ids[item]),
                        .text(dataset.items.label(Int32(item))), .text(labels), .number(Double(scores[item])),
                    ]
                }, runs: model.runs))
    }
}
