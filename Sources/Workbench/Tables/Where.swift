import Declarations

struct Where: Command {
    static let name = "where"
    static let summary = "Keeps the rows of a table for which an expression over its columns is true."
    static let example = """
        reel> metrics | where kind == "rating" | select name
        …
        rmse
        …
        """

    @Argument("Table.") var table: Table
    @Argument("Expression over the table's columns.") var condition: Condition

    func run(in session: Session) throws -> Report { Report(try table.where(condition.expression)) }
}
