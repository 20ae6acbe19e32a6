import Declarations
import Kernels
import Language
import Runs

struct Replay: Command {
    static let name = "replay"
    static let summary =
        "Fits a run again from its own statements and says EQUAL, WITHIN or DIFFERS, and where first."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> split leave-last-out
        …
        reel> e = train ease l2=10
        …
        reel> evaluate e on=[ndcg@10]
        …
        reel> replay e
        …
        … EQUAL …
        …
        """

    @Argument("Numbers of runs (1..50 for a range), or fitted models.") var runs: [RunReference]
    @Setting(
        "How far a metric of a lock-free fit may move; 0.01, or two standard errors over users, when left out.",
        0...1)
    var tolerance: Double? = nil
    @Setting("Threads to replay on; 0 for all.", 0...1024) var threads = 0

    func run(in session: Session) throws -> Report {
        var table = Table(
            "Replayed", columns: ["run", "model", "answer", "first-difference"].map { Table.Column($0) },
            runs: runs.map(\.id))
        var counts: [String: Int] = [:]
        for (k, reference) in runs.enumerated() {
            let original = try session.store.run(reference.id)
            try session.watcher.progress("replaying run \(original.id)", Double(k) / Double(runs.count))
            let answer = try ThreadLimit.to(threads) { try outcome(original, in: session) }
            counts[answer.word, default: 0] += 1
            table.rows.append([
                .number(Double(original.id)), .word(original.model), .word(answer.word), .text(answer.reason),
            ])
        }
        if runs.count > 1 {
            let told = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            table.notes = [
                told.joined(separator: ", ") + (threads > 0 ? ", on \(threads) threads at most" : "")
            ]
        }
        return Report(table)
    }

    /// What a replay came to, and what is known of the data where it is not the same.
    private func outcome(_ run: Run, in session: Session) throws -> (word: String, reason: String) {
        if runs.count > 1, run.status != .finished { return ("NOT-FINISHED", run.status.word) }
        // Looked at first: what a run's statements generate, they would write anew.
        let changes = try session.store.sources(of: run.datasetFingerprint).compactMap { $0.change() }
        let located = changes.map(\.sentence).joined(separator: "; ")
        do {
            let answer = try replay(run, in: session)
            if answer == .equal { return (answer.word, "none: every number is the same to the last bit") }
            return (answer.word, answer.description + (located.isEmpty ? "" : "; \(located)"))
        } catch let problem as Problem where !changes.isEmpty {
            return ("DIFFERS", "\(located); the data cannot be used: \(problem.what)")
        }
    }

    /// Runs the statements of a run in a fresh session that records nothing, and compares what comes out.
    private func replay(_ run: Run, in session: Session) throws -> ReplayAnswer {
        guard run.status == .finished else {
            throw Problem("run \(run.id) is \(run.status.word)", remedy: "only finished runs can be compared")
        }
        let stage = Session(output: Silent(progress: session.watcherProgress), isRecording: false)
        let interpreter = Interpreter(host: stage)
        for statement in run.recipe.dropLast() { try interpreter.run(statement, file: "run \(run.id)") }
        guard let train = run.recipe.last else {
            throw Problem("run \(run.id) keeps no statements to replay")
        }
        try interpreter.run("replayed = \(train)", file: "run \(run.id)")
        guard case .thing(let model as FittedModel)? = stage.names["replayed"], let fit = model.fits.first
        else {
            throw Problem("run \(run.id) cannot be replayed", remedy: "its last statement is: \(train)")
        }
        var replayed = StoredOutcome(run)
        (replayed.datasetFingerprint, replayed.splitFingerprint) = (
            model.split.dataset.fingerprint, model.split.fingerprint
        )
        (replayed.verdict, replayed.findings, replayed.epochs) = (fit.verdict, fit.findings, fit.epochs)
        (replayed.metrics, replayed.perUser) = ([], [])
        for way in MeasuringProtocol.parse(run.ranking) {
            try interpreter.run("evaluate replayed \(way.words)", file: "run \(run.id)")
            guard let evaluation = stage.judged?.evaluations.first else { continue }
            replayed.metrics += evaluation.scores.map { ($0.name, $0.mean) }
            replayed.perUser += evaluation.perUserValues
        }
        return compare(
            original: try session.store.outcome(of: run.id), replayed: replayed, exact: run.exact,
            tolerance: tolerance)
    }
}

/// Prints nothing, but passes progress on.
final class Silent: SessionOutput {
    let progress: @Sendable (Declarations.Progress) -> Void
    init(progress: @escaping @Sendable (Declarations.Progress) -> Void = { _ in }) {
        self.progress = progress
    }
    func show(_ report: Report, name: String?) {}
    func finished(_ value: Value) {}
    var columns: Int { 80 }
    var rows: Int { 24 }
}
