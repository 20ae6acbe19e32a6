import Datasets
import Declarations

struct Fetch: Command {
    static let name = "fetch"
    static let summary = "Downloads a data set from its publisher, checks it, and keeps it for load."
    static let example = "reel> fetch ml-latest-small"

    @Argument("Which one.") var what: KnownDataSet
    @Setting("Loads it at once.") var load = true

    func run(in session: Session) throws -> Report {
        let archive = try Datasets.fetch(what, into: cacheFolder, watching: session.watcher)
        guard load else { return Report("kept as \(archive)", .text(archive)) }
        var dataset = try Datasets.load(path: archive, options: LoadOptions(), watching: session.watcher)
        dataset.history = [session.call.text]
        session.makeCurrent(dataset)
        return Report(dataset.summary, .thing(dataset))
    }
}
