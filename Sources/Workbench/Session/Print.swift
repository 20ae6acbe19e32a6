import Declarations

struct Print: Command {
    static let name = "print"
    static let summary = "Shows values, one line each."
    static let example = """
        reel> k = 3
        reel> print "{k} folds" [1 2]
        3 folds
        [1 2]
        """

    @Argument("What to show.") var values: [Anything] = []

    func run(in session: Session) throws -> Report {
        let shown = values.map(\.value)
        return Report(
            shown.count == 1 ? shown[0] : .list(shown),
            shown.map { value in
                if case .table(let table) = value { .table(table) } else { .text(value.description) }
            })
    }
}
