import Declarations
import Evaluation

struct ListMetrics: Command {
    static let name = "metrics"
    static let summary = "Lists the measures that evaluate and compare know."
    static let example = """
        reel> metrics | where kind == "rating" | select name
        …
        rmse
        …
        """

    func run(in session: Session) throws -> Report {
        let kinds: [(String, [any Judge.Type])] = [
            ("ranking", Metrics.ranking), ("lists", Metrics.lists), ("rating", Metrics.ratings),
            ("traits", Metrics.traits),
        ]
        let rows = kinds.flatMap { kind, types in
            types.map { [Value.word($0.name), .word(kind), .text($0.summary), .text($0.source)] }
        }
        return Report(
            Table(
                "Measures", columns: ["name", "kind", "summary", "source"].map { Table.Column($0) },
                rows: rows,
                notes: [
                    "help metric <name> prints the formula; a number behind @ cuts the list: ndcg@10.",
                    "Ranking against fixed candidates gives measures another name: ndcg@10~99neg.",
                ]))
    }
}
