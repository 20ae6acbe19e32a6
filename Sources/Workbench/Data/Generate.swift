import Datasets
import Declarations

struct Generate: Command {
    static let name = "generate"
    static let summary = "Makes up viewers whose tastes are known, writes them as files and loads them."
    static let example = """
        reel> tv = generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        tiny: 50 users, 40 items, 900 interactions
        written to data/tiny
        """

    @Argument("What to generate.") var what: GeneratorRecipe

    func run(in session: Session) throws -> Report {
        let folder = try what.generator.generate(watching: session.watcher)
        return session.adopt(
            try Datasets.load(folder, watching: session.watcher), from: folder,
            notes: ["written to \(folder)"])
    }
}
