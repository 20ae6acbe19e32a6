import Declarations

/// A search for good settings of one model: what is varied, how, and on what it is judged.
public struct Sweep: Sendable {
    /// Given by the store, counted from 1.
    public var id: Int64 = 0
    /// Unix seconds.
    public var started: Double
    /// Name that the session gave it.
    public var name: String?
    /// Trials wanted; more can be added.
    public var trials: Int
    public var plan: Plan

    /// All that a trial follows from, and that stays as it is.
    public struct Plan: Sendable, Codable, Hashable {
        /// Tells sweeps of different stores apart; the same in every journal of one sweep.
        public var key: String
        public var model: String
        public var space: [SweepAxis]
        /// Settings that were given and are not varied, as literals.
        public var fixed: [Literal]
        public var method: SearchMethod
        /// Where chance starts.
        public var seed: Int
        /// Values of a range in a grid.
        public var levels: Int
        /// Of how many candidates one goes on (Hyperband).
        public var part: Int
        /// Most epochs of a trial (Hyperband); 0 otherwise.
        public var epochs: Int
        /// Trials that are proposed together, before any of them has ended.
        public var together: Int
        public var metric: String
        public var higherIsBetter: Bool
        /// As typed behind `evaluate m`.
        public var judging: String
        /// Statements that bring the state back: load, filters, split.
        public var recipe: [String]
        public var dataset: String
        public var split: String
        public var splitFingerprint: String
        public var command: String
        public var script: String
        public var line: Int

        public init(model: String, space: [SweepAxis], method: SearchMethod, metric: String) {
            (key, self.model, self.space, self.method, self.metric) = ("", model, space, method, metric)
            (fixed, seed, levels, part, epochs, together) = ([], 0, 5, 3, 0, 1)
            (higherIsBetter, judging, recipe) = (true, "", [])
            (dataset, split, splitFingerprint, command, script, line) = ("", "", "", "", "prompt", 1)
        }

        /// Whether another sweep asks the same question: all but its key, its words and its place.
        public func asksTheSame(as other: Plan) -> Bool {
            var other = other
            (other.key, other.command, other.script, other.line) = (key, command, script, line)
            return self == other
        }
    }

    public struct Literal: Sendable, Codable, Hashable {
        public var name: String
        public var text: String
        public init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }
    }

    public init(started: Double, trials: Int, plan: Plan) {
        (self.started, self.trials, self.plan) = (started, trials, plan)
    }

    /// "sweep 3 (tuned)"
    public var title: String { "sweep \(id)" + (name.map { " (\($0))" } ?? "") }
}

/// One candidate tried, for as many epochs as the sweep gave it.
public struct Trial: Sendable {
    /// Counted from 1 within its sweep.
    public var number: Int
    /// One literal for each dimension of the sweep.
    public var candidate: Candidate
    /// Epochs that Hyperband gave it.
    public var epochs: Int?
    /// The trial whose candidate goes on here (Hyperband).
    public var parent: Int?
    public var status: Run.Status = .running
    /// The metric, mean over folds.
    public var value: Double?
    public var runs: [Int64] = []
    public var seconds = 0.0

    public init(number: Int, candidate: Candidate, epochs: Int? = nil, parent: Int? = nil) {
        (self.number, self.candidate, self.epochs, self.parent) = (number, candidate, epochs, parent)
    }
}

extension Sweep.Plan {
    /// What a sweep can propose next.
    public enum Proposal: Sendable, Hashable {
        case trial(Candidate, epochs: Int?, parent: Int?)
        /// Trials that must have ended first.
        case waits
        /// The space is used up.
        case exhausted
    }

    /// Proposes the trial with a number, counted from 1, from those before it.
    ///
    /// Only trials that were asked for in an earlier group of `together` count as known, whether or not others have ended
    /// meanwhile: a sweep that was stopped and goes on proposes what one that was never stopped would have.
    public func propose(
        _ number: Int, after trials: [Trial], using chance: inout some RandomNumberGenerator
    ) -> Proposal {
        let before = trials.filter { $0.number < number }
        let taken = Set(before.map(\.candidate))
        switch method {
        case .grid:
            let grid = GridSearch(space, levels: levels)
            return grid[number - 1].map { .trial($0, epochs: nil, parent: nil) } ?? .exhausted
        case .random:
            return RandomSearch(space).propose(without: taken, using: &chance)
                .map { .trial($0, epochs: nil, parent: nil) } ?? .exhausted
        case .tpe:
            let known = (number - 1) / max(1, together) * max(1, together)
            let tried = before.filter { $0.number <= known }
            guard tried.count == known, tried.allSatisfy(\.hasEnded) else { return .waits }
            return ParzenSearch(space).propose(
                after: tried.map { Tried($0.candidate, loss: loss(of: $0)) }, without: taken, using: &chance
            ).map { .trial($0, epochs: nil, parent: nil) } ?? .exhausted
        case .hyperband: return halving(number, before, using: &chance)
        }
    }

    private func halving(
        _ number: Int, _ before: [Trial], using chance: inout some RandomNumberGenerator
    ) -> Proposal {
        let plan = Hyperband(epochs: epochs, part: part)
        let step = plan[number - 1]
        guard let start = step.before else {
            let rung = Set(before.filter { $0.number > step.first }.map(\.candidate))
            // A small space is drawn from again, as the paper does.
            let candidate =
                RandomSearch(space).propose(without: rung, using: &chance)
                ?? RandomSearch(space).propose(without: [], using: &chance)
            return candidate.map { .trial($0, epochs: step.epochs, parent: nil) } ?? .exhausted
        }
        let former = before.filter { $0.number > start && $0.number <= step.first }
        guard former.count == plan[start].count, former.allSatisfy(\.hasEnded) else { return .waits }
        let best = former.sorted { (loss(of: $0), $0.number) < (loss(of: $1), $1.number) }
        guard step.place < best.count else { return .exhausted }
        let parent = best[step.place]
        return .trial(parent.candidate, epochs: step.epochs, parent: parent.number)
    }

    /// Lower is better; infinite where a trial gave no value.
    public func loss(of trial: Trial) -> Double {
        guard let value = trial.value, value.isFinite else { return .infinity }
        return higherIsBetter ? -value : value
    }
}

extension Trial {
    /// Finished or failed: nothing more will come of it.
    public var hasEnded: Bool {
        switch status {
        case .finished, .failed: true
        default: false
        }
    }
    /// As settings are typed: "factors=64 reg=0.003".
    public func text(_ space: [SweepAxis]) -> String {
        let varied = zip(space, candidate).map { "\($0.name)=\($1)" }
        return (varied + (epochs.map { ["epochs=\($0)"] } ?? [])).joined(separator: " ")
    }
}
