import Foundation

/// Tree-structured Parzen estimators (Bergstra, Bardenet, Bengio & Kégl, NeurIPS 2011, §4).
///
/// What was tried is divided at the γ quantile of the loss. l(x) is the density of the better part, g(x) that of the
/// rest, and the candidate with the largest l(x)/g(x) among draws from l is tried next, which maximises the expected
/// improvement (eq. 15). Each dimension has densities of its own: for numbers a mixture of normals, cut off at the ends,
/// one for each tried value, as wide as the way to the farther neighbour, and a wide one in the middle as the prior; for
/// choices counts, plus one.
public struct ParzenSearch: Sendable {
    public let space: [SweepAxis]
    /// Trials drawn at random before anything is estimated.
    public var startup = 10
    /// Quantile γ that counts as good.
    public var quantile = 0.15
    /// Draws from l of which the best is taken.
    public var draws = 24

    public init(_ space: [SweepAxis]) { self.space = space }

    public func propose(
        after tried: [Tried], without taken: Set<Candidate>, using chance: inout some RandomNumberGenerator
    ) -> Candidate? {
        let random = RandomSearch(space)
        guard tried.count >= startup else { return random.propose(without: taken, using: &chance) }
        let sorted = tried.enumerated().sorted {
            ($0.element.loss, $0.offset) < ($1.element.loss, $1.offset)
        }.map(\.element.candidate)
        let places = sorted.compactMap { space.places(of: $0) }
        let good = max(1, Int((quantile * Double(places.count)).rounded(.up)))
        let densities = space.indices.map { d in
            (
                good: Density(space[d], places.prefix(good).map { $0[d] }),
                bad: Density(space[d], places.dropFirst(good).map { $0[d] })
            )
        }
        var best: (candidate: Candidate, gain: Double)?
        for _ in 0..<draws {
            let drawn = densities.map { $0.good.draw(using: &chance) }
            let gain = zip(densities, drawn).reduce(0) { $0 + $1.0.good.log($1.1) - $1.0.bad.log($1.1) }
            let candidate = zip(space, drawn).map { $0.literal(at: $1) }
            if !taken.contains(candidate), gain > best?.gain ?? -.infinity { best = (candidate, gain) }
        }
        return best?.candidate ?? random.propose(without: taken, using: &chance)
    }
}

/// A density over places from 0 to 1.
private enum Density {
    /// Probability of each choice.
    case choices([Double])
    /// Means and widths of normals of equal weight, cut off at 0 and 1.
    case mixture([(mean: Double, width: Double)])

    init(_ dimension: SweepAxis, _ places: [Double]) {
        if case .choices(let choices) = dimension.values {
            var counts = [Double](repeating: 1, count: choices.count)
            for place in places { counts[Self.index(place, choices.count)] += 1 }
            let sum = counts.reduce(0, +)
            self = .choices(counts.map { $0 / sum })
            return
        }
        var means = (places + [0.5]).sorted()
        let prior = means.firstIndex(of: 0.5) ?? 0
        let least = 1 / Double(min(100, means.count + 1))
        let widths = means.indices.map { k -> Double in
            if k == prior { return 1 }
            let left = means[k] - (k > 0 ? means[k - 1] : 0)
            let right = (k + 1 < means.count ? means[k + 1] : 1) - means[k]
            return min(1, max(least, left, right))
        }
        means = means.map { min(max($0, 0), 1) }
        self = .mixture(Array(zip(means, widths)).map { (mean: $0.0, width: $0.1) })
    }

    private static func index(_ place: Double, _ count: Int) -> Int {
        min(count - 1, Int(place * Double(count)))
    }

    func draw(using chance: inout some RandomNumberGenerator) -> Double {
        switch self {
        case .choices(let shares):
            var left = chance.place()
            for (k, share) in shares.enumerated() {
                left -= share
                if left < 0 { return (Double(k) + 0.5) / Double(shares.count) }
            }
            return 1 - 0.5 / Double(shares.count)
        case .mixture(let parts):
            let part = parts[min(parts.count - 1, Int(chance.place() * Double(parts.count)))]
            // Drawn again until it falls inside; the mean lies inside, so a half of the draws and more do in the end.
            for _ in 0..<1000 {
                let radius = (-2 * Foundation.log(1 - chance.place())).squareRoot()
                let x = part.mean + part.width * radius * cos(2 * .pi * chance.place())
                if x >= 0, x <= 1 { return x }
            }
            return part.mean
        }
    }

    func log(_ place: Double) -> Double {
        switch self {
        case .choices(let shares): return Foundation.log(shares[Self.index(place, shares.count)])
        case .mixture(let parts):
            let density = parts.reduce(0.0) { sum, part in
                let z = (place - part.mean) / part.width
                let inside = Self.normal((1 - part.mean) / part.width) - Self.normal(-part.mean / part.width)
                return sum + exp(-0.5 * z * z) / (part.width * (2 * .pi).squareRoot() * inside)
            }
            return Foundation.log(max(density / Double(parts.count), 1e-300))
        }
    }

    private static func normal(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }
}
