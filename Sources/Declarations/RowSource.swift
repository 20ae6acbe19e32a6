import Synchronization

/// Rows that are not here yet: a store that can find, order and count them better than whoever has them all.
///
/// Each of the three answers nil where the source cannot do exactly what the table's own operation would; the rows are then
/// fetched and it is done on them.
public protocol RowSource: Sendable {
    /// Fetches the rows, cells in the order of the table's columns.
    func rows() throws -> [[Value]]
    func filtered(by condition: any Deferred) -> (any RowSource)?
    func sorted(by keys: [SortKey]) -> (any RowSource)?
    /// The first rows, or the last ones where the number is negative.
    func taking(_ count: Int) -> (any RowSource)?
}

/// A table's rows, here or in a source.
enum HeldRows: Sendable {
    case ready([[Value]])
    case pending(PendingRows)

    var rows: [[Value]] {
        switch self {
        case .ready(let rows): rows
        case .pending(let pending): pending.rows
        }
    }
    var source: (any RowSource)? {
        if case .pending(let pending) = self, !pending.isFetched { pending.source } else { nil }
    }
    var problem: Problem? { if case .pending(let pending) = self { pending.problem } else { nil } }
}

/// Rows fetched once, however many copies of the table look.
final class PendingRows: Sendable {
    let source: any RowSource
    private struct Fetched {
        var rows: [[Value]]?
        var problem: Problem?
    }
    private let fetched = Mutex(Fetched())

    init(_ source: any RowSource) { self.source = source }

    var isFetched: Bool { fetched.withLock { $0.rows != nil } }
    var problem: Problem? { fetched.withLock(\.problem) }
    var rows: [[Value]] {
        fetched.withLock { state in
            if let rows = state.rows { return rows }
            do { state.rows = try source.rows() } catch {
                (state.rows, state.problem) = ([], error as? Problem ?? Problem("\(error)"))
            }
            return state.rows ?? []
        }
    }
}
