import Declarations

/// A viewing log as `generate firetv` writes it: `watch_history.csv` with `users.csv`, `content.csv`,
/// `content_reactions.csv` and `user_connections.csv` beside it.
///
/// Interactions are the watch history (columns other than user, item and time become context); reactions and their
/// ratings become the context columns "reaction" and "rating", on every row of their user and item; connections become
/// ties.
struct FireTVFiles {
    let shelf: Shelf
    let options: LoadOptions
    let watcher: Watcher

    static func isOne(_ shelf: Shelf) -> Bool { shelf["watch_history.csv"] != nil }

    func harvest() throws -> Harvest {
        guard let file = shelf["watch_history.csv"] else {
            throw Problem("\(shelf.shown) has no watch_history.csv")
        }
        var harvest = Harvest()
        let layout = try Layout(file, options)
        let plan = try ColumnPlan(layout, options.columns, in: file)
        try harvest.add(DelimitedReader(file, layout, plan, typed(options, layout)), watcher)
        if let users = shelf["users.csv"] { harvest.users = try PlainFiles.attributes(users, options) }
        if let content = shelf["content.csv"] { harvest.items = try PlainFiles.attributes(content, options) }
        if let ties = try filled("user_connections.csv") { harvest.ties = try PlainFiles.ties(ties) }
        if let reactions = try filled("content_reactions.csv") {
            try add(reactions, to: &harvest.parts[0].readings)
        }
        return harvest
    }

    /// The file, unless a header is all it holds: nobody may be connected, and nobody may have reacted.
    private func filled(_ name: String) throws -> DataFile? {
        guard let file = shelf[name] else { return nil }
        return try file.head().split(separator: UInt8(ascii: "\n")).count > 1 ? file : nil
    }

    /// Options that know numbers where the first rows, all of films, have none; what the user says comes first.
    private func typed(_ options: LoadOptions, _ layout: Layout) -> LoadOptions {
        var typed = options
        let told = options.typedColumns
        let numbers = ["watched_min", "completion", "season", "episode"].filter {
            layout.header?.contains($0) == true && !told.contains($0)
        }
        typed.types = options.types + numbers.map { "\($0)=number" }
        return typed
    }

    private func add(_ file: DataFile, to readings: inout Readings) throws {
        let table = try SideTable(file, Layout(file, LoadOptions()), options)
        let header = table.names.map { Role.named($0) }
        guard let user = header.firstIndex(of: .user), let item = header.firstIndex(of: .item) else {
            throw Problem(
                "\(file.shown) needs the columns user_id and content_id",
                at: Place(file: file.shown, line: 1, text: table.names.joined(separator: ",")))
        }
        let users = Dictionary(uniqueKeysWithValues: readings.userIDs.enumerated().map { ($1, UInt64($0)) })
        let items = Dictionary(uniqueKeysWithValues: readings.itemIDs.enumerated().map { ($1, UInt64($0)) })
        var reactions: [UInt64: Int] = [:]
        for row in 0..<table.count {
            guard let u = users[table.cells[user][row]], let i = items[table.cells[item][row]] else {
                continue
            }
            reactions[u << 32 | i] = row
        }
        let rows = readings.rows
        let found = rows.users.indices.map {
            reactions[UInt64(rows.users[$0]) << 32 | UInt64(rows.items[$0])]
        }
        for name in ["reaction", "rating"] where readings.context.allSatisfy({ $0.name != name }) {
            guard let cells = table[name] else { continue }
            let texts = found.map { $0.map { cells[$0] } ?? "" }
            let column: Column =
                name == "rating" ? .numbers(texts.map { Double($0) ?? .nan }) : .texts(texts)
            readings.context.append((name, column))
        }
    }
}
