import Declarations
import Foundation
import Language
import Runs

struct ResumeRun: Command {
    static let name = "resume"
    static let summary = "Goes on with a training that was interrupted or killed, from its last checkpoint."
    static let example = """
        reel> resume 12
        …
        """

    @Argument("Number of the run.") var run: RunReference

    func run(in session: Session) throws -> Report {
        let run = try session.store.run(run.id)
        let folder = session.checkpointFolder(of: run.id)
        guard FileManager.default.fileExists(atPath: folder) else {
            throw Problem(
                "run \(run.id) (\(run.status.word)) left no checkpoint",
                remedy: run.status == .finished
                    ? "it is finished: replay \(run.id)" : "train it again: \(run.command)")
        }
        guard let train = run.recipe.last else {
            throw Problem("run \(run.id) keeps no statements to go on with")
        }
        session.resuming = run.id
        defer { session.resuming = nil }
        let interpreter = Interpreter(host: session)
        let place = "run \(run.id)"
        for statement in run.recipe.dropLast() { try interpreter.run(statement, file: place) }
        let name = run.name ?? run.model
        try interpreter.run("\(name) = \(train)", file: place)
        guard let value = session.names[name] else { throw Problem("run \(run.id) cannot be resumed") }
        return Report(value, [.text("run \(run.id) went on as run \(lastRun(value))")])
    }

    private func lastRun(_ value: Value) -> String {
        guard case .thing(let model as FittedModel) = value else { return "?" }
        return model.runs.last.map(String.init) ?? "?"
    }
}
