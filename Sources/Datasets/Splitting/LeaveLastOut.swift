import Declarations

/// Each user's last rows, as sequential recommendation is usually judged.
///
/// With `n=1 validation=true` this is the protocol of SASRec (Kang & McAuley, ICDM 2018, §IV-A): the last row is tested
/// on, the one before stops training early, and users with fewer than three rows stay in train whole.
public struct LeaveLastOut: Splitter {
    public static let name = "leave-last-out"
    public static let summary = "Holds out each user's last rows, in time or else in file order."
    public static let example = "reel> split leave-last-out n=1"

    @Setting("Rows of each user that are tested on.", 1...1000) public var n = 1
    @Setting("Whether as many rows before those stop training early.") public var validation = true

    public init() {}

    public func split(_ dataset: Dataset, watching: Watcher) throws -> Split {
        try requireNoBehaviour(dataset)
        try requireRows(dataset)
        let histories = try dataset.interactions.histories(users: dataset.users.count)
        var labels = [Part](repeating: .train, count: dataset.interactions.count)
        let validations = validation ? n : 0
        for user in 0..<histories.count {
            let range = histories.range(user)
            guard range.count > n + validations else { continue }
            let end = range.upperBound
            for row in histories.rows[end - n..<end] { labels[Int(row)] = .test }
            for row in histories.rows[end - n - validations..<end - n] { labels[Int(row)] = .validation }
        }
        return try finish(dataset, [labels], order: .perUser, watching: watching)
    }
}
