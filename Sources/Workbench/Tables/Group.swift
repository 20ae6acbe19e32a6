import Declarations

struct Group: Command {
    static let name = "group"
    static let summary =
        "Gathers the rows of a table by columns and gives their count, mean, sd, min, max or sum."
    static let example = """
        reel> metrics | group kind | where kind == "rating" | select count
        …
        …2
        …
        """

    @Argument("Table.") var table: Table
    @Argument("Columns whose equal values make a group.") var by: [ColumnName]
    @Setting("Averages these columns.") var mean: [ColumnName] = []
    @Setting("Gives the standard deviation of these columns.") var sd: [ColumnName] = []
    @Setting("Gives the smallest value of these columns.") var min: [ColumnName] = []
    @Setting("Gives the largest value of these columns.") var max: [ColumnName] = []
    @Setting("Adds up these columns.") var sum: [ColumnName] = []

    func run(in session: Session) throws -> Report {
        var aggregates = [Aggregate(.count)]
        for (aggregation, columns) in [
            (Aggregation.mean, mean), (.sd, sd), (.min, min), (.max, max), (.sum, sum),
        ] {
            aggregates += columns.map { Aggregate(aggregation, of: $0.name) }
        }
        return Report(try table.grouped(by: by.map(\.name), aggregates))
    }
}
