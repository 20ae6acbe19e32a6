import Foundation

/// The plan of Hyperband (Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar, JMLR 2018, algorithm 1): brackets of
/// successive halving that trade the number of candidates against the epochs that each gets.
public struct Hyperband: Sendable {
    /// One trial of the plan.
    public struct Step: Sendable, Hashable {
        /// Bracket and rung, both counted over all rounds through the plan, and the place within the rung.
        public let bracket, rung, place: Int
        /// Trials of the rung.
        public let count: Int
        public let epochs: Int
        /// Number of the first trial of the rung, and of the rung before it in its bracket; counted from 0.
        public let first: Int
        public let before: Int?
    }

    /// Most epochs R that a candidate gets, and the part η of the candidates of which one goes on.
    public let epochs: Int
    public let part: Int
    /// One round through all brackets.
    private let round: [Step]

    public init(epochs: Int, part: Int = 3) {
        (self.epochs, self.part) = (max(1, epochs), max(2, part))
        var most = 0
        while Int(pow(Double(self.part), Double(most + 1))) <= self.epochs { most += 1 }
        var steps: [Step] = []
        for (bracket, s) in stride(from: most, through: 0, by: -1).enumerated() {
            let power = pow(Double(self.part), Double(s))
            let first = Int((Double(most + 1) / Double(s + 1) * power).rounded(.up))
            var before: Int?
            for rung in 0...s {
                let scale = pow(Double(self.part), Double(rung))
                let count = max(1, Int(Double(first) / scale))
                let budget = max(1, Int((Double(self.epochs) / power * scale).rounded()))
                let start = steps.count
                for place in 0..<count {
                    steps.append(
                        Step(
                            bracket: bracket, rung: rung, place: place, count: count, epochs: budget,
                            first: start, before: before))
                }
                before = start
            }
        }
        round = steps
    }

    /// Trials of one round through all brackets.
    public var count: Int { round.count }

    /// The trial with this number, counted from 0; after the last bracket the plan begins anew.
    public subscript(number: Int) -> Step {
        let (times, rest) = number.quotientAndRemainder(dividingBy: round.count)
        let step = round[rest]
        let shift = times * round.count
        return Step(
            bracket: step.bracket, rung: step.rung, place: step.place, count: step.count,
            epochs: step.epochs, first: step.first + shift, before: step.before.map { $0 + shift })
    }
}
