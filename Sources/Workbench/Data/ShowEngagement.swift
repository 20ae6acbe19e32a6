import Datasets
import Declarations
import Evaluation

struct ShowEngagement: Command {
    static let name = "engagement"
    static let summary =
        "Measures what viewers did: click-through, completion, minutes, and whether they came back."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> engagement | where measure == "completion" | select measure
        …
        completion
        …
        """

    @Argument("Data set; the current one when left out.") var data: Dataset? = nil
    @Setting("Part watched from which something counts as finished.", 0...1) var finishedFrom = 0.9
    @Setting("Level of the intervals.", 0.5...0.999) var confidence = 0.95
    @Setting("Bootstrap resamples, of users.", 100...1_000_000) var resamples = 2000
    @Setting("Seed of the resamples.") var seed = 0

    func run(in session: Session) throws -> Report {
        let dataset = try session.dataset(data)
        func column(_ names: String...) -> [Double] {
            for name in names {
                if case .numbers(let values)? = dataset.context.first(where: { $0.name == name })?.column {
                    return values
                }
            }
            return []
        }
        let found = try measureEngagement(
            ViewingLog(
                users: dataset.interactions.users, times: dataset.interactions.times,
                clicked: column("clicked", "click"), completion: column("completion"),
                minutes: column("watched_min", "minutes")), finishedFrom: finishedFrom, resamples: resamples,
            confidence: confidence, seed: seed, watching: session.watcher)
        guard !found.entries.isEmpty else {
            throw Problem(
                "\(dataset.name) carries neither times nor clicked, completion or minutes",
                remedy: "load a viewing log, as generate firetv makes one")
        }
        var table = Table(
            "What viewers of \(dataset.name) did",
            columns: [
                Table.Column("measure"), Table.Column("value", decimals: 4), Table.Column("low", decimals: 4),
                Table.Column("high", decimals: 4), Table.Column("meaning"),
            ])
        table.rows = found.entries.map {
            [
                .text($0.measure), .measure(Measure($0.value, low: $0.low, high: $0.high)), .number($0.low),
                .number($0.high), .text($0.meaning),
            ]
        }
        let percent = shortest((confidence * 1e4).rounded() / 100)
        table.notes = [
            "\(percent) % intervals by a bootstrap over users; plot kind=line draws who came back."
        ]
        table.companions["line"] = Table(
            "Users active in the weeks after their first",
            columns: [Table.Column("week"), Table.Column("active", decimals: 4)],
            rows: found.retention.enumerated().map { [.number(Double($0)), .number($1)] })
        return Report(table)
    }
}
