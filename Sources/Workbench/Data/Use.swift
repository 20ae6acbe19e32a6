import Datasets
import Declarations

struct Use: Command {
    static let name = "use"
    static let summary = "Makes a data set or a split the current one."
    static let example = """
        reel> a = generate firetv users=50 items=40 events=900 seed=1 to=data/a
        …
        reel> b = generate firetv users=60 items=40 events=900 seed=2 to=data/b
        …
        reel> use a
        a: 50 users, 40 items, …
        """

    @Argument("Data set or split of the session.") var what: Anything

    func run(in session: Session) throws -> Report {
        switch what.value {
        case .thing(let dataset as Dataset): session.makeCurrent(dataset)
        case .thing(let split as Split): session.makeCurrent(split)
        default:
            throw Mismatch(
                "a data set or a split of the session", what.value,
                remedy: "name one first, as in: ml = load ml-100k"
            ).problem(for: "what")
        }
        return Report(what.value.description, what.value)
    }
}
