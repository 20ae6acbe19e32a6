import Datasets
import Declarations
import Evaluation
import Foundation
import Kernels
import Models

struct MeterBenchmark: Benchmark {
    static let name = "meter"
    static let summary = "Times a reading of the live collapse meter beside an epoch of training."
    static let example = "reel> bench meter users=60 items=40 each=8 factors=8 runs=1"

    @Setting("Users.", 2...1e6) var users = 6040
    @Setting("Items.", 8...1e6) var items = 3706
    @Setting("Interactions of each user, more or less.", 1...1e5) var each = 165
    @Setting("Factors.", 1...4096) var factors = 64
    @Setting("Epochs of the training whose share is told.", 8...1e6) var epochs = 60
    @Setting("Readings timed.", 1...1000) var runs = 20
    @Setting("Seed of the data made up.", 0...) var seed = 1

    func run(watching watcher: Watcher) throws -> Table {
        let train = madeUp()
        let clock = Moments()
        let recipe = BPR()
        // Epochs 3, 5, 6 and 7 hold no reading.
        for (name, value) in [("epochs", 8.0), ("factors", Double(factors))] {
            try recipe.set(name, to: .number(value))
        }
        let fitted = try recipe.fit(
            train,
            watching: Watcher(epoch: { _ in
                clock.add()
                return .go
            }))
        let times = clock.all
        let plain = [3, 5, 6, 7].map { (times[$0 - 1] - times[$0 - 2]) / .seconds(1) }
        let meter = LiveMeter(train)
        var readings = [Double]()
        var spread = 0.0
        for _ in 0..<runs {
            readings.append(
                try timed { spread = try meter.read(fitted)?.measures["personalisation"] ?? .nan })
        }
        let count = Double(LiveMeter.readings(in: epochs))
        let (epoch, reading) = (StepTimes("epoch", plain), StepTimes("reading", readings))
        return timings(
            "Live meter, \(users) users, \(items) items, \(train.interactions.count) interactions, \(factors) factors",
            [epoch, reading],
            quality: [
                ("share", count * reading.median / (Double(epochs) * epoch.median)),
                ("personalisation", spread),
            ], decimals: 4,
            notes: [
                "Threads: \(threads); share: \(Int(count)) readings of \(LiveMeter.size) users in \(epochs) epochs of BPR."
            ])
    }

    /// Tastes of eight kinds, popularity that falls off.
    private func madeUp() -> TrainingSet {
        var chance = Chance(seed: seed)
        var rows = Interactions()
        for user in 0..<users {
            for _ in 0..<each {
                let kind = chance.below(4) == 0 ? chance.below(8) : user % 8
                let place = Int(Double(items / 8) * chance.uniform() * chance.uniform())
                rows.users.append(UserIndex(user))
                rows.items.append(ItemIndex(min(items - 1, place * 8 + kind)))
            }
        }
        func entities(_ count: Int) -> Entities { Entities(ids: (0..<count).map { "\($0)" }) }
        return TrainingSet(
            dataset: Dataset(
                name: "made up", users: entities(users), items: entities(items), interactions: rows),
            interactions: rows)
    }
}

/// Moments at which something was told, one after the other.
private final class Moments: @unchecked Sendable {
    private(set) var all: [ContinuousClock.Instant] = []
    func add() { all.append(.now) }
}
