import Declarations

/// Observations brought into the order of users and times.
struct SeriesTable {
    var channels: [String]
    /// Where each user's rows begin, users + 1.
    var offsets: [Int]
    var times: [Float]
    /// Row-major [rows, channels].
    var values: [Float]

    /// Groups rows by user, in file order; `user` gives a row's user its number, or −1 to leave the row out. Without a
    /// time column the order counts the steps.
    init(_ table: NumberTable, users: Int, file: DataFile, of user: (Int32) -> Int32) throws {
        let clock = table.names.firstIndex { Role.named($0) == .time }
        let columns = table.columns.indices.filter { $0 != clock }
        channels = columns.map { table.names[$0] }
        guard !channels.isEmpty else {
            throw Problem(
                "\(file.shown) has no channel: nothing but user and time",
                at: Place(file: file.shown, line: 1))
        }
        if let clock, let row = table.columns[clock].firstIndex(where: \.isNaN) {
            throw Problem(
                "\(table.names[clock]) is empty, but every row needs one", remedy: "mend the row",
                at: Place(file: file.shown, line: row + 2))
        }
        let owners = table.rows.map(user)
        offsets = [Int](repeating: 0, count: users + 1)
        for owner in owners where owner >= 0 { offsets[Int(owner) + 1] += 1 }
        for u in 0..<users { offsets[u + 1] += offsets[u] }
        var next = offsets
        let width = columns.count
        times = [Float](repeating: 0, count: offsets[users])
        values = [Float](repeating: .nan, count: offsets[users] * width)
        for (row, owner) in owners.enumerated() where owner >= 0 {
            let place = next[Int(owner)]
            next[Int(owner)] += 1
            times[place] = clock.map { Float(table.columns[$0][row]) } ?? Float(place - offsets[Int(owner)])
            for (c, column) in columns.enumerated() {
                values[place * width + c] = Float(table.columns[column][row])
            }
        }
    }

    /// Sorts each user's rows by time where they are not; equal times keep their order.
    mutating func sortByTime() {
        let width = channels.count
        for u in 0..<max(0, offsets.count - 1) {
            let range = offsets[u]..<offsets[u + 1]
            guard zip(range, range.dropFirst()).contains(where: { times[$0] > times[$1] }) else { continue }
            let order = range.sorted { (times[$0], $0) < (times[$1], $1) }
            let (moments, cells) = (
                order.map { times[$0] }, order.flatMap { values[$0 * width..<($0 + 1) * width] }
            )
            times.replaceSubrange(range, with: moments)
            values.replaceSubrange(range.lowerBound * width..<range.upperBound * width, with: cells)
        }
    }
}
