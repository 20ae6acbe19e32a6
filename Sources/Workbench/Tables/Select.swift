import Declarations

struct Select: Command {
    static let name = "select"
    static let summary = "Keeps these columns of a table, in this order."
    static let example = """
        reel> models | select name | take 1
        …
        """

    @Argument("Table.") var table: Table
    @Argument("Columns; new:old renames one.") var columns: [ColumnName]

    func run(in session: Session) throws -> Report {
        var names: [String] = []
        var renamed: [String: String] = [:]
        for word in columns.map(\.name) {
            let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
            if parts.count == 2, table.index(of: word) == nil {
                names.append(parts[1])
                renamed[parts[1]] = parts[0]
            } else {
                names.append(word)
            }
        }
        return Report(try table.selecting(names, renamed: renamed))
    }
}
