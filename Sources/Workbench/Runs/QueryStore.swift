import Declarations
import Runs

struct QueryStore: Command {
    static let name = "sql"
    static let summary = "Asks the run store in SQL, read-only; the answer is a table."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> p = train popular
        …
        reel> sql "SELECT model, count(*) AS runs FROM run GROUP BY model"
        …
        popular     1
        """

    @Argument("One SELECT; tables are run setting metric epoch finding tag perUser sweep trial export.")
    var query: String
    @Setting("Rows at most.", 1...10_000_000) var rows = 100_000

    func run(in session: Session) throws -> Report {
        Report(try session.store.query(query, atMost: rows))
    }
}
