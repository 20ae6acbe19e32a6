import Datasets
import Declarations

struct Load: Command {
    static let name = "load"
    static let summary = "Reads a data set and makes it the current one."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> save to=data/tiny.reel
        …
        reel> load data/tiny.reel
        …: 50 users, 40 items, … interactions
        """

    @Argument("Folder, file or archive, or the name of a known data set: ml-100k.") var source: FilePath
    var options = LoadOptions()

    func run(in session: Session) throws -> Report {
        let loaded = try loadWithNotes(source.typed, options, watching: session.watcher)
        return session.adopt(loaded.dataset, from: source.typed, notes: loaded.notes)
    }
}

extension Session {
    /// Makes a data set the current one and remembers the command that made it.
    func adopt(
        _ dataset: Dataset, after earlier: [String] = [], from path: String? = nil, notes: [String] = []
    ) -> Report {
        var dataset = dataset
        if let path { dataset.sources = sourceFiles(of: path) }
        dataset.history = earlier + [call.text]
        makeCurrent(dataset)
        return Report(.thing(dataset), [.text(dataset.summary)] + notes.map { .text($0) })
    }
}
