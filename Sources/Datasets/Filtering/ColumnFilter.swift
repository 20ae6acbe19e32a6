import Declarations

/// Rows by what is known of their user, of their item or of themselves.
public struct ColumnFilter: Filter {
    /// Whose column it is.
    public enum Owner: String, Choice { case users, items, rows }

    public static let name = "column"
    public static let summary = "Keeps rows by a column of their users, of their items or of their own."
    public static let example = "reel> filter column of=users name=age above=17"

    @Setting("Whose column it is.") public var of = Owner.items
    @Setting("Name of the column.") public var name = ""
    @Setting("Values that stay; none asks for nothing.") public var `is`: [String] = []
    @Setting("Numbers stay that are above this.") public var above: Double? = nil
    @Setting("Numbers stay that are below this.") public var below: Double? = nil

    public init() {}

    /// Missing values (NaN, empty) satisfy no condition.
    public func apply(_ dataset: Dataset, watching: Watcher) throws -> Dataset {
        try requireInteractions(dataset)
        let column = try find(in: dataset)
        guard !`is`.isEmpty || above != nil || below != nil else {
            throw Problem("column must be told what to keep", remedy: "say is=[…], above= or below=")
        }
        let stays = try satisfied(column)
        let rows = dataset.interactions
        return try narrow(dataset, remedy: "describe shows what \(name) holds", watching: watching) { row in
            switch of {
            case .users: stays[Int(rows.users[row])]
            case .items: stays[Int(rows.items[row])]
            case .rows: stays[row]
            }
        }
    }

    private func find(in dataset: Dataset) throws -> Column {
        let columns =
            switch of {
            case .users: dataset.users.columns
            case .items: dataset.items.columns
            case .rows: dataset.context
            }
        if let column = columns.first(where: { $0.name == name })?.column { return column }
        guard !name.isEmpty else {
            throw Problem(
                "column must be told which column of the \(of.rawValue)",
                remedy: "say name= and one of \(columns.map(\.name).joined(separator: ", "))")
        }
        guard !columns.isEmpty else { throw Problem("the \(of.rawValue) of \(dataset.name) have no columns") }
        throw Problem.unknown("column of the \(of.rawValue)", name, known: columns.map(\.name))
    }

    private func satisfied(_ column: Column) throws -> [Bool] {
        switch column {
        case .numbers(let numbers):
            let values = Set(`is`.compactMap(Double.init))
            return numbers.map { x in
                !x.isNaN && x > (above ?? -.infinity) && x < (below ?? .infinity)
                    && (`is`.isEmpty || values.contains(x))
            }
        case .texts(let texts):
            try requireNoBounds()
            let values = Set(`is`)
            return texts.map { values.contains($0) }
        case .labels(let labels):
            try requireNoBounds()
            let values = Set(`is`)
            return labels.map { $0.contains(where: values.contains) }
        }
    }

    private func requireNoBounds() throws {
        if above != nil || below != nil {
            throw Problem("\(name) holds no numbers to be above or below", remedy: "say is=[…]")
        }
    }
}
