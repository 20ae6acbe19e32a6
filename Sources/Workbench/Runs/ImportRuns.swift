import Declarations
import Runs

struct ImportRuns: Command {
    static let name = "import"
    static let summary =
        "Takes the runs of another store into this one, each once; the other file is left as it is."
    static let example = """
        reel> import ../colleague/results/runs.db
        12 new runs from ../colleague/results/runs.db
        """

    @Argument("The other store, such as a colleague's results/runs.db.") var path: FilePath

    func run(in session: Session) throws -> Report {
        let (numbers, new) = try session.store.take(from: path.typed)
        let known = numbers.count - new
        let numbered = numbers.values.sorted().map { Value.number(Double($0)) }
        return Report(
            counted(new, "new run") + " from \(path)" + (known > 0 ? ", \(known) were here already" : ""),
            .list(numbered))
    }
}
