import Declarations
import Runs

struct Tag: Command {
    static let name = "tag"
    static let summary = "Tags a run, takes a tag away, or notes something on it."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> p = train popular
        …
        reel> tag p baseline
        run … is tagged baseline
        reel> runs tag=baseline | take 1 | select model
        …
        popular
        """

    @Argument("Number of a run, or a fitted model.") var run: RunReference
    @Argument("Tags to add.") var tags: [ColumnName] = []
    @Setting("Tags to take away.") var remove: [ColumnName] = []
    @Setting("A note to keep with the run.") var note: String? = nil

    func run(in session: Session) throws -> Report {
        let store = try session.store
        for tag in tags { try store.tag(run.id, tag.name) }
        for tag in remove { try store.untag(run.id, tag.name) }
        if let note { try store.note(run.id, note) }
        let now = try store.run(run.id)
        let words = now.tags.isEmpty ? "has no tags" : "is tagged \(now.tags.joined(separator: ", "))"
        return Report("run \(run.id) \(words)", .thing(now))
    }
}
