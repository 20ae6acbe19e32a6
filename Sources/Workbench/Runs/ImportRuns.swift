import Declarations
import Runs

struct ImportRuns: Command {
    static let name = "import"
    static let summary =
        "Takes the runs of another store into this one, each once; the other file is left as it is."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> p = train popular
        …
        reel> import results/../runs.db
        0 new runs from …, 1 were here already
        """

    @Argument("The other store, such as a colleague's results/runs.db.") var path: FilePath

    func run(in session: Session) throws -> Report {
        let (numbers, new) = try session.store.take(from: path.typed)
        let runs = new == 1 ? "1 new run" : "\(new) new runs"
        let known = numbers.count - new
        let numbered = numbers.values.sorted().map { Value.number(Double($0)) }
        return Report(
            "\(runs) from \(path)" + (known > 0 ? ", \(known) were here already" : ""), .list(numbered))
    }
}
