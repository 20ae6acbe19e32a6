import Datasets
import Declarations

struct AuditSplit: Command {
    static let name = "audit"
    static let summary = "Shows what the leak audit of a split found."
    static let example = """
        reel> generate firetv users=60 items=40 events=900 seed=1 to=data/tiny
        …
        reel> split random
        …
        reel> audit | where verdict == "collapsed" | take 1
        …
        """

    @Argument("Split; the current one when left out.") var split: Split? = nil

    func run(in session: Session) throws -> Report {
        guard let split = split ?? session.split else {
            throw Problem("there is no split yet", remedy: "make one first, as in: split leave-last-out")
        }
        let audit = split.audit
        var table = findingsTable(
            audit.findings, title: "Leak audit of \(split.scheme): \(audit.verdict.rawValue)")
        table.notes = split.certificate.map { ["certificate \($0), kept with every run on this split"] } ?? []
        return Report(table)
    }
}

/// Findings as a table: measure, value, verdict, reason.
func findingsTable(_ findings: [Finding], title: String) -> Table {
    Table(
        title,
        columns: [
            Table.Column("measure"), Table.Column("value", decimals: 4, trimmed: true),
            Table.Column("verdict"),
            Table.Column("reason"),
        ],
        rows: findings.map {
            [.text($0.measure), .number($0.value), .word($0.verdict.rawValue), .text($0.reason)]
        })
}
