import Datasets
import Declarations
import Evaluation
import Foundation
import Models
import Runs

struct SweepModels: Command {
    static let name = "sweep"
    static let summary =
        "Tries many settings of a model on the validation rows, each trial a run; also list, show, fill, retry, best, collect."
    static let example = """
        reel> generate firetv users=80 items=40 events=1500 seed=1 to=data/tiny
        …
        reel> filter dedupe; split leave-last-out
        …
        reel> s = sweep ease l2=log(1..1000) trials=4 by=random
        …
        reel> s | select trial l2 status
        …
        … finished
        …
        reel> sweep fill s trials=6
        …
        reel> m = sweep best s
        m: ease on leave-last-out …
        trial … of sweep 1 (s): l2=…
        """

    /// Where trials are judged, and where they run.
    enum Place: String, Choice {
        case validation
        /// As the tasks of a job array on a cluster.
        case slurm

        init(_ value: Value) throws(Mismatch) {
            if let place = value.text.flatMap(Self.init(rawValue:)) {
                self = place
            } else {
                throw Mismatch(
                    Self.expected, value,
                    remedy: value.text == "test"
                        ? "test rows are for what a sweep has chosen: m = sweep best s; evaluate m" : nil)
            }
        }
    }

    @Argument("Model to vary, or what to do with a sweep: list, show, fill, retry, best, work, collect.")
    var what: SweepTarget
    @Setting("Trials; a grid's or Hyperband's own number, else 30, when left out.", 1...1_000_000)
    var trials: Int? = nil
    @Setting("How trials are chosen.") var by = SearchMethod.random
    @Setting("What is to be best; ndcg@10, or skill for models of traits, when left out.")
    var metric: MetricSpec? = nil
    @Setting("Judged on the validation rows, always; with slurm, run as a job array.") var on = [
        Place.validation
    ]
    @Setting("Trials at once, each on one thread; with 1 a trial uses all cores.", 1...1024) var jobs = 1
    @Setting("Values of a range in a grid.", 1...1000) var levels = 5
    @Setting("Of how many candidates one goes on to more epochs (hyperband).", 2...100) var keep = 3
    @Setting("Where the chance of the search starts.") var searchSeed = 0
    @Setting("Tasks of a job array.", 1...10_000) var tasks = 4
    @Setting("Folder of a job array; results/sweeps/<number> when left out.") var folder: FilePath? = nil

    func run(in session: Session) throws -> Report {
        if let deed = what.declared as? any SweepDeed { return try deed.run(self, in: session) }
        guard let swept = what.declared as? any SweptRecipe else {
            throw Problem("\(type(of: what.declared).name) is nothing that can be swept")
        }
        let split = try session.split(nil)
        try requireValidation(split)
        let plan = try plan(swept, split, in: session)
        let wanted = try wanted(plan)
        if on.contains(.slurm) {
            return try SlurmArray(plan: plan, trials: wanted, dataset: split.dataset, command: self).submit(
                in: session)
        }
        let (sweep, goesOn) = try begun(plan, wanted, in: session)
        let sweeping = try Sweeping(sweep, split: split, jobs: jobs, in: session)
        return try sweeping.report(
            opening: goesOn ? "goes on with \(sweep.title), which was not finished" : nil,
            after: { try sweeping.run() })
    }

    /// The same question that was stopped before its end goes on; any other begins anew.
    private func begun(_ plan: Sweep.Plan, _ wanted: Int, in session: Session) throws -> (Sweep, Bool) {
        let store = try session.store
        for former in try store.sweeps().reversed()
        where former.trials == wanted && former.plan.asksTheSame(as: plan) {
            let trials = try store.trials(of: former.id)
            if trials.count < wanted || !trials.allSatisfy(\.hasEnded) { return (former, true) }
        }
        var sweep = Sweep(started: Clock.now, trials: wanted, plan: plan)
        sweep.name = session.call.name
        sweep.id = try store.begin(sweep)
        return (sweep, false)
    }

