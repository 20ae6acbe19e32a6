import Datasets
import Declarations

struct Available: Command {
    static let name = "available"
    static let summary =
        "Says whether load would find a data set, so that a script can skip what is not there."
    static let example = """
        reel> available no-such-data-set
        false
        """

    @Argument("Path or name of a known data set.") var source: FilePath

    func run(in session: Session) throws -> Report {
        let found = Locations.exists(source.typed)
        return Report("\(found)", .truth(found))
    }
}
