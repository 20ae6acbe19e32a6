import Declarations
import Evaluation
import Runs

struct ListRuns: Command {
    static let name = "runs"
    static let summary =
        "Lists the runs of the store; each setting and metric is a column for where and sort."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> p = train popular
        …
        reel> runs | where model == "popular" | take 1 | select model verdict
        …
        popular  collapsed
        …
        """

    @Setting("Only the last so many.", 1...1_000_000) var last: Int? = nil
    @Setting("Only runs with this tag.") var tag: String? = nil
    @Setting("Only runs of this model.") var model: String? = nil

    func run(in session: Session) throws -> Report {
        let store = try session.store
        var filter = RunFilter()
        (filter.latest, filter.tag, filter.model) = (last, tag, model)
        if last == nil, tag == nil, model == nil {
            filter.latest = Self.shown
            var overview = RunStore.overview(of: try store.list(filter), style: metricColumn)
            let count = try store.count()
            if count > Self.shown {
                overview.notes.append(
                    "the latest \(Self.shown) of \(count) runs; where, sort and take look at them all")
            }
            return Report(.table(try store.lazyTable(style: metricColumn)), [.table(overview)])
        }
        let runs = try store.list(filter)
        return Report(
            .table(RunStore.table(of: runs, style: metricColumn)),
            [.table(RunStore.overview(of: runs, style: metricColumn))])
    }

    /// Runs that a list without further words shows.
    private static let shown = 50
}

/// How a metric's column is shown: four decimals, and which end is the better one.
func metricColumn(_ name: String) -> Table.Column {
    Table.Column(name, decimals: 4, better: (try? MetricSpec(name))?.better)
}
