import Datasets
import Declarations
import Foundation
import Tensors

/// Losses of a short training whose learning rate grows from step to step (Smith, Cyclical Learning Rates, WACV 2017,
/// §3.3; growing by a factor, not by a sum).
public struct RateSearch: Sendable {
    public struct Point: Sendable, Hashable {
        public var rate: Double
        public var loss: Double
        /// Exponential mean of the losses so far, without the bias of its start.
        public var smoothed: Double
    }
    public var points: [Point]

    /// The rate at which the smoothed loss falls fastest per factor of the rate; nil where it never falls.
    public var suggestion: Double? {
        let reach = 3
        guard points.count > 2 * reach else { return nil }
        let slopes = (reach..<points.count - reach).map { i in
            (i, points[i + reach].smoothed - points[i - reach].smoothed)
        }
        guard let best = slopes.min(by: { $0.1 < $1.1 }), best.1 < 0 else { return nil }
        let digits = pow(10, 1 - floor(log10(points[best.0].rate)))
        return (points[best.0].rate * digits).rounded() / digits
    }

    /// One row for each step.
    public var table: Table {
        Table(
            "learning rates",
            columns: [
                Table.Column("rate"), Table.Column("loss", decimals: 4),
                Table.Column("smoothed", decimals: 4),
            ],
            rows: points.map { [.number($0.rate), .number($0.loss), .number($0.smoothed)] },
            notes: suggestion.map { ["The loss falls fastest at a rate of \(shortest($0))."] }
                ?? ["The loss falls at no rate."])
    }
}

/// Trains a fresh network for so many steps, with rates growing from `low` to `high`; ends where the loss has grown to
/// four times its least.
public func findRate(
    _ model: some NeuralTraits, on train: BehaviourTrainingSet, from low: Double = 1e-6, to high: Double = 10,
    steps: Int = 100, watching watcher: Watcher = .silent
) throws -> RateSearch {
    try problem("looking for a rate") {
        let ground = try TraitGround(model, train)
        return try searchRate(
            ground.trainee(member: 0), model.training, from: low, to: high, steps: steps, watching: watcher)
    }
}

/// The same for anything that learns.
package func searchRate(
    _ trainee: some Trainee, _ rules: Training, from low: Double = 1e-6, to high: Double = 10,
    steps: Int = 100,
    watching watcher: Watcher = .silent
) throws -> RateSearch {
    guard low > 0, high > low, steps > 1 else {
        throw Problem("rates must grow, from above 0", remedy: "from=1e-6 to=10 steps=100")
    }
    let loop = TrainingLoop(trainee, rules, watching: .silent)
    loop.optimiser.schedule = .constant
    let size = rules.batch * rules.accumulate
    var (order, place, round) = ([Int](), 0, 0)
    var (points, mean, least) = ([RateSearch.Point](), 0.0, Double.infinity)
    let memory = 0.9
    for step in 0..<steps {
        try watcher.progress("looking for a rate", Double(step) / Double(steps))
        if place >= order.count {
            order = Curriculum(rules).shuffled(trainee.exampleCount, epoch: round)
            (place, round) = (0, round + 1)
        }
        let rate = low * pow(high / low, Double(step) / Double(steps - 1))
        loop.optimiser.rate = rate
        let loss =
            try loop.pass(through: Array(order[place..<min(order.count, place + size)]))["loss"] ?? .nan
        place += size
        guard loss.isFinite else { break }
        mean = memory * mean + (1 - memory) * loss
        let smoothed = mean / (1 - pow(memory, Double(step + 1)))
        points.append(RateSearch.Point(rate: rate, loss: loss, smoothed: smoothed))
        least = min(least, smoothed)
        if step > 10, smoothed > 4 * abs(least) { break }
    }
    return RateSearch(points: points)
}
