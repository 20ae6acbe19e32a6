import Datasets
import Declarations

struct Describe: Command {
    static let name = "describe"
    static let summary =
        "Gives counts, density, time span, long tail, duplicates and missing fields of a data set."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> describe | where measure == "users"
        …
        users       50
        …
        """

    enum Part: String, Choice {
        case overview, columns, ratings, channels, targets
        case longTail = "long-tail"
    }

    @Argument("Data set; the current one when left out.") var data: Dataset? = nil
    @Setting("Which table to give; plot kind=long-tail finds the long tail behind each of them.") var part =
        Part.overview

    func run(in session: Session) throws -> Report {
        let description = try Description(session.dataset(data), watching: session.watcher)
        var tables: [Part: Table] = [
            .overview: description.overviewTable, .columns: description.columnsTable,
            .ratings: description.ratingsTable, .longTail: description.longTailTable,
        ]
        if let behaviour = description.behaviour {
            tables[.channels] = behaviour.channelsTable(of: description.name)
            tables[.targets] = behaviour.targetsTable(of: description.name)
        }
        guard var table = tables[part] else {
            throw Problem(
                "\(description.name) has no behaviour, so it has no \(part.rawValue)",
                remedy: "say part=overview, columns, ratings or long-tail")
        }
        for (part, other) in tables { table.companions[part.rawValue] = other }
        return Report(.table(table), [.table(table)] + extras(of: description))
    }

    /// With the overview, what is missing where something is.
    private func extras(of description: Description) -> [Block] {
        guard part == .overview, description.columns.contains(where: { $0.missing > 0 }) else { return [] }
        let missing = description.columns.filter { $0.missing > 0 }
            .map { "\($0.owner.rawValue).\($0.name) \($0.missing) of \($0.entries)" }
        return [.text("missing: " + missing.joined(separator: ", "))]
    }
}
