import Foundation

/// How the learning rate changes over the steps: a factor of the optimiser's own rate.
public indirect enum Schedule: Sendable, Hashable {
    case constant
    /// From 1 to `last` in so many steps, then `last`.
    case linear(steps: Int, last: Double)
    /// Half a cosine from 1 to `last` in so many steps, then `last` (Loshchilov & Hutter 2017, eq. 5).
    case cosine(steps: Int, last: Double)
    /// Times `factor` after every so many steps.
    case stairs(every: Int, factor: Double)
    /// A straight line from 0 (excluded) to 1 in so many steps, then the other schedule from its start.
    case warmUp(steps: Int, then: Schedule)

    /// The factor for a step, counted from 0.
    public func factor(at step: Int) -> Double {
        switch self {
        case .constant: return 1
        case .linear(let steps, let last):
            return 1 + (last - 1) * min(1, Double(step) / Double(max(1, steps)))
        case .cosine(let steps, let last):
            let part = min(1, Double(step) / Double(max(1, steps)))
            return last + (1 - last) * (1 + cos(.pi * part)) / 2
        case .stairs(let every, let factor):
            return pow(factor, Double(step / max(1, every)))
        case .warmUp(let steps, let next):
            return step < steps ? Double(step + 1) / Double(max(1, steps)) : next.factor(at: step - steps)
        }
    }
}
