import Declarations
import Runs

struct Diff: Command {
    static let name = "diff"
    static let summary = "Shows in what two runs differ: settings, data, split, code, metrics."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> a = train ease l2=10
        …
        reel> b = train ease l2=20
        …
        reel> diff a b | select what change
        …
        l2 … 10
        …
        """

    @Argument("Number of a run, or a fitted model.") var first: RunReference
    @Argument("Number of another run, or a fitted model.") var second: RunReference

    func run(in session: Session) throws -> Report {
        let store = try session.store
        return Report(Runs.diff(try store.run(first.id), try store.run(second.id)))
    }
}

/// A run by its number, or the first run of a fitted model.
struct RunReference: SettingValue {
    let id: Int64
    static var expected: String { "the number of a run or a fitted model" }
    static var completion: Completion { .list("runs") }
    init(_ value: Value) throws(Mismatch) {
        if case .thing(let model as FittedModel) = value, let id = model.runs.first {
            self.id = id
        } else if let number = value.number, let id = Int64(exactly: number) {
            self.id = id
        } else {
            throw Mismatch(Self.expected, value, remedy: "runs lists them")
        }
    }
    var value: Value { .number(Double(id)) }
}
