import Declarations

struct Sort: Command {
    static let name = "sort"
    static let summary =
        "Sorts a table by columns; desc after a column turns it round. Missing values come last."
    static let example = """
        reel> models | sort name desc | take 1 | select name
        …
        """

    @Argument("Table.") var table: Table
    @Argument("Columns, each followed by asc or desc if wanted.") var by: [ColumnName]

    func run(in session: Session) throws -> Report {
        var keys: [SortKey] = []
        for word in by.map(\.name) {
            if ["asc", "desc"].contains(word), !keys.isEmpty {
                keys[keys.count - 1].descending = word == "desc"
            } else {
                keys.append(SortKey(word))
            }
        }
        return Report(try table.sorted(by: keys))
    }
}

/// A column given by its name: a word even where the session has something of that name.
struct ColumnName: SettingValue, Hashable {
    let name: String
    static var expected: String { "the name of a column" }
    static var completion: Completion { .list("columns") }
    static var syntax: Syntax { .word }
    init(_ value: Value) throws(Mismatch) {
        guard let name = value.text, !name.isEmpty else { throw Mismatch(Self.expected, value) }
        self.name = name
    }
    var value: Value { .word(name) }
}
