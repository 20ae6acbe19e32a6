import Declarations

struct Names: Command {
    static let name = "names"
    static let summary = "Lists what the session has names for, and which data set and split are current."
    static let example = """
        reel> k = 3
        reel> names | select name value
        …
        k     3
        """

    func run(in session: Session) throws -> Report {
        var table = Table(
            "Names", columns: [Table.Column("name"), Table.Column("kind"), Table.Column("value")],
            rows: session.names.sorted { $0.key < $1.key }.map { name, value in
                [
                    .text(name), .text(value.kind.replacing("a ", with: "", maxReplacements: 1)),
                    .text(value.description),
                ]
            })
        if let dataset = session.dataset { table.notes.append("current data set: \(dataset.summary)") }
        if let split = session.split { table.notes.append("current split: \(split.summary)") }
        return Report(table)
    }
}
