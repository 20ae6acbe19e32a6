import Datasets
import Declarations
import Evaluation

/// What a profile must know of the model and of all viewers, so that what it says of one of them means something: taken
/// on users that the model was not fitted on.
public struct ProfileBasis: Sendable {
    /// One trait.
    public struct Trait: Sendable, Hashable {
        public let name: String
        /// Over the training users, in the trait's own unit.
        public let mean: Double
        public let sd: Double
        /// Root mean square of prediction − truth on validation users.
        public let residual: Double
        /// var(predictions) / var(truth) and 1 − MSE / MSE(means) on validation users.
        public let varianceRatio: Double
        public let skill: Double

        public init(
            name: String, mean: Double, sd: Double, residual: Double, varianceRatio: Double, skill: Double
        ) {
            (self.name, self.mean, self.sd, self.residual) = (name, mean, sd, residual)
            (self.varianceRatio, self.skill) = (varianceRatio, skill)
        }

        /// Whether the model tells viewers apart by this trait at all.
        public var isTold: Bool {
            varianceRatio >= Thresholds.varianceRatio.suspect && skill > Thresholds.skill.suspect
        }
        /// A value in standard deviations from the mean.
        public func level(_ value: Double) -> Double { sd > 0 ? (value - mean) / sd : 0 }
        /// The residual in standard deviations; one that is larger than the trait's own tells no less.
        public var uncertainty: Double { sd > 0 ? residual / sd : 0 }
    }

    public let traits: [Trait]
    /// What the collapse check said of the model.
    public let verdict: Verdict
    /// Mean of the traits' variance ratios.
    public var varianceRatio: Double {
        traits.reduce(0) { $0 + $1.varianceRatio } / Double(max(1, traits.count))
    }

    public init(traits: [Trait], verdict: Verdict) { (self.traits, self.verdict) = (traits, verdict) }

    /// Measures a model's predictions for validation users against what is known of them. Rows of both matrices are the
    /// same users; those whose truth is NaN are left out, trait by trait. Throws a `Problem` where fewer than ten remain,
    /// or where classes and not traits are predicted.
    public init(
        _ behaviour: Behaviour, train: [UserIndex], validation: [UserIndex], predictions: OutputMatrix,
        verdict: Verdict
    ) throws {
        guard behaviour.targets.kind == .traits else {
            throw Problem("a profile is made of traits, but the targets are classes")
        }
        func column(_ j: Int, _ users: [UserIndex]) -> [Double] {
            users.map { user in
                let row = behaviour.targets.row(user)
                return Double(row[row.startIndex + j])
            }
        }
        traits = try behaviour.targets.names.enumerated().map { j, name in
            let known = moments(column(j, train).filter { !$0.isNaN })
            let predicted = (0..<predictions.rows).map {
                Double(predictions.values[$0 * predictions.columns + j])
            }
            let pairs = zip(predicted, column(j, validation)).filter { !$0.1.isNaN }
            guard pairs.count >= 10 else {
                throw Problem(
                    "\(pairs.count) validation users with a known \(name) are too few to say how sure a profile is",
                    remedy: "hold out more users: split held-out-users validation=0.1")
            }
            let n = Double(pairs.count)
            let error = pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / n
            let constant = pairs.reduce(0) { $0 + (known.mean - $1.1) * (known.mean - $1.1) } / n
            let (own, truth) = (moments(pairs.map(\.0)), moments(pairs.map(\.1)))
            return Trait(
                name: name, mean: known.mean, sd: known.sd, residual: error.squareRoot(),
                varianceRatio: truth.sd > 0 ? own.sd * own.sd / (truth.sd * truth.sd) : 0,
                skill: constant > 0 ? 1 - error / constant : 0)
        }
        self.verdict = verdict
    }
}

private func moments(_ x: [Double]) -> (mean: Double, sd: Double) {
    guard !x.isEmpty else { return (0, 0) }
    let mean = x.reduce(0, +) / Double(x.count)
    let squares = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(x.count)).squareRoot())
}
