import Declarations
import Foundation
import Runs
import Testing

/// Plans and trials as the store keeps them.
struct SweepStoreTests {
    static let space = [
        SweepAxis("factors", .choices(["16", "32", "64"])),
        SweepAxis("reg", .range(low: 1e-3, high: 1, isWhole: false, isLog: true)),
    ]

    static func sweep(_ method: SearchMethod, trials: Int = 30, together: Int = 1) -> Sweep {
        var plan = Sweep.Plan(model: "als", space: space, method: method, metric: "ndcg@10")
        (plan.key, plan.together, plan.epochs) = (UUID().uuidString, together, 9)
        plan.fixed = [Sweep.Literal("values", "binary")]
        return Sweep(started: 1, trials: trials, plan: plan)
    }

    /// The value of a candidate, known without training.
    static func value(_ candidate: Candidate) -> Double {
        (Double(candidate[0]) ?? 0) / 100 - abs(log10(Double(candidate[1]) ?? 1) + 2) / 10
    }

    /// Goes through a sweep, ending each trial at once; `stop` ends it early.
    static func work(_ sweep: Sweep, _ trials: inout [Trial], upTo stop: Int) {
        while trials.count < stop {
            var dice = Dice(trials.count)
            guard
                case .trial(let candidate, let epochs, let parent) = sweep.plan.propose(
                    trials.count + 1, after: trials, using: &dice)
            else { return }
            var trial = Trial(number: trials.count + 1, candidate: candidate, epochs: epochs, parent: parent)
            (trial.status, trial.value) = (.finished, value(candidate) * Double(epochs ?? 1))
            trials.append(trial)
        }
    }

    @Test(arguments: SearchMethod.allCases) func stoppedAndGoneOnIsTheSame(method: SearchMethod) throws {
        let sweep = Self.sweep(method)
        var whole: [Trial] = []
        Self.work(sweep, &whole, upTo: 15)
        #expect(whole.count == 15)
        for stop in [1, 7, 12] {
            try withFolder { folder in
                let store = try RunStore(path: folder + "/runs.db")
                let id = try store.begin(sweep)
                var part: [Trial] = []
                Self.work(sweep, &part, upTo: stop)
                for trial in part {
                    #expect(try store.claim(trial, of: id))
                    try store.end(trial, of: id)
                }
                var after = try RunStore(path: folder + "/runs.db").trials(of: id)
                Self.work(try store.sweep(id), &after, upTo: 15)
                #expect(after.map(\.candidate) == whole.map(\.candidate))
                #expect(after.map(\.parent) == whole.map(\.parent))
            }
        }
    }

    /// With trials side by side nothing that ends meanwhile changes what is proposed.
    @Test func whatEndsMeanwhileChangesNothing() {
        let sweep = Self.sweep(.tpe, together: 4)
        var trials: [Trial] = []
        Self.work(sweep, &trials, upTo: 12)
        var open = trials
        open[8].status = .running
        open[8].value = nil
        for number in 10...12 {
            var (a, b) = (Dice(number - 1), Dice(number - 1))
            let before = Array(open.prefix(number - 1))
            let complete = sweep.plan.propose(number, after: Array(trials.prefix(number - 1)), using: &a)
            #expect(sweep.plan.propose(number, after: before, using: &b) == complete)
        }
        var dice = Dice(1)
        #expect(sweep.plan.propose(13, after: open, using: &dice) == .waits)
    }

    @Test func theBestOfARungGoOn() throws {
        let sweep = Self.sweep(.hyperband)
        var trials: [Trial] = []
        Self.work(sweep, &trials, upTo: 13)
        // R = 9, η = 3: nine candidates for one epoch, three for three, one for nine.
        #expect(trials.map { $0.epochs ?? 0 } == Array(repeating: 1, count: 9) + [3, 3, 3, 9])
        let best = trials.prefix(9).sorted { ($0.value ?? 0) > ($1.value ?? 0) }.prefix(3).map(\.number)
        #expect(trials[9..<12].map { $0.parent ?? 0 } == best)
    }

