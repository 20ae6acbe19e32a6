import Datasets
import Declarations
import Evaluation
import Foundation
import Kernels
import Models
import Runs

/// One fit on its way: trains, checks for collapse, keeps the run.
struct Fitting {
    let recipe: any Model
    let split: Split
    /// Counted from 0.
    let fold: Int
    let part: Train.Part
    let session: Session

    init(recipe: any Model, split: Split, fold: Int, part: Train.Part, in session: Session) {
        (self.recipe, self.split, self.fold) = (recipe, split, fold)
        (self.part, self.session) = (part, session)
    }

    /// Fits and records. A failed or interrupted fit is kept too, as what it is.
    func fit() throws -> Fit {
        try session.keepSources(of: split.dataset)
        let run = session.isRecording ? try session.store.begin(record) : nil
        do {
            let epochs = Epochs()
            let pulse = try run.map { Pulse(of: $0, in: try session.store) }
            defer { pulse?.stop() }
            let start = ContinuousClock.now
            let fitted = try fitted(watching: try session.watcher(recording: run, into: epochs))
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            let found = try Interrupt.afterStop { try self.examined(fitted) }
            let fit = Fit(
                fold: fold, fitted: fitted, run: run, seconds: seconds, verdict: found.verdict,
                findings: found.findings, epochs: epochs.all, notes: epochs.notes)
            if let run {
                if case .recommender(let scorer) = fitted, !scorer.isExact {
                    try session.store.setExact(false, of: run)
                }
                try session.store.setVerdict(fit.verdict, findings: fit.findings, of: run)
                if Interrupt.isRaised {
                    try session.store.finish(run, .interrupted, seconds: seconds)
                } else {
                    try session.store.finish(run, seconds: seconds, peakMemory: Machine.peakMemory)
                    session.clearCheckpoints(of: run)
                }
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

    private func fitted(watching watcher: Watcher) throws -> Fitted {
        switch recipe {
        case let recipe as any Recommender: .recommender(try recipe.fit(try trainingSet(), watching: watcher))
        case let recipe as any TraitModel:
            .traits(
                try recipe.fit(try split.trainingSet(fold: fold, part: part, for: recipe), watching: watcher))
        default: throw Problem("\(type(of: recipe).name) is no model that can be fitted")
        }
    }

    private func examined(_ fitted: Fitted) throws -> Diagnosis {
        switch fitted {
        case .recommender(let scorer): try examine(scorer, of: split, fold: fold, watching: session.watcher)
        case .traits(let predictor): try examine(predictor, of: split, fold: fold, in: session)
        }
    }

    private func trainingSet() throws -> TrainingSet {
        let rows = split.folds[fold]
        let whole = part == .trainAndValidation
        let train = TrainingSet(
            dataset: split.dataset, interactions: whole ? rows.train.appending(rows.validation) : rows.train,
            validation: whole ? Interactions() : rows.validation)
        guard !train.interactions.isEmpty else {
            guard split.dataset.behaviour == nil else {
                throw Problem(
                    "\(type(of: recipe).name) recommends items, but \(split.dataset.name) has none",
                    remedy: "models of behaviour: \(traitZoo.map { $0.name }.joined(separator: ", "))")
            }
            throw Problem("\(split.scheme) leaves no training rows", remedy: "choose another split")
        }
        return train
    }

    /// All that is known before the fit.
    private var record: Run {
        let call = session.call
        var run = Run(
            started: Date().timeIntervalSince1970, command: call.text, script: call.place.file,
            line: call.place.line,
            model: type(of: recipe).name)
        run.recipe = split.statements
        run.recipe.append(recipe.statement(fold: split.folds.count > 1 ? fold + 1 : 0, part: part))
        run.name = call.name
        run.settings = recipe.record.map { ($0.name, $0.value.literal) }
        run.seed = recipe.record.first { $0.name == "seed" }.flatMap { $0.value.number }.map { Int($0) }
        (run.dataset, run.datasetFingerprint) = (split.dataset.name, split.dataset.fingerprint)
        (run.split, run.splitFingerprint) = (split.scheme, split.fingerprint)
        (run.audit, run.auditFindings) = (split.audit.verdict, split.audit.findings)
        run.certificate = split.certificate ?? ""
        (run.codeVersion, run.machine, run.threads) = (CodeVersion.current, Machine.summary, threads)
        return run
    }
}

/// Epochs and remarks as they are told, for replay and for the report.
final class Epochs: @unchecked Sendable {
    private(set) var all: [Epoch] = []
    func add(_ epoch: Epoch) { all.append(epoch) }
    /// What training had to say besides, for the report.
    private(set) var notes: [String] = []
    func add(note: String) { notes.append(note) }
}

/// Says every minute that a run is alive, for whoever looks at the store from another machine; epochs say so too, but a
/// fit may have none for hours.
private final class Pulse: @unchecked Sendable {
    private let timer: any DispatchSourceTimer

    init(of run: Int64, in store: RunStore) {
        let source = DispatchSource.makeTimerSource()
        source.schedule(deadline: .now() + 60, repeating: 60)
        source.setEventHandler { try? store.heartbeat(run) }
        timer = source
        source.resume()
    }

    func stop() { timer.cancel() }
}
