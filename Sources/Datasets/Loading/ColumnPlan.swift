import Declarations
import Kernels

/// What each column of a delimited file means: as the user says, else as its name or its place suggests.
struct ColumnPlan {
    /// One per column of the file.
    var roles: [Role]
    /// Under which name a context column is kept.
    var names: [String]

    /// Position of the column with this role.
    func position(_ role: Role) -> Int? { roles.firstIndex(of: role) }

    init(roles: [Role], names: [String]? = nil) {
        self.roles = roles
        self.names = names ?? roles.indices.map { "column\($0 + 1)" }
    }

    /// Reads the `columns` setting against what the file has. What nobody names is left out once columns are named one by
    /// one; a column that was given a type is named by that.
    init(_ layout: Layout, _ words: [String], typed: [String] = [], in file: DataFile) throws {
        names = layout.header ?? (0..<layout.columns).map { "column\($0 + 1)" }
        roles = Array(repeating: .skip, count: layout.columns)
        if words.isEmpty {
            guess(layout)
        } else if words.contains(where: { $0.contains("=") }) {
            try setNamed(layout, words, file)
            for k in roles.indices where roles[k] == .skip && typed.contains(names[k]) { roles[k] = .context }
        } else {
            try setInOrder(layout, words, file)
        }
        for (role, name) in [(Role.user, "user"), (.item, "item")] where position(role) == nil {
            throw Problem(
                "no column of \(file.shown) is known to be the \(name)",
                remedy: layout.header.map { "say columns=[\(name)=…], one of \($0.joined(separator: ", "))" }
                    ?? "say columns=[user item …] in the file's order",
                at: Place(
                    file: file.shown, line: 1, text: layout.header?.joined(separator: layout.separator) ?? "")
            )
        }
    }

    /// Names first; a file without names is user, item, rating, time, in this order.
    private mutating func guess(_ layout: Layout) {
        guard let header = layout.header else {
            let usual: [Role] = [.user, .item, .rating, .time]
            for k in roles.indices { roles[k] = k < usual.count ? usual[k] : .context }
            return
        }
        for (k, name) in header.enumerated() where !name.isEmpty {
            roles[k] = .context
            guard let role = Role.named(name), position(role) == nil, fits(role, k, layout) else { continue }
            roles[k] = role
        }
        guard header.count > 1 else { return }
        // "id" names and odd words: the first two columns that nothing else claims.
        if position(.user) == nil, position(.item) != 0, header[0].lowercased().contains("user") {
            roles[0] = .user
        }
        if position(.item) == nil, position(.user) == 0, header[1].lowercased().hasSuffix("id") {
            roles[1] = .item
        }
    }

    /// A column called "Time" that holds "Weekend" is no time, and a rating of "PG-13" no rating.
    private func fits(_ role: Role, _ column: Int, _ layout: Layout) -> Bool {
        guard role == .time || role == .rating else { return true }
        let cells = layout.samples.compactMap { column < $0.count ? $0[column] : nil }
        let fitting = cells.filter { cell in
            // Missing numbers are faults of a rating column, no signs of another kind of column.
            role == .time
                ? isTime(cell) : isNumber(cell) || ["", "nan", "inf", "na"].contains(cell.lowercased())
        }
        return fitting.count * 2 >= cells.count
    }

    private mutating func setInOrder(_ layout: Layout, _ words: [String], _ file: DataFile) throws {
        guard words.count <= layout.columns else {
            throw Problem(
                "columns names \(words.count) columns, but \(file.shown) has \(layout.columns)",
                at: Place(file: file.shown, line: 1))
        }
        for (k, word) in words.enumerated() {
            if let role = Role.word(word) {
                roles[k] = role
            } else {
                (roles[k], names[k]) = (.context, word)
            }
        }
    }

    private mutating func setNamed(_ layout: Layout, _ words: [String], _ file: DataFile) throws {
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard let left = parts.first, let right = parts.last, !right.isEmpty else {
                throw Problem("columns has \(Value.text(word).literal), which is not of the form user=name")
            }
            let column: Int
            if let header = layout.header {
                guard let found = header.firstIndex(of: right) ?? only(header, right) else {
                    var problem = Problem.unknown("column of \(file.shown)", right, known: header)
                    problem.remedy = problem.remedy ?? "known: \(header.joined(separator: ", "))"
                    throw problem
                }
                column = found
            } else {
                guard let number = Int(right), (1...layout.columns).contains(number) else {
                    throw Problem(
                        "\(file.shown) has no header, so columns go by their number, 1 to \(layout.columns), not by "
                            + right, remedy: "say columns=[user item rating time], or header=true")
                }
                column = number - 1
            }
            if let role = Role.word(left) {
                roles[column] = role
            } else {
                (roles[column], names[column]) = (.context, left)
            }
        }
    }

    /// The one header that is the same but for upper and lower case.
    private func only(_ header: [String], _ name: String) -> Int? {
        let same = header.indices.filter { header[$0].lowercased() == name.lowercased() }
        return same.count == 1 ? same[0] : nil
    }
}

/// Whether a text is a finite number.
func isNumber(_ text: String) -> Bool {
    Double(text.trimmed).map(\.isFinite) ?? false
}

/// Whether a text is a number or begins like an ISO 8601 date.
func isTime(_ text: String) -> Bool {
    isNumber(text) || unixSeconds(text.trimmed) != nil
}

extension String {
    /// Without blanks at both ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
