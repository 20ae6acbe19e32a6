import Declarations
import Models
import Runs

/// What comes behind `sweep`: a model whose settings are varied, or something to be done with a sweep.
struct SweepTarget: Recipe {
    let declared: any Declared

    static var expected: String { "a model, or one of \(deeds.map { $0.name }.joined(separator: ", "))" }
    static var completion: Completion { .list("sweepable") }
    static var syntax: Syntax { .word }

    init(_ value: Value) throws(Mismatch) {
        if let deed = Self.deeds.first(where: { $0.name == value.text }) {
            declared = deed.init()
        } else {
            let kind: any Model.Type = try lookUp(value, in: allModels, Self.expected) { $0.name }
            declared = swept(kind)
        }
    }
    var value: Value { .word(type(of: declared).name) }

    static let deeds: [any SweepDeed.Type] = [
        ListSweeps.self, ShowSweep.self, FillSweep.self, RetrySweep.self, BestOfSweep.self, WorkOnSweep.self,
        CollectSweep.self,
    ]
    static var words: [String] { deeds.map { $0.name } + allModels.map { $0.name } }
}

/// Something to be done with a sweep that is in the store.
protocol SweepDeed: Declared {
    func run(_ command: SweepModels, in session: Session) throws -> Report
}

/// A sweep of the store by its number, or by the name that it was given.
struct SweepReference: SettingValue {
    private enum Key { case number(Int64), name(String) }
    private let key: Key

    static var expected: String { "the number or the name of a sweep" }
    static var completion: Completion { .names("table") }
    static var syntax: Syntax { .word }
    init(_ value: Value) throws(Mismatch) {
        if let number = value.number, let id = Int64(exactly: number) {
            key = .number(id)
        } else if let word = value.text {
            key = .name(word)
        } else {
            throw Mismatch(Self.expected, value, remedy: "sweep list shows them")
        }
    }
    var value: Value {
        switch key {
        case .number(let id): .number(Double(id))
        case .name(let name): .word(name)
        }
    }

    func sweep(in session: Session) throws -> Sweep {
        switch key {
        case .number(let id): try session.store.sweep(id)
        case .name(let name): try session.store.sweep(named: name)
        }
    }
}

struct ListSweeps: SweepDeed {
    static let name = "list"
    static let summary = "Lists the sweeps of the store."
    static let example = "reel> sweep list"

    func run(_ command: SweepModels, in session: Session) throws -> Report {
        let store = try session.store
        var table = Table(
            "Sweeps",
            columns: [
                Table.Column("sweep", decimals: 0), Table.Column("name"), Table.Column("model"),
                Table.Column("method"), Table.Column("varied"), Table.Column("finished", decimals: 0),
                Table.Column("failed", decimals: 0), Table.Column("wanted", decimals: 0),
                Table.Column("metric"), Table.Column("best", decimals: 4),
            ])
        for sweep in try store.sweeps() {
            let trials = try store.trials(of: sweep.id)
            let best = trials.min { sweep.plan.loss(of: $0) < sweep.plan.loss(of: $1) }
            table.rows.append([
                .number(Double(sweep.id)), sweep.name.map { .word($0) } ?? .nothing, .word(sweep.plan.model),
                .word(sweep.plan.method.rawValue),
                .text(sweep.plan.space.map(\.text).joined(separator: "; ")),
                .number(Double(trials.count { $0.status == .finished })),
                .number(Double(trials.count { $0.status.word == "failed" })), .number(Double(sweep.trials)),
                .text(sweep.plan.metric),
                best?.value.map { .measure(Measure($0, runs: best?.runs ?? [])) } ?? .nothing,
            ])
        }
        return Report(table)
    }
}

struct ShowSweep: SweepDeed {
    static let name = "show"
    static let summary = "Shows the trials of a sweep, best first."
    static let example = "reel> sweep show 1"
    @Argument("Number or name of the sweep.") var sweep: SweepReference

    func run(_ command: SweepModels, in session: Session) throws -> Report {
        Report(try sweepTable(try sweep.sweep(in: session), in: session))
    }
}

struct FillSweep: SweepDeed {
    static let name = "fill"
    static let summary = "Goes on with a sweep that was stopped, or with more trials."
    static let example = "reel> sweep fill 1 trials=60"
    @Argument("Number or name of the sweep.") var sweep: SweepReference

    func run(_ command: SweepModels, in session: Session) throws -> Report {
        var found = try sweep.sweep(in: session)
        if let trials = command.trials {
            try session.store.extend(found.id, to: trials)
            found.trials = max(found.trials, trials)
        }
        let sweeping = try Sweeping(found, jobs: command.jobs, in: session)
        return try sweeping.report(after: { try sweeping.run() })
    }
}

struct RetrySweep: SweepDeed {
    static let name = "retry"
    static let summary = "Runs the failed trials of a sweep again, and no others."
    static let example = "reel> sweep retry 1"
    @Argument("Number or name of the sweep.") var sweep: SweepReference

    func run(_ command: SweepModels, in session: Session) throws -> Report {
        let sweeping = try Sweeping(try sweep.sweep(in: session), jobs: command.jobs, in: session)
        return try sweeping.report(after: { try sweeping.retry() })
    }
}

struct BestOfSweep: SweepDeed {
    static let name = "best"
    static let summary = "Fits the model with the best settings of a sweep, and remembers what they cost."
    static let example = "reel> m = sweep best 1"
    @Argument("Number or name of the sweep.") var sweep: SweepReference
    @Setting("Part of the split that the model may learn from.") var part = Train.Part.train

    func run(_ command: SweepModels, in session: Session) throws -> Report {
        let sweep = try sweep.sweep(in: session)
        let trials = try session.store.trials(of: sweep.id).filter { $0.status == .finished }
        guard let best = trials.min(by: { sweep.plan.loss(of: $0) < sweep.plan.loss(of: $1) }) else {
            throw Problem(
                "\(sweep.title) has no finished trial", remedy: "go on with it: sweep fill \(sweep.id)")
        }
        let sweeping = try Sweeping(sweep, jobs: 1, in: session)
        let recipe = try sweeping.recipe(of: best)
        let fits = try sweeping.split.folds.indices.map { fold in
            try Fitting(recipe: recipe, split: sweeping.split, fold: fold, part: part, in: session).fit()
        }
        for run in fits.compactMap(\.run) { try session.store.tag(run, "best-of-sweep-\(sweep.id)") }
        let fitted = FittedModel(
            title: session.call.name ?? sweep.plan.model, recipe: recipe, split: sweeping.split, fits: fits)
        fitted.tuning = Tuning(
            sweep: sweep.id, method: sweep.plan.method.rawValue, trials: trials.count,
            seconds: trials.reduce(0) { $0 + $1.seconds })
        let chosen = best.text(sweep.plan.space)
        return Report(
            .thing(fitted),
            [.text("\(fitted.summary)\ntrial \(best.number) of \(sweep.title): \(chosen)")])
    }
}
