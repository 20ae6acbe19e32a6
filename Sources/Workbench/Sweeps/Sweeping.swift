import Datasets
import Declarations
import Evaluation
import Foundation
import Kernels
import Language
import Models
import Runs
import Synchronization

/// A sweep on its way: asks the plan what to try, fits, judges, and stores each trial as it ends.
final class Sweeping: @unchecked Sendable {
    let sweep: Sweep
    let split: Split
    private let session: Session
    private let store: RunStore
    private let jobs: Int
    private let metric: MetricSpec
    /// What the tasks of a job array tell each other, where this is one of them and the search looks at former trials.
    private let board: TrialBoard?
    /// Why it ended before the trials wanted, for the report.
    private var remark: String?
    /// Whether trials of other tasks must end before there is more to do.
    private var isWaiting = false

    /// Takes the session's split where it is the sweep's; otherwise makes it from the sweep's own statements.
    init(
        _ sweep: Sweep, split: Split? = nil, jobs: Int, board: TrialBoard? = nil, in session: Session
    ) throws {
        (self.sweep, self.session, self.jobs, self.board) = (sweep, session, jobs, board)
        store = try session.store
        metric = try MetricSpec(sweep.plan.metric)
        if let split {
            self.split = split
        } else if let current = session.split, current.fingerprint == sweep.plan.splitFingerprint {
            self.split = current
        } else {
            let stage = try session.beside(isRecording: false)
            let interpreter = Interpreter(host: stage)
            for statement in sweep.plan.recipe { try interpreter.run(statement, file: sweep.title) }
            self.split = try stage.split(nil)
        }
        guard self.split.fingerprint == sweep.plan.splitFingerprint else {
            throw Problem(
                "the data or the split of \(sweep.title) has changed: \(sweep.plan.split) of \(sweep.plan.dataset) gives other rows now",
                remedy: "begin a new sweep: \(sweep.plan.command)")
        }
        let kind = allModels.first { $0.name == sweep.plan.model }
        if jobs > 1, kind is any TraitModel.Type {
            throw Problem("\(sweep.plan.model) takes all cores by itself", remedy: "leave out jobs=\(jobs)")
        }
    }

    /// Tries what is wanted and not there yet; `mine` picks trials by their number, for tasks that share a sweep.
    func run(mine: (Int) -> Bool = { _ in true }) throws {
        while true {
            let todo = try next(mine)
            let done = try todo.isEmpty ? 0 : work(through: todo, again: false)
            if done > 0 { continue }
            guard let board, isWaiting || !todo.isEmpty else { return }
            try session.watcher.progress(
                "waiting for trials of other tasks",
                Double(board.ended().count) / Double(max(1, sweep.trials)))
            try Interrupt.check()
            Thread.sleep(forTimeInterval: 1)
        }
    }

    /// Known trials: those of this store and those that other tasks have ended.
    private func known() throws -> [Trial] {
        let own = try store.trials(of: sweep.id)
        guard let board else { return own }
        let there = board.ended()
        let numbers = Set(there.map(\.number))
        // One that was ended just before this task was killed is told now.
        for trial in own where trial.hasEnded && !numbers.contains(trial.number) { try board.publish(trial) }
        return (there + own.filter { !numbers.contains($0.number) }).sorted { $0.number < $1.number }
    }

    /// Tries again what failed.
    func retry() throws {
        let failed = try store.trials(of: sweep.id).filter { $0.status.word == "failed" }
        guard !failed.isEmpty else {
            remark = "no trial has failed"
            return
        }
        _ = try work(through: failed, again: true)
    }

    /// Runs something and reports the trials, even where Ctrl-C stopped it: what has ended is kept.
    func report(opening: String? = nil, after body: () throws -> Void) throws -> Report {
        do { try body() } catch is Interrupted {
            remark = "stopped; sweep fill \(sweep.id) goes on"
        }
        var table = try sweepTable(sweep, in: session)
        if let remark { table.notes.append("\(sweep.title): \(remark).") }
        return Report(.table(table), (opening.map { [.text($0)] } ?? []) + [.table(table)])
    }

