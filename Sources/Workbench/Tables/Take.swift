import Declarations

struct Take: Command {
    static let name = "take"
    static let summary = "Keeps the first rows of a table; a number below 0 keeps the last ones."
    static let example = """
        reel> models | take 1 | select name
        …
        """

    @Argument("Table.") var table: Table
    @Argument("How many rows.") var count = 10

    func run(in session: Session) throws -> Report { Report(table.taking(count)) }
}
