import Declarations
import Evaluation

struct Evaluate: Command {
    static let name = "evaluate"
    static let summary = "Judges fitted models on held-out rows and keeps each number with its run."
    static let example = """
        reel> generate firetv users=60 items=40 events=900 seed=1 to=data/tiny
        …
        reel> split leave-last-out
        …
        reel> p = train popular
        …
        reel> evaluate p on=[hr@10] | select model verdict
        …
        p      collapsed
        …
        """

    @Argument("Fitted models.") var models: [ModelReference]
    var judging = Judging()

    func run(in session: Session) throws -> Report {
        let judgements = try models.map { try session.judge($0.model, judging) }
        return Report(judgementTable(judgements, rules: judging))
    }
}

/// A row per model: its verdict, and a column per measure. `titles` tells models of one name apart.
func judgementTable(_ judgements: [Judgement], rules: Judging, titles: [String]? = nil) -> Table {
    let metrics = judgements.first?.metrics ?? []
    let scores = judgements.first?.evaluations.first?.scores ?? []
    let split = judgements.first?.model.split
    var table = Table(
        split.map { "\($0.dataset.name), \($0.scheme), \(rules.part.rawValue)" } ?? "",
        columns: [Table.Column("model"), Table.Column("verdict")]
            + metrics.map { name in
                Table.Column(name, decimals: 4, better: scores.first { $0.name == name }?.better)
            })
    var bars = table
    for (judgement, title) in zip(judgements, titles ?? judgements.map(\.model.title)) {
        let head: [Value] = [.text(title), .word(judgement.model.verdict.rawValue)]
        table.rows.append(head + metrics.map { judgement.measure($0).map { .measure($0) } ?? .nothing })
        bars.rows.append(head + metrics.map { judgement.interval($0).map { .measure($0) } ?? .nothing })
    }
    bars.notes = ["Whiskers: 95 % interval of the mean over users, or the sd over several fits."]
    table.companions["bars"] = bars
    table.notes = (judgements.first?.notes ?? []) + certificateNotes(split)
    table.companions["windows"] = windowTable(
        judgements, titles: titles ?? judgements.map(\.model.title), rules: rules)
    if let several = judgements.first(where: { $0.evaluations.count > 1 }) {
        let folds = Set(several.model.fits.map(\.fold)).count
        table.notes.append("± is the standard deviation over \(folds > 1 ? "folds" : "seeds").")
    }
    for judgement in judgements {
        let tied = Set(judgement.evaluations.flatMap(\.tied)).sorted()
        if !tied.isEmpty {
            table.notes.append(
                "\(judgement.model.title): ties could move \(tied.joined(separator: ", ")) by more than \(Score.widestTieGap)."
            )
        }
    }
    return table
}
