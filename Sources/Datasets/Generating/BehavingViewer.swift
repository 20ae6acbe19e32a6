/// A user of a generated world of behaviour, made from seed and number alone.
///
/// The series of a sequence is four sessions with stretches before, between the second and the third, and behind.
/// Channels stand, on average over a stretch, at the level W a, over a session at W (a + b), W a or W (a − b), as often
/// above as below, so that the mean over all rows is W a. Which session has which is a matter of order (kind=temporal):
/// the third has W (a + t b) and the fourth W (a − t b), where the turn t is 1 or −1, and the first two alone tell the
/// turn by the hour, late and early with t = 1. Or it is a matter of time (kind=irregular): of the first two and of the
/// last two sessions, in random order, a quick one has W (a + b) and a slow one W (a − b). Whoever forgets the order, or
/// the times, cannot tell b from −b.
struct BehavingViewer {
    let mechanism: BehaviourMechanism
    let number: Int
    let age: Int
    /// Standard normal, [D].
    let traits: [Double]
    /// Scores, [D].
    let a: [Double]
    let b: [Double]
    /// Order of the first two sessions and of the last two, 1 or −1; with kind=temporal both are the turn t.
    let turns: [Double]
    private var chance: Chance

    /// A session or a stretch: its rows, the sign of b in its level, and how late its hour is.
    private struct Session {
        var rows: Int
        var sign = 0.0
        var hour = 0.0
    }

    init(_ mechanism: BehaviourMechanism, seed: Int, _ number: Int) {
        (self.mechanism, self.number) = (mechanism, number)
        var chance = Chance(seed: seed, .behaving, number)
        traits = (0..<mechanism.dims).map { _ in chance.normal() }
        let (short, long, noise) = (mechanism.shortWeight, mechanism.longWeight, mechanism.noise)
        a = traits.map { short * $0 + noise * chance.normal() }
        b = traits.map { long * $0 + noise * chance.normal() }
        let turn: Double = chance.below(2) == 0 ? -1 : 1
        turns = [turn, mechanism.kind == .irregular && chance.below(2) == 0 ? -turn : turn]
        age = 13 + chance.below(35) + chance.below(34)
        self.chance = chance
    }

    /// When, and each channel's level, row by row [T, K + 1].
    func series() -> (times: [Double], levels: [Double]) {
        var chance = chance
        let level = mechanism.level(a)
        if mechanism.kind == .single { return ([0], level + [chance.nearlyNormal()]) }
        let shift = mechanism.level(b)
        var (times, levels) = ([Double](), [Double]())
        // How fast the clock of this user goes: 0.5 to 1.5.
        let pace = 0.5 + rising(a[0])
        var now = pace * (chance.exponential() * 2)
        for session in sessions(&chance) {
            let mean = level.indices.map { level[$0] + session.sign * shift[$0] }
            append(session, mean, to: &levels, &chance)
            if mechanism.kind == .temporal {
                for _ in 0..<session.rows { times.append(Double(times.count)) }
            } else {
                times += moments(session, pace, from: &now, &chance)
            }
        }
        return (times, levels)
    }

    /// A sixth of the rows in each session, half the rest in between, a quarter before and a quarter behind; with
    /// kind=irregular about half to one and a half times as many.
    private func sessions(_ chance: inout Chance) -> [Session] {
        var rows = mechanism.steps / 6
        var between = mechanism.steps - 4 * rows
        if mechanism.kind == .irregular {
            rows = max(2, rows / 2) + chance.below(2 * (rows - max(2, rows / 2)) + 1)
            between = between / 2 + chance.below(2 * (between - between / 2) + 1)
        }
        let edge = between / 4
        let (first, second) = (turns[0], turns[1])
        let isOrder = mechanism.kind == .temporal
        func session(_ sign: Double) -> Session {
            isOrder ? Session(rows: rows, hour: sign) : Session(rows: rows, sign: sign)
        }
        return [
            Session(rows: edge), session(first), session(-first), Session(rows: between - 2 * edge),
            Session(rows: rows, sign: second), Session(rows: rows, sign: -second), Session(rows: edge),
        ]
    }

