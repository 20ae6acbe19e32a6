import Datasets
import Tensors

/// Which examples an epoch holds, and in which order (Bengio et al., Curriculum Learning, ICML 2009).
///
/// The easiest fifth at first, a share that grows evenly with the epochs until, after `pace` of them, all are in.
struct Curriculum {
    let kind: CurriculumChoice
    let pace: Double
    let epochs: Int
    let seed: Int

    static let start = 0.2

    init(_ rules: Training) {
        (kind, pace, epochs, seed) = (rules.curriculum, rules.pace, rules.epochs, rules.seed)
    }

    /// Part of the examples that an epoch, counted from 0, holds.
    func share(of epoch: Int) -> Double {
        let growing = pace * Double(epochs)
        guard kind != .none, growing > 0 else { return 1 }
        return min(1, Self.start + (1 - Self.start) * Double(epoch) / growing)
    }

    /// Examples that an epoch holds.
    func count(of epoch: Int, _ examples: Int) -> Int {
        // Rounding errors must not add an example.
        min(examples, max(1, Int((share(of: epoch) * Double(examples) - 1e-9).rounded(.up))))
    }

    /// The examples of an epoch, shuffled; the same for the same seed.
    func examples(of epoch: Int, of trainee: some Trainee) throws -> [Int] {
        let kept = count(of: epoch, trainee.exampleCount)
        guard kept < trainee.exampleCount else { return shuffled(kept, epoch: epoch) }
        let hard = try trainee.difficulties(by: kind).map { $0.isNaN ? .infinity : $0 }
        let order = hard.indices.sorted { (hard[$0], $0) < (hard[$1], $1) }
        return shuffled(kept, epoch: epoch).map { order[$0] }
    }

    /// The numbers from 0 below a count, shuffled.
    func shuffled(_ count: Int, epoch: Int) -> [Int] {
        var order = Array(0..<count)
        var chance = Chance(seed: seed &* 1_000_003 &+ epoch)
        order.shuffle(using: &chance)
        return order
    }
}
