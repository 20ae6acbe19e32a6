import Datasets
import Declarations

struct Describe: Command {
    static let name = "describe"
    static let summary = "Gives counts, density, time span, long tail, duplicates and missing fields of a data set."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> describe | where measure == "users"
        …
        users  50
        """

    enum Part: String, Choice { case overview, columns, longTail = "long-tail", ratings }

    @Argument("Data set; the current one when left out.") var data: Dataset? = nil
    @Setting("Which table to give.") var part = Part.overview

    func run(in session: Session) throws -> Report {
        Report()
    }
}