    /// Adds the rows of a session: fluctuations that the engagement state and chance make, and that add up to 0 over
    /// the session in every channel.
    private func append(
        _ session: Session, _ mean: [Double], to levels: inout [Double], _ chance: inout Chance
    ) {
        let (width, rows) = (mechanism.driven + 1, session.rows)
        guard rows > 0 else { return }
        var block = [Double](repeating: 0, count: rows * width)
        let states = engagement(rows, &chance)
        for row in 0..<rows {
            for c in 0..<width {
                let mood =
                    c < mechanism.driven
                    ? BehaviourMechanism.moodDepth * mechanism.moods[c] * states[row] : 0
                block[row * width + c] = mood + BehaviourMechanism.restlessness * chance.nearlyNormal()
            }
        }
        for c in 0..<width {
            var sum = 0.0
            for row in 0..<rows { sum += block[row * width + c] }
            let offset = (c < mechanism.driven ? mean[c] : session.hour) - sum / Double(rows)
            for row in 0..<rows { block[row * width + c] += offset }
        }
        levels += block
    }

    /// The hidden state row by row: idle −1, browsing 0, engaged 1. A Markov chain that starts anew, from its
    /// stationary law, in every session; the traits set how often it moves and whether it leans up.
    private func engagement(_ rows: Int, _ chance: inout Chance) -> [Double] {
        let rate = 0.1 + 0.3 * rising(a[0])
        let lean = 0.4 * (2 * rising(a[min(1, a.count - 1)]) - 1)
        let (up, down) = (rate * (1 + lean), rate * (1 - lean))
        let ratio = up / down
        var state = chance.pick([1, ratio, ratio * ratio]) - 1
        return (0..<rows).map { _ in
            let now = Double(state)
            let u = chance.uniform()
            if u < up { state = min(1, state + 1) } else if u < up + down { state = max(-1, state - 1) }
            return now
        }
    }

    /// Moments of a session in hours: a pause, then a burst whose length is fixed and whose gaps are random. A quick
    /// session takes a quarter of an hour, a slow one two hours, a stretch one, all times the user's pace.
    private func moments(
        _ session: Session, _ pace: Double, from now: inout Double, _ chance: inout Chance
    ) -> [Double] {
        guard session.rows > 0 else { return [] }
        now += pace * (3 + chance.exponential())
        let length = pace * (session.sign > 0 ? 0.25 : session.sign < 0 ? 2 : 1)
        let gaps = (1..<max(1, session.rows)).map { _ in 0.5 + chance.exponential() }
        let total = gaps.reduce(0, +)
        var moments = [now]
        for gap in gaps {
            now += length * gap / total
            moments.append(now)
        }
        return moments
    }

    /// Appends this user to users.csv, traits.csv, planted_users.csv and behaviour.csv.
    func write(to files: inout [ByteBuffer]) {
        for file in 0..<3 {
            files[file].append("u")
            files[file].append(number + 1)
        }
        files[0].comma()
        files[0].append(age)
        for z in traits {
            let trait = BehaviourMechanism.traitCentre + BehaviourMechanism.traitScale * z
            files[1].append(min(1, max(0, trait)), decimals: 6)
        }
        for turn in turns { files[2].append(turn > 0 ? ",1" : ",-1") }
        for score in a + b { files[2].append(score, decimals: 6) }
        for file in 0..<3 { files[file].newline() }
        let (times, levels) = series()
        let width = mechanism.channels.count
        for (row, time) in times.enumerated() {
            files[3].append("u")
            files[3].append(number + 1)
            if mechanism.kind == .irregular {
                files[3].append(time, decimals: 4)
            } else {
                files[3].comma()
                files[3].append(Int(time))
            }
            for (c, channel) in mechanism.channels.enumerated() {
                let value = channel.centre + channel.scale * levels[row * width + c]
                files[3].append(value, decimals: channel.decimals)
            }
            files[3].newline()
        }
    }
}

extension ByteBuffer {
    /// A comma and a number, rounded to decimals.
    fileprivate mutating func append(_ x: Double, decimals: Int) {
        comma()
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        append(Int((x * scale).rounded()), decimals: decimals)
    }
}