    @Test func aTrialIsTakenOnceAndKeptWhole() throws {
        try withFolder { folder in
            let store = try RunStore(path: folder + "/runs.db")
            let sweep = Self.sweep(.random)
            let id = try store.begin(sweep)
            #expect(try store.begin(sweep) == id)
            var trial = Trial(number: 1, candidate: ["16", "0.5"], epochs: 3)
            #expect(try store.claim(trial, of: id))
            #expect(try store.trials(of: id)[0].status == .running)
            trial.status = .failed("diverged")
            try store.end(trial, of: id)
            #expect(try !store.claim(trial, of: id))
            #expect(try store.claim(trial, of: id, again: true))
            (trial.status, trial.value, trial.runs, trial.seconds) = (.finished, 0.25, [4, 5], 1.5)
            try store.end(trial, of: id)
            #expect(try !store.claim(trial, of: id, again: true))
            let kept = try store.trials(of: id)[0]
            #expect(kept.candidate == trial.candidate && kept.runs == [4, 5] && kept.value == 0.25)
            #expect(kept.epochs == 3 && kept.seconds == 1.5 && kept.status == .finished)
            #expect(try store.sweep(id).plan == sweep.plan)
            try store.extend(id, to: 60)
            #expect(try store.sweep(id).trials == 60)
            #expect(throws: Problem.self) { try store.sweep(99) }
            #expect(throws: Problem.self) { try store.sweep(named: "nobody") }
        }
    }

    /// Two journals of one sweep become one, runs and all; a second time nothing is added.
    @Test func journalsAreCollectedOnce() throws {
        try withFolder { folder in
            let sweep = Self.sweep(.random, trials: 4)
            let main = try RunStore(path: folder + "/runs.db")
            _ = try main.begin(sampleRun("earlier"))
            let id = try main.begin(sweep)
            for task in 0..<2 {
                let journal = try RunStore(path: folder + "/task-\(task)/runs.db")
                let there = try journal.begin(sweep)
                for number in [1 + task, 3 + task] {
                    let run = try journal.begin(sampleRun("als", seed: number, started: Double(number)))
                    try journal.record(
                        metrics: [("hr@10", 0.5)],
                        perUser: [PerUser("hr@10", users: [1, 2], values: [0, 1])], to: run)
                    try journal.add(epoch: Epoch(1, ["loss": Double(number)]), to: run)
                    try journal.finish(run, seconds: 1)
                    try journal.tag(run, "sweep-1")
                    var trial = Trial(number: number, candidate: ["16", "\(number)"])
                    _ = try journal.claim(trial, of: there)
                    (trial.status, trial.value, trial.runs) = (.finished, Double(number), [run])
                    try journal.end(trial, of: there)
                }
            }
            for task in 0..<2 {
                let got = try main.collect(sweep.with(id), from: folder + "/task-\(task)/runs.db")
                #expect(got.trials == 2 && got.runs == 2)
                let again = try main.collect(sweep.with(id), from: folder + "/task-\(task)/runs.db")
                #expect(again.trials == 0 && again.runs == 0)
            }
            let trials = try main.trials(of: id)
            #expect(trials.map(\.number) == [1, 2, 3, 4])
            for trial in trials {
                let run = try main.run(trial.runs[0])
                #expect(run.seed == trial.number && run.tags.contains("sweep-\(id)"))
                #expect(try main.epochs(run.id) == [Epoch(1, ["loss": Double(trial.number)])])
                #expect(try main.perUser("hr@10", of: run.id).values == [0, 1])
            }
            #expect(try main.list().count == 5)
        }
    }
}

extension Sweep {
    func with(_ id: Int64) -> Sweep {
        var copy = self
        copy.id = id
        return copy
    }
}
