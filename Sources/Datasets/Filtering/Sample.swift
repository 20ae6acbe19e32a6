import Declarations

/// Some users with all their rows, or some rows.
public struct Sample: Filter {
    public static let name = "sample"
    public static let summary = "Draws some users with all their rows, or some rows, in file order."
    public static let example = "reel> filter sample users=0.1 seed=1"

    @Setting("Users to draw, with all their rows: a share, or how many.") public var users: Amount? = nil
    @Setting("Rows to draw (of the users drawn, where both are given): a share, or how many.")
    public var rows: Amount? = nil
    @Setting("Where chance starts.") public var seed = 0

    public init() {}

    public func apply(_ dataset: Dataset, watching: Watcher) throws -> Dataset {
        try requireInteractions(dataset)
        guard users != nil || rows != nil else {
            throw Problem("sample must be told how much", remedy: "say users=0.1 or rows=10000")
        }
        var chance = Chance(seed: seed)
        var left = Array(0..<dataset.interactions.count)
        if let users {
            // Only users that have rows are drawn, so that the number asked for is the number that comes.
            var active = [Bool](repeating: false, count: dataset.users.count)
            for user in dataset.interactions.users { active[Int(user)] = true }
            let drawn = try draw(users, of: active.indices.filter { active[$0] }, &chance)
            var isDrawn = [Bool](repeating: false, count: dataset.users.count)
            for user in drawn { isDrawn[user] = true }
            left = left.filter { isDrawn[Int(dataset.interactions.users[$0])] }
        }
        if let rows { left = try draw(rows, of: left, &chance).sorted() }
        return try narrow(left, of: dataset, remedy: "ask for more", watching: watching)
    }

    private func draw(_ amount: Amount, of all: [Int], _ chance: inout Chance) throws -> [Int] {
        try chance.draw(amount.of(all.count), of: all.count).map { all[Int($0)] }
    }
}
