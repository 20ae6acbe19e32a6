import Datasets
import Declarations

struct Save: Command {
    static let name = "save"
    static let summary = "Writes a prepared data set into a file that load reads back."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> save to=data/tiny.reel
        saved 50 users, 40 items, … as data/tiny.reel
        """

    @Argument("Data set; the current one when left out.") var data: Dataset? = nil
    @Setting("File to write.") var to = FilePath("data/prepared.reel")

    func run(in session: Session) throws -> Report {
        let dataset = try session.dataset(data)
        try Datasets.save(dataset, to: to.typed)
        let size =
            dataset.behaviour?.summary
            ?? "\(dataset.users.count) users, \(dataset.items.count) items, \(dataset.interactions.count) interactions"
        return Report("saved \(size) as \(to)", .text(to.typed))
    }
}
