import Datasets
import Declarations

struct FilterData: Command {
    static let name = "filter"
    static let summary = "Keeps part of a data set and makes the result the current one."
    static let example = """
        reel> generate firetv users=60 items=40 events=900 seed=1 to=data/tiny
        …
        reel> dense = filter k-core users=5 items=5
        …
        reel> dense.users <= 60
        true
        """

    @Argument("Filter to apply.") var filter: FilterRecipe
    @Setting("Data set; the current one when left out.") var data: Dataset? = nil

    func run(in session: Session) throws -> Report {
        let before = try session.dataset(data)
        let after = try filter.filter.apply(before, watching: session.watcher)
        return session.adopt(after, after: before.history)
    }
}
