import Declarations

struct Stack: Command {
    static let name = "stack"
    static let summary =
        "Puts the rows of several tables below each other: what a loop gave becomes one table."
    static let example = """
        reel> a = (models | take 1 | select name)
        …
        reel> b = (models | where name == "ease" | select name)
        …
        reel> stack a b
        …
        constant
        ease
        …
        """

    @Argument("Tables, or a list of them.") var tables: [TableOrList]

    func run(in session: Session) throws -> Report { Report(try Table.stacked(tables.flatMap(\.tables))) }
}

/// A table, or what a loop over tables gave.
struct TableOrList: SettingValue {
    let tables: [Table]

    static var expected: String { "a table" }
    init(_ value: Value) throws(Mismatch) {
        switch value {
        case .table(let table): tables = [table]
        case .list(let values):
            var found: [Table] = []
            for element in values { found += try TableOrList(element).tables }
            tables = found
        default: throw Mismatch(Self.expected, value)
        }
    }
    var value: Value { .list(tables.map { .table($0) }) }
}