    /// Trials that can begin now: those begun and not ended, then new ones as far as the plan knows.
    private func next(_ mine: (Int) -> Bool) throws -> [Trial] {
        isWaiting = false
        var known = try known()
        let there = Dictionary(known.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        var todo: [Trial] = []
        func take(_ trial: Trial) {
            if board?.isFree(trial.number) ?? true { todo.append(trial) } else { isWaiting = true }
        }
        for number in 1...max(1, sweep.trials) {
            if let trial = there[number] {
                if !trial.hasEnded, mine(number) { take(trial) }
                continue
            }
            var chance = Chance(seed: sweep.plan.seed &* 1_000_003 &+ number)
            switch sweep.plan.propose(number, after: known, using: &chance) {
            case .trial(let candidate, let epochs, let parent):
                let trial = Trial(number: number, candidate: candidate, epochs: epochs, parent: parent)
                known.append(trial)
                if mine(number) { take(trial) }
            case .waits:
                isWaiting = true
                return todo
            case .exhausted:
                remark = "every candidate of the space has been tried"
                return todo
            }
        }
        return todo
    }

    /// Works through trials, `jobs` at a time; returns how many were this process's to do.
    private func work(through todo: [Trial], again: Bool) throws -> Int {
        guard jobs > 1 else {
            let stage = try stage()
            var done = 0
            for (k, trial) in todo.enumerated() {
                try tell(trial, k, of: todo.count)
                if try perform(trial, again: again, on: stage) { done += 1 }
            }
            return done
        }
        struct Shared {
            var next = 0
            var done = 0
            var failure: (any Error)?
        }
        let shared = Mutex(Shared())
        let flag = Interrupt.own
        DispatchQueue.concurrentPerform(iterations: min(jobs, todo.count)) { _ in
            Interrupt.$own.withValue(flag) {
                ThreadLimit.to(1) {
                    do {
                        let stage = try stage()
                        while let k = shared.withLock({ state -> Int? in
                            guard state.failure == nil, state.next < todo.count else { return nil }
                            state.next += 1
                            return state.next - 1
                        }) {
                            try tell(todo[k], k, of: todo.count)
                            let isDone = try perform(todo[k], again: again, on: stage)
                            shared.withLock { $0.done += isDone ? 1 : 0 }
                        }
                    } catch {
                        shared.withLock { $0.failure = $0.failure ?? error }
                    }
                }
            }
        }
        return try shared.withLock { state in
            if let failure = state.failure { throw failure }
            return state.done
        }
    }

    private func tell(_ trial: Trial, _ k: Int, of count: Int) throws {
        try session.watcher.progress(
            "trial \(trial.number) of \(sweep.trials)", Double(k) / Double(max(1, count)),
            detail: trial.text(sweep.plan.space))
    }

    /// A session of its own for the trials of one thread.
    private func stage() throws -> Session {
        let stage = try session.beside(isRecording: true)
        stage.makeCurrent(split)
        return stage
    }

    /// Fits and judges one trial. A trial that fails is stored as failed and the sweep goes on; whatever concerns the
    /// sweep as a whole (Ctrl-C, a store that cannot be written) is thrown.
    private func perform(_ trial: Trial, again: Bool, on stage: Session) throws -> Bool {
        var trial = trial
        (trial.status, trial.value, trial.verdict, trial.runs) = (.running, nil, nil, [])
        if let board, !board.take(trial.number) { return false }
        guard try store.claim(trial, of: sweep.id, again: again) else {
            board?.leave(trial.number)
            return false
        }
        let signs = board?.signs(of: trial.number)
        defer { signs?.cancel() }
        let start = ContinuousClock.now
        do {
            let recipe = try recipe(of: trial)
            let fits = try split.folds.indices.map { fold in
                try Fitting(recipe: recipe, split: split, fold: fold, part: .train, in: stage).fit()
            }
            (trial.runs, trial.verdict) = (fits.compactMap(\.run), fits.map(\.verdict).max())
            for run in trial.runs { try store.tag(run, "sweep-\(sweep.id)") }
            try Interrupt.check()
            let model = FittedModel(title: sweep.plan.model, recipe: recipe, split: split, fits: fits)
            var judging = Judging()
            (judging.on, judging.part) = ([metric], .validation)
            trial.value = try stage.judge(model, judging).measure(metric.description)?.mean
            guard trial.value?.isFinite == true else { throw Problem("\(metric) is no number") }
            trial.status = .finished
        } catch let error as Interrupted {
            trial.status = .interrupted
            try store.end(trial, of: sweep.id)
            board?.leave(trial.number)
            throw error
        } catch {
            trial.status = .failed((error as? Problem)?.what ?? "\(error)")
        }
        trial.seconds = (ContinuousClock.now - start) / .seconds(1)
        try store.end(trial, of: sweep.id)
        try board?.publish(trial)
        return true
    }

    /// The model with a trial's settings.
    func recipe(of trial: Trial) throws -> any Model {
        guard let kind = allModels.first(where: { $0.name == sweep.plan.model }) else {
            throw Problem.unknown("model", sweep.plan.model, known: allModels.map { $0.name })
        }
        let recipe = kind.init()
        let reader = Interpreter(host: Session(output: Silent(), isRecording: false))
        let varied = zip(sweep.plan.space, trial.candidate).map { Sweep.Literal($0.name, $1) }
        let epochs = trial.epochs.map { [Sweep.Literal("epochs", String($0))] } ?? []
        for literal in sweep.plan.fixed + varied + epochs {
            try recipe.set(literal.name, to: try reader.value(of: literal.text))
        }
        return recipe
    }
}
