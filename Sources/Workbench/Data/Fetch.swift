import Datasets
import Declarations

struct Fetch: Command {
    static let name = "fetch"
    static let summary = "Downloads a data set from its publisher, checks it, and keeps it for load."
    static let example = "reel> fetch ml-latest-small"

    @Argument("Which one.") var what: KnownDataset
    @Setting("Loads it at once.") var load = true

    func run(in session: Session) throws -> Report {
        let archive = try Datasets.fetch(what, into: cacheFolder(), watching: session.watcher)
        guard load else { return Report("kept as \(archive)", .text(archive)) }
        return session.adopt(try Datasets.load(archive, watching: session.watcher))
    }
}
