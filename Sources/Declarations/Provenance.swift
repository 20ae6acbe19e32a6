/// The line that an exported file carries so that its numbers lead back to their runs.
///
/// It reads `reelbench runs 12 14 17` and stands in a comment of whatever the file's own language is.
public enum Provenance {
    private static let mark = "reelbench runs"

    /// The line for these runs, without the comment signs around it.
    public static func line(_ runs: [Int64]) -> String {
        ([mark] + runs.map(String.init)).joined(separator: " ")
    }

    /// The runs that a text names, ascending; empty where it has no such line.
    public static func runs(in text: some StringProtocol) -> [Int64] {
        var found = Set<Int64>()
        var rest = Substring(text)
        while let range = rest.firstRange(of: mark) {
            rest = rest[range.upperBound...]
            let numbers = rest.prefix { $0 == " " || ("0"..."9").contains($0) }
            found.formUnion(numbers.split(separator: " ").compactMap { Int64($0) })
        }
        return found.sorted()
    }

    /// Where the runs are kept of a file whose format has no comments (CSV, JSON): `t.csv.runs.json`.
    public static func sidePath(of path: String) -> String { path + ".runs.json" }
}
