import Declarations
import Foundation

struct Available: Command {
    static let name = "available"
    static let summary = "Says whether load would find a data set, so that a script can skip what is not there."
    static let example = """
        reel> available no-such-data-set
        false
        """

    @Argument("Path or name of a known data set.") var source: FilePath

    func run(in session: Session) throws -> Report {
        let path = try? findDataSet(source.typed)
        let found = path.map { FileManager.default.fileExists(atPath: $0) } ?? false
        return Report("\(found)", .truth(found))
    }
}
