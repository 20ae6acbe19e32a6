import Declarations

struct AddColumn: Command {
    static let name = "add"
    static let summary = "Gives a table one more column, with one value in all rows, before the others."
    static let example = """
        reel> t = for k in 1..2 { models | take 1 | select name | add k (k) }
        …
        reel> stack (t)
        …
        1  constant
        2  constant
        …
        """

    @Argument("Table.") var table: Table
    @Argument("Name of the new column.") var column: ColumnName
    @Argument("Value of its cells.") var value: Anything

    func run(in session: Session) throws -> Report {
        Report(try table.adding(column.name, value.value))
    }
}
