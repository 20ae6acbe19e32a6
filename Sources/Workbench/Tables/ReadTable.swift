import Datasets
import Declarations

struct ReadTable: Command {
    static let name = "table"
    static let summary = "Reads a small delimited file as a table."
    static let example = """
        reel> models | select name | export results/models.csv
        …
        reel> table results/models.csv | where name == "ease"
        …
        ease
        """

    @Argument("File with a header line.") var path: FilePath

    func run(in session: Session) throws -> Report {
        var options = LoadOptions()
        options.header = true
        return Report(try Datasets.readTable(path.typed, options))
    }
}
