import Declarations
import Evaluation

struct MakeClaim: Command {
    static let name = "claim"
    static let summary =
        "Tests the claim that one model beats others, and puts the outcome into a sentence for a paper."
    static let example = """
        reel> generate firetv users=60 items=40 events=900 seed=1 to=data/tiny
        …
        reel> split leave-last-out
        …
        reel> p = train popular
        …
        reel> r = train random
        …
        reel> claim "r beats p" on=[ndcg@10] | select claim metric
        …
        r beats p  ndcg@10
        …
        """

    @Argument("Claim: \"als beats popular\", \"als beats knn and popular\"; fitted models by their names.")
    var claim: String
    var judging = Judging(on: ["ndcg@10"])
    var testing = Testing()

    func run(in session: Session) throws -> Report {
        let text = try ClaimText(claim)
        let names = [text.winner] + text.losers
        let models = try names.map { try model(named: $0, in: session) }
        try requireOneSplit(of: models)
        let named = Dictionary(uniqueKeysWithValues: zip(names, models))
        let judgements = try models.map { try session.judge($0, judging) }
        let metrics = (judgements.first?.metrics ?? []).filter { !$0.hasSuffix("~mean") }
        let measures = metrics.compactMap { metric -> ClaimedMeasure? in
            let contenders = zip(judgements, names).map { $0.contender(metric, title: $1) }
            guard contenders.allSatisfy({ !$0.perUser.isEmpty }),
                let better = judgements.first?.evaluations.first?[metric]?.better
            else { return nil }
            return ClaimedMeasure(metric: metric, better: better, contenders: contenders)
        }
        guard !measures.isEmpty else {
            throw Problem(
                "none of \(metrics.joined(separator: ", ")) is a mean over users with a better end",
                remedy: "claim it on a measure such as ndcg@10")
        }
        let claims = try testClaims(measures, rules: testing.rules, watching: session.watcher)
        let sentences = claims.map { $0.sentence + warning(of: $0, named) }
        var table = Table(
            "Claim: \(claim)",
            columns: [Table.Column("claim"), Table.Column("metric"), Table.Column("verdict")]
                + contrastColumns + [Table.Column("users"), Table.Column("sentence")],
            runs: models.flatMap(\.runs))
        table.rows = zip(claims, sentences).map { claim, sentence in
            [
                .text("\(claim.winner.name) beats \(claim.loser.name)"), .text(claim.metric),
                .word(claim.verdict.rawValue),
            ] + cells(of: claim.contrast) + [.number(Double(claim.users)), .text(sentence)]
        }
        table.notes = judgements.first?.notes ?? []
        table = without(emptyColumn: "p-seeds", table)
        let quiet = ["sentence", "better", "worse"]
        let shown = try table.selecting(table.columns.map(\.name).filter { !quiet.contains($0) })
        return Report(.table(table), [.table(shown)] + sentences.map { .text($0) })
    }

    private func model(named name: String, in session: Session) throws -> FittedModel {
        if case .thing(let model as FittedModel)? = session.names[name] { return model }
        let known = session.names.filter {
            if case .thing(is FittedModel) = $0.value { true } else { false }
        }
        throw Problem.unknown("fitted model", name, known: known.keys.sorted())
    }

    /// A model that has collapsed may win on accuracy; nobody should quote that without saying so.
    private func warning(of claim: Claim, _ models: [String: FittedModel]) -> String {
        let ahead = claim.verdict == .reversed ? claim.loser.name : claim.winner.name
        guard claim.verdict != .notShown, models[ahead]?.verdict == .collapsed else { return "" }
        return " But \(ahead) has collapsed: it gives everybody nearly the same."
    }
}
