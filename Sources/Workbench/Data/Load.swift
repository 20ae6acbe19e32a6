import Datasets
import Declarations

struct Load: Command {
    static let name = "load"
    static let summary = "Reads a data set and makes it the current one."
    static let example = """
        reel> tv = generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> save to=data/tiny.reel
        …
        reel> load data/tiny.reel
        …: 50 users, 40 items, … interactions
        """

    @Argument("Folder, file or archive, or the name of a known data set such as ml-100k.") var source: LoadSource

    func run(in session: Session) throws -> Report {
        let path = try findDataSet(source.path)
        var dataset = try Datasets.load(path: path, options: source.options, watching: session.watcher)
        dataset.history = [session.call.text]
        session.makeCurrent(dataset)
        return Report(dataset.summary, .thing(dataset))
    }
}

/// A path, and the settings of reading it.
struct LoadSource: Recipe {
    let path: String
    let options = LoadOptions()

    static var expected: String { "a path or the name of a known data set" }
    static var completion: Completion { .files }
    static var syntax: Syntax { .word }
    init(_ value: Value) throws(Mismatch) { path = try FilePath(value).typed }
    var value: Value { .text(path) }
    var declared: any Declared { options }
}