    private func requireValidation(_ split: Split) throws {
        guard split.folds.contains(where: { $0.sizes.validation == 0 }) else { return }
        throw Problem(
            "a sweep is judged on validation rows, and \(split.scheme) of \(split.dataset.name) has none",
            remedy: "split with validation, as in: split leave-last-out, or split random validation=0.1")
    }

    /// All that the trials follow from.
    private func plan(_ swept: any SweptRecipe, _ split: Split, in session: Session) throws -> Sweep.Plan {
        let name = type(of: swept.model).name
        let space = swept.varied.compactMap { entry in
            entry.setting.values.map { SweepAxis(entry.name, $0) }
        }
        guard !space.isEmpty else {
            throw Problem(
                "nothing of \(name) is varied",
                remedy: "give a setting several values: \(examples(swept)), or 16..128, or log(1e-3..1)")
        }
        let isTraits = swept.model is any TraitModel
        let classes = split.dataset.behaviour?.targets.kind == .classes
        let metric = try metric ?? MetricSpec(isTraits ? classes ? "accuracy" : "skill" : "ndcg@10")
        var plan = Sweep.Plan(model: name, space: space, method: by, metric: metric.description)
        plan.key = UUID().uuidString
        plan.fixed = swept.varied.filter(\.setting.isFixed).map {
            Sweep.Literal($0.name, $0.setting.value.literal)
        }
        plan.higherIsBetter = metric.better != .lower
        (plan.seed, plan.levels, plan.part) = (searchSeed, levels, keep)
        plan.together = by == .tpe ? jobs * (on.contains(.slurm) ? tasks : 1) : 1
        if by == .hyperband { plan.epochs = try epochs(swept) }
        plan.fixed.removeAll { by == .hyperband && $0.name == "epochs" }
        (plan.recipe, plan.dataset) = (split.statements, split.dataset.name)
        (plan.split, plan.splitFingerprint) = (split.scheme, split.fingerprint)
        plan.command = session.call.text
        (plan.script, plan.line) = (session.call.place.file, session.call.place.line)
        return plan
    }

    private func examples(_ swept: any SweptRecipe) -> String {
        let number = swept.varied.first { $0.setting.value.number != nil && $0.name != "seed" }
        guard let number, let x = number.setting.value.number else { return "setting=[a b]" }
        return "\(number.name)=[\(shortest(x)) \(shortest(x * 2))]"
    }

    /// Most epochs that Hyperband gives a trial: those of the model.
    private func epochs(_ swept: any SweptRecipe) throws -> Int {
        let name = type(of: swept.model).name
        guard let setting = swept.varied.first(where: { $0.name == "epochs" })?.setting else {
            throw Problem(
                "hyperband divides epochs, and \(name) has none", remedy: "by=tpe, by=random or by=grid")
        }
        guard setting.values == nil, let epochs = setting.value.number, epochs >= 1 else {
            throw Problem(
                "hyperband chooses the epochs itself",
                remedy: "give the most that a trial gets, as in: epochs=27"
            )
        }
        return Int(epochs)
    }

    private func wanted(_ plan: Sweep.Plan) throws -> Int {
        switch plan.method {
        case .grid:
            let count = GridSearch(plan.space, levels: plan.levels).count
            guard count <= 1_000_000 else {
                throw Problem(
                    "this grid has \(count) trials", remedy: "fewer levels=, or by=random trials=100")
            }
            return min(trials ?? count, count)
        case .hyperband: return trials ?? Hyperband(epochs: plan.epochs, part: plan.part).count
        case .random, .tpe: return min(trials ?? 30, plan.space.candidateCount ?? .max)
        }
    }
}

extension Split {
    /// The statements that bring it about: load, filters, split.
    var statements: [String] { dataset.history + (scheme == "none" ? [] : ["split \(scheme)"]) }
}
