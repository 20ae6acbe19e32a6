import Declarations
import Kernels

/// A delimited file whose rows each belong to a user and hold numbers: traits, or what was observed when.
struct NumberTable {
    /// Different users, in the order in which `DelimitedScan` numbers them.
    var users: [String]
    /// Each row's user.
    var rows: [Int32]
    var names: [String]
    /// Column by column; NaN where a field is empty.
    var columns: [[Double]]
    var left = 0

    subscript(name: String) -> [Double]? { names.firstIndex(of: name).map { columns[$0] } }

    /// Reads a file with a header, one of whose columns names the user (`user_id`, or what `columns=[user=…]` says).
    init(_ file: DataFile, _ options: LoadOptions, _ watcher: Watcher) throws {
        var plain = options
        plain.header = true
        let layout = try Layout(file, plain)
        let header = layout.header ?? []
        let user = try Self.userColumn(header, options, file)
        var plan = DelimitedPlan(
            separator: layout.separator, kinds: header.indices.map { $0 == user ? .name : .number })
        (plan.quotes, plan.blanks, plan.header) = (layout.quotes, layout.blanks, true)
        (plan.skipsBadRows, plan.threads) = (options.bad == .skip, threads)
        do throws(ScanFailure) {
            let scan = try DelimitedScan(file.bytes, plan) { part in
                (try? watcher.progress("reading \(file.shown)", part)) != nil
            }
            users = scan.texts(user)
            rows = try scan.indices(user)
            names = header.enumerated().filter { $0.offset != user }.map(\.element)
            columns = []
            for k in header.indices where k != user { columns.append(try scan.numbers(k)) }
            left = scan.bad
        } catch {
            if case .bytes(let reason) = error.reason { throw file.problem(reason) }
            if error.reason == .stopped { throw Interrupted() }
            let said = explained(error, title: layout.title(error.column), columns: layout.columns)
            let remedy =
                error.reason == .badNumber
                ? "leave a field empty where nothing was observed, or say bad=skip" : said.remedy
            throw Problem(said.what, remedy: remedy, at: placed(error, file: file.shown, latin1: false))
        }
    }

    private static func userColumn(_ header: [String], _ options: LoadOptions, _ file: DataFile) throws -> Int
    {
        let told = options.columns.first { $0.hasPrefix("user=") }.map { String($0.dropFirst(5)) }
        let user = header.firstIndex { name in
            if let told { name == told } else { Role.named(name) == .user }
        }
        guard let user
        else {
            throw Problem(
                "no column of \(file.shown) names the user",
                remedy: "call it user_id, or say columns=[user=…]",
                at: Place(file: file.shown, line: 1, text: header.joined(separator: ",")))
        }
        return user
    }
}
