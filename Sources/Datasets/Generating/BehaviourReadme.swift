import Declarations
import Foundation

extension BehaviourGenerator {
    /// What planted.json holds: how the data came to be, in numbers.
    private struct Planted: Encodable {
        var model = "behaviour 1"
        var command: String
        var timeUnit: String
        var traits: [String]
        var reachableSkill: [Double]
        var skillOfChannelMeans: [Double]
        var weightInMeans: Double
        var weightInOrder: Double
        var noise: Double
        var channels: [String]
        var loadings: [[Double]]
    }

    func planted(_ mechanism: BehaviourMechanism) throws -> String {
        let dims = mechanism.dims
        let planted = Planted(
            command: command(mechanism), timeUnit: kind == .irregular ? "hours" : "steps",
            traits: mechanism.names,
            reachableSkill: Array(repeating: millionths(mechanism.reachableSkill), count: dims),
            skillOfChannelMeans: Array(repeating: millionths(mechanism.skillOfMeans), count: dims),
            weightInMeans: millionths(mechanism.shortWeight), weightInOrder: millionths(mechanism.longWeight),
            noise: noise, channels: mechanism.channels.map(\.name),
            loadings: (0..<mechanism.driven).map { c in
                mechanism.loadings[c * dims..<(c + 1) * dims].map(millionths)
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(planted), as: UTF8.self) + "\n"
    }

    private func command(_ mechanism: BehaviourMechanism) -> String {
        "generate \(Self.name) kind=\(kind.rawValue) users=\(users) dims=\(dims) steps=\(mechanism.steps) "
            + "strength=\(shortest(strength)) noise=\(shortest(noise)) "
            + "long-range=\(shortest(mechanism.longRange)) seed=\(seed)"
    }

    /// README.txt of a generated folder: the model in words and formulas.
    func readme(_ mechanism: BehaviourMechanism) -> String {
        let (reach, means) = (shortest(millionths(mechanism.reachableSkill)), mechanism.skillOfMeans)
        return """
            Generated data: what viewers that never were did, and the traits that drove it.

                \(command(mechanism))

            writes the same bytes again. planted_users.csv and planted.json hold the truth that behaviour.csv only shows; no
            model should be given them.

            Traits. z is \(dims) independent normal numbers; traits.csv has \(shortest(BehaviourMechanism.traitCentre)) + \(shortest(BehaviourMechanism.traitScale)) z, kept within 0 to 1. So whoever
            says \(shortest(BehaviourMechanism.traitCentre)) for everybody is right within 0.2 for 93 % of people, at skill 0. Age says nothing.

            Scores. With strength s = \(shortest(strength)), noise n = \(shortest(noise)), long-range part l = \(shortest(mechanism.longRange)):
                a = s sqrt(1 - l) z + n e,   b = s sqrt(l) z + n e',   e and e' normal.
            Everything below depends on the traits through a and b alone (planted_users.csv has them).

            Channels. value = centre + scale * level. The mean level over all rows of a user is W a; W has orthonormal columns
            (planted.json: loadings). The channel hour says nothing of z\(kind == .temporal ? " by itself" : ""); it is the slot of what is shown in the schedule.
            \(sequence)
            What can be reached. a and b can be read without error, so
                E(z | series) = s (sqrt(1 - l) a + sqrt(l) b) / (s^2 + n^2),
            and the best skill, 1 - E(error^2) / variance, is s^2 / (s^2 + n^2) = \(reach) for every trait. The means of the
            channels alone reach s^2 (1 - l) / (s^2 (1 - l) + n^2) = \(shortest(millionths(means))). \(blindness)
            """
    }

    private var blindness: String {
        switch kind {
        case .single: ""
        case .temporal:
            """
            With l = 1 whatever
            forgets the order of the rows has none: the same rows in another order of sessions are as likely for -b.
            """
        case .irregular:
            """
            With l = 1 whatever
            forgets the times has none: the same rows at other times are as likely for -b.
            """
        }
    }

    private var sequence: String {
        switch kind {
        case .single: ""
        case .temporal, .irregular:
            """

            Sessions. Four, each a sixth of the rows; stretches before, between the second and the third, and behind. Around its mean
            every channel moves by \(shortest(BehaviourMechanism.moodDepth)) times an engagement state (idle -1, browsing 0, engaged 1; a Markov chain anew in each of
            these, whose rate and lean depend on the first two entries of a) and \(shortest(BehaviourMechanism.restlessness)) times chance; these add up to 0 over
            each. \(sessionsText)

            """
        }
    }

    private var sessionsText: String {
        kind == .temporal
            ? """
            The mean level is W a in the stretches and the first two sessions, W (a + t b) in the third and W (a - t b)
            in the fourth. The turn t is 1 or -1 (planted_users.csv: turn_1): the hour is t higher in the first session, t
            lower in the second. So b is told by the order of sessions that lie apart, and by nothing else.
            """
            : """
            The mean level is W a in the stretches. Of the first two sessions one is quick and one slow, in random order
            (planted_users.csv: turn_1 is 1 where the quick one is first), and so are the last two (turn_2): W (a + b) in
            the quick ones, W (a - b) in the slow. A quick session takes a quarter of an hour, a slow one two, a stretch one,
            all times the user's pace 0.5 + r(a_1), r(x) = (1 + x/sqrt(1 + x*x))/2; pauses are 3 hours and more times the
            pace. Numbers of rows vary by user. So b is told by the times of the rows, and by nothing else.
            """
    }
}

private func millionths(_ x: Double) -> Double { (x * 1e6).rounded() / 1e6 }
