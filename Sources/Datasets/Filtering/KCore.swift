import Declarations

/// Users and items with enough rows, counted anew until all have enough.
public struct KCore: Filter {
    public static let name = "k-core"
    public static let summary =
        "Keeps users and items with enough rows, counted again until nobody falls short."
    public static let example = "reel> filter k-core users=5 items=5"

    @Setting("Rows that a user must have.", 0...1e9) public var users = 5
    @Setting("Rows that an item must have.", 0...1e9) public var items = 5

    public init() {}

    /// Peels: whoever falls short is taken out with all rows, which may make others fall short. The order does not
    /// matter, as the k-core is unique (Seidman 1983). O(rows).
    public func apply(_ dataset: Dataset, watching: Watcher) throws -> Dataset {
        try requireInteractions(dataset)
        let rows = dataset.interactions
        let byUser = RowsByUser(rows.users, count: dataset.users.count)
        try watching.progress("filtering \(dataset.name)", 0.2)
        let byItem = RowsByUser(rows.items, count: dataset.items.count)
        var userCounts = (0..<byUser.count).map { byUser.range($0).count }
        var itemCounts = (0..<byItem.count).map { byItem.range($0).count }
        var lives = [Bool](repeating: true, count: rows.count)
        // Users as they are, items as their complement.
        var short = userCounts.indices.filter { userCounts[$0] < users }
        short += itemCounts.indices.filter { itemCounts[$0] < items }.map { ~$0 }
        while let next = short.popLast() {
            for row in next >= 0 ? byUser[next] : byItem[~next] where lives[Int(row)] {
                lives[Int(row)] = false
                let (user, item) = (Int(rows.users[Int(row)]), Int(rows.items[Int(row)]))
                userCounts[user] -= 1
                itemCounts[item] -= 1
                if userCounts[user] == users - 1 { short.append(user) }
                if itemCounts[item] == items - 1 { short.append(~item) }
            }
        }
        return try narrow(
            dataset, remedy: "ask for fewer rows than \(max(users, items)) of each", watching: watching
        ) { lives[$0] }
    }
}
