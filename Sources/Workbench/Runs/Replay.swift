import Declarations
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

    @Argument("Numbers of runs, or fitted models.") var runs: [RunReference]
    @Setting("How far a metric of a lock-free fit may move.", 0...1) var tolerance = 0.01

    func run(in session: Session) throws -> Report {
        var table = Table(
            "Replayed", columns: ["run", "model", "answer", "first-difference"].map { Table.Column($0) },
            runs: runs.map(\.id))
        for reference in runs {
            let original = try session.store.run(reference.id)
            let answer = try replay(original, in: session)
            table.rows.append([
                .number(Double(original.id)), .word(original.model), .word(answer.word),
                .text(
                    answer == .equal ? "none: every number is the same to the last bit" : answer.description),
            ])
        }
        return Report(table)
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
