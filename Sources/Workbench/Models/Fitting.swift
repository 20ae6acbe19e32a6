import Datasets
import Declarations
import Foundation
import Kernels
import Models
import Runs

/// One fit on its way: trains, checks for collapse, keeps the run.
struct Fitting {
    let recipe: any Recommender
    let split: Split
    /// Counted from 0.
    let fold: Int
    let part: Train.Part
    let session: Session

    init(recipe: any Recommender, split: Split, fold: Int, part: Train.Part, in session: Session) {
        (self.recipe, self.split, self.fold) = (recipe, split, fold)
        (self.part, self.session) = (part, session)
    }

    /// Fits and records. A failed or interrupted fit is kept too, as what it is.
    func fit() throws -> Fit {
        let run = session.isRecording ? try session.store.begin(record) : nil
        do {
            let epochs = Epochs()
            let start = ContinuousClock.now
            let scorer = try fit(recipe, watching: try session.watcher(recording: run, into: epochs))
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            let examined = try examine(scorer, of: split, fold: fold, watching: session.watcher)
            let fit = Fit(
                fold: fold, scorer: scorer, run: run, seconds: seconds, verdict: examined.verdict,
                findings: examined.findings, epochs: epochs.all)
            if let run {
                if !scorer.isExact { try session.store.setExact(false, of: run) }
                try session.store.setVerdict(fit.verdict, findings: fit.findings, of: run)
                try session.store.finish(run, seconds: seconds, peakMemory: Machine.peakMemory)
            }
            return fit
        } catch {
            if let run {
                let status: Run.Status =
                    error is Interrupted ? .interrupted : .failed((error as? Problem)?.what ?? "\(error)")
                try? session.store.finish(run, status, seconds: 0)
            }
            throw error
        }
    }

    private func fit(_ recipe: some Recommender, watching watcher: Watcher) throws -> any Scorer {
        let rows = split.folds[fold]
        let whole = part == .trainAndValidation
        let train = TrainingSet(
            dataset: split.dataset, interactions: whole ? rows.train.appending(rows.validation) : rows.train,
            validation: whole ? Interactions() : rows.validation)
        guard !train.interactions.isEmpty else {
            throw Problem("\(split.scheme) leaves no training rows", remedy: "choose another split")
        }
        return try recipe.fit(train, watching: watcher)
    }

    /// All that is known before the fit.
    private var record: Run {
        let call = session.call
        var run = Run(
            started: Date().timeIntervalSince1970, command: call.text, script: call.place.file,
            line: call.place.line,
            model: type(of: recipe).name)
        run.recipe = split.dataset.history
        if split.scheme != "none" { run.recipe.append("split \(split.scheme)") }
        run.recipe.append(recipe.statement(fold: split.folds.count > 1 ? fold + 1 : 0, part: part))
        run.name = call.name
        run.settings = recipe.record.map { ($0.name, $0.value.literal) }
        run.seed = recipe.record.first { $0.name == "seed" }.flatMap { $0.value.number }.map { Int($0) }
        (run.dataset, run.datasetFingerprint) = (split.dataset.name, split.dataset.fingerprint)
        (run.split, run.splitFingerprint) = (split.scheme, split.fingerprint)
        (run.audit, run.auditFindings) = (split.audit.verdict, split.audit.findings)
        (run.codeVersion, run.machine, run.threads) = (CodeVersion.current, Machine.summary, threads)
        return run
    }
}

/// Epochs as they are told, for replay.
final class Epochs: @unchecked Sendable {
    private(set) var all: [Epoch] = []
    func add(_ epoch: Epoch) { all.append(epoch) }
}
