import Datasets
import Declarations

struct Enrich: Command {
    static let name = "enrich"
    static let summary = "Adds columns to items or users from another table: plots, people, links."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> enrich data/tiny/planted_content.csv columns=[rank popularity]
        …
        """

    @Argument("Table: a file, or a folder or an archive with one.") var from: FilePath
    @Setting("Whom the columns are for.") var side = Side.items
    @Setting("The table's column that is looked up, by name or number; the first if left out.")
    var key: String? = nil
    @Setting("The attribute that it equals; the external id if left out.") var on: String? = nil
    @Setting("What is taken: plot, or plot=overview, or cast=9 by number; all that is new if left out.")
    var columns: [String] = []
    @Setting("What separates the table's fields; found out if left out.") var separator: String? = nil
    @Setting("Whether its first row holds names; found out if left out.") var header: Bool? = nil
    @Setting("Data set; the current one when left out.") var data: Dataset? = nil

    func run(in session: Session) throws -> Report {
        let dataset = try session.dataset(data)
        var enrichment = Enrichment(source: from.typed)
        (enrichment.side, enrichment.key, enrichment.on) = (side, key, on)
        (enrichment.columns, enrichment.separator, enrichment.header) = (columns, separator, header)
        let (enriched, matched, added) = try enrichment.enrich(dataset)
        let count = side == .users ? dataset.users.count : dataset.items.count
        return session.adopt(
            enriched, after: dataset.history,
            notes: ["\(matched) of \(count) \(side.rawValue) found; added \(added.joined(separator: ", "))"])
    }
}
