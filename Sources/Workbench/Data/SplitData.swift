import Datasets
import Declarations

struct SplitData: Command {
    static let name = "split"
    static let summary =
        "Divides a data set into train, validation and test, and audits the result for leaks."
    static let example = """
        reel> generate firetv users=60 items=40 events=900 seed=1 to=data/tiny
        …
        reel> filter dedupe
        …
        reel> s = split leave-last-out
        …
        reel> s.audit
        healthy
        """

    @Argument("Scheme.") var scheme: SplitRecipe
    @Setting("Data set; the current one when left out.") var data: Dataset? = nil

    func run(in session: Session) throws -> Report {
        let split = try scheme.splitter.split(session.dataset(data), watching: session.watcher)
        session.makeCurrent(split)
        let alarms = split.audit.findings.filter { $0.verdict > .healthy }
        return Report(.thing(split), [.text(split.summary)] + (alarms.isEmpty ? [] : [.findings(alarms)]))
    }
}
